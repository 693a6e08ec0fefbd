"""`/logout`: a link asks, a form acts."""

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rolebridge.web.cookies import Cookie, drop_cookie, find_cookie
from rolebridge.web.current import origin, services
from rolebridge.web.idp.blueprint import idp


@idp.get("/logout")
def logout() -> str:
    """Ask before signing out, or say that nobody is signed in. Changes nothing."""
    return render_template("idp/signed_out.html")


@idp.post("/logout")
def sign_out() -> ResponseReturnValue:
    """End the session on the server, then forget the cookie."""
    token = find_cookie(Cookie.SESSION)
    if token:
        services().sessions.sign_out(token, origin())
    response = make_response(redirect(url_for("idp.logout"), 303))
    drop_cookie(response, Cookie.SESSION)
    return response
