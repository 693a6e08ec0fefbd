"""What every request must pass and every answer must carry.

A route is closed until it is listed: it asks for a sign-in unless it is in PUBLIC_ROUTES or
CONSOLE_ROUTES, and for a CSRF token unless it is in FOREIGN_POST_DOORS or PROGRAM_DOORS. A test
walks the URL map and holds each route against these lists.
"""

from typing import cast

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import SecurityError

from rolebridge.web.browser_session import login_manager
from rolebridge.web.console_session import require_console
from rolebridge.web.cookies import Cookie, find_cookie
from rolebridge.web.csrf import FIELD, ForeignForm, verify_csrf_token
from rolebridge.web.current import options
from rolebridge.web.safe_headers import FORM_POLICY, POLICY, list_safe_headers

UNSAFE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})

# Doors that take forms and calls from other sites. A SameSite cookie is absent on them, so they
# act on nothing but what the message itself proves.
FOREIGN_POST_DOORS = frozenset(
    {
        "/saml/sso",
        "/aws/saml",
        "/aws/saml/acs/<provider_id>",
        "/aws/federation",
        "/oidc/authorize",
        "/oidc/token",
    }
)

# Doors of programs alone: they refuse whatever a browser sends.
PROGRAM_DOORS = frozenset({"/aws/imds/<profile>/latest/api/token"})

# Routes that answer without a sign-in at the identity provider.
PUBLIC_ROUTES = frozenset(
    {
        "/login",
        "/login/password",
        "/logout",
        "/saml/metadata",
        "/saml/sso",
        "/saml/start",
        "/saml/continue/<pending_id>",
        "/oidc/.well-known/openid-configuration",
        "/oidc/jwks",
        "/oidc/authorize",
        "/oidc/continue/<pending_id>",
        "/oidc/done",
        "/oidc/token",
        "/oidc/userinfo",
        "/aws/saml",
        "/aws/saml/acs/<provider_id>",
        "/aws/saml-metadata.xml",
        "/aws/federation",
        "/aws/imds/<profile>/latest/api/token",
        "/aws/imds/<profile>/latest/meta-data/",
        "/aws/imds/<profile>/latest/meta-data/<path:item>",
        "/aws/imds/<profile>/latest/dynamic/instance-identity/document",
        "/aws/containers/<profile>",
        "/healthz",
        "/readyz",
        "/static/<path:filename>",
    }
)

# Routes of the demonstration console: they ask for its own session.
CONSOLE_ROUTES = frozenset({"/aws/console", "/aws/console/keys", "/aws/console/sign-out"})

# Forms shown before there is a session are bound to the visitor's cookie.
_VISITOR_FORMS = frozenset({"/login", "/login/password"})


def protect(app: Flask) -> None:
    """Put the checks before every view and the headers on every answer."""
    app.before_request(_refuse_foreign_host)
    app.before_request(_require_session)
    app.before_request(_refuse_foreign_form)
    app.after_request(_add_headers)


def let_forms_leave() -> None:
    """Leave `form-action` out of this answer's policy.

    Only the page that posts to a service provider asks for this: the directive would bind the
    receiver's redirects too (CSP 3, 6.4.2).
    """
    g.form_may_leave = True


def let_forms_reach(origin: str) -> None:
    """Let the redirects behind this page's form lead to one more origin: a client's own."""
    g.form_may_reach = origin


def cookie_of_form(rule: str) -> Cookie:
    """Which cookie the CSRF token of a route's forms is bound to."""
    if rule in _VISITOR_FORMS:
        return Cookie.VISIT
    return Cookie.CONSOLE if rule in CONSOLE_ROUTES else Cookie.SESSION


def _rule() -> str | None:
    return request.url_rule.rule if request.url_rule is not None else None


def _refuse_foreign_host() -> None:
    """Answer under our own names only; nothing is ever built from the Host header all the same."""
    if request.host.lower() not in options().hosts:
        raise SecurityError(f"Host {request.host!r} is not one of ours.")


def _require_session() -> ResponseReturnValue | None:
    rule = _rule()
    if rule is None or rule in PUBLIC_ROUTES:
        return None
    if rule in CONSOLE_ROUTES:
        return require_console()
    if not current_user.is_authenticated:
        return cast("ResponseReturnValue", login_manager.unauthorized())
    return None


def _refuse_foreign_form() -> None:
    rule = _rule()
    doors = FOREIGN_POST_DOORS | PROGRAM_DOORS
    if rule is None or request.method not in UNSAFE_METHODS or rule in doors:
        return
    _refuse_foreign_origin()
    cookie = cookie_of_form(rule)
    verify_csrf_token(request.form.get(FIELD, ""), options().secret, cookie, find_cookie(cookie))


def _refuse_foreign_origin() -> None:
    """The second line, where the browser says where a form came from (Fetch 3.2, Fetch Metadata).

    `Origin: null` tells nothing: our own pages send it, because their referrer policy is
    no-referrer.
    """
    sender = request.headers.get("Origin")
    if sender not in (None, "null") and sender not in options().origins:
        raise ForeignForm(f"Origin {sender}")
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        raise ForeignForm(f"Sec-Fetch-Site {site}")


def _choose_policy() -> str:
    if g.get("form_may_leave"):
        return POLICY
    reached = g.get("form_may_reach")
    return f"{FORM_POLICY} {reached}" if reached else FORM_POLICY


def _add_headers(response: Response) -> Response:
    for name, value in list_safe_headers(
        is_https=options().is_https,
        policy=_choose_policy(),
        is_kept=request.endpoint == "static",
    ):
        response.headers[name] = value
    return response
