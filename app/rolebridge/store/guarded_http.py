"""Fetching a small document from an address that somebody else chose.

Who names a URL makes this machine send a request. So the address that the socket has really
reached is looked at before a byte is sent (a name may resolve to something else a second time),
nothing is followed, nothing of the environment is used, and size and time are bounded.
"""

import ipaddress
import socket
from contextlib import suppress
from contextvars import ContextVar
from threading import Lock, Timer
from types import TracebackType
from typing import Any, Self

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from rolebridge.errors import RolebridgeError

MAX_BYTES = 262_144
# A worker answers one request at a time, so nobody may hold it up for long.
_TIMEOUT_SECONDS = 2
_LONGEST_SECONDS = 4
_CHUNK = 16_384
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}
# IPv6 that carries an IPv4 address to wherever a translator sends it (RFC 6052).
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class FetchFailed(RolebridgeError):
    """The document could not be had; `detail` says why and is for administrators."""

    code = "fetch_failed"

    def __init__(self, reason: str) -> None:
        super().__init__("The document could not be fetched.", detail=reason)
        self.reason = reason


class _Deadline:
    """Cuts the connections that are made within it when their time is over.

    Time limits of a socket are for single reads: a byte now and then would keep each of them, and
    the library reads on until it has what it asked for.
    """

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._reached: list[socket.socket] = []
        self._lock = Lock()
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._token = _DEADLINE.set(self)
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _DEADLINE.reset(self._token)
        self._timer.cancel()
        with self._lock:
            for reached in self._reached:
                reached.close()
            self._reached.clear()

    def watch(self, connected: socket.socket) -> None:
        """A copy, since TLS takes the socket itself over."""
        with self._lock:
            self._reached.append(connected.dup())
        if self.is_over:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            self.is_over = True
            for reached in self._reached:
                with suppress(OSError):
                    reached.shutdown(socket.SHUT_RDWR)


_DEADLINE: ContextVar[_Deadline] = ContextVar("deadline")


def fetch(url: str, *, on_this_machine: bool, longest: float = _LONGEST_SECONDS) -> bytes:
    """The body of a 200 answer. Raises FetchFailed.

    `on_this_machine` allows loopback addresses and no others; without it only addresses of the
    public internet are allowed. It takes `longest` seconds at most.
    """
    with requests.Session() as session, _Deadline(longest) as deadline:
        session.trust_env = False
        session.adapters.clear()  # Those of the library connect to anybody.
        pools = _LOOPBACK if on_this_machine else _PUBLIC
        for scheme in pools:
            session.mount(f"{scheme}://", _GuardedAdapter(pools))
        try:
            with session.get(
                url, headers=_HEADERS, allow_redirects=False, timeout=_TIMEOUT_SECONDS, stream=True
            ) as answer:
                return _read(answer, deadline)
        except (requests.RequestException, ValueError) as error:
            raise FetchFailed(f"{url}: {type(error).__name__}: {error}"[:500]) from None


def is_allowed(address: str, *, on_this_machine: bool) -> bool:
    """Whether an address may be spoken to."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif found.sixtofour or found.teredo or found in _TRANSLATED:
            return False
    if on_this_machine:
        return found.is_loopback
    return found.is_global and not found.is_multicast


def _read(answer: requests.Response, deadline: _Deadline) -> bytes:
    if answer.status_code != requests.codes.ok:
        raise ValueError(f"HTTP {answer.status_code}")
    body = b""
    for chunk in answer.iter_content(_CHUNK):
        body += chunk
        if len(body) > MAX_BYTES:
            raise ValueError(f"more than {MAX_BYTES} bytes")
    if deadline.is_over:  # Cut short, which looks like an end.
        raise ValueError("it took too long as a whole")
    return body


def _check_peer(connected: socket.socket, *, on_this_machine: bool) -> socket.socket:
    address = str(connected.getpeername()[0])
    if not is_allowed(address, on_this_machine=on_this_machine):
        connected.close()
        raise requests.ConnectionError(f"{address} is not an address that may be asked")
    _DEADLINE.get().watch(connected)
    return connected


class _PublicHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _check_peer(super()._new_conn(), on_this_machine=False)


class _LoopbackHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _check_peer(super()._new_conn(), on_this_machine=True)


class _LoopbackHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _check_peer(super()._new_conn(), on_this_machine=True)


class _PublicHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


class _LoopbackHTTPPool(HTTPConnectionPool):
    ConnectionCls = _LoopbackHTTP


class _LoopbackHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _LoopbackHTTPS


_Pools = dict[str, type[HTTPConnectionPool]]
_LOOPBACK: _Pools = {"http": _LoopbackHTTPPool, "https": _LoopbackHTTPSPool}
# Plain http exists on this machine only.
_PUBLIC: _Pools = {"https": _PublicHTTPSPool}


class _GuardedAdapter(HTTPAdapter):
    """Connections that look at whom they have reached."""

    def __init__(self, pools: _Pools) -> None:
        self._pools = pools
        super().__init__(max_retries=0)

    def init_poolmanager(self, *_arguments: Any, **_options: Any) -> None:
        self.poolmanager = PoolManager(num_pools=1, maxsize=1)
        self.poolmanager.pool_classes_by_scheme = self._pools
