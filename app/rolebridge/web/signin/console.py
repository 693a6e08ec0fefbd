"""`/aws/console`: the demonstration console. Shows who one is, for how long, and the keys."""

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rolebridge.web.console_session import get_console, get_console_token
from rolebridge.web.cookies import Cookie, drop_cookie
from rolebridge.web.current import options, origin, services
from rolebridge.web.pages import now
from rolebridge.web.signin.blueprint import signin
from rolebridge.web.signin.key_forms import build_key_forms


@signin.get("/aws/console")
def console() -> str:
    """Who you are in this account, and how long."""
    session = get_console()
    place = session.alias or session.account
    return render_template("signin/console.html", session=session, place=place, now=now())


@signin.get("/aws/console/keys")
def keys() -> str:
    """The session's credentials in every form that people paste. The use case audits it."""
    session = get_console()
    credentials = services().console.credentials(get_console_token(), origin())
    return render_template(
        "signin/keys.html",
        session=session,
        place=session.alias or session.account,
        now=now(),
        forms=build_key_forms(credentials, session, options().base_url + "/aws"),
    )


@signin.post("/aws/console/sign-out")
def console_sign_out() -> ResponseReturnValue:
    """End the console session. The company's own sign-in is none of this side's business."""
    services().console.sign_out(get_console_token(), origin())
    response = make_response(redirect(url_for("signin.console"), 303))
    drop_cookie(response, Cookie.CONSOLE)
    return response
