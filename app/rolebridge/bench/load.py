"""A load generator for loopback: keep-alive connections that send prepared bytes.

It does as little as a client can, so that on two cores the server is what is measured. It is
bounded in requests and refuses any address that is not loopback.
"""

import ipaddress
import socket
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """A prepared HTTP/1.1 request and the status line it must be answered with."""

    payload: bytes
    expected: bytes = b"HTTP/1.1 200"


class UnexpectedAnswer(Exception):
    """The server answered something else, so that the figure would mean nothing."""


def build_request(
    method: str, target: str, headers: dict[str, str], body: bytes = b"", status: int = 200
) -> Request:
    """Prepare the bytes of one request."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"
    return Request(head + body, f"HTTP/1.1 {status}".encode())


def measure_rate(port: int, request: Request, *, requests: int, connections: int = 4) -> float:
    """Requests a second over `connections` keep-alive connections to 127.0.0.1."""
    share = requests // connections
    failures: list[BaseException] = []

    def run() -> None:
        try:
            send_many("127.0.0.1", port, request, share)
        except (OSError, UnexpectedAnswer) as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(connections)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return share * connections / (time.perf_counter() - start)


def send_many(host: str, port: int, request: Request, count: int) -> None:
    """Send a request `count` times over one connection. Raises UnexpectedAnswer."""
    if not ipaddress.ip_address(host).is_loopback:
        raise UnexpectedAnswer(f"{host} is not a loopback address")
    connection = socket.create_connection((host, port), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        for _ in range(count):
            connection.sendall(request.payload)
            closes = _read_answer(connection, request.expected)
            if closes:
                connection.close()
                connection = socket.create_connection((host, port), timeout=30)
    finally:
        connection.close()


def _read_answer(connection: socket.socket, expected: bytes) -> bool:
    """Read one answer to its end; True if the server closes the connection after it."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _receive(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith(expected):
        raise UnexpectedAnswer(data[-600:].decode("latin-1"))
    lowered = head.lower()
    length = int(lowered.partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
    missing = length - len(body)
    while missing > 0:
        missing -= len(_receive(connection))
    return b"connection: close" in lowered


def _receive(connection: socket.socket) -> bytes:
    chunk = connection.recv(65536)
    if not chunk:
        raise UnexpectedAnswer("the server closed the connection")
    return chunk
