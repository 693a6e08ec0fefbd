"""Differences in what a caller of some kind needs."""

import json
import re

from interop.differential.documents import full_access
from interop.differential.rewrites.walking import Case, copied, flat, statements_of


def let_root_do_everything(case: Case) -> Case | None:
    """A root user that no policy of its own account limits, said as a policy."""
    if not str(case["request"]["principal"]).endswith(":root"):
        return None
    copy = copied(case)
    copy["policies"]["identity"] = [full_access()]
    return copy


def give_federated_user_nothing(case: Case) -> Case | None:
    """A federated user without session policies, said as a session policy that is of no use."""
    if ":federated-user/" not in str(case["request"]["principal"]) or "session" in case["policies"]:
        return None
    nothing = {"Effect": "Allow", "Action": "health:DescribeEvents", "Resource": "*"}
    copy = copied(case)
    copy["policies"]["session"] = {"Version": "2012-10-17", "Statement": [nothing]}
    return copy


def trust_somebody_else(case: Case) -> Case | None:
    """A role without a trust policy, said as one that trusts an account nobody has."""
    request = case["request"]
    if "resource" in case["policies"] or not request["action"].startswith("sts:"):
        return None
    other = {"Effect": "Allow", "Principal": {"AWS": "000011112222"}, "Action": "sts:AssumeRole"}
    copy = copied(case)
    copy["policies"]["resource"] = {"Version": "2012-10-17", "Statement": [other]}
    return copy


def open_session_of_named_caller(case: Case) -> Case | None:
    """Session policies of a caller whom the resource's policy names, said as ones that allow all."""
    session, resource = (case["policies"].get(layer) for layer in ("session", "resource"))
    if not session or resource is None:
        return None
    caller = case["request"]["principal"]
    if not any(_names(one.get("Principal"), caller) for one in statements_of(resource)):
        return None
    copy = copied(case)
    copy["policies"]["session"] = [*flat(session), full_access()]
    return copy


def free_service_linked_role(case: Case) -> Case | None:
    """A service-linked role, which the organisation does not limit, said as no organisation."""
    if ":role/aws-service-role/" not in str(case["request"]["principal"]):
        return None
    copy = copied(case)
    copy["policies"].pop("scp", None)
    copy["policies"].pop("rcp", None)
    return copy if copy != case else None


def move_provider_home(case: Case) -> Case | None:
    """An identity provider of another account, or of none, as one of the role's account."""
    provider = str(case["request"]["principal"])
    asks = "-provider/" in provider or provider == "accounts.google.com"
    if not asks or ":role/" not in case["request"]["resource"]:
        return None
    account = case["request"]["resource"].split(":")[4]
    if provider == "accounts.google.com":
        home = f'"arn:aws:iam::{account}:oidc-provider/{provider}"'
        return _renamed(case, {f'"{provider}"': home})
    if f"::{account}:" in provider:
        return None
    pairs = ((provider.split(":")[4], account), (account, provider.split(":")[4]))
    kinds = ("saml-provider", "oidc-provider")
    return _renamed(case, {f"{a}:{kind}": f"{b}:{kind}" for a, b in pairs for kind in kinds})


def forget_account_of_provider(case: Case) -> Case | None:
    """An account that a Principal names beside a federated caller, said as an unrelated one."""
    provider = str(case["request"]["principal"])
    if "-provider/" not in provider:
        return None
    account = provider.split(":")[4]
    names = {f'"{account}"': '"000011112222"', f"iam::{account}:root": "iam::000011112222:root"}
    copy = copied(case)
    copy["policies"] = _renamed(copy["policies"], names)
    return copy if copy != case else None


def _names(principal: object, caller: str) -> bool:
    """Whether a Principal element names this very caller, or everybody."""
    if isinstance(principal, dict):
        principal = principal.get("AWS", [])
    return not {caller, "*"}.isdisjoint(flat(principal))


def _renamed(case: Case, names: dict[str, str]) -> Case:
    pattern = "|".join(re.escape(name) for name in names)
    return json.loads(re.sub(pattern, lambda found: names[found[0]], json.dumps(case)))
