"""Policy documents: checked as AWS checks them, and written into answers."""

from urllib.parse import quote

from rolebridge.access.refusals import malformed_policy
from rolebridge.accounts.refusals import limit_exceeded
from rolebridge.iam import MalformedPolicy, PolicyKind, validate_policy


def check_document(text: str, kind: PolicyKind) -> str:
    """The text, once it is known to be a policy of that kind. Raises AWSRefused in AWS's words
    where they are known.
    """
    try:
        validate_policy(text, kind)
    except MalformedPolicy as error:
        has_aws_text = error.aws_text is not None
        message = error.aws_text or str(error)
        if error.aws_code == "LimitExceeded":
            raise limit_exceeded(message, has_aws_text=has_aws_text) from None
        raise malformed_policy(message, has_aws_text=has_aws_text, detail=str(error)) from None
    return text


def write_document(text: str) -> str:
    """A document as answers have it: percent-encoded (RFC 3986)."""
    return quote(text, safe="")


def count_characters(text: str) -> int:
    """The size that quotas are about: white space does not count (IAM quotas)."""
    return len("".join(text.split()))
