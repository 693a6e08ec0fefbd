"""What every answer carries."""

import json
import logging
import re

import pytest

from support.web import ALICE, BASE, build_web

PAGES = [
    "/",
    "/login",
    "/logout",
    "/account",
    "/aws/console",
    "/nowhere",
    "/healthz",
    "/saml/metadata",
]


@pytest.fixture
def visitor(web):
    client = web.client()
    client.sign_in()
    web.console.open("console")
    client.set_cookie("rolebridge_console", "console")
    return client


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_locked_down(visitor, path):
    headers = visitor.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
    }
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_https_is_remembered_by_browsers():
    base = "https://sso.example.com"
    answer = build_web(base).client().get("/login", base_url=base)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_only_the_posting_page_lets_a_form_leave(signed_in):
    answer = signed_in.get("/saml/start?sp=urn:amazon:webservices")
    assert "form-action" not in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_inline_code_or_style(visitor, path):
    page = visitor.get(path).text
    assert re.search(r"<script(?![^>]*\bsrc=)", page) is None
    assert re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page) is None


def test_static_files_may_be_kept_and_change_their_address_with_their_content(browser):
    address = re.search(
        r'href="(/static/rolebridge\.css\?v=[0-9a-f]{12})"', browser.get("/login").text
    )
    answer = browser.get(address[1])
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_every_file_the_pages_ask_for_is_there(visitor):
    for path in PAGES:
        for address in re.findall(r'(?:href|src)="(/static/[^"#]+)', visitor.get(path).text):
            assert visitor.get(address).status_code == 200


def test_request_id_is_ours_and_the_same_in_header_page_and_log(browser, caplog):
    caplog.set_level(logging.INFO, "rolebridge.access")
    answer = browser.get("/nowhere?SAMLRequest=secret", headers={"X-Request-Id": "forged"})
    line = json.loads(caplog.records[-1].getMessage())
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["X-Request-Id"])
    assert answer.headers["X-Request-Id"] in answer.text
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/nowhere", 404)
    assert "secret" not in caplog.text


def test_log_names_the_person_and_cannot_be_forged_by_a_path(web, caplog):
    caplog.set_level(logging.INFO, "rolebridge.access")
    web.sessions.open("token", ALICE)
    client = web.client()
    client.set_cookie("rolebridge_session", "token")
    client.get("/a%0A%7B%22event%22%3A%E2%80%AE")
    message = caplog.records[-1].getMessage()
    assert "\n" not in message
    assert message.isascii()
    assert json.loads(message)["person"] == "alice"


@pytest.mark.parametrize(
    ("base", "name", "secure"),
    [
        (BASE, "rolebridge_session", False),
        ("http://127.0.0.1:8000", "rolebridge_session", False),
        ("https://sso.example.com", "__Host-rolebridge_session", True),
    ],
)
def test_session_cookie_flags(base, name, secure):
    client = build_web(base).client()
    page = client.get("/login", base_url=base)
    token = re.search(r'csrf_token" value="([0-9a-f]+)"', page.text)[1]
    form = {"csrf_token": token, "username": "alice", "password": "alice-demo-password"}
    answer = client.post("/login", base_url=base, data=form)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith(name + "="))
    flags = set(cookie.split("; ")[1:])
    assert flags == {"HttpOnly", "Path=/", "SameSite=Lax"} | ({"Secure"} if secure else set())
