"""Compact JWTs before anything about them is verified (RFC 7515, 7.1)."""

from dataclasses import dataclass, field

from rolebridge.oidc.algorithms import Algorithm, find_algorithm
from rolebridge.oidc.base64url import decode_base64url
from rolebridge.oidc.json_text import Members, parse_json_object
from rolebridge.oidc.refusals import AlgorithmRefused, ClaimMissing, TokenMalformed

MIN_CHARACTERS = 4
MAX_CHARACTERS = 20_000
_LONGEST_HEADER = 4096
_LONGEST_KEY_ID = 1024
# `crit` names extensions that a reader must know, and none are known here; `b64` is one (RFC 7797);
# `zip` belongs to encryption and would let a short token unfold.
_REFUSED_PARAMETERS = ("crit", "b64", "zip")


@dataclass(frozen=True, slots=True)
class UnverifiedToken:
    """A token by its form. Nothing it says may be relied on, but to find out whose keys to ask."""

    algorithm: Algorithm
    key_id: str | None
    unverified_issuer: str
    compact: str = field(repr=False)


def parse_token(text: str) -> UnverifiedToken:
    """Read the form of a token: size first, then its three parts, then its header.

    Raises TokenMalformed, AlgorithmRefused or ClaimMissing.
    """
    if not MIN_CHARACTERS <= len(text) <= MAX_CHARACTERS:
        raise TokenMalformed(f"{MIN_CHARACTERS} to {MAX_CHARACTERS} characters are allowed")
    parts = text.split(".")
    if len(parts) != 3 or not all(parts):
        raise TokenMalformed("a signed token has three parts, divided by dots")
    raw_header, raw_payload, _ = (
        _decode(part, place)
        for part, place in zip(parts, ("header", "payload", "signature"), strict=True)
    )
    if len(raw_header) > _LONGEST_HEADER:
        raise TokenMalformed(f"its header is longer than {_LONGEST_HEADER} bytes")
    algorithm, key_id = _read_header(read_part(raw_header, "header"))
    issuer = read_part(raw_payload, "payload").get("iss")
    if issuer is None:
        raise ClaimMissing("iss")
    if not isinstance(issuer, str):
        raise TokenMalformed("its issuer is no text")
    return UnverifiedToken(algorithm, key_id, issuer, text)


def read_part(raw: bytes, place: str) -> Members:
    """The members of a header or payload. Raises TokenMalformed."""
    try:
        return parse_json_object(raw)
    except ValueError as error:
        raise TokenMalformed(f"its {place} {error}") from None


def _decode(part: str, place: str) -> bytes:
    try:
        return decode_base64url(part)
    except ValueError as error:
        raise TokenMalformed(f"its {place} {error}") from None


def _read_header(header: Members) -> tuple[Algorithm, str | None]:
    for name in _REFUSED_PARAMETERS:
        if name in header:
            raise TokenMalformed(f"its header holds {name!r}, which is not understood here")
    algorithm = find_algorithm(header.get("alg"))
    if algorithm is None:
        raise AlgorithmRefused(str(header.get("alg")))
    kind = header.get("typ")
    if kind is not None and (not isinstance(kind, str) or kind.lower() not in _KINDS):
        raise TokenMalformed("its header says that it is something else than a JWT")
    key_id = header.get("kid")
    if key_id is not None and not (isinstance(key_id, str) and 0 < len(key_id) <= _LONGEST_KEY_ID):
        raise TokenMalformed("its key id is no text of a fit length")
    return algorithm, key_id


# RFC 7519, 5.1, and RFC 9068, 2.1: access tokens by JWT are taken by AWS too.
_KINDS = frozenset({"jwt", "application/jwt", "at+jwt", "application/at+jwt"})
