"""The sign-in page, the way in, and the way out."""

import re

import pytest

from rolebridge.directory.passwords import PasswordRefused
from rolebridge.idp.ports import SignInRequest
from rolebridge.idp.sign_in import MustSetPassword, SignInThrottled
from support.web import ALICE, AWS, BASE, NOW, build_web


def test_signing_in_leads_to_the_portal_with_a_fresh_session(browser, web):
    answer = browser.sign_in()
    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.get_cookie("rolebridge_session").value in web.sessions.rows
    assert browser.get_cookie("rolebridge_visit") is None
    assert "4 roles in 2 accounts" in browser.get("/").text


def test_unknown_name_and_wrong_password_read_the_same(web):
    pages = [web.client().sign_in(username=name, password="wrong") for name in ("alice", "nobody")]
    assert [page.status_code for page in pages] == [403, 403]
    texts = [re.sub(r"alice|nobody|[0-9a-f-]{36,64}", "-", page.text) for page in pages]
    assert texts[0] == texts[1]
    assert "The name or the password is wrong." in texts[0]


def test_refused_sign_in_keeps_the_name_and_never_the_password(browser):
    page = browser.sign_in(password="not-my-password").text
    assert 'value="alice"' in page
    assert "not-my-password" not in page


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (30, "30 seconds"), (121, "3 minutes"), (900, "15 minutes")],
)
def test_throttled_sign_in_tells_the_wait(browser, web, seconds, words):
    web.sign_in.refusal = SignInThrottled(seconds)
    answer = browser.sign_in()
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == str(seconds)
    assert f"Wait {words}, then try again." in answer.text


def test_somebody_signed_in_is_not_asked_again(signed_in):
    assert signed_in.get("/login").location == "/"


def test_page_names_the_registered_service_provider_and_its_host(browser, web):
    web.sso.parked["p1"] = SignInRequest(AWS, "https://sp.example.net/acs", NOW)
    page = browser.get("/login?continue=p1").text
    assert web.sso.name in page
    assert "sp.example.net" in page
    assert '<input type="hidden" name="continue" value="p1">' in page


def test_page_is_plain_where_nothing_waits_any_more(browser):
    page = browser.get("/login?continue=gone")
    assert page.status_code == 200
    assert "on your way" not in page.text


def test_page_says_when_a_fresh_sign_in_is_asked_for(signed_in, web):
    web.sso.parked["p1"] = SignInRequest(AWS, f"{BASE}/acs", NOW, force_authn=True)
    assert "asks that you sign in once more" in signed_in.get("/login?continue=p1").text


def test_sign_in_goes_on_to_what_was_parked(browser, web):
    web.sso.parked["p1"] = SignInRequest(AWS, f"{BASE}/acs", NOW)
    answer = browser.sign_in(**{"continue": "p1"})
    assert answer.location == "/saml/continue/p1"
    assert 'name="SAMLResponse"' in browser.get(answer.location).text


def test_failed_sign_in_keeps_what_was_parked(browser, web):
    web.sso.parked["p1"] = SignInRequest(AWS, f"{BASE}/acs", NOW)
    page = browser.sign_in(password="wrong", **{"continue": "p1"}).text
    assert 'name="continue" value="p1"' in page


def test_ended_session_is_told(signed_in, web):
    assert "Your session has ended" not in web.client().get("/login").text
    web.sessions.rows.clear()
    assert signed_in.get("/account").location == "/login"
    assert "Your session has ended" in signed_in.get("/login").text


def test_demonstration_names_are_shown_in_demonstration_mode_only():
    assert "Demonstration people" in build_web().client().get("/login").text
    assert "Demonstration people" not in build_web(is_demo=False).client().get("/login").text


class TestFirstSignIn:
    """A new account has a one-time token in place of a password."""

    def begin(self, browser, web):
        web.sign_in.refusal = MustSetPassword(ALICE)
        page = browser.sign_in(password="one-time-token")
        web.sign_in.refusal = None
        return page

    def form(self, page, **fields):
        token = page.text.split('name="csrf_token" value="')[1][:64]
        return {
            "csrf_token": token,
            "username": "alice",
            "token": "one-time-token",
            "new": "correct horse battery",
            "again": "correct horse battery",
            **fields,
        }

    def test_asks_for_a_password_without_signing_in(self, browser, web):
        page = self.begin(browser, web)
        assert page.status_code == 200
        assert "Choose a password" in page.text
        assert browser.get_cookie("rolebridge_session") is None

    def test_signs_in_with_the_new_password(self, browser, web):
        page = self.begin(browser, web)
        answer = browser.post("/login/password", data=self.form(page))
        assert answer.location == "/"
        assert browser.get("/").status_code == 200

    def test_asks_again_where_the_two_differ(self, browser, web):
        page = self.begin(browser, web)
        answer = browser.post("/login/password", data=self.form(page, again="other"))
        assert answer.status_code == 400
        assert "The two passwords differ." in answer.text

    def test_tells_why_a_password_is_not_taken(self, browser, web):
        page = self.begin(browser, web)
        web.sign_in.refusal = PasswordRefused("That one is too short.")
        answer = browser.post("/login/password", data=self.form(page, new="short", again="short"))
        assert answer.status_code == 400
        assert "That one is too short." in answer.text


class TestSignOut:
    def test_form_without_a_session_is_as_good(self, signed_in, web):
        token = signed_in.token_of("/logout")
        web.sessions.rows.clear()
        assert signed_in.post("/logout", data={"csrf_token": token}).location == "/logout"

    def test_link_asks_and_changes_nothing(self, signed_in, web):
        assert "Sign out?" in signed_in.get("/logout").text
        assert len(web.sessions.rows) == 1

    def test_form_ends_the_session_on_the_server(self, signed_in, web):
        token = signed_in.token_of("/logout")
        answer = signed_in.post("/logout", data={"csrf_token": token})
        assert (answer.status_code, answer.location) == (303, "/logout")
        assert web.sessions.rows == {}
        assert signed_in.get_cookie("rolebridge_session") is None
        assert "You are signed out" in signed_in.get("/logout").text
