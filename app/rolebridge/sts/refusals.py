"""How STS says no to assertions, to what sessions carry and to signatures. Clients match on the
texts; those that only signed calls get are in `signed_refusals`.

Where AWS's own text is not on record the message is ours and says so by `has_aws_text`.
"""

from rolebridge.access.refusals import AWSRefused, invalid_parameter_value
from rolebridge.errors import RolebridgeError
from rolebridge.iam import Decision
from rolebridge.saml.checks import CheckFailed
from rolebridge.sigv4 import SigV4Error


def provider_unknown(arn: str) -> AWSRefused:
    """PrincipalArn names no provider of ours."""
    return AWSRefused(
        "InvalidIdentityToken",
        400,
        "Specified provider doesn't exist",
        reason="provider_unknown",
        explanation=f"There is no SAML provider {arn}.",
        detail=arn,
    )


def provider_unusable(error: RolebridgeError) -> AWSRefused:
    """The provider's metadata cannot be read or has expired."""
    return AWSRefused(
        "InvalidIdentityToken",
        400,
        "The metadata of the specified provider cannot be used.",
        reason=error.code,
        explanation=str(error),
        detail=str(error),
        has_aws_text=False,
    )


def check_failed(error: CheckFailed) -> AWSRefused:
    """The assertion did not pass a check of the catalogue."""
    answer = error.check.answer
    return AWSRefused(
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
) -> AWSRefused:
    """One answer for a role that is unknown, not asserted, or denied by its trust policy."""
    return AWSRefused(
        "AccessDenied",
        403,
        "Not authorized to perform sts:AssumeRoleWithSAML",
        reason=reason,
        explanation=explanation,
        detail=detail or explanation,
        decision=decision,
    )


def duration_exceeds_maximum(requested: int, maximum: int) -> AWSRefused:
    """DurationSeconds is over the role's MaxSessionDuration; some clients match this text."""
    return AWSRefused(
        "ValidationError",
        400,
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        reason="duration_exceeds_maximum",
        detail=f"{requested} > {maximum}",
    )


def chained_too_long(requested: int) -> AWSRefused:
    """More than an hour was asked for with the credentials of a role."""
    return AWSRefused(
        "ValidationError",
        400,
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role "
        "chaining.",
        reason="duration_exceeds_chaining",
        detail=str(requested),
    )


def duplicate_tag_keys() -> AWSRefused:
    """Two tags have one key, but for its case."""
    text = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    return invalid_parameter_value(text, has_aws_text=True)


def reserved_tag_key(key: str) -> AWSRefused:
    """A tag that begins as AWS's own do."""
    return invalid_parameter_value(f"The tag key {key} is reserved: it begins with aws:.")


def packed_too_large(percent: int, *, tags_only: bool) -> AWSRefused:
    """Tags and session policies do not fit into the packed space."""
    tags = f"Packed size of session tags consumes {percent}% of allotted space."
    policies = f"Packed policy consumes {percent}% of allotted space, please use smaller policy."
    return AWSRefused(
        "PackedPolicyTooLarge", 400, tags if tags_only else policies, reason="packed_too_large"
    )


def assertion_reused() -> AWSRefused:
    """The assertion was redeemed before. AWS has no such rule at the API, hence no text."""
    return AWSRefused(
        "InvalidIdentityToken",
        400,
        "This assertion has been used before. Sign in again to get a new one.",
        reason="assertion_reused",
        has_aws_text=False,
    )


def token_expired() -> AWSRefused:
    """Session credentials past their expiration (`ExpiredToken` 403, unlike an old assertion)."""
    return AWSRefused(
        "ExpiredToken",
        403,
        "The security token included in the request is expired",
        reason="token_expired",
    )


def signature_refused(error: SigV4Error) -> AWSRefused:
    """What SigV4 found wrong with the call, in AWS's words."""
    return AWSRefused(
        error.aws_code, error.status, str(error), reason=error.code, detail=error.detail
    )
