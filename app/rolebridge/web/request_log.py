"""A request id on everything, and one structured line for each request.

The id is ours and never a header's, so that nobody can write another person's into the log.
"""

import json
import logging
import time
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

from rolebridge.ids import new_uuid
from rolebridge.web.current import request_id, services

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

HEADER = "X-Request-Id"
_log = logging.getLogger("rolebridge.access")


def log_requests(app: Flask) -> None:
    """Number every request before anything else happens to it."""
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    g.request_id = new_uuid(services().ids)
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    session = g.get("browser_session")
    person = session.person.username if session else None
    log_request(request.environ, request_id(), response.status_code, g.started, person)
    return response


def log_request(
    environ: "WSGIEnvironment",
    request_id: str,
    status: int,
    started: float,
    person: str | None = None,
) -> None:
    """One line of ASCII JSON: JSON escapes what could forge a line or turn its direction.

    The query string is left out, since it may hold a SAML message. `started` is an instant of
    `time.perf_counter`.
    """
    if not _log.isEnabledFor(logging.INFO):
        return
    line = {
        "event": "http",
        "request_id": request_id,
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")[:512],
        "status": status,
        "milliseconds": round((time.perf_counter() - started) * 1000, 1),
        "source_address": environ.get("REMOTE_ADDR"),
        "person": person,
    }
    _log.info(json.dumps(line))
