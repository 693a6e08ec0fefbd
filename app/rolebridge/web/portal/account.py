"""`/account`: my password and my sessions."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rolebridge.directory.passwords import PasswordRefused
from rolebridge.idp.sign_in import SignInRefused, SignInThrottled
from rolebridge.web.browser_session import get_person, get_session
from rolebridge.web.cookies import Cookie, find_cookie
from rolebridge.web.current import origin, services
from rolebridge.web.pages import Problem
from rolebridge.web.portal.blueprint import portal

_NOTICES = {
    "password": "Your password is changed. Your other sessions have ended.",
    "revoked": "That session has ended.",
    "others": "All your other sessions have ended.",
    "gone": "That session was no longer there.",
}


@portal.get("/account")
def account() -> ResponseReturnValue:
    """The account page; `done` names a sentence of ours, never text of a visitor's."""
    return _page(notice=_NOTICES.get(request.args.get("done", "")))


@portal.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change the password; the use case ends the other sessions."""
    token, form = find_cookie(Cookie.SESSION) or "", request.form
    current, new = form.get("current", ""), form.get("new", "")
    if form.get("again", new) != new:
        return _page(problem="The two new passwords differ.", status=400)
    try:
        services().sign_in.change_password(token, current, new, origin())
    except SignInRefused:
        return _page(problem="The current password is not right.", status=403)
    except SignInThrottled as error:
        return _page(problem=str(error), status=429)
    except PasswordRefused as error:
        return _page(problem=str(error), status=400)
    return _done("password")


@portal.post("/account/sessions/revoke")
def revoke() -> ResponseReturnValue:
    """End one of my sessions, named by its handle."""
    subject = get_person().subject_id
    ended = services().sessions.revoke(subject, request.form.get("handle", "")[:64], origin())
    return _done("revoked" if ended else "gone")


@portal.post("/account/sessions/revoke-others")
def revoke_others() -> ResponseReturnValue:
    """End all my sessions but this one."""
    mine, subject = get_session().handle, get_person().subject_id
    for session in services().sessions.list_of(subject):
        if session.handle != mine:
            services().sessions.revoke(subject, session.handle, origin())
    return _done("others")


def _done(what: str) -> ResponseReturnValue:
    return redirect(url_for("portal.account", done=what), 303)


def _page(
    notice: str | None = None, problem: str | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "portal/account.html",
        sessions=services().sessions.list_of(get_person().subject_id),
        this_handle=get_session().handle,
        notice=notice,
        problem=Problem("Not changed", problem) if problem else None,
    )
    return make_response(page, status)
