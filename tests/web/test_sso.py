"""The single sign-on service: both bindings, both beginnings, both kinds of refusal."""

import re

from rolebridge.idp.ports import PostForm, SignInRequest
from rolebridge.idp.refusals import ClaimRefused, RequestRefused, RoleNotGranted, SAMLRefusal
from rolebridge.saml.bindings import build_redirect_query
from rolebridge.saml.values import Binding
from support.web import AWS, BASE, NOW, PROD, role_arn, rule_result

REQUEST = "/saml/sso?" + build_redirect_query(b"<samlp:AuthnRequest/>", "state &=%2f")


def test_redirect_is_answered_at_once_for_somebody_signed_in(signed_in, web):
    web.sso.relay_state = 'a"b&c'
    page = signed_in.get(REQUEST).text
    assert f'<form method="post" action="{BASE}/aws/saml" data-post>' in page
    assert 'name="RelayState" value="a&#34;b&amp;c"' in page
    assert re.search(r'<script src="/static/post\.js\?v=[0-9a-f]+" defer></script>', page)
    assert "<noscript>" in page
    assert '<button type="submit">' in page


def test_redirect_reads_the_query_as_it_stood_on_the_wire(signed_in, web):
    signed_in.get(REQUEST)
    message = web.sso.received[0]
    assert message.binding is Binding.HTTP_REDIRECT
    assert message.relay_state == "state &=%2f"
    assert message.xml == b"<samlp:AuthnRequest/>"


def test_redirect_without_a_session_is_parked_and_asks_to_sign_in(browser, web):
    answer = browser.get(REQUEST)
    assert (answer.status_code, answer.location) == (303, "/login?continue=pending-0")
    assert web.sso.parked["pending-0"].request_id == "_1"


def test_post_is_parked_and_taken_up_on_a_get_of_ours(signed_in, web):
    form = {"SAMLRequest": "PHNhbWxwOkF1dGhuUmVxdWVzdC8+"}
    answer = signed_in.post("/saml/sso", data=form, headers={"Origin": "https://sp.example.net"})
    assert (answer.status_code, answer.location) == (303, "/saml/continue/pending-0")
    assert 'name="SAMLResponse"' in signed_in.get(answer.location).text
    assert web.sso.received[0].binding is Binding.HTTP_POST


def test_taking_up_without_a_session_asks_to_sign_in(browser, web):
    web.sso.parked["p1"] = SignInRequest(AWS, f"{BASE}/acs", NOW)
    assert browser.get("/saml/continue/p1").location.startswith("/login?continue=")


def test_refusal_for_the_service_provider_is_posted_to_it(browser, web):
    form = PostForm("https://sp.example.net/acs", (("SAMLResponse", "UmVmdXNlZA=="),), "Wiki")
    web.sso.refusal = SAMLRefusal("no_passive", "Nobody is signed in.", form)
    answer = browser.get(REQUEST)
    assert answer.status_code == 200
    assert 'action="https://sp.example.net/acs"' in answer.text
    assert "form-action" not in answer.headers["Content-Security-Policy"]


def test_broken_message_is_a_page_with_what_to_do(browser):
    answer = browser.get("/saml/sso?SAMLRequest=%25%25")
    assert answer.status_code == 400
    assert answer.headers["X-Rolebridge-Error"] == "binding_refused"
    assert "What to do next" in answer.text


def test_refused_request_is_a_page_and_goes_nowhere(browser, web):
    web.sso.refusal = RequestRefused("It is not registered here.", code="service_provider_unknown")
    answer = browser.get(REQUEST)
    assert answer.status_code == 400
    assert answer.headers["X-Rolebridge-Error"] == "service_provider_unknown"
    assert "It is not registered here." in answer.text
    assert "<form" not in answer.text


def test_role_that_is_not_granted_shows_the_rules_that_could_and_why_not(signed_in, web):
    arn = role_arn(PROD, "Administrator")
    results = (rule_result("platform-admins", "aws-admins", has="developers, staff"),)
    web.sso.refusal = RoleNotGranted("alice", arn, results)
    answer = signed_in.get(f"/saml/start?sp=urn:amazon:webservices&role={arn}")
    assert answer.status_code == 403
    assert answer.headers["X-Rolebridge-Error"] == "role_not_granted"
    for text in (arn, "Rule platform-admins", "member of group aws-admins", "developers, staff"):
        assert text in answer.text
    assert "What to do next" in answer.text


def test_role_that_no_rule_could_grant_says_so(signed_in, web):
    web.sso.refusal = RoleNotGranted("alice", role_arn(PROD, "Nobody"), ())
    page = signed_in.get("/saml/start?sp=urn:amazon:webservices&role=x").text
    assert "No rule grants it to anybody" in page


def test_value_that_cannot_be_sent_names_the_rule_that_made_it(signed_in, web):
    web.sso.refusal = ClaimRefused(
        "AWS", "RoleSessionName", "{username}!", "only [a-z] are allowed"
    )
    answer = signed_in.get(REQUEST)
    assert answer.status_code == 500
    assert "{username}!" in answer.text


class TestStart:
    ADDRESS = "/saml/start?sp=urn:amazon:webservices&role=arn:aws:iam::111122223333:role/A&RelayState=/aws/console/keys"

    def test_begins_at_once_from_our_own_pages(self, signed_in, web):
        page = signed_in.get(self.ADDRESS, headers={"Sec-Fetch-Site": "same-origin"}).text
        assert 'name="RelayState" value="/aws/console/keys"' in page
        assert 'name="SAMLResponse"' in page

    def test_asks_to_sign_in_first_and_goes_on_behind_it(self, browser, web):
        answer = browser.get(self.ADDRESS)
        assert answer.location == "/login?continue=pending-0"
        parked = web.sso.parked["pending-0"]
        assert parked.service_provider == AWS
        assert parked.role_arn == "arn:aws:iam::111122223333:role/A"

    def test_link_on_another_site_is_confirmed_first(self, signed_in):
        page = signed_in.get(self.ADDRESS, headers={"Sec-Fetch-Site": "cross-site"}).text
        assert "Another site sent you here" in page
        assert 'name="SAMLResponse"' not in page
        form = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
        answer = signed_in.post("/saml/start", data=form)
        assert 'name="SAMLResponse"' in answer.text
        assert 'name="RelayState" value="/aws/console/keys"' in answer.text

    def test_absent_relay_state_stays_absent(self, signed_in):
        assert "RelayState" not in signed_in.get("/saml/start?sp=urn:amazon:webservices").text


def test_metadata_has_its_media_type(browser):
    for path in ("/saml/metadata", "/aws/saml-metadata.xml"):
        answer = browser.get(path)
        assert answer.mimetype == "application/samlmetadata+xml"
        assert answer.data == b"<md/>"
