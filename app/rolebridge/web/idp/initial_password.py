"""`/login/password`: the first sign-in of a new account, which has a one-time token only."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from rolebridge.directory.passwords import PasswordRefused
from rolebridge.web.current import origin, services
from rolebridge.web.idp.blueprint import idp
from rolebridge.web.idp.entering import enter, visitor_page
from rolebridge.web.pages import Problem
from rolebridge.web.pending import find_waiting, read_pending_id

_TITLE = "Not set yet"


@idp.post("/login/password")
def set_initial_password() -> ResponseReturnValue:
    """Exchange the token for a password, and sign in."""
    form = request.form
    username, token, new = form.get("username", ""), form.get("token", ""), form.get("new", "")
    pending_id = read_pending_id(form.get("continue"))
    if form.get("again", new) != new:
        problem = Problem(_TITLE, "The two passwords differ.")
        return ask_for_password(pending_id, username, token, problem)
    try:
        signed_in = services().sign_in.set_initial_password(username, token, new, origin())
    except PasswordRefused as error:
        return ask_for_password(pending_id, username, token, Problem(_TITLE, str(error)))
    return enter(signed_in, pending_id)


def ask_for_password(
    pending_id: str | None, username: str, token: str, problem: Problem | None = None
) -> Response:
    """The page on which a password is chosen. The token travels in the form: it is theirs."""
    return visitor_page(
        "idp/initial_password.html",
        400 if problem else 200,
        waiting=find_waiting(pending_id) if pending_id else None,
        pending_id=pending_id,
        username=username[:256],
        one_time=token[:1024],
        problem=problem,
    )
