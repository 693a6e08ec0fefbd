"""Who is signed in at the demonstration console: its own cookie, its own rows, its own guard."""

from typing import cast

from flask import Response, g, make_response, render_template

from rolebridge.sts.console import ConsoleSession
from rolebridge.web.cookies import Cookie, drop_cookie, find_cookie
from rolebridge.web.current import services


def find_console() -> ConsoleSession | None:
    """The live console session of this browser; loaded once a request."""
    if "console" not in g:
        token = find_cookie(Cookie.CONSOLE)
        g.console = services().console.find(token) if token else None
    return cast("ConsoleSession | None", g.console)


def get_console() -> ConsoleSession:
    """The live console session, in a view that the guard has already let through."""
    return cast("ConsoleSession", g.console)


def get_console_token() -> str:
    """The cookie's value, in a view that the guard has already let through."""
    return cast("str", find_cookie(Cookie.CONSOLE))


def require_console() -> Response | None:
    """Let the view run, or answer with a page that tells how to get a console session."""
    if find_console() is not None:
        return None
    response = make_response(render_template("signin/no_session.html"), 403)
    drop_cookie(response, Cookie.CONSOLE)
    return response
