"""Discovery documents (OpenID Connect Discovery 3 and 4.3)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from rolebridge.oidc.issuers import is_loopback
from rolebridge.oidc.json_text import parse_json_object
from rolebridge.oidc.refusals import IssuerRefused, show


@dataclass(frozen=True, slots=True)
class Discovery:
    """What of an issuer's description is needed to verify its tokens."""

    issuer: str
    jwks_uri: str


def parse_discovery(raw: bytes, issuer: str) -> Discovery:
    """Read the document that was found below `issuer`. Raises IssuerRefused.

    The issuer in it must be the very same text (4.3), and its keys must be at an https address, or
    on this machine where the issuer is.
    """
    try:
        members = parse_json_object(raw)
    except ValueError as error:
        raise IssuerRefused(issuer, f"its discovery document {error}") from None
    if members.get("issuer") != issuer:
        named = show(str(members.get("issuer")))
        raise IssuerRefused(issuer, f"its discovery document is of the issuer {named!r}")
    location = members.get("jwks_uri")
    if not isinstance(location, str) or not _is_acceptable(location, issuer):
        raise IssuerRefused(issuer, "its discovery document names no acceptable `jwks_uri`")
    return Discovery(issuer, location)


def _is_acceptable(location: str, issuer: str) -> bool:
    try:
        parts, own = urlsplit(location), urlsplit(issuer)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if not location.isascii() or not location.isprintable() or " " in location or not host:
        return False
    if parts.fragment or "@" in parts.netloc:
        return False
    if parts.scheme == "https":
        return True
    return parts.scheme == own.scheme == "http" and is_loopback(host)
