"""How AssumeRoleWithWebIdentity says no. Clients match on AWS's texts: they stand to the letter.

Where AWS's own text is not on record the message is ours and says so by `has_aws_text`.
"""

from rolebridge.access.refusals import AWSRefused
from rolebridge.errors import RolebridgeError
from rolebridge.iam import Decision
from rolebridge.oidc.refusals import (
    AudienceMismatch,
    ClaimMissing,
    IssuerUnreachable,
    KeyUnknown,
    TokenExpired,
    TokenMalformed,
    TokenRefused,
)

_NO_JWT = (
    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
)
# The two blanks are AWS's.
_NO_KEY = (
    "Couldn't retrieve verification key from your identity provider,  please reference "
    "AssumeRoleWithWebIdentity documentation for requirements"
)


def token_refused(error: TokenRefused) -> AWSRefused:
    """The token proves nothing: in AWS's words where they are known for this cause."""
    if isinstance(error, TokenExpired):
        now, end = int(error.now.timestamp()), int(error.expired_at.timestamp())
        return _refused(
            "ExpiredTokenException",
            f"Token expired: current date/time {now} must be before the expiration date/time {end}",
            error,
        )
    text = _find_text(error)
    return _refused("InvalidIdentityToken", text or str(error), error, has_aws_text=bool(text))


def _find_text(error: TokenRefused) -> str | None:
    if isinstance(error, TokenMalformed):
        return _NO_JWT
    if isinstance(error, AudienceMismatch):
        return "Incorrect token audience"
    if isinstance(error, ClaimMissing):
        return f"Missing a required claim: {error.claim}"
    if isinstance(error, KeyUnknown):
        return _NO_KEY
    return None


def rejected_by_provider(error: TokenRefused) -> AWSRefused:
    """A token of an OAuth provider, which AWS lets the provider judge (IDPRejectedClaim)."""
    text = "The identity provider reported that authentication failed."
    return _refused("IDPRejectedClaim", text, error, status=403, has_aws_text=False)


def keys_unusable(error: RolebridgeError) -> AWSRefused:
    """The issuer's documents were had and are of no use, or it has no keys here."""
    return _refused("InvalidIdentityToken", _NO_KEY, error)


def issuer_unreachable(error: IssuerUnreachable) -> AWSRefused:
    """The issuer does not answer; clients may try again (IDPCommunicationError)."""
    text = "The identity provider that issued the token could not be reached."
    return _refused("IDPCommunicationError", text, error, has_aws_text=False)


def issuer_unknown(issuer: str, account: str) -> AWSRefused:
    """The account of the role trusts no such issuer."""
    return AWSRefused(
        "InvalidIdentityToken",
        400,
        f"No OpenIDConnect provider found in your account for {issuer}",
        reason="provider_unknown",
        detail=f"account {account}",
    )


def provider_id_mismatch(provider_id: str) -> AWSRefused:
    """ProviderId is for tokens of the two OAuth providers, and of the one it names."""
    return AWSRefused(
        "InvalidIdentityToken",
        400,
        f"The token is not one of {provider_id}. ProviderId must not be given for ID tokens.",
        reason="provider_id_mismatch",
        has_aws_text=False,
    )


def session_claim_refused(rule: str) -> AWSRefused:
    """A session tag or source identity in the token that no session can have."""
    return AWSRefused("InvalidIdentityToken", 400, rule, reason="session_claim", has_aws_text=False)


def not_authorized(
    reason: str, explanation: str, *, detail: str = "", decision: Decision | None = None
) -> AWSRefused:
    """One answer for a role that is unknown and for one whose trust policy does not allow it."""
    return AWSRefused(
        "AccessDenied",
        403,
        "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        reason=reason,
        explanation=explanation,
        detail=detail or explanation,
        decision=decision,
    )


def _refused(
    aws_code: str,
    text: str,
    error: RolebridgeError,
    *,
    status: int = 400,
    has_aws_text: bool = True,
) -> AWSRefused:
    detail = f"{error} {error.detail}".strip()
    return AWSRefused(
        aws_code,
        status,
        text,
        reason=error.code,
        explanation=str(error),
        detail=detail,
        has_aws_text=has_aws_text,
    )
