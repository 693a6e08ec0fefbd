"""What the web needs to know about its surroundings, decided once at start."""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network
LOOPBACK_NETWORKS: tuple[Network, ...] = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class WebOptions:
    """`base_url` is the public address without a trailing slash; `secret` keys the CSRF tokens.

    `max_body_bytes` bounds every request body: a response of 262,144 bytes in base64, form-encoded,
    stays below the default. `trusted_proxies` counts the proxies in front whose X-Forwarded-For is
    believed. `instance_networks` are where the credentials of instance profiles are handed out.
    """

    base_url: str
    secret: bytes
    max_body_bytes: int = 512 * 1024
    trusted_proxies: int = 0
    instance_networks: tuple[Network, ...] = LOOPBACK_NETWORKS

    @property
    def is_https(self) -> bool:
        """Whether the public address is https: then cookies are Secure and HSTS is sent."""
        return self.base_url.startswith("https://")

    @property
    def hosts(self) -> frozenset[str]:
        """Values of the Host header that are ours, port included.

        On a loopback address the other loopback names with the same port are ours too.
        """
        return _list_hosts(self.base_url)

    @property
    def origins(self) -> frozenset[str]:
        """Values of the Origin header that are ours."""
        scheme = urlsplit(self.base_url).scheme
        return frozenset(f"{scheme}://{host}" for host in self.hosts)


@lru_cache(maxsize=16)
def _list_hosts(base_url: str) -> frozenset[str]:
    """Asked on every request, hence remembered. A default port may be written or left out."""
    url = urlsplit(base_url)
    name, port = _split_port(url.netloc)
    names = _LOOPBACK | {name} if name in _LOOPBACK else {name}
    default = ":443" if url.scheme == "https" else ":80"
    ports = {"", default} if port in ("", default) else {port}
    return frozenset(each + end for each in names for end in ports)


def _split_port(netloc: str) -> tuple[str, str]:
    """The host in lower case, and `:port` or nothing; an IPv6 literal keeps its brackets."""
    if netloc.endswith("]") or ":" not in netloc:
        return netloc.lower(), ""
    name, _, port = netloc.rpartition(":")
    return name.lower(), f":{port}"
