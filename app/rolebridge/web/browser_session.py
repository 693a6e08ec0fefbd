"""Who is signed in at the identity provider: Flask-Login over server-side sessions.

The cookie holds a token; the row that it names says who it is. Flask's own signed session is not
used at all: the app has no SECRET_KEY, so nothing a browser sends can be one.
"""

from typing import cast

from flask import Flask, Response, g, redirect, url_for
from flask_login import LoginManager
from werkzeug.wrappers import Request

from rolebridge.directory.people import Person
from rolebridge.idp.ports import BrowserSession
from rolebridge.web.cookies import Cookie, find_cookie
from rolebridge.web.current import services

login_manager = LoginManager()


class SignedInUser:
    """A live browser session in the shape that Flask-Login asks for."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, session: BrowserSession) -> None:
        self.session = session

    def get_id(self) -> str:
        """The session's public handle."""
        return self.session.handle


def wire_login(app: Flask) -> None:
    """Let Flask-Login ask the server-side sessions, and nothing else."""
    # A cookie name that no cookie can have: Flask-Login's "remember me" stays unreachable.
    app.config["REMEMBER_COOKIE_NAME"] = ";"
    app.config["SESSION_PROTECTION"] = None
    login_manager.init_app(app, add_context_processor=False)
    login_manager.request_loader(_load_user)
    login_manager.unauthorized_handler(_ask_to_sign_in)


def find_session() -> BrowserSession | None:
    """The live session of this browser; loaded once a request."""
    if "browser_session" not in g:
        token = find_cookie(Cookie.SESSION)
        g.browser_session = services().sessions.find(token) if token else None
    return cast("BrowserSession | None", g.browser_session)


def get_session() -> BrowserSession:
    """The live session, in a view that the guard has already let through."""
    return cast("BrowserSession", find_session())


def get_person() -> Person:
    """Who is signed in, in a view that the guard has already let through."""
    return get_session().person


def _load_user(_request: Request) -> SignedInUser | None:
    session = find_session()
    return SignedInUser(session) if session else None


def _ask_to_sign_in() -> Response:
    return cast("Response", redirect(url_for("idp.login"), 303))
