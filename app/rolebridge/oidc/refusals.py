"""Why a token, a key set or an issuer is refused: facts as fields, texts made of them."""

from datetime import datetime

from rolebridge.clock import format_instant
from rolebridge.errors import RolebridgeError

_LONGEST = 200


def show(text: str) -> str:
    """A text of somebody else's as a message may repeat it: cut, and without control characters."""
    short = text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in short)


class TokenRefused(RolebridgeError):
    """A token that proves nothing. Its text never holds a part of the token's signature."""

    code = "token_refused"


class TokenMalformed(TokenRefused):
    """Text that is not one compact JWT of a signed kind (RFC 7519)."""

    code = "token_malformed"

    def __init__(self, rule: str) -> None:
        super().__init__(f"The token is malformed: {rule}.")
        self.rule = rule


class AlgorithmRefused(TokenRefused):
    """Signed in a way that is not accepted: `none`, a shared secret, or for another kind of key."""

    code = "token_algorithm"

    def __init__(self, algorithm: str) -> None:
        super().__init__(
            f"The token says that it is signed by {show(algorithm)!r}; RS, PS and ES with 256, 384 "
            "or 512 are accepted, each with a key of its kind."
        )
        self.algorithm = algorithm


class KeyUnknown(TokenRefused):
    """The issuer publishes no key that the token could be signed with."""

    code = "token_key_unknown"

    def __init__(self, key_id: str | None, notes: tuple[str, ...] = ()) -> None:
        named = "without a key id" if key_id is None else f"with the key id {show(key_id)!r}"
        unusable = f" Not usable: {'; '.join(notes)}." if notes else ""
        super().__init__(f"The issuer has no one usable key for a token {named}.{unusable}")
        self.key_id = key_id
        self.notes = notes


class SignatureInvalid(TokenRefused):
    """The signature is not of these bytes by that key."""

    code = "token_signature_invalid"

    def __init__(self) -> None:
        super().__init__("The signature of the token is not valid.")


class ClaimMissing(TokenRefused):
    """A claim that must be there is not."""

    code = "token_claim_missing"

    def __init__(self, claim: str) -> None:
        super().__init__(f"The token has no claim {claim}.")
        self.claim = claim


class ClaimMalformed(TokenRefused):
    """A claim of the wrong kind or length."""

    code = "token_claim_malformed"

    def __init__(self, claim: str, rule: str) -> None:
        super().__init__(f"The claim {claim} of the token is malformed: {rule}.")
        self.claim = claim
        self.rule = rule


class IssuerMismatch(TokenRefused):
    """The token is of another issuer than the one whose keys verified it."""

    code = "token_issuer_mismatch"

    def __init__(self, expected: str, received: str) -> None:
        super().__init__(f"The token was issued by {show(received)!r}, not by {expected!r}.")
        self.expected = expected
        self.received = received


class AudienceMismatch(TokenRefused):
    """The token is meant for somebody else."""

    code = "token_audience_mismatch"

    def __init__(self, expected: tuple[str, ...], received: tuple[str, ...]) -> None:
        meant = ", ".join(repr(show(each)) for each in received)
        wanted = ", ".join(repr(each) for each in expected) or "nobody: no client id is registered"
        super().__init__(f"The token is meant for {meant}; accepted is {wanted}.")
        self.expected = expected
        self.received = received


class TokenExpired(TokenRefused):
    """Its time is over."""

    code = "token_expired"

    def __init__(self, expired_at: datetime, now: datetime) -> None:
        super().__init__(
            f"The token expired at {format_instant(expired_at)}; it is {format_instant(now)} now."
        )
        self.expired_at = expired_at
        self.now = now


class TokenNotYetValid(TokenRefused):
    """Its time has not come: `claim` is `nbf` or `iat`."""

    code = "token_not_yet_valid"

    def __init__(self, claim: str, valid_from: datetime, now: datetime) -> None:
        super().__init__(
            f"The token is good from {format_instant(valid_from)} by its claim {claim}; "
            f"it is {format_instant(now)} now."
        )
        self.claim = claim
        self.valid_from = valid_from
        self.now = now


class KeysRefused(RolebridgeError):
    """A key set that cannot be used (RFC 7517)."""

    code = "jwks_refused"

    def __init__(self, rule: str) -> None:
        super().__init__(f"The key set cannot be used: {rule}.")
        self.rule = rule


class IssuerRefused(RolebridgeError):
    """A URL that cannot be an issuer, or a discovery document that is not of its issuer."""

    code = "issuer_refused"

    def __init__(self, issuer: str, rule: str) -> None:
        super().__init__(f"{show(issuer)!r} cannot be used as an issuer: {rule}.")
        self.issuer = issuer
        self.rule = rule


class IssuerUnreachable(RolebridgeError):
    """The issuer's documents could not be had just now. `detail` says what happened."""

    code = "issuer_unreachable"

    def __init__(self, issuer: str, reason: str) -> None:
        super().__init__(f"The keys of {show(issuer)!r} could not be fetched.", detail=reason)
        self.issuer = issuer
        self.reason = reason
