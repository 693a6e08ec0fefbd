"""GetSessionToken and GetFederationToken: sessions that long-term keys are exchanged for.

Source: STS API reference; IAM User Guide, "Compare AWS STS credentials".
"""

from dataclasses import replace
from datetime import timedelta

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.context import Values, describe_tags
from rolebridge.access.session import SessionFacts, SessionKind
from rolebridge.arn import ARN
from rolebridge.sts.mfa import verify_factor
from rolebridge.sts.session_policies import validate_session_policies
from rolebridge.sts.session_request import read_session_policies, read_session_tags
from rolebridge.sts.trust import TAG_SESSION
from rolebridge.sts.work import Work

DEFAULT_DURATION = 43_200
ROOT_DURATION = 3600
"""Seconds. A root's sessions are shortened to this, and not refused."""

_GET_FEDERATION_TOKEN = "sts:GetFederationToken"  # noqa: S105  (an action's name)


def get_session_token(work: Work) -> Fields:
    """The user, or the root, itself, with a second factor where one is shown.

    Needs no permission, and no policy has a say: it is how a caller proves who it is. Raises
    AWSRefused.
    """
    factor = verify_factor(work.caller, work.parameters, work.unit, work.sealing_keys, work.now)
    issued_at = work.now.replace(microsecond=0)
    session = SessionFacts(
        kind=SessionKind.USER,
        issuer_arn=work.caller.arn,
        issuer_id=work.caller.user_id,
        name=work.caller.issuer.name,
        issued_at=issued_at,
        expires_at=issued_at + _choose_lifetime(work),
        mfa_at=factor.shown_at if factor else None,
    )
    return work.open(session, factor).write()


def get_federation_token(work: Work) -> Fields:
    """A federated user of the caller's, who may do at most what the caller and the session policies
    both allow. Raises AWSRefused.
    """
    caller, name = work.caller, work.parameters.text("Name")
    policies = read_session_policies(work.parameters)
    tags = read_session_tags(work.parameters)
    _authorize(work, _build_arn(caller, name), tags)
    account = work.configuration.accounts[caller.account]
    issued_at = work.now.replace(microsecond=0)
    session = SessionFacts(
        kind=SessionKind.FEDERATED_USER,
        issuer_arn=caller.arn,
        issuer_id=caller.user_id,
        name=name,
        issued_at=issued_at,
        expires_at=issued_at + _choose_lifetime(work),
        tags=tags,
        policies=validate_session_policies(policies, account, work.managed),
    )
    opened = work.open(session)
    federated = (("FederatedUserId", session.user_id), ("Arn", session.principal_arn))
    # AWS says 0 here where nothing was packed; other operations leave it out.
    opened = replace(opened, packed_policy_size=opened.packed_policy_size or 0)
    return opened.write(("FederatedUser", federated))


def _authorize(work: Work, arn: str, tags: dict[str, str]) -> None:
    values: Values = describe_tags("Request", tags)
    if tags:
        values["aws:TagKeys"] = tuple(tags)
    work.authorize(_GET_FEDERATION_TOKEN, arn, values)
    if tags:
        work.authorize(TAG_SESSION, arn, values)


def _choose_lifetime(work: Work) -> timedelta:
    seconds = work.parameters.find_number("DurationSeconds") or DEFAULT_DURATION
    return timedelta(seconds=min(seconds, ROOT_DURATION) if work.caller.is_root else seconds)


def _build_arn(caller: Caller, name: str) -> str:
    resource = f"federated-user/{name}"
    return str(ARN(caller.partition, "sts", "", caller.account, resource))
