"""Whether a caller of AWS may assume a role: its own policies and the role's trust policy together.

Source: IAM User Guide, "Cross-account policy evaluation logic" and "Troubleshoot access denied
error messages". AWS tells no cause of a denial from another account, but for what denies
explicitly on the caller's own side. So an unknown role, one of another account and one that does
not trust the caller have one text.
"""

from collections.abc import Sequence
from dataclasses import replace

from rolebridge.access.authorize import build_caller_principal
from rolebridge.access.caller import Caller
from rolebridge.access.context import Sources, Values, describe_call, describe_caller
from rolebridge.access.permissions import Permissions
from rolebridge.access.refusals import AWSRefused
from rolebridge.arn import ARN
from rolebridge.federation.account import RoleEntry
from rolebridge.federation.trust_principals import resolve_trust_policy
from rolebridge.iam import (
    Decision,
    InvalidRequest,
    Layer,
    MalformedPolicy,
    Outcome,
    Policy,
    RequestContext,
    decide_together,
)
from rolebridge.sts.signed_refusals import not_permitted, write_denial
from rolebridge.sts.trust import TRUSTS_NOBODY, parse_trust_policy
from rolebridge.sts.work import Work

_OWN_LAYERS = (Layer.IDENTITY, Layer.BOUNDARY, Layer.SESSION)


def authorize_role(work: Work, role_arn: ARN, actions: Sequence[str], context: Values) -> RoleEntry:
    """Decide all actions of the call; the role where they are allowed. Raises AWSRefused."""
    arn, caller, sources = str(role_arn), work.caller, work.sources
    role = find_role(role_arn, caller.partition, sources)
    policy = read_trust_policy(role, sources)
    layers = Permissions(sources.configuration, work.managed).read_layers(caller)
    whole = describe_call(sources) | describe_caller(caller, sources) | context
    try:
        decision = decide_together(
            build_caller_principal(caller),
            actions,
            arn,
            RequestContext.of(whole),
            replace(layers, resource=policy),
        )
    except InvalidRequest as error:
        text = write_denial(caller, actions[0], arn)
        raise not_permitted(text, "request_invalid", detail=str(error)) from None
    if role is None or not decision.is_allowed:
        raise _deny(caller, arn, decision, role)
    return role


def find_role(role_arn: ARN, partition: str, sources: Sources) -> RoleEntry | None:
    """The role of that ARN in the caller's partition: nobody assumes a role across partitions."""
    if role_arn.partition != partition:
        return None
    found = sources.configuration.roles.get(str(role_arn))
    return found[1] if found else None


def read_trust_policy(role: RoleEntry | None, sources: Sources) -> Policy:
    """The trust policy as it applies now. One that cannot be read trusts nobody."""
    if role is not None:
        try:
            text = resolve_trust_policy(role, sources.configuration.principals)
            return parse_trust_policy(text)
        except MalformedPolicy:
            pass
    return parse_trust_policy(TRUSTS_NOBODY)


def _deny(caller: Caller, role_arn: str, decision: Decision, role: RoleEntry | None) -> AWSRefused:
    explanation = decision.explain()
    sentence = explanation.sentence
    is_own = decision.outcome is Outcome.EXPLICIT_DENY and decision.layer in _OWN_LAYERS
    if ARN.parse(role_arn).account == caller.account or is_own:
        text = sentence
    else:
        text = write_denial(caller, decision.action or explanation.actions[0].action, role_arn)
    if role is None:
        return not_permitted(text, "role_unknown", detail=f"There is no role {role_arn}.")
    return not_permitted(text, "access_denied", decision=decision, detail=sentence)
