"""The steps that the sign-in pages share: a visitor's form, and the way in."""

from flask import Response, make_response, redirect, render_template, url_for

from rolebridge.idp.sign_in import SignedIn
from rolebridge.ids import new_token
from rolebridge.web.cookies import Cookie, drop_cookie, find_cookie, set_cookie
from rolebridge.web.csrf import build_csrf_token
from rolebridge.web.current import options, origin, services
from rolebridge.web.pending import Waiting, build_way_on
from rolebridge.web.security import let_forms_reach


def visitor_page(
    template: str, status: int = 200, *, waiting: Waiting | None = None, **context: object
) -> Response:
    """A page with a form for somebody who has no session: its token is bound to the visit.

    Where the form's answer leads on to a client of ours, the browser must let it (CSP 3, 6.4.2).
    """
    if waiting is not None and waiting.origin is not None:
        let_forms_reach(waiting.origin)
    visit = find_cookie(Cookie.VISIT) or new_token(services().ids)
    token = build_csrf_token(options().secret, Cookie.VISIT, visit)
    response = make_response(
        render_template(template, token=token, waiting=waiting, **context), status
    )
    set_cookie(response, Cookie.VISIT, visit)
    return response


def enter(signed_in: SignedIn, pending_id: str | None) -> Response:
    """Give the browser its new session. The one it had ends: nothing is carried over."""
    old = find_cookie(Cookie.SESSION)
    if old:
        services().sessions.sign_out(old, origin())
    target = build_way_on(pending_id) if pending_id else url_for("portal.home")
    response = make_response(redirect(target, 303))
    set_cookie(response, Cookie.SESSION, signed_in.token)
    drop_cookie(response, Cookie.VISIT)
    return response
