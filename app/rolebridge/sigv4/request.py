"""A request as it came over the wire, and its headers by name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rolebridge.sigv4.errors import IncompleteSignature

_METHOD = re.compile(r"[A-Z]{1,16}")
# What can stand in a request target: nothing decoded, no blank, and no fragment, which a server
# may cut off before it looks for the query.
_TARGET = re.compile(r"/[!-\"$-~]*")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://.*", re.DOTALL)

Headers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What was signed. `path` and `query` are raw: as they stood in the request line, undecoded.

    A server that only has a decoded path cannot verify a signature: `/a%2Fb` and `/a/b` would be
    one. `headers` hold every header that came, `host`, `content-type` and `content-length`
    included, a repeated one once for each time; `body` holds the bytes.
    """

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)


def read_headers(request: SignedRequest) -> Headers:
    """Headers by lower-case name. Raises IncompleteSignature for a target or value that no
    well-formed request has: control characters, folded lines, bytes beyond ASCII in the target,
    and for an absolute URL, whose host might be another than that of the Host header.
    """
    target = request.path + request.query
    if _ABSOLUTE.fullmatch(request.path):
        raise IncompleteSignature("The request line must hold a path, not an absolute URL.")
    if _METHOD.fullmatch(request.method) is None or _TARGET.fullmatch(target) is None:
        raise IncompleteSignature("The request line holds characters that must be escaped.")
    headers: dict[str, tuple[str, ...]] = {}
    for name, value in request.headers:
        if any(character in value for character in "\r\n\0"):
            raise IncompleteSignature(f"The header {name!r} holds a control character.")
        lower = name.lower()
        headers[lower] = (*headers.get(lower, ()), value)
    return headers
