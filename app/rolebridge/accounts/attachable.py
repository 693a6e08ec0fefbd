"""Managed policies by their ARNs, as they are attached to something or bound it."""

from rolebridge.access.refusals import AWSRefused, policy_arn_invalid
from rolebridge.accounts.operation import Work
from rolebridge.accounts.refusals import invalid_input, no_such_entity
from rolebridge.arn import ARN, InvalidARN
from rolebridge.federation.account import AccountEntry


def verify_attachable(work: Work, arn: str) -> str:
    """The ARN of a managed policy that exists: one of the account's, or one of AWS's own.

    Where not all of AWS's own are known here, one is taken as it is named. Raises AWSRefused.
    """
    if not is_policy_arn(work.account, arn):
        raise policy_arn_invalid(arn)
    if not _exists(work, arn):
        raise no_such_entity(f"Policy {arn} does not exist or is not attachable.")
    return arn


def verify_boundary(work: Work, arn: str) -> str:
    """The same for a permissions boundary, for which AWS has words of its own."""
    try:
        return verify_attachable(work, arn)
    except AWSRefused as refusal:
        if refusal.aws_code == "NoSuchEntity":
            text = f"Scope ARN: {arn} does not exist or is not attachable."
            raise no_such_entity(text) from None
        raise invalid_input(f"ARN {arn} is not valid.") from None


def is_policy_arn(account: AccountEntry, text: str) -> bool:
    """Whether a text has the form of the ARN of a managed policy in the account's partition."""
    try:
        arn = ARN.parse(text)
    except InvalidARN:
        return False
    kind = (arn.partition, arn.service, arn.region)
    return kind == (account.partition, "iam", "") and arn.resource.startswith("policy/")


def _exists(work: Work, arn: str) -> bool:
    if ARN.parse(arn).account == "aws":
        return not work.managed.is_complete or work.managed.find(arn) is not None
    return any(work.account.policy_arn(policy) == arn for policy in work.account.policies)
