"""Refusals: a page where nobody may be sent anywhere, JSON where a program asks."""

from flask import Response, jsonify

from rolebridge.idp.oidc.refusals import ClientRefused, ErrorCode, TokenRequestRefused
from rolebridge.web.errors import ErrorPage, log_refusal, render_error
from rolebridge.web.oidc.blueprint import oidc

_AGAIN = "Go back to the application and sign in from there again."
_OWNER = "If it happens again, tell the application’s owner, with the request id."
_UNAUTHORIZED = frozenset({ErrorCode.INVALID_CLIENT, ErrorCode.INVALID_TOKEN})


@oidc.errorhandler(ClientRefused)
def answer_here(error: ClientRefused) -> Response:
    """RFC 6749, 4.1.2.1: without a known address the browser is not redirected."""
    log_refusal(error)
    page = ErrorPage(400, error.code, "This sign-in cannot go on", str(error), (_AGAIN, _OWNER))
    return render_error(page)


@oidc.errorhandler(TokenRequestRefused)
def answer_program(error: TokenRequestRefused) -> Response:
    """RFC 6749, 5.2, and RFC 6750, 3."""
    log_refusal(error)
    description = str(error).encode("ascii", "replace").decode()
    response = jsonify(error=error.error.value, error_description=description)
    response.status_code = 401 if error.error in _UNAUTHORIZED else 400
    if error.error is ErrorCode.INVALID_TOKEN:
        response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return response
