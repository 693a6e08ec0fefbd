"""The two places where a signature can stand, read into one shape."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from rolebridge.sigv4.canonical import (
    ALGORITHM,
    SIGNATURE_PARAMETER,
    Parameters,
    canonical_value,
)
from rolebridge.sigv4.errors import IncompleteSignature
from rolebridge.sigv4.request import Headers

_HEADER_FIELDS = ("Credential", "SignedHeaders", "Signature")
_QUERY_FIELDS = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    SIGNATURE_PARAMETER,
)
_TOKEN_FIELD = "X-Amz-Security-Token"  # noqa: S105 - the name of a parameter, not a secret
_TOKEN_HEADER = _TOKEN_FIELD.lower()
_KNOWN_FIELDS = {name.lower(): name for name in (*_QUERY_FIELDS, _TOKEN_FIELD)}
# How a request that is signed by an older version shows itself in the query.
_OLD_FIELDS = ("AWSAccessKeyId", "SignatureVersion")
_SCHEME = re.compile(r"AWS[A-Z0-9-]{0,30}|Basic|Bearer|Digest|Negotiate")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a signature says of itself, unchecked.

    `expires` is empty in the header form; `date_header` is the header that the time comes from,
    empty in the query form.
    """

    credential: str
    signed_headers: str
    signature: str = field(repr=False)
    timestamp: str
    expires: str
    session_token: str | None = field(repr=False)
    date_header: str = ""


def find_header_claim(headers: Headers) -> Claim | None:
    """Read the Authorization header. None if there is none; raises IncompleteSignature."""
    if "authorization" not in headers:
        return None
    (text,) = headers["authorization"]
    algorithm, _, rest = text.strip(" \t").partition(" ")
    _check_algorithm(algorithm)
    fields = _read_fields(rest)
    # Date counts only where there is no X-Amz-Date ("Handling dates in Signature Version 4").
    date_header = "x-amz-date" if "x-amz-date" in headers else "date"
    # Taken in the very form that was signed, so that blanks cannot make two readings of one text.
    date = canonical_value(headers.get(date_header, ()))
    missing = [
        f"Authorization header requires '{name}' parameter."
        for name in _HEADER_FIELDS
        if not fields.get(name)
    ]
    if not date:
        missing.append(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        )
    if missing:
        raise IncompleteSignature(" ".join(missing))
    return Claim(
        credential=fields["Credential"],
        signed_headers=fields["SignedHeaders"],
        signature=fields["Signature"],
        timestamp=date,
        expires="",
        session_token=canonical_value(headers.get(_TOKEN_HEADER, ())) or None,
        date_header=date_header,
    )


def find_query_claim(parameters: Parameters) -> Claim | None:
    """Read a presigned query. None if it holds none; raises IncompleteSignature."""
    fields = _collect(parameters)
    if not fields:
        return None
    _check_algorithm(fields.get("X-Amz-Algorithm", ""))
    missing = [name for name in _QUERY_FIELDS if not fields.get(name)]
    if missing:
        raise IncompleteSignature(f"The query is signed but lacks {', '.join(missing)}.")
    return Claim(
        credential=fields["X-Amz-Credential"],
        signed_headers=fields["X-Amz-SignedHeaders"],
        signature=fields[SIGNATURE_PARAMETER],
        timestamp=fields["X-Amz-Date"],
        expires=fields["X-Amz-Expires"],
        session_token=fields.get(_TOKEN_FIELD) or None,
    )


def _collect(parameters: Parameters) -> Mapping[str, str]:
    """The parameters that sign. One in another case, which AWS might read, is refused."""
    fields: dict[str, str] = {}
    for escaped, value in parameters:
        name = unquote(escaped)
        known = _KNOWN_FIELDS.get(name.lower())
        if name in _OLD_FIELDS:
            raise IncompleteSignature(f"Signature Version 2 is not taken here: use {ALGORITHM}.")
        if known is None:
            continue
        if known != name:
            raise IncompleteSignature(f"The parameter {known} must be spelled so.")
        fields[name] = unquote(value)
    return fields


def _check_algorithm(algorithm: str) -> None:
    """Refuse by name, but repeat only what is certainly a name: it may be a token or password."""
    if algorithm != ALGORITHM:
        named = algorithm if _SCHEME.fullmatch(algorithm) else "This way of signing"
        raise IncompleteSignature(f"{named} is not taken here: sign with {ALGORITHM}.")


def _read_fields(text: str) -> Mapping[str, str]:
    fields: dict[str, str] = {}
    for pair in filter(None, (piece.strip(" \t") for piece in text.split(","))):
        name, equals, value = pair.partition("=")
        if not equals:
            raise IncompleteSignature(
                "Not a valid key=value pair (missing equal-sign) in Authorization header."
            )
        if name not in _HEADER_FIELDS or name in fields:
            raise IncompleteSignature(
                f"The Authorization header holds {', '.join(_HEADER_FIELDS)}, each once."
            )
        fields[name] = value
    return fields
