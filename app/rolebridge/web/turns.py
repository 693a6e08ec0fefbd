"""One request at a time in each worker process.

An answer here is made of Python with some thirty short calls into C between (SQLite, XML, the
signature), each of which gives the interpreter lock away. Where several threads are at it, every
such call ends in a wait for the others and a switch between processor cores. Taking turns spares
that; more processes, not more threads, are what uses more cores. A thread that waits for a slow
sender has no turn yet: the body is read before.
"""

from collections.abc import Iterable
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Turns:
    """A WSGI application around another that is entered by one thread at a time.

    Bodies longer than `max_body` bytes are left unread: the inner application refuses them. Others
    may share the `turn`.
    """

    def __init__(self, inner: "WSGIApplication", max_body: int, turn: "Lock | None" = None) -> None:
        self._inner = inner
        self._max_body = max_body
        self._turn = turn or Lock()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and 0 < int(length) <= self._max_body:
            environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(length)))
        with self._turn:
            return self._inner(environ, start_response)
