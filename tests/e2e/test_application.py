"""An application signs somebody in by OpenID Connect, in a real browser, and reads who it is."""

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from playwright.sync_api import expect

from rolebridge.oidc.jwks import parse_jwks
from rolebridge.oidc.tokens import parse_token
from rolebridge.oidc.verify import Expected, verify_token

pytestmark = pytest.mark.e2e

VERIFIER = "v" * 64
FILE = """rolebridge: federation/1
oidc_clients:
  - client_id: web-shop
    name: Web shop
    redirect_uris: ["{callback}"]
    groups: [developers]
"""


class Application(BaseHTTPRequestHandler):
    """The page at the end of a sign-in."""

    def do_GET(self):
        body = b"<!doctype html><title>Web shop</title><h1>Welcome to the web shop</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def callback(live, tmp_path):
    """The address of an application that is registered with the issuer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Application)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/callback"
    file = tmp_path / "clients.yaml"
    file.write_text(FILE.format(callback=address))
    applied = live.run("apply", str(file))
    assert applied.returncode == 0, applied.stderr
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


def build_address(live, callback: str, **more: str) -> str:
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": "web-shop",
        "redirect_uri": callback,
        "scope": "openid profile groups",
        "state": "s-1",
        "nonce": "n-1",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        **more,
    }
    return f"{live.url}/oidc/authorize?{urlencode(query)}"


def redeem(live, callback: str, code: str) -> dict:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback,
        "client_id": "web-shop",
        "code_verifier": VERIFIER,
    }
    return requests.post(f"{live.url}/oidc/token", data=form, timeout=10).json()


def sign_in(page, name: str) -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(f"{name}-demo-password")
    page.get_by_role("button", name="Sign in").click()


def test_somebody_signs_in_and_the_application_knows_who_it_is(live, page, callback):
    page.goto(build_address(live, callback))
    expect(page.get_by_text("You are on your way to")).to_be_visible()
    expect(page.get_by_text("Web shop")).to_be_visible()
    page.get_by_label("Username").fill("bob")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("The name or the password is wrong.")
    sign_in(page, "bob")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to the web shop")
    told = parse_qs(urlsplit(page.url).query)
    assert (told["state"], told["iss"]) == (["s-1"], [f"{live.url}/oidc"])
    tokens = redeem(live, callback, told["code"][0])
    keys = parse_jwks(json.dumps(requests.get(f"{live.url}/oidc/jwks", timeout=10).json()))
    token = parse_token(tokens["id_token"])
    from datetime import UTC, datetime

    expected = Expected(f"{live.url}/oidc", frozenset({"web-shop"}))
    verified = verify_token(token, keys, expected, datetime.now(UTC))
    assert verified.claims["preferred_username"] == "bob"
    assert (verified.claims["groups"], verified.claims["nonce"]) == (["developers"], "n-1")
    assert redeem(live, callback, told["code"][0])["error"] == "invalid_grant"


def test_the_second_application_of_a_session_asks_for_nothing(live, page, callback):
    page.goto(live.url)
    sign_in(page, "bob")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 role in 1 account")
    page.goto(build_address(live, callback, prompt="none"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to the web shop")


def test_somebody_outside_the_groups_of_the_application_gets_no_code(live, page, callback):
    page.goto(build_address(live, callback))
    sign_in(page, "carol")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to the web shop")
    told = parse_qs(urlsplit(page.url).query)
    assert (told["error"], "code" in told) == (["access_denied"], False)


def test_an_application_that_is_not_registered_leads_nowhere(live, page, callback):
    page.goto(build_address(live, callback, client_id="another"))
    expect(page.get_by_role("heading", level=1)).to_have_text("This sign-in cannot go on")
    assert urlsplit(page.url).netloc == urlsplit(live.url).netloc
