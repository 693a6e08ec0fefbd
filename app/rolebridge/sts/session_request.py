"""What requests for credentials have in common, and the rules that the service model leaves out."""

from collections import Counter

from rolebridge.access.parameters import Parameters, list_tags
from rolebridge.access.refusals import validation_error
from rolebridge.access.session import SessionPolicies
from rolebridge.federation.account import RoleEntry
from rolebridge.sts.refusals import (
    chained_too_long,
    duplicate_tag_keys,
    duration_exceeds_maximum,
    reserved_tag_key,
)

MAX_POLICY_ARNS = 10
DEFAULT_DURATION = 3600
MAX_CHAINED_DURATION = 3600
"""Seconds that a role may be assumed for with the credentials of a role (role chaining)."""

_RESERVED_PREFIX = "aws:"


def read_session_policies(parameters: Parameters) -> SessionPolicies:
    """`Policy` and `PolicyArns`, not yet looked into. Raises AWSRefused for more than ten ARNs,
    which is a rule of the API reference and not of its model.
    """
    arns = tuple(item.text("arn") for item in parameters.items("PolicyArns"))
    if len(arns) > MAX_POLICY_ARNS:
        rule = f"Member must have length less than or equal to {MAX_POLICY_ARNS}"
        raise validation_error([f"Value at 'policyArns' failed to satisfy constraint: {rule}"])
    return SessionPolicies(parameters.find_text("Policy"), arns)


def read_session_tags(parameters: Parameters) -> dict[str, str]:
    """`Tags`, in their order. Raises AWSRefused for keys that are equal but for their case, and for
    those that begin as AWS's own do (IAM User Guide, "Passing session tags").
    """
    pairs = tuple(list_tags(parameters))
    validate_tag_keys([key for key, _ in pairs])
    return dict(pairs)


def validate_tag_keys(keys: list[str]) -> None:
    """Raises AWSRefused where two are equal but for their case, or one is reserved."""
    counted = Counter(key.lower() for key in keys)
    if len(counted) < len(keys):
        raise duplicate_tag_keys()
    for key in keys:
        if key.lower().startswith(_RESERVED_PREFIX):
            raise reserved_tag_key(key)


def read_token_size(parameters: Parameters) -> int:
    """`MinimumSessionTokenSize`, in characters."""
    return parameters.find_number("MinimumSessionTokenSize") or 0


def choose_role_duration(
    requested: int | None, role: RoleEntry, *, is_chained: bool = False
) -> int:
    """Seconds that a role is assumed for. Raises AWSRefused for more than the role allows, and for
    more than an hour where the caller is itself a session of a role.
    """
    if requested is None:
        return DEFAULT_DURATION
    if is_chained and requested > MAX_CHAINED_DURATION:
        raise chained_too_long(requested)
    if requested > role.max_session_duration:
        raise duration_exceeds_maximum(requested, role.max_session_duration)
    return requested
