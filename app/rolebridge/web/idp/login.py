"""`/login`: name and password, then on to wherever the person was going."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rolebridge.federation.demonstration import INTRODUCTIONS
from rolebridge.idp.sign_in import MustSetPassword, SignInRefused, SignInThrottled
from rolebridge.web.browser_session import find_session
from rolebridge.web.cookies import Cookie, find_cookie
from rolebridge.web.current import origin, services
from rolebridge.web.idp.blueprint import idp
from rolebridge.web.idp.entering import enter, visitor_page
from rolebridge.web.idp.initial_password import ask_for_password
from rolebridge.web.pages import Problem
from rolebridge.web.pending import find_waiting, read_pending_id

# One text for every cause: it tells no name from another.
_REFUSED = Problem(
    "The name or the password is wrong.", "Check the username and the password, and try again."
)


@idp.get("/login")
def login() -> ResponseReturnValue:
    """The sign-in page; somebody who is signed in and not on the way anywhere goes to `/`."""
    pending_id = read_pending_id(request.args.get("continue"))
    if pending_id is None and find_session() is not None:
        return redirect(url_for("portal.home"), 303)
    return _page(pending_id)


@idp.post("/login")
def sign_in() -> ResponseReturnValue:
    """Check name and password. The one-time token of a new account leads on to a password."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    pending_id = read_pending_id(request.form.get("continue"))
    try:
        return enter(services().sign_in(username, password, origin()), pending_id)
    except MustSetPassword:
        return ask_for_password(pending_id, username, password)
    except SignInThrottled as error:
        wait = f"Wait {_in_words(error.retry_after)}, then try again."
        response = _page(pending_id, username, Problem("Too many attempts", wait), 429)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    except SignInRefused:
        return _page(pending_id, username, _REFUSED, 403)


def _page(
    pending_id: str | None, username: str = "", problem: Problem | None = None, status: int = 200
) -> Response:
    return visitor_page(
        "idp/login.html",
        status,
        pending_id=pending_id,
        waiting=find_waiting(pending_id) if pending_id else None,
        username=username[:256],
        problem=problem,
        has_ended=find_session() is None and find_cookie(Cookie.SESSION) is not None,
        demonstration_people=INTRODUCTIONS,
    )


def _in_words(seconds: int) -> str:
    """A wait in words: seconds below two minutes, then minutes rounded up."""
    if seconds < 120:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"
