"""Session policies: whether they are accepted. What they narrow is decided at each later call."""

from functools import lru_cache

from rolebridge.access.refusals import malformed_policy, policy_arn_invalid
from rolebridge.access.session import SessionFacts, SessionPolicies
from rolebridge.arn import ARN, InvalidARN
from rolebridge.federation.account import AccountEntry
from rolebridge.federation.ports import ManagedPolicies
from rolebridge.iam import MalformedPolicy, Policy, PolicyKind, validate_policy
from rolebridge.sts.packing import pack
from rolebridge.sts.refusals import packed_too_large


def validate_session_policies(
    policies: SessionPolicies, account: AccountEntry, managed: ManagedPolicies | None
) -> SessionPolicies:
    """Check the form of the inline policy, and that managed ones exist in the role's account.

    AWS's own managed policies exist in every account. Where not all of them are known here, one
    is taken as it is named; if it does not exist, it allows nothing later. Raises AWSRefused.
    """
    if policies.inline is not None:
        _parse(policies.inline)
    for arn in policies.managed:
        _check_managed(arn, account, managed)
    return policies


def measure_packed_size(facts: SessionFacts) -> int | None:
    """PackedPolicySize in per cent; None where there is nothing to pack, as AWS leaves it out.

    Raises AWSRefused (PackedPolicyTooLarge) over 100.
    """
    if not facts.tags and not facts.policies:
        return None
    percent = pack(facts.tags, facts.policies).percent
    if percent > 100:
        raise packed_too_large(percent, tags_only=not facts.policies)
    return percent


def _parse(text: str) -> Policy:
    try:
        return _parse_cached(text)
    except MalformedPolicy as error:
        has_aws_text = error.aws_text is not None
        message = error.aws_text or str(error)
        raise malformed_policy(message, has_aws_text=has_aws_text, detail=str(error)) from None


@lru_cache(maxsize=256)
def _parse_cached(text: str) -> Policy:
    return validate_policy(text, PolicyKind.SESSION)


def _check_managed(text: str, account: AccountEntry, managed: ManagedPolicies | None) -> None:
    try:
        arn = ARN.parse(text)
    except InvalidARN:
        raise policy_arn_invalid(text) from None
    kind = (arn.partition, arn.service, arn.region)
    if kind != (account.partition, "iam", "") or not arn.resource.startswith("policy/"):
        raise policy_arn_invalid(text)
    if arn.account == "aws":
        exists = managed is None or not managed.is_complete or managed.find(text) is not None
    else:
        known = {f"policy{policy.path}{policy.name}" for policy in account.policies}
        exists = arn.account == account.id and arn.resource in known
    if not exists:
        message = f"There is no policy {text} in the account of the role."
        raise malformed_policy(message, has_aws_text=False)
