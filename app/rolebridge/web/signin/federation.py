"""`/aws/federation`: the door of a company's own broker (IAM User Guide, "custom identity broker").

`getSigninToken` answers programs, GET and POST alike; `login` and `logout` are for browsers.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rolebridge.sts.signin_token import SigninTokenRefused
from rolebridge.web.console_session import find_console
from rolebridge.web.cookies import Cookie, drop_cookie, find_cookie, set_cookie
from rolebridge.web.current import options, origin, services
from rolebridge.web.signin.blueprint import signin
from rolebridge.web.signin.consumer import read_console_path

# The consoles that brokers name as Destination; all of them are ours here.
_AWS_CONSOLE = re.compile(
    r"(?:[a-z0-9-]+\.)*console\.(?:aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)"
)
_ONCE = (
    "Action",
    "Session",
    "SessionDuration",
    "SigninToken",
    "Destination",
    "Issuer",
    "redirect_uri",
)


@signin.get("/aws/federation")
def federation() -> ResponseReturnValue:
    """Any of the three actions."""
    fields = _read_once(request.args)
    if fields.get("Action") == "login":
        return _login(fields)
    if fields.get("Action") == "logout":
        return _logout()
    return _get_signin_token(fields)


@signin.post("/aws/federation")
def federation_posted() -> ResponseReturnValue:
    """`getSigninToken` with the credentials in the body, where no log keeps them."""
    if request.query_string:
        return _refuse_program("Parameters must stand in the query or in the body, not in both.")
    return _get_signin_token(_read_once(request.form))


def _read_once(given: Mapping[str, str]) -> dict[str, str]:
    """Each parameter once. Raises SigninTokenRefused: two readers might take two of them."""
    lists = {name: request.values.getlist(name) for name in _ONCE}
    for name, values in lists.items():
        if len(values) > 1:
            raise SigninTokenRefused(f"The parameter {name} is given more than once.")
    return {name: given[name] for name in _ONCE if name in given}


def _get_signin_token(fields: Mapping[str, str]) -> Response:
    """JSON with the token; a refusal is plain text, since programs print what they get."""
    if fields.get("Action") != "getSigninToken":
        return _refuse_program("Action must be getSigninToken, login or logout.")
    try:
        token = services().signin_tokens.issue(
            fields.get("Session", ""), fields.get("SessionDuration"), origin()
        )
    except SigninTokenRefused as refusal:
        return _refuse_program(str(refusal))
    return jsonify(SigninToken=token)


def _refuse_program(text: str) -> Response:
    return Response(f"{text}\n", 400, mimetype="text/plain")


def _login(fields: Mapping[str, str]) -> ResponseReturnValue:
    """Open the console; a session that this browser had ends.

    `Issuer`, where the broker is found, is not kept: AWS only shows it when a session has ended.
    """
    path = _read_destination(fields.get("Destination", ""))
    signed_in = services().signin_tokens.redeem(fields.get("SigninToken", ""), origin())
    _end_console()
    response = make_response(redirect(path, 302))
    set_cookie(response, Cookie.CONSOLE, signed_in.token)
    return response


def _read_destination(destination: str) -> str:
    """A path of our console. Raises SigninTokenRefused for an address that is no console's.

    AWS's own consoles lead to ours: a broker can be tried as it is.
    """
    with suppress(ValueError):
        parts = urlsplit(destination)
        if (parts.scheme, parts.netloc) in {("", ""), urlsplit(options().base_url)[:2]}:
            return read_console_path(parts.path)
        if parts.scheme == "https" and _AWS_CONSOLE.fullmatch(parts.netloc):
            return url_for("signin.console")
    raise SigninTokenRefused("Destination must be an address of the console.")


def _logout() -> ResponseReturnValue:
    """End the console session; another site's link only asks whether to."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and find_console() is not None:
        return render_template("signin/sign_out.html")
    _end_console()
    response = make_response(redirect(url_for("signin.console"), 303))
    drop_cookie(response, Cookie.CONSOLE)
    return response


def _end_console() -> None:
    token = find_cookie(Cookie.CONSOLE)
    if token:
        services().console.sign_out(token, origin())
