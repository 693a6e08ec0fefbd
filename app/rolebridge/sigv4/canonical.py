"""The canonical request: one spelling for all requests that mean the same.

Reference: IAM User Guide, "Create a signed AWS API request". The path follows the rule of every
service but S3: normalised, then escaped once more.
"""

import hashlib
import re
from collections.abc import Sequence
from urllib.parse import quote, unquote_to_bytes

from rolebridge.sigv4.errors import IncompleteSignature
from rolebridge.sigv4.request import Headers

Parameters = tuple[tuple[str, str], ...]
"""Name and value of every query parameter in its order, each in canonical escapes."""

ALGORITHM = "AWS4-HMAC-SHA256"
SIGNATURE_PARAMETER = "X-Amz-Signature"

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_BLANKS = re.compile(r" +")


def build_canonical_request(
    method: str,
    path: str,
    *,
    parameters: Parameters,
    headers: Headers,
    signed_headers: Sequence[str],
    body_hash: str,
) -> str:
    """Method, path, query, headers, their names and the hash of the body, a line each.

    `parameters` are those of `parse_query`, still escaped; X-Amz-Signature is left out.
    """
    lines = [method, canonical_path(path), canonical_query(parameters)]
    lines += [f"{name}:{canonical_value(headers.get(name, ()))}" for name in signed_headers]
    lines += ["", ";".join(signed_headers), body_hash]
    return "\n".join(lines)


def build_string_to_sign(timestamp: str, scope: str, canonical_request: str) -> str:
    """What the signing key is applied to."""
    digest = hashlib.sha256(canonical_request.encode()).hexdigest()
    return f"{ALGORITHM}\n{timestamp}\n{scope}\n{digest}"


def canonical_path(path: str) -> str:
    """Resolve `.`, `..` and doubled slashes, then escape what is there, `%` included."""
    _refuse_broken_escape(path)
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in ("", "."):
            kept.append(segment)
    ends_open = path.endswith("/") and bool(kept)
    normal = "/" + "/".join(kept) + ("/" if ends_open else "")
    return quote(normal, safe="/-_.~")


def parse_query(query: str) -> Parameters:
    """Name and value of every parameter, each escaped in the one canonical way.

    Raises IncompleteSignature for a broken escape; for a bare `+`, which would be signed as a plus
    sign and read as a space; and for an empty parameter, which some signers sign and some do not.
    """
    _refuse_broken_escape(query)
    if "+" in query:
        raise IncompleteSignature("In a signed query a space is %20 and a plus sign is %2B.")
    if "" in query.split("&") and query:
        raise IncompleteSignature("A signed query holds no empty parameter, as between two &.")
    pairs = (piece.partition("=") for piece in query.split("&") if piece)
    return tuple((_escape(name), _escape(value)) for name, _, value in pairs)


def canonical_query(parameters: Parameters) -> str:
    """Sorted by name, then by value, as escaped."""
    kept = sorted(pair for pair in parameters if pair[0] != SIGNATURE_PARAMETER)
    return "&".join(f"{name}={value}" for name, value in kept)


def canonical_value(values: Sequence[str]) -> str:
    """The values of one header: trimmed, runs of spaces made one, joined in their order."""
    return ",".join(_BLANKS.sub(" ", value.strip(" \t")) for value in values)


def _escape(text: str) -> str:
    return quote(unquote_to_bytes(text), safe="-_.~")


def _refuse_broken_escape(text: str) -> None:
    if _BROKEN_ESCAPE.search(text):
        raise IncompleteSignature("A percent sign in the request line begins no escape.")
