"""How STS says no: AWS's codes, statuses and texts in one list, since clients match on the texts.

Where AWS's own text is not on record the message is ours and says so by `has_aws_text`.
"""

from collections.abc import Sequence

from rolebridge.errors import RolebridgeError
from rolebridge.iam import Decision
from rolebridge.saml.checks import CheckFailed
from rolebridge.sigv4 import SigV4Error


class STSRefused(RolebridgeError):
    """A call that was refused: what goes over the wire, and what explains it.

    `code` is our stable reason for audit and pages, `aws_code` the one on the wire. `explanation`
    says in plain words what was wrong, for pages; `check` or `decision` holds what refused, where
    one did. None of the three belongs into an answer to an API call.
    """

    code = "sts_refused"

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


def validation_error(faults: Sequence[str]) -> STSRefused:
    """Parameters that break the service model, each fault in AWS's words."""
    count = f"{len(faults)} validation error{'s' if len(faults) > 1 else ''} detected: "
    return STSRefused("ValidationError", 400, count + "; ".join(faults), reason="parameters")


def invalid_query_parameter(message: str) -> STSRefused:
    """Parameters that a careful reader cannot take for what they seem to be."""
    return STSRefused(
        "InvalidQueryParameter", 400, message, reason="parameters", has_aws_text=False
    )


def invalid_parameter_value(message: str) -> STSRefused:
    """A value that is not of the parameter's kind."""
    return STSRefused(
        "InvalidParameterValue", 400, message, reason="parameters", has_aws_text=False
    )


def request_arn_invalid() -> STSRefused:
    """RoleArn or PrincipalArn is no ARN of its kind."""
    return STSRefused("ValidationError", 400, "Request ARN is invalid", reason="arn_invalid")


def provider_unknown(arn: str) -> STSRefused:
    """PrincipalArn names no provider of ours."""
    return STSRefused(
        "InvalidIdentityToken",
        400,
        "Specified provider doesn't exist",
        reason="provider_unknown",
        explanation=f"There is no SAML provider {arn}.",
        detail=arn,
    )


def provider_unusable(error: RolebridgeError) -> STSRefused:
    """The provider's metadata cannot be read or has expired."""
    return STSRefused(
        "InvalidIdentityToken",
        400,
        "The metadata of the specified provider cannot be used.",
        reason=error.code,
        explanation=str(error),
        detail=str(error),
        has_aws_text=False,
    )


def check_failed(error: CheckFailed) -> STSRefused:
    """The assertion did not pass a check of the catalogue."""
    answer = error.check.answer
    return STSRefused(
        answer.code,
        answer.status,
        answer.text or str(error),
        reason=error.code,
        explanation=str(error),
        detail=error.detail or str(error),
        check=error,
        has_aws_text=answer.text is not None,
    )


def not_authorized(
    reason: str, explanation: str, *, detail: str = "", decision: Decision | None = None
) -> STSRefused:
    """One answer for a role that is unknown, not asserted, or denied by its trust policy."""
    return STSRefused(
        "AccessDenied",
        403,
        "Not authorized to perform sts:AssumeRoleWithSAML",
        reason=reason,
        explanation=explanation,
        detail=detail or explanation,
        decision=decision,
    )


def duration_exceeds_maximum(requested: int, maximum: int) -> STSRefused:
    """DurationSeconds is over the role's MaxSessionDuration; some clients match this text."""
    return STSRefused(
        "ValidationError",
        400,
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        reason="duration_exceeds_maximum",
        detail=f"{requested} > {maximum}",
    )


def malformed_policy(message: str, *, has_aws_text: bool, detail: str = "") -> STSRefused:
    """A session policy that the policy language does not allow."""
    return STSRefused(
        "MalformedPolicyDocument",
        400,
        message,
        reason="session_policy",
        detail=detail,
        has_aws_text=has_aws_text,
    )


def policy_arn_invalid(arn: str) -> STSRefused:
    """A managed session policy that is no ARN of a policy."""
    text = f"ARN {arn} is not valid."
    return STSRefused("ValidationError", 400, text, reason="session_policy")


def packed_too_large(percent: int, *, tags_only: bool) -> STSRefused:
    """Tags and session policies do not fit into the packed space."""
    tags = f"Packed size of session tags consumes {percent}% of allotted space."
    policies = f"Packed policy consumes {percent}% of allotted space, please use smaller policy."
    return STSRefused(
        "PackedPolicyTooLarge", 400, tags if tags_only else policies, reason="packed_too_large"
    )


def assertion_reused() -> STSRefused:
    """The assertion was redeemed before. AWS has no such rule at the API, hence no text."""
    return STSRefused(
        "InvalidIdentityToken",
        400,
        "This assertion has been used before. Sign in again to get a new one.",
        reason="assertion_reused",
        has_aws_text=False,
    )


def invalid_client_token(detail: str) -> STSRefused:
    """An unknown access key, or a session token that does not belong to it."""
    return STSRefused(
        "InvalidClientTokenId",
        403,
        "The security token included in the request is invalid.",
        reason="client_token_invalid",
        detail=detail,
    )


def token_expired() -> STSRefused:
    """Session credentials past their expiration (`ExpiredToken` 403, unlike an old assertion)."""
    return STSRefused(
        "ExpiredToken",
        403,
        "The security token included in the request is expired",
        reason="token_expired",
    )


def signature_refused(error: SigV4Error) -> STSRefused:
    """What SigV4 found wrong with the call, in AWS's words."""
    return STSRefused(
        error.aws_code, error.status, str(error), reason=error.code, detail=error.detail
    )
