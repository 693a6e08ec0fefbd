"""A request id on everything, and one structured line for each request.

The id is ours and never a header's, so that nobody can write another person's into the log.
"""

import json
import logging
import time

from flask import Flask, Response, g, request

from rolebridge.ids import new_uuid
from rolebridge.web.current import request_id, services

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
    if _log.isEnabledFor(logging.INFO):
        _log.info(_describe(response))
    return response


def _describe(response: Response) -> str:
    """One line of ASCII JSON: JSON escapes what could forge a line or turn its direction.

    The query string is left out, since it may hold a SAML message.
    """
    session = g.get("browser_session")
    return json.dumps(
        {
            "event": "http",
            "request_id": request_id(),
            "method": request.method,
            "path": request.path[:512],
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - g.started) * 1000, 1),
            "source_address": request.remote_addr,
            "person": session.person.username if session else None,
        }
    )
