"""Which addresses may stand in metadata: those a browser can be sent to without harm."""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from rolebridge.saml.metadata.descriptions import MetadataRefused

# Visible ASCII without the characters that browsers repair or that end an attribute or address.
_PLAIN_URL = re.compile(r"""[!$-;=?-\[\]_a-z~]{1,2048}""")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\]")


@lru_cache(maxsize=1024)
def validate_location(field: str, location: str) -> str:
    """Return `location` if it is https (or http on a loopback host) and nothing but an address.

    Raises MetadataRefused. Fragments, user names, other schemes, non-ASCII hosts and characters
    that browsers read in more than one way are refused.
    """
    if "#" in location:
        raise MetadataRefused(field, location, "it must have no fragment")
    if _PLAIN_URL.fullmatch(location) is None:
        raise MetadataRefused(field, location, "it must be an address of plain ASCII characters")
    try:
        parts = urlsplit(location)
        port = parts.port
    except ValueError:
        raise MetadataRefused(field, location, "it is no address") from None
    if not location.startswith(("https://", "http://")):
        raise MetadataRefused(field, location, "it must begin with https://")
    if "@" in parts.netloc:
        raise MetadataRefused(field, location, "it must name no user")
    if _HOST.fullmatch(_host(parts)) is None or port == 0:
        raise MetadataRefused(field, location, "it must name a host")
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise MetadataRefused(field, location, "it must be https; http is for loopback hosts only")
    return location


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host(parts: SplitResult) -> str:
    """The host as it was written, brackets included."""
    return re.sub(r":[0-9]*\Z", "", parts.netloc)
