"""Every route is closed until it is listed: by sign-in, by CSRF token, by host."""

import pytest

from rolebridge.web.security import (
    CONSOLE_ROUTES,
    FOREIGN_POST_DOORS,
    PROGRAM_DOORS,
    PUBLIC_ROUTES,
    UNSAFE_METHODS,
)
from support.web import build_web

FILLING = {
    "pending_id": "x",
    "filename": "rolebridge.css",
    "profile": "web",
    "item": "iam",
    "provider_id": "SAMLSPX",
}


def routes():
    app = build_web().app
    with app.test_request_context(base_url="http://localhost:8000"):
        adapter = app.url_map.bind("localhost:8000")
        for rule in app.url_map.iter_rules():
            path = adapter.build(rule.endpoint, {n: FILLING[n] for n in rule.arguments})
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield pytest.param(rule.rule, path, method, id=f"{method} {rule.rule}")


ROUTES = list(routes())


def test_lists_name_no_route_that_is_not_there():
    rules = {route.values[0] for route in ROUTES}
    assert rules >= (PUBLIC_ROUTES | CONSOLE_ROUTES | FOREIGN_POST_DOORS)


def test_foreign_doors_are_exactly_those_that_take_foreign_posts():
    assert {door.rstrip("/") for door in FOREIGN_POST_DOORS} == {
        "/saml/sso",
        "/aws/saml",
        "/aws/saml/acs/<provider_id>",
        "/aws/federation",
        "/oidc/authorize",
        "/oidc/token",
    }


@pytest.mark.parametrize(("rule", "path", "method"), ROUTES)
def test_route_is_public_by_list_or_asks_for_its_session(rule, path, method):
    answer = build_web().client().open(path, method=method)
    if rule in CONSOLE_ROUTES:
        assert answer.status_code == 403
        assert "No console is open here" in answer.text
    elif rule not in PUBLIC_ROUTES:
        assert (answer.status_code, answer.location) == (303, "/login")


@pytest.mark.parametrize(("rule", "path", "method"), ROUTES)
def test_unsafe_route_asks_for_a_token_unless_it_is_a_foreign_door(rule, path, method):
    if method not in UNSAFE_METHODS or rule in FOREIGN_POST_DOORS | PROGRAM_DOORS:
        return
    web = build_web()
    client = web.client()
    client.sign_in()
    web.console.open("console")
    client.set_cookie("rolebridge_console", "console")
    answer = client.open(path, method=method)
    assert answer.status_code == 403
    assert answer.headers["X-Rolebridge-Error"] == "form_out_of_date"
