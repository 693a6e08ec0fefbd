"""How the AWS side says no: codes, statuses and texts that clients and people match on.

Where AWS's own text is not on record the message is ours and says so by `has_aws_text`.
"""

from collections.abc import Sequence

from rolebridge.errors import RolebridgeError
from rolebridge.iam import Decision
from rolebridge.saml.checks import CheckFailed


class AWSRefused(RolebridgeError):
    """A call that was refused: what goes over the wire, and what explains it.

    `code` is our stable reason for audit and pages, `aws_code` the one on the wire. `explanation`
    says in plain words what was wrong, for pages; `check` or `decision` holds what refused, where
    one did. None of the three belongs into an answer to an API call.
    """

    code = "aws_refused"

    def __init__(
        self,
        aws_code: str,
        status: int,
        message: str,
        *,
        reason: str,
        explanation: str = "",
        detail: str = "",
        check: CheckFailed | None = None,
        decision: Decision | None = None,
        has_aws_text: bool = True,
    ) -> None:
        super().__init__(message, code=reason, detail=detail)
        self.aws_code = aws_code
        self.status = status
        self.message = message
        self.explanation = explanation or message
        self.check = check
        self.decision = decision
        self.has_aws_text = has_aws_text


def validation_error(faults: Sequence[str]) -> AWSRefused:
    """Parameters that break the service model, each fault in AWS's words."""
    count = f"{len(faults)} validation error{'s' if len(faults) > 1 else ''} detected: "
    return AWSRefused("ValidationError", 400, count + "; ".join(faults), reason="parameters")


def value_invalid(message: str) -> AWSRefused:
    """A value that IAM tells of in a sentence of its own."""
    return AWSRefused("ValidationError", 400, message, reason="parameters")


def invalid_query_parameter(message: str) -> AWSRefused:
    """Parameters that a careful reader cannot take for what they seem to be."""
    return AWSRefused(
        "InvalidQueryParameter", 400, message, reason="parameters", has_aws_text=False
    )


def invalid_parameter_value(message: str, *, has_aws_text: bool = False) -> AWSRefused:
    """A value that is not of the parameter's kind."""
    return AWSRefused(
        "InvalidParameterValue", 400, message, reason="parameters", has_aws_text=has_aws_text
    )


def request_arn_invalid() -> AWSRefused:
    """RoleArn or PrincipalArn is no ARN of its kind."""
    return AWSRefused("ValidationError", 400, "Request ARN is invalid", reason="arn_invalid")


def malformed_policy(message: str, *, has_aws_text: bool, detail: str = "") -> AWSRefused:
    """A policy that the policy language does not allow."""
    return AWSRefused(
        "MalformedPolicyDocument",
        400,
        message,
        reason="policy_malformed",
        detail=detail,
        has_aws_text=has_aws_text,
    )


def policy_arn_invalid(arn: str) -> AWSRefused:
    """What should name a managed policy is no ARN of one."""
    text = f"ARN {arn} is not valid."
    return AWSRefused("ValidationError", 400, text, reason="policy_arn_invalid")


def access_denied(decision: Decision) -> AWSRefused:
    """The policies do not allow the call; the sentence names one kind of policy and no value."""
    sentence = decision.explain().sentence
    return AWSRefused(
        "AccessDenied", 403, sentence, reason="access_denied", detail=sentence, decision=decision
    )


def invalid_client_token(detail: str) -> AWSRefused:
    """An unknown access key, or a session token that does not belong to it."""
    return AWSRefused(
        "InvalidClientTokenId",
        403,
        "The security token included in the request is invalid.",
        reason="client_token_invalid",
        detail=detail,
    )
