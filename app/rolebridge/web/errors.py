"""The HTML face of errors: what happened, what to do next, and the request id. Never a traceback.

A refusal that has more to tell than these fields (rules, checks, a trust policy) is rendered by
the blueprint that knows it, on the same pattern.
"""

import json
import logging
from dataclasses import dataclass

from flask import Flask, Response, make_response, render_template
from werkzeug.exceptions import HTTPException, SecurityError

from rolebridge.errors import RolebridgeError
from rolebridge.web.csrf import ForeignForm
from rolebridge.web.current import options, request_id

CODE_HEADER = "X-Rolebridge-Error"
_log = logging.getLogger("rolebridge.web")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What an error page says. `code` is stable and also stands in a header, for programs."""

    status: int
    code: str
    title: str
    text: str
    steps: tuple[str, ...]


_BACK = "Go back to the page you came from and try again from there."
_PORTAL = "Open the portal and start again from there."

_PAGES = {
    400: ErrorPage(
        400,
        "bad_request",
        "That request makes no sense here",
        "A part of it is malformed.",
        (_BACK,),
    ),
    404: ErrorPage(
        404,
        "not_found",
        "There is nothing here",
        "The address leads nowhere, or what stood here is gone.",
        ("Check the address for a slip.", _PORTAL),
    ),
    405: ErrorPage(
        405,
        "method_not_allowed",
        "This address is not used that way",
        "It answers forms or links, but not the kind of request that was made.",
        (_PORTAL,),
    ),
    413: ErrorPage(
        413,
        "too_large",
        "That is too large",
        "What was sent is larger than this service takes.",
        ("Send less: an assertion is a few kilobytes.",),
    ),
}
_INTERNAL = ErrorPage(
    500,
    "internal_error",
    "Something broke on our side",
    "The request was fine as far as we can tell. The fault is in the log under the request id.",
    ("Try again in a moment.", "If it happens again, tell whoever runs this, with the request id."),
)


def handle_errors(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(SecurityError, _answer_foreign_host)
    app.register_error_handler(ForeignForm, _answer_foreign_form)
    app.register_error_handler(RolebridgeError, _answer_refusal)
    app.register_error_handler(Exception, _answer_fault)


def render_error(
    error: ErrorPage, template: str = "errors/page.html", **context: object
) -> Response:
    """An error page with its status and its code in a header."""
    response = make_response(render_template(template, error=error, **context), error.status)
    response.headers[CODE_HEADER] = error.code
    return response


def log_refusal(error: RolebridgeError) -> None:
    """Put the private side of a refusal into the log; the page shows the public one."""
    _log.info(_describe("refused", code=error.code, detail=error.detail[:500]))


def _describe(event: str, **facts: str) -> str:
    """One line of ASCII JSON, as in the access log."""
    return json.dumps({"event": event, "request_id": request_id(), **facts})


def _answer_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status >= 500:
        return _answer_fault(error)
    page = _PAGES.get(status) or ErrorPage(status, "refused", error.name, "", (_PORTAL,))
    response = render_error(page)
    for name, value in error.get_headers():
        if name in ("Allow", "Location", "Retry-After"):
            response.headers[name] = value
    return response


def _answer_foreign_host(_error: SecurityError) -> Response:
    page = ErrorPage(
        400,
        "foreign_host",
        "That is not our name",
        "This service answers under its configured address only.",
        (f"Open {options().base_url} instead.",),
    )
    return render_error(page)


def _answer_foreign_form(error: ForeignForm) -> Response:
    log_refusal(error)
    page = ErrorPage(
        403,
        error.code,
        "This form is out of date",
        "It was made before you signed in or out, or it did not come from this site. "
        "Nothing was changed.",
        ("Go back, reload the page and send the form again.", _PORTAL),
    )
    return render_error(page)


def _answer_refusal(error: RolebridgeError) -> Response:
    log_refusal(error)
    if error.is_temporary:
        return _answer_unavailable(error)
    return render_error(
        ErrorPage(400, error.code, "That was refused", str(error), (_BACK, _PORTAL))
    )


def _answer_unavailable(error: RolebridgeError) -> Response:
    """Plain text: a page names the company and the person, and would ask the database again."""
    response = make_response(f"{error}\nRequest {request_id()}\n", 503)
    response.content_type = "text/plain; charset=utf-8"
    response.headers["Retry-After"] = "5"
    response.headers[CODE_HEADER] = error.code
    return response


def _answer_fault(error: Exception) -> Response:
    _log.error(_describe("fault"), exc_info=error)
    return render_error(_INTERNAL)
