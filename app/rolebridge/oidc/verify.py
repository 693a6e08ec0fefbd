"""Verifying a token: the signature first, then what it says. The one place of VerifiedToken."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from rolebridge.oidc.jwks import KeySet, PublicKey
from rolebridge.oidc.refusals import (
    AudienceMismatch,
    ClaimMalformed,
    ClaimMissing,
    IssuerMismatch,
    KeyUnknown,
    SignatureInvalid,
    TokenExpired,
    TokenNotYetValid,
)
from rolebridge.oidc.tokens import MAX_CHARACTERS, UnverifiedToken, read_part

# The STS service model: webIdentitySubjectType.
_SUBJECT_CHARACTERS = (6, 255)
_MOST_AUDIENCES = 100
_LAST_SECOND = 253_402_300_799  # of the year 9999


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must be like. `client_ids` None leaves the audience to the trust policy.

    `skew` is how far the issuer's clock may be ahead of ours, for `nbf` and `iat`. Nothing is
    added to `exp`: AWS takes it to the second.
    """

    issuer: str
    client_ids: frozenset[str] | None
    skew: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class VerifiedToken:
    """What a token says that was signed by a key of its issuer, in time, and for us.

    `audience` is the client the token counts for: `azp` where there is one, else `aud` (IAM User
    Guide, keys for web identity federation, of Google). `audiences` is `aud` as it stands.
    """

    issuer: str
    subject: str
    audience: tuple[str, ...]
    audiences: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime
    token_id: str | None
    claims: Mapping[str, Any] = field(repr=False)


class _Registry(jws.JWSRegistry):
    """The library's limits, at least as wide as those that `parse_token` has enforced before."""

    max_header_length = MAX_CHARACTERS
    max_payload_length = MAX_CHARACTERS
    max_signature_length = MAX_CHARACTERS


def verify_token(
    token: UnverifiedToken, keys: KeySet, expected: Expected, now: datetime
) -> VerifiedToken:
    """Verify the signature and then the claims. Raises TokenRefused.

    The claims are read from the bytes that the signature check gave back.
    """
    candidates = keys.list_candidates(token.key_id, token.algorithm)
    if not candidates:
        raise KeyUnknown(token.key_id, keys.notes)
    return _read_claims(_verify_signature(token, candidates), expected, now)


def _verify_signature(token: UnverifiedToken, candidates: tuple[PublicKey, ...]) -> bytes:
    registry = _Registry(algorithms=[token.algorithm.value], strict_check_header=False)
    for candidate in candidates:
        try:
            verified = jws.deserialize_compact(token.compact, candidate.key, registry=registry)
        except (JoseError, ValueError):
            continue
        return bytes(verified.payload)
    raise SignatureInvalid


def _read_claims(payload: bytes, expected: Expected, now: datetime) -> VerifiedToken:
    claims = read_part(payload, "payload")
    issuer = _get_text(claims, "iss")
    if issuer != expected.issuer:
        raise IssuerMismatch(expected.issuer, issuer)
    issued_at, expires_at = _check_times(claims, expected.skew, now)
    audiences = _get_audiences(claims)
    party = _find_text(claims, "azp")
    audience = audiences if party is None else (party,)
    if expected.client_ids is not None and expected.client_ids.isdisjoint(audience):
        raise AudienceMismatch(tuple(sorted(expected.client_ids)), audience)
    return VerifiedToken(
        issuer=issuer,
        subject=_get_subject(claims),
        audience=audience,
        audiences=audiences,
        issued_at=issued_at,
        expires_at=expires_at,
        token_id=_find_text(claims, "jti"),
        claims=MappingProxyType(claims),
    )


def _check_times(
    claims: Mapping[str, Any], skew: timedelta, now: datetime
) -> tuple[datetime, datetime]:
    """RFC 7519, 4.1.4 to 4.1.6."""
    expires_at = _get_instant(claims, "exp")
    if now >= expires_at:
        raise TokenExpired(expires_at, now)
    issued_at = _get_instant(claims, "iat")
    starts = {"iat": issued_at}
    if "nbf" in claims:
        starts["nbf"] = _get_instant(claims, "nbf")
    for claim, start in starts.items():
        if start > now + skew:
            raise TokenNotYetValid(claim, start, now)
    return issued_at, expires_at


def _get_instant(claims: Mapping[str, Any], name: str) -> datetime:
    """A NumericDate (RFC 7519, 2): seconds since 1970, a fraction allowed."""
    value = claims.get(name)
    if value is None:
        raise ClaimMissing(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not 0 <= value <= _LAST_SECOND:
        raise ClaimMalformed(name, "it must be a number of seconds since 1970")
    return datetime.fromtimestamp(value, UTC)


def _get_audiences(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """One text, or a list of them (RFC 7519, 4.1.3)."""
    value = claims.get("aud")
    if value is None:
        raise ClaimMissing("aud")
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not 1 <= len(values) <= _MOST_AUDIENCES:
        raise ClaimMalformed("aud", f"it must be a text or a list of 1 to {_MOST_AUDIENCES} texts")
    if not all(isinstance(each, str) and each for each in values):
        raise ClaimMalformed("aud", "each audience must be a text")
    return tuple(dict.fromkeys(values))


def _get_subject(claims: Mapping[str, Any]) -> str:
    subject = _get_text(claims, "sub")
    shortest, longest = _SUBJECT_CHARACTERS
    if not shortest <= len(subject) <= longest:
        raise ClaimMalformed("sub", f"{shortest} to {longest} characters are allowed")
    return subject


def _get_text(claims: Mapping[str, Any], name: str) -> str:
    text = _find_text(claims, name)
    if text is None:
        raise ClaimMissing(name)
    return text


def _find_text(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise ClaimMalformed(name, "it must be a text")
    return value
