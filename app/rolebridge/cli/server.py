"""The production server: gunicorn with threaded workers, configured in code.

gunicorn hands the raw request target to the application (`RAW_URI`), which SigV4 needs; granian
answered 1.7 times as many trivial requests here, but shows the decoded path only. See
CONTRIBUTING.md for the measurement.
"""

import ctypes
import errno
import gc
import socket
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.http.errors import InvalidHeader

from rolebridge.cli.logs import configure_logs
from rolebridge.errors import RolebridgeError
from rolebridge.settings import Settings

_M_MMAP_THRESHOLD = -3  # malloc.h
_LARGE_BLOCK = 4 << 20


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn publishes no types
    """Builds one application in each worker, after the fork: no connection is ever shared."""

    def __init__(self, build: Callable[[], Flask], settings: Settings) -> None:
        self._build = build
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what the settings say."""
        settings = self._settings
        values: dict[str, Any] = {
            "bind": settings.bind,
            "workers": settings.workers,
            "threads": settings.threads,
            "worker_class": "gthread",
            "worker_tmp_dir": None,
            "timeout": 30,
            "graceful_timeout": 10,
            "keepalive": 15,
            "limit_request_line": 8190,
            "limit_request_fields": 64,
            "limit_request_field_size": 8190,
            "forwarded_allow_ips": "",  # X-Forwarded-* is read by us alone, if at all.
            "errorlog": "-",
            "loglevel": "warning",
            "proc_name": "rolebridge",
            "control_socket_disable": True,
            "pre_request": refuse_repeated,
            "http_parser": "python",  # What it preserves was tried; another might be installed.
        }
        for name, value in values.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called by gunicorn in every worker."""
        # A request here is many short calls into C that give the interpreter lock away. A thread
        # that waits to have it back should not wait the default 5 ms behind a busy one.
        sys.setswitchinterval(0.0005)
        _give_memory_back()
        app = self._build()
        # What is loaded by now stays: the collector need not walk it again and again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        return app


def refuse_repeated(_worker: object, request: Any) -> None:
    """Called by gunicorn before each request, while it still shows headers one by one.

    Afterwards repeated ones are one, joined by commas: two halves of an Authorization would make
    a good one. gunicorn itself refuses a second Host, Content-Type or Content-Length.
    """
    names = [name for name, _ in request.headers]
    for name in names:
        single = name == "AUTHORIZATION" or name.startswith("X-AMZ-")
        if single and names.count(name) > 1:
            raise InvalidHeader(name, req=request)


def _give_memory_back() -> None:
    """Let the 19 MiB that each password hash takes go back to the system when it is done.

    glibc learns from the first such block to keep all later ones (mallopt(3), M_MMAP_THRESHOLD);
    naming a threshold ends the learning. Other C libraries have no mallopt and keep none.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)


class AddressRefused(RolebridgeError):
    """The system does not let us listen there."""

    code = "address_refused"


def require_free_address(bind: str) -> None:
    """Raises AddressRefused where `bind` (address:port) is taken, or is not ours to listen on.

    gunicorn would find it too, after five seconds of trying and when all else has been done.
    """
    host, _, port = bind.rpartition(":")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host.strip("[]"), int(port), type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error})"
        raise AddressRefused(
            f"{bind} {reason}. End what listens there, or name another address and port by "
            "ROLEBRIDGE_BIND."
        ) from None


def serve_forever(build: Callable[[], Flask], settings: Settings) -> None:
    """Serve until a signal ends it, with structured logs."""
    configure_logs(settings.log_level)
    Server(build, settings).run()
