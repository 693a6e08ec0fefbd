"""STS under load: beside moto's server, which validates nothing, and in a large company's set-up.

The set-up has 10,000 roles in 100 accounts more, and 100,000 open consoles. Calls are signed by
botocore, as clients do it.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from rolebridge.bench.http import best_rates, build_saml_calls
from rolebridge.bench.load import Request, build_request
from rolebridge.bench.measure import Measurement, at_least
from rolebridge.bench.servers import Running, run_moto, run_rolebridge
from rolebridge.bootstrap import Workplace, initialise
from rolebridge.client import PortalClient
from rolebridge.federation.account import AccountEntry, RoleEntry
from rolebridge.federation.demonstration import read_demonstration
from rolebridge.federation.organisation import Organisation
from rolebridge.ids import hash_token, new_token
from rolebridge.settings import Settings
from rolebridge.sts.ports import ConsoleSessionRow

ACCOUNTS, ROLES_OF_EACH, SESSIONS = 100, 100, 100_000

_ROLE = "arn:aws:iam::444455556666:role/ReadOnly"
_ACCOUNT = "444455556666"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_WHO = b"Action=GetCallerIdentity&Version=2011-06-15"
_SLOWDOWN = 0.9


def measure_sts(requests: int) -> Iterator[Measurement]:
    """Rows of two operations: ours against moto's, and the large set-up against the small one."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        fill_company(folder / "large")
        small = stack.enter_context(run_rolebridge(folder / "small"))
        large = stack.enter_context(run_rolebridge(folder / "large"))
        moto = stack.enter_context(run_moto())
        of_small = _build_calls(small, folder / "small")
        of_large = _build_calls(large, folder / "large")
        for name, bound in (("AssumeRoleWithSAML", 2.0), ("GetCallerIdentity", 5.0)):
            own, peer = of_small[name]
            figure, base = best_rates((small.port, own), (moto.port, peer), requests)
            yield at_least(f"{name} over HTTP", figure, base, "moto server", bound)
            figure, base = best_rates((large.port, of_large[name][0]), (small.port, own), requests)
            yield at_least(f"{name}, large set-up", figure, base, "small set-up", _SLOWDOWN)


def _build_calls(ours: Running, home: Path) -> dict[str, tuple[Request, Request]]:
    """Each operation as a call to us and as one to moto."""
    client = PortalClient(ours.url)
    client.sign_in("alice", "alice-demo-password")
    key = _read_root_key(home)
    return {
        "AssumeRoleWithSAML": build_saml_calls(ours, client.get_assertion(_ROLE)),
        "GetCallerIdentity": (_sign(ours, key), _sign(None, key)),
    }


def fill_company(home: Path) -> None:
    """The demonstration with a hundred more accounts, each of a hundred roles, and sessions."""
    workplace = initialise(Settings.from_env({"ROLEBRIDGE_HOME": str(home)}, demo=True))
    try:
        demonstration = read_demonstration()
        accounts = (*(demonstration.accounts or ()), *_build_accounts(demonstration))
        company = replace(demonstration, accounts=accounts)
        workplace.federation.apply_organisation(
            company, workplace.new_origin("bench"), source="a large company"
        )
        _fill_sessions(workplace)
    finally:
        workplace.close()


def _build_accounts(demonstration: Organisation) -> Iterator[AccountEntry]:
    template = (demonstration.accounts or ())[0]
    role = template.roles[0]
    for number in range(ACCOUNTS):
        account = f"{700_000_000_000 + number}"
        trust = role.trust_policy.replace(template.id, account)
        roles = tuple(
            RoleEntry(f"Role{count:03}", trust, inline_policies=role.inline_policies)
            for count in range(ROLES_OF_EACH)
        )
        yield AccountEntry(account, saml_providers=template.saml_providers, roles=roles)


def _fill_sessions(workplace: Workplace) -> None:
    """Consoles that are open: the rows are what they would be, their tokens open nothing."""
    until = workplace.clock() + timedelta(hours=12)
    with workplace.store.unit_of_work() as unit:
        for _ in range(SESSIONS):
            token = hash_token(new_token(workplace.ids))
            unit.console_sessions.add(ConsoleSessionRow(token, "ASIA", token * 8, until))
        unit.commit()


def _read_root_key(home: Path) -> Credentials:
    content = json.loads((home / "root-keys" / f"{_ACCOUNT}.json").read_text())
    return Credentials(content["AccessKeyId"], content["SecretAccessKey"])


def _sign(ours: Running | None, credentials: Credentials) -> Request:
    """For us, or for moto, which tells the service from the host."""
    host = f"localhost:{ours.port}" if ours else "sts.amazonaws.com"
    path = "/aws/" if ours else "/"
    request = AWSRequest("POST", f"http://{host}{path}", headers=dict(_FORM), data=_WHO)
    request.headers["Host"] = host
    SigV4Auth(credentials, "sts", "us-east-1").add_auth(request)
    return build_request("POST", path, dict(request.headers.items()), _WHO)
