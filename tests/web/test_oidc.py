"""The issuer's doors: what goes to the client, what stays a page of ours, what is JSON."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from support.openid_issuer import CALLBACK, CHALLENGE, LOCAL, VERIFIER
from support.web import BASE

ISSUER = BASE + "/oidc"


def address(**changes) -> str:
    good = {
        "response_type": "code",
        "client_id": "shop",
        "redirect_uri": CALLBACK,
        "scope": "openid profile",
        "state": "s-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    merged = {**good, **changes}
    return "/oidc/authorize?" + urlencode({k: v for k, v in merged.items() if v is not None})


def exchange(browser, code: str, **changes):
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "client_id": "shop",
        "code_verifier": VERIFIER,
        **changes,
    }
    return browser.post("/oidc/token", data=form)


def told(location: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(location).query)


def test_description_is_found_below_the_issuer_and_leads_to_the_keys(browser):
    answer = browser.get("/oidc/.well-known/openid-configuration")
    assert answer.mimetype == "application/json"
    assert answer.json["issuer"] == ISSUER
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
        assert answer.json[name].startswith(ISSUER + "/")
    keys = browser.get(answer.json["jwks_uri"].removeprefix(BASE))
    assert keys.mimetype == "application/jwk-set+json"
    assert [key["alg"] for key in keys.json["keys"]] == ["RS256"]


def test_somebody_signed_in_is_sent_on_with_a_code_that_becomes_tokens(signed_in, web):
    answer = signed_in.get(address())
    assert answer.status_code == 303
    assert answer.location.startswith(CALLBACK + "&code=")
    code = told(answer.location)["code"][0]
    tokens = exchange(signed_in, code)
    assert tokens.status_code == 200
    assert tokens.headers["Cache-Control"] == "no-store"
    assert (tokens.json["token_type"], tokens.json["expires_in"]) == ("Bearer", 300)
    assert web.oidc.read(tokens.json["id_token"])["preferred_username"] == "alice"
    person = signed_in.get(
        "/oidc/userinfo", headers={"Authorization": f"Bearer {tokens.json['access_token']}"}
    )
    assert person.json == {
        "sub": "s-alice",
        "name": "Alice Example",
        "preferred_username": "alice",
    }


def test_visitor_signs_in_on_the_way_and_arrives(browser):
    answer = browser.get(address())
    assert answer.status_code == 303
    path, _, query = answer.location.partition("?")
    pending = parse_qs(query)["continue"][0]
    assert (path, pending.startswith("oidc.")) == ("/login", True)
    page = browser.get(answer.location)
    assert "Web shop" in page.text
    assert "shop.example.com" in page.text
    entered = browser.sign_in(**{"continue": pending})
    assert (entered.status_code, entered.location) == (
        303,
        "/oidc/continue/" + pending.removeprefix("oidc."),
    )
    assert browser.get(entered.location).location.startswith(CALLBACK + "&code=")
    assert browser.get(entered.location).headers["X-Rolebridge-Error"] == "sign_in_gone"


def test_form_of_the_sign_in_page_may_lead_to_the_waiting_client_only(browser):
    """The directive binds the redirects behind a form too (CSP 3, 6.4.2)."""
    waiting = browser.get(browser.get(address()).location)
    policy = waiting.headers["Content-Security-Policy"]
    assert policy.endswith("; form-action 'self' https://shop.example.com")
    local = browser.get(browser.get(address(redirect_uri=LOCAL)).location)
    assert local.headers["Content-Security-Policy"].endswith("'self' http://127.0.0.1:8765")
    plain = browser.get("/login").headers["Content-Security-Policy"]
    assert plain.endswith("; form-action 'self'")


def test_page_after_a_wrong_password_may_still_lead_to_the_client(browser):
    pending = parse_qs(urlsplit(browser.get(address()).location).query)["continue"][0]
    page = browser.sign_in(password="wrong", **{"continue": pending})
    assert page.status_code == 403
    assert page.headers["Content-Security-Policy"].endswith("https://shop.example.com")


def test_fresh_sign_in_is_asked_for_by_name(signed_in, web):
    web.oidc.clock.advance(seconds=5)
    answer = signed_in.get(address(prompt="login"))
    assert answer.location.startswith("/login?continue=oidc.")
    assert "asks that you sign in once more" in signed_in.get(answer.location).text


@pytest.mark.parametrize("name", ["continue=oidc.", "continue=oidc.gone", "continue=oidc.a.b"])
def test_sign_in_page_is_plain_where_nothing_waits(browser, name):
    page = browser.get("/login?" + name)
    assert page.status_code == 200
    assert "on your way" not in page.text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_id": "nobody"}, "client_unknown"),
        ({"redirect_uri": "https://evil.example/"}, "redirect_uri_unknown"),
        ({"client_id": None}, "request_malformed"),
    ],
)
def test_unknown_client_or_address_is_a_page_of_ours(signed_in, changes, code):
    answer = signed_in.get(address(**changes))
    assert (answer.status_code, answer.location) == (400, None)
    assert answer.headers["X-Rolebridge-Error"] == code
    assert "This sign-in cannot go on" in answer.text
    assert "evil.example" not in answer.text


def test_malformed_request_goes_back_to_the_client(signed_in):
    answer = signed_in.get(address(code_challenge=None))
    assert answer.status_code == 303
    assert told(answer.location)["error"] == ["invalid_request"]
    assert told(answer.location)["state"] == ["s-1"]


def test_repeated_parameter_is_seen(signed_in):
    answer = signed_in.get(address() + "&redirect_uri=https://evil.example/")
    assert answer.headers["X-Rolebridge-Error"] == "request_malformed"
    assert told(signed_in.get(address() + "&scope=email").location)["error"] == ["invalid_request"]


def post(browser, **changes):
    from urllib.parse import parse_qsl

    form = dict(parse_qsl(address(**changes).partition("?")[2]))
    headers = {"Origin": "https://shop.example.com", "Sec-Fetch-Site": "cross-site"}
    return browser.post("/oidc/authorize", data=form, headers=headers)


def test_request_by_a_form_of_another_site_is_taken_up_by_a_get_of_ours(signed_in):
    answer = post(signed_in)
    assert answer.status_code == 303
    assert answer.location.startswith("/oidc/continue/")
    assert signed_in.get(answer.location).location.startswith(CALLBACK + "&code=")


def test_form_with_a_foreign_address_leads_nowhere(signed_in):
    answer = post(signed_in, redirect_uri="https://evil.example/")
    assert (answer.status_code, answer.location) == (400, None)
    assert told(post(signed_in, scope="email").location)["error"] == ["invalid_scope"]


def test_form_and_query_together_are_one_request_with_repeated_parameters(signed_in):
    form = {"client_id": "shop"}
    answer = signed_in.post(address(), data=form)
    assert answer.headers["X-Rolebridge-Error"] == "request_malformed"


def test_refusals_of_the_token_endpoint_are_json(browser):
    answer = exchange(browser, "unknown")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_grant")
    assert answer.json["error_description"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("request_", "status", "error"),
    [
        ({"json": {"code": "x"}}, 400, "invalid_request"),
        ({"query_string": {"code": "x"}, "data": {"a": "b"}}, 400, "invalid_request"),
        ({"data": {"a": "b"}, "auth": ("shop", "secret")}, 401, "invalid_client"),
    ],
)
def test_token_endpoint_takes_a_plain_form_only(browser, request_, status, error):
    answer = browser.post("/oidc/token", **request_)
    assert (answer.status_code, answer.json["error"]) == (status, error)


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer x", "Basic YTpi", "bearer x.y.z"])
def test_userinfo_asks_for_a_bearer_token(browser, header):
    answer = browser.get("/oidc/userinfo", headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_token")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_sign_in_of_the_command_line_ends_on_a_page(browser):
    assert "Go back to the program that asked for it." in browser.get("/oidc/done").text


@pytest.mark.parametrize("path", ["/oidc", "/oidc/", "/oidc/authorize/", "/oidc/token/"])
def test_nothing_else_is_below_the_issuer(browser, path):
    assert browser.get(path).status_code in (404, 303)
