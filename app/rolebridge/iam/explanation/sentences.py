"""The sentence AWS gives for a denial, which tells the kind of policy and no value of it.

Reference: IAM User Guide, "Troubleshoot access denied error messages".
"""

from collections.abc import Sequence

from rolebridge.iam.callers import CallerKind, Principal
from rolebridge.iam.layers import Layer
from rolebridge.iam.outcome import Outcome

_POLICIES = {
    Layer.IDENTITY: ("an", "identity-based policy"),
    Layer.RESOURCE: ("a", "resource-based policy"),
    Layer.TRUST: ("the", "role trust policy"),
    Layer.SESSION: ("a", "session policy"),
    Layer.BOUNDARY: ("a", "permissions boundary"),
    Layer.SCP: ("a", "service control policy"),
    Layer.RCP: ("a", "resource control policy"),
}
# AWS calls every caller a user; we do so with those that belong to an account, or to nobody.
_NO_USERS = (CallerKind.PROVIDER, CallerKind.SERVICE)


def build_cause(principal: Principal, outcome: Outcome, layer: Layer, action: str | None) -> str:
    """The half sentence behind the resource."""
    article, policy = _POLICIES[layer]
    if outcome is Outcome.EXPLICIT_DENY:
        return f"with an explicit deny in {article} {policy}"
    if outcome is Outcome.IMPLICIT_DENY:
        return f"because no {policy} allows the {action} action"
    if principal.kind is CallerKind.ROOT and layer is Layer.IDENTITY:
        return "because nothing denies it to the root user of the account"
    return f"because {article} {policy} allows it"


def build_sentence(
    principal: Principal, outcome: Outcome, actions: Sequence[str], resource: str, cause: str
) -> str:
    """Who is, or is not, authorized to do what."""
    user = "" if principal.kind in _NO_USERS else "User: "
    verb = "is authorized" if outcome is Outcome.ALLOWED else "is not authorized"
    asked = ", ".join(actions)
    return f"{user}{principal.arn} {verb} to perform: {asked} on resource: {resource} {cause}"


def name_policy(layer: Layer) -> str:
    """A policy of the layer, in AWS's words."""
    return _POLICIES[layer][1]
