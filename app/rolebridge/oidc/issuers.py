"""Issuers: what their URL may be, how IAM names them, and those that AWS knows by itself."""

import ipaddress
import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from rolebridge.oidc.refusals import IssuerRefused

DISCOVERY = "/.well-known/openid-configuration"
_LONGEST = 255
# Visible ASCII without what a URL may not hold unescaped, and without a query or fragment.
_CHARACTERS = re.compile(r"[A-Za-z0-9._~:/\[\]@!$&'()*+,;=%-]+")

BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "https://accounts.google.com": "accounts.google.com",
        "accounts.google.com": "accounts.google.com",
        "https://graph.facebook.com": "graph.facebook.com",
        "https://www.facebook.com": "graph.facebook.com",
        "https://www.amazon.com": "www.amazon.com",
        "https://cognito-identity.amazonaws.com": "cognito-identity.amazonaws.com",
    }
)
"""The issuers that need no provider in an account, each with its name in policies."""


def validate_issuer(url: str) -> str:
    """The URL of an issuer (OpenID Connect Discovery 2; IAM CreateOpenIDConnectProvider).

    https, without query, fragment and user; http only where the issuer is on this machine. Raises
    IssuerRefused.
    """
    if not 1 <= len(url) <= _LONGEST:
        raise IssuerRefused(url, f"1 to {_LONGEST} characters are allowed")
    if _CHARACTERS.fullmatch(url) is None:
        raise IssuerRefused(url, "it holds characters that an issuer cannot have")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise IssuerRefused(url, "it is not a URL") from None
    if parts.scheme not in ("https", "http") or not host or "@" in parts.netloc:
        raise IssuerRefused(url, "it must begin with https:// and a host")
    if parts.scheme == "http" and not is_loopback(host):
        raise IssuerRefused(url, "plain http is for this machine only (localhost, 127.0.0.1, ::1)")
    return url


def is_loopback(host: str) -> bool:
    """Whether a host, by its name, can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def build_provider_name(issuer: str) -> str:
    """The issuer as ARNs and condition keys name it: host, port and path."""
    return issuer.partition("://")[2] or issuer
