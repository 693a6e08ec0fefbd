"""The portal and the account page."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from rolebridge.directory.passwords import PasswordRefused
from rolebridge.idp.sign_in import SignInThrottled
from support.web import ALICE, AWS, CAROL, PROD, role_arn


def test_every_role_has_a_link_to_the_console_and_one_to_keys(signed_in):
    page = signed_in.get("/").text
    links = re.findall(r'href="(/saml/start\?[^"]+)"', page)
    assert len(links) == 8
    arn = role_arn(PROD, "ReadOnly")
    asked = [parse_qs(urlsplit(unescape(link)).query) for link in links]
    ours = [query for query in asked if query["role"] == [arn]]
    assert [query["sp"] for query in ours] == [[AWS], [AWS]]
    assert [query.get("RelayState") for query in ours] == [None, ["/aws/console/keys"]]


def test_roles_stand_under_their_accounts_with_the_rule_that_gave_them(signed_in):
    page = signed_in.get("/").text
    assert "4 roles in 2 accounts" in page
    assert "example-prod" in page
    assert PROD in page
    assert "by rule platform-admins" in page


def test_list_is_complete_without_scripts_and_search_is_hidden_until_there_is_one(signed_in):
    page = signed_in.get("/").text
    assert re.search(r'<div class="search field" data-filter hidden>', page)
    assert len(re.findall(r"<li data-filter-item=", page)) == 4
    assert re.search(r'<p class="status" role="status" data-filter-status></p>', page)


def test_person_without_roles_is_told_what_each_rule_asks_for(web):
    client = web.client()
    client.sign_in("carol")
    page = client.get("/").text
    assert "No AWS role is yours yet" in page
    assert "member of group aws-admins" in page
    assert "What to do next" in page


def test_rules_that_did_not_fit_are_there_beside_those_that_did(signed_in):
    page = signed_in.get("/").text
    assert "1 rule gave you nothing" in page
    assert "member of group developers" in page


def test_programs_get_the_same_as_data(signed_in):
    answer = signed_in.get("/", headers={"Accept": "application/json"})
    accounts = {account["id"]: account for account in answer.json["accounts"]}
    assert accounts[PROD]["alias"] == "example-prod"
    assert accounts[PROD]["roles"][1] == {
        "name": "ReadOnly",
        "role_arn": role_arn(PROD, "ReadOnly"),
        "provider_arn": f"arn:aws:iam::{PROD}:saml-provider/ExampleCorp",
        "rule": "platform-admins",
    }


class TestPassword:
    def change(self, client, **fields):
        form = {
            "csrf_token": client.token_of("/account"),
            "current": "alice-demo-password",
            "new": "correct horse battery",
            "again": "correct horse battery",
            **fields,
        }
        return client.post("/account/password", data=form)

    def test_is_changed(self, signed_in):
        answer = self.change(signed_in)
        assert answer.location == "/account?done=password"
        assert "Your password is changed" in signed_in.get(answer.location).text

    def test_wrong_current_one_is_told(self, signed_in):
        answer = self.change(signed_in, current="wrong")
        assert answer.status_code == 403
        assert "The current password is not right." in answer.text
        assert 'value="correct horse battery"' not in answer.text

    def test_slip_in_the_new_one_is_told(self, signed_in):
        answer = self.change(signed_in, again="correct horse buttery")
        assert answer.status_code == 400
        assert "The two new passwords differ." in answer.text

    def test_password_that_breaks_the_rule_is_told(self, signed_in, web):
        def refused(*_):
            raise PasswordRefused("A password has at least 12 characters.")

        web.sign_in.change_password = refused
        answer = self.change(signed_in, new="short", again="short")
        assert answer.status_code == 400
        assert "A password has at least 12 characters." in answer.text

    def test_wait_is_told(self, signed_in, web):
        def throttled(*_):
            raise SignInThrottled(30)

        web.sign_in.change_password = throttled
        answer = self.change(signed_in)
        assert answer.status_code == 429
        assert "Try again in 30 seconds." in answer.text


class TestSessions:
    @pytest.fixture
    def elsewhere(self, web, signed_in):
        web.sessions.open(
            "elsewhere",
            ALICE,
            user_agent="Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36",
        )
        web.sessions.open("carols", CAROL)
        return signed_in

    def test_mine_are_listed_with_browser_and_address(self, elsewhere):
        page = elsewhere.get("/account").text
        assert "Chrome on Windows" in page
        assert "Firefox on Linux" in page
        assert page.count("This one") == 1
        assert "h-carols" not in page

    def test_one_of_mine_can_be_ended(self, elsewhere, web):
        form = {"csrf_token": elsewhere.token_of("/account"), "handle": "h-elsewhere"}
        answer = elsewhere.post("/account/sessions/revoke", data=form)
        assert answer.location == "/account?done=revoked"
        assert "elsewhere" not in web.sessions.rows

    def test_somebody_elses_cannot_be_ended(self, elsewhere, web):
        form = {"csrf_token": elsewhere.token_of("/account"), "handle": "h-carols"}
        answer = elsewhere.post("/account/sessions/revoke", data=form)
        assert answer.location == "/account?done=gone"
        assert "carols" in web.sessions.rows

    def test_all_others_of_mine_can_be_ended_at_once(self, elsewhere, web):
        form = {"csrf_token": elsewhere.token_of("/account")}
        elsewhere.post("/account/sessions/revoke-others", data=form)
        assert "elsewhere" not in web.sessions.rows
        assert "carols" in web.sessions.rows
        assert elsewhere.get("/account").status_code == 200

    def test_notice_is_one_of_our_sentences_and_never_the_address(self, signed_in):
        assert "You have won" not in signed_in.get("/account?done=You+have+won").text
