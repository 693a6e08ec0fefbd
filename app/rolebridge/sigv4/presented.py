"""What a signed request presents: whose signature, over what, made when.

Everything here is checked without any secret: grammar, one place for each fact, and that nothing
which matters was left unsigned.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from rolebridge.sigv4.authorization import Claim, find_header_claim, find_query_claim
from rolebridge.sigv4.canonical import Parameters, parse_query
from rolebridge.sigv4.errors import (
    IncompleteSignature,
    InvalidClientTokenId,
    MissingAuthenticationToken,
    SignatureDoesNotMatch,
)
from rolebridge.sigv4.payload import hash_body
from rolebridge.sigv4.request import Headers, SignedRequest, read_headers
from rolebridge.sigv4.scope import CredentialScope

_KEY_ID = re.compile(r"[A-Za-z0-9_]{1,128}")
_TIMESTAMP = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z")
_SIGNED_HEADERS = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+(?:;[a-z0-9!#$%&'*+.^_`|~-]+)*")
_EXPIRES = re.compile(r"[0-9]{1,6}")
# Seven days.
_LONGEST_LIFE = 604_800
# Signers disagree on tabs between words, and on the bytes behind any other character.
_SIGNED_VALUE = re.compile(r"[ -~]*")
# Each of these decides who is asking or what is asked, so each may be said once.
_SINGLE = ("host", "content-type", "authorization")


class Location(StrEnum):
    """Where the signature stands."""

    HEADER = "header"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Presented:
    """The claims of a signed request. Nothing in it is true before `verify_signature` says so.

    `timestamp` is as sent (`YYYYMMDDTHHMMSSZ`), `signed_at` the same as an instant. `expires` is
    the life of a presigned request in seconds, None in the header form.
    """

    location: Location
    access_key_id: str
    scope: CredentialScope
    signed_headers: tuple[str, ...]
    timestamp: str
    signed_at: datetime
    expires: int | None
    session_token: str | None = field(repr=False)
    signature: str = field(repr=False)
    headers: Headers = field(repr=False)
    parameters: Parameters = field(repr=False)
    body_hash: str


def parse_presented(request: SignedRequest) -> Presented:
    """Read the signature of a request, from its Authorization header or from its query.

    Raises MissingAuthenticationToken for a request without any, IncompleteSignature for one that
    breaks a rule, SignatureDoesNotMatch for one that leaves unsigned what must be signed.
    """
    headers = read_headers(request)
    parameters = parse_query(request.query)
    _refuse_repeated(headers)
    location, claim = _find_claim(headers, parameters)
    _refuse_repeated_parameters(parameters)
    signed_headers = _read_signed_headers(claim.signed_headers)
    _check_signed(headers, signed_headers)
    _check_coverage(headers, signed_headers, claim)
    access_key_id, scope = _read_credential(claim.credential)
    return Presented(
        location=location,
        access_key_id=access_key_id,
        scope=scope,
        signed_headers=signed_headers,
        timestamp=claim.timestamp,
        signed_at=_read_timestamp(claim.timestamp),
        expires=_read_expires(claim) if location is Location.QUERY else None,
        session_token=claim.session_token,
        signature=claim.signature,
        headers=headers,
        parameters=parameters,
        body_hash=hash_body(request, headers, parameters),
    )


def _find_claim(headers: Headers, parameters: Parameters) -> tuple[Location, Claim]:
    in_header, in_query = find_header_claim(headers), find_query_claim(parameters)
    if in_header is not None and in_query is not None:
        raise IncompleteSignature("Sign in the Authorization header or in the query, not in both.")
    if in_header is not None:
        return Location.HEADER, in_header
    if in_query is None:
        raise MissingAuthenticationToken
    if "x-amz-date" in headers or "x-amz-security-token" in headers:
        raise IncompleteSignature("A presigned query holds the date and the token itself.")
    return Location.QUERY, in_query


def _refuse_repeated(headers: Headers) -> None:
    for name, values in headers.items():
        if len(values) > 1 and (name in _SINGLE or name.startswith("x-amz-")):
            raise IncompleteSignature(f"The header {name!r} may stand in a request once.")


def _refuse_repeated_parameters(parameters: Parameters) -> None:
    """Of two `Action`s, or an `Action` and an `action`, one would be signed and the other used."""
    names = [name.lower() for name, _ in parameters]
    if len(set(names)) < len(names):
        raise IncompleteSignature("A parameter may stand in a signed query once.")


def _read_credential(credential: str) -> tuple[str, CredentialScope]:
    parts = CredentialScope.parse(credential)
    if parts is None:
        # AWS repeats what it got. People who mix up key id and secret would find the latter here.
        raise IncompleteSignature(
            "Credential must have exactly 5 slash-delimited elements, "
            "e.g. keyid/date/region/service/term"
        )
    if _KEY_ID.fullmatch(parts[0]) is None:
        raise InvalidClientTokenId
    return parts


def _read_signed_headers(text: str) -> tuple[str, ...]:
    names = tuple(text.split(";"))
    if _SIGNED_HEADERS.fullmatch(text) is None or list(names) != sorted(set(names)):
        raise IncompleteSignature("SignedHeaders must be lower-case names, sorted, each once.")
    return names


def _check_signed(headers: Headers, signed_headers: tuple[str, ...]) -> None:
    """What SignedHeaders names came with the request, in a form that all signers sign alike."""
    for name in signed_headers:
        if name not in headers or name == "authorization":
            raise IncompleteSignature(f"SignedHeaders names {name!r}, which cannot be verified.")
        if not all(_SIGNED_VALUE.fullmatch(value.strip(" \t")) for value in headers[name]):
            raise IncompleteSignature(
                f"The signed header {name!r} may hold printable ASCII and spaces only."
            )


def _check_coverage(headers: Headers, signed_headers: tuple[str, ...], claim: Claim) -> None:
    """The host, the date and every x-amz header decide what the request means.

    A content type need not be signed, as with AWS (curl does not sign it): whoever reads the body
    must take one kind only.
    """
    if "host" not in signed_headers:
        raise SignatureDoesNotMatch(
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
        )
    for name in headers:
        decides = name == claim.date_header or name.startswith("x-amz-")
        if decides and name not in signed_headers:
            raise SignatureDoesNotMatch(
                f"'{name}' must be a 'SignedHeader' in the AWS Authorization."
            )


def _read_timestamp(text: str) -> datetime:
    match = _TIMESTAMP.fullmatch(text)
    if match is not None:
        year, month, day, hour, minute, second = map(int, match.groups())
        with suppress(ValueError):
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    shown = text[:64] if _SIGNED_VALUE.fullmatch(text) else ""
    raise IncompleteSignature(
        f"Date must be in ISO-8601 'basic format'. Got '{shown}'. "
        "See http://en.wikipedia.org/wiki/ISO_8601"
    )


def _read_expires(claim: Claim) -> int:
    seconds = int(claim.expires) if _EXPIRES.fullmatch(claim.expires) else 0
    if not 1 <= seconds <= _LONGEST_LIFE:
        raise IncompleteSignature(f"X-Amz-Expires must be a number from 1 to {_LONGEST_LIFE}.")
    return seconds
