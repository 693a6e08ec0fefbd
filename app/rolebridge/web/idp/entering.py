"""The steps that the sign-in pages share: a visitor's form, and the way in."""

import re

from flask import Response, make_response, redirect, render_template, url_for

from rolebridge.idp.sign_in import SignedIn
from rolebridge.ids import new_token
from rolebridge.web.cookies import Cookie, drop_cookie, find_cookie, set_cookie
from rolebridge.web.csrf import build_csrf_token
from rolebridge.web.current import options, origin, services

_PENDING_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


def read_pending_id(text: str | None) -> str | None:
    """An id of a parked request by its shape, or None. It is never an address."""
    return text if text and _PENDING_ID.fullmatch(text) else None


def visitor_page(template: str, status: int = 200, **context: object) -> Response:
    """A page with a form for somebody who has no session: its token is bound to the visit."""
    visit = find_cookie(Cookie.VISIT) or new_token(services().ids)
    token = build_csrf_token(options().secret, Cookie.VISIT, visit)
    response = make_response(render_template(template, token=token, **context), status)
    set_cookie(response, Cookie.VISIT, visit)
    return response


def enter(signed_in: SignedIn, pending_id: str | None) -> Response:
    """Give the browser its new session. The one it had ends: nothing is carried over."""
    old = find_cookie(Cookie.SESSION)
    if old:
        services().sessions.sign_out(old, origin())
    target = url_for("idp.resume", pending_id=pending_id) if pending_id else url_for("portal.home")
    response = make_response(redirect(target, 303))
    set_cookie(response, Cookie.SESSION, signed_in.token)
    drop_cookie(response, Cookie.VISIT)
    return response
