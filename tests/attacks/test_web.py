"""What a hostile page, link, form or header can try against the pages.

The numbers are those of the threat list: B8 to B15, B28 to B35, B40, B44.
"""

import re
from typing import ClassVar

import pytest

from rolebridge.directory.people import Person
from rolebridge.idp.ports import SignInRequest
from rolebridge.idp.start import RequestRefused
from rolebridge.sts.console import ConsoleRefused
from support.web import ALICE, AWS, BASE, NOW, Browser, build_web, grant

SCRIPT = '"><script>alert(1)</script>'
ESCAPED = "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture
def web():
    return build_web()


@pytest.fixture
def browser(web) -> Browser:
    return web.client()


@pytest.fixture
def signed_in(web) -> Browser:
    client = web.client()
    client.sign_in()
    return client


class TestOpenRedirect:
    """B13: no parameter is an address of ours to go to."""

    ADDRESSES = (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/%2f/evil.example",
        "/\t/evil.example",
        "\thttps://evil.example",
        "javascript:alert(1)",
        "../../evil",
        "..",
        "a/b",
        "?x",
        "#x",
        "",
    )

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_continue_is_an_id_or_nothing(self, browser, address):
        answer = browser.sign_in(**{"continue": address})
        assert (answer.status_code, answer.location) == (303, "/")

    def test_continue_that_is_not_parked_ends_on_a_page(self, browser, web):
        def gone(_pending_id):
            raise RequestRefused("This sign-in has expired.", code="sign_in_gone")

        web.sso.resume = gone
        answer = browser.sign_in(**{"continue": "evil-example"})
        assert answer.location == "/saml/continue/evil-example"
        assert browser.get(answer.location).status_code == 400

    @pytest.mark.parametrize(
        "relay_state",
        [
            *ADDRESSES,
            "/aws/console/../../evil",
            "/aws/console//evil.example",
            "/aws/console\\..\\evil",
            "/aws/consoleevil",
            "/aws/console?next=//evil.example",
            "/aws/console#x",
            "/aws/console/%2e%2e",
            "/aws/console/keys\r\nSet-Cookie: a=b",
            "/aws/console/keys\n",
            f"{BASE}/aws/console/keys",
        ],
    )
    def test_relay_state_leads_to_the_console_and_nowhere_else(self, browser, relay_state):
        form = {"SAMLResponse": "x", "roleIndex": "y", "RelayState": relay_state}
        answer = browser.post("/aws/saml", data=form)
        assert (answer.status_code, answer.location) == (303, "/aws/console")

    @pytest.mark.parametrize("name", ["next", "return_to", "redirect", "RelayState", "url"])
    def test_no_other_name_is_followed(self, browser, name):
        answer = browser.post(
            f"/login?{name}=//evil.example",
            data={
                "csrf_token": browser.token_of("/login"),
                "username": "alice",
                "password": "alice-demo-password",
                name: "//evil.example",
            },
        )
        assert answer.location == "/"


class TestForgedForms:
    """B9, B31, B33: forms that a foreign page makes the browser send."""

    FORMS = (
        ("/logout", {}),
        ("/account/password", {"current": "alice-demo-password", "new": "x" * 12}),
        ("/account/sessions/revoke", {"handle": "h"}),
        ("/account/sessions/revoke-others", {}),
        ("/saml/start", {"sp": AWS}),
    )

    @pytest.mark.parametrize(("path", "fields"), FORMS)
    @pytest.mark.parametrize("token", [None, "", "0" * 64, "\N{FULLWIDTH DIGIT ONE}" * 64])
    def test_without_the_right_token_nothing_happens(self, signed_in, web, path, fields, token):
        form = {**fields, **({} if token is None else {"csrf_token": token})}
        answer = signed_in.post(path, data=form)
        assert answer.status_code == 403
        assert answer.headers["X-Rolebridge-Error"] == "form_out_of_date"
        assert len(web.sessions.rows) == 1

    @pytest.mark.parametrize(("path", "fields"), FORMS)
    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "http://localhost:9000"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        ],
    )
    def test_foreign_origin_is_refused_even_with_a_token(
        self, signed_in, web, path, fields, headers
    ):
        form = {**fields, "csrf_token": signed_in.token_of("/account")}
        assert signed_in.post(path, data=form, headers=headers).status_code == 403
        assert len(web.sessions.rows) == 1

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": BASE, "Sec-Fetch-Site": "same-origin"},
            {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
            {"Origin": "null"},
            {},
        ],
    )
    def test_our_own_forms_pass(self, signed_in, headers):
        form = {"csrf_token": signed_in.token_of("/account")}
        assert signed_in.post("/logout", data=form, headers=headers).status_code == 303

    def test_token_of_another_session_is_worthless(self, signed_in, web):
        other = web.client()
        other.sign_in()
        form = {"csrf_token": other.token_of("/account")}
        assert signed_in.post("/logout", data=form).status_code == 403

    def test_token_of_one_side_is_worthless_on_the_other(self, signed_in, web):
        web.console.open("token")
        signed_in.set_cookie("rolebridge_console", "token")
        form = {"csrf_token": signed_in.token_of("/account")}
        assert signed_in.post("/aws/console/sign-out", data=form).status_code == 403

    def test_token_in_the_query_does_not_count(self, signed_in):
        token = signed_in.token_of("/account")
        assert signed_in.post(f"/logout?csrf_token={token}").status_code == 403

    @pytest.mark.parametrize("kind", ["application/json", "text/plain"])
    def test_other_content_types_carry_no_token(self, signed_in, kind):
        body = f'{{"csrf_token": "{signed_in.token_of("/account")}"}}'
        assert signed_in.post("/logout", data=body, content_type=kind).status_code == 403

    def test_links_change_nothing(self, signed_in, web):
        for path in ("/logout", "/account/password", "/account/sessions/revoke-others"):
            signed_in.get(path)
        assert len(web.sessions.rows) == 1


class TestLoginCSRF:
    """B9: signing the victim in as the attacker."""

    FORM: ClassVar = {"username": "alice", "password": "alice-demo-password"}

    def test_sign_in_needs_the_visitors_own_token(self, browser, web):
        assert browser.post("/login", data=self.FORM).status_code == 403
        assert web.sessions.rows == {}

    def test_attackers_token_does_not_fit_the_victims_visit(self, browser, web):
        attackers = web.client().token_of("/login")
        browser.get("/login")
        assert (
            browser.post("/login", data={**self.FORM, "csrf_token": attackers}).status_code == 403
        )

    def test_token_is_used_up_by_signing_in(self, browser):
        token = browser.token_of("/login")
        browser.post("/login", data={**self.FORM, "csrf_token": token})
        assert browser.post("/login", data={**self.FORM, "csrf_token": token}).status_code == 403


class TestSessionFixation:
    """B9, B10: a session that the attacker knows must not become the victim's."""

    def test_planted_cookie_is_replaced_at_sign_in(self, browser, web):
        browser.set_cookie("rolebridge_session", "planted")
        browser.sign_in()
        assert browser.get_cookie("rolebridge_session").value != "planted"
        assert "planted" not in web.sessions.rows

    def test_session_before_ends_at_sign_in(self, signed_in, web):
        before = signed_in.get_cookie("rolebridge_session").value
        web.sso.parked["p1"] = SignInRequest(AWS, f"{BASE}/acs", NOW, force_authn=True)
        page = signed_in.get("/login?continue=p1").text
        token = re.search(r'id="main".*csrf_token" value="(\w+)"', page, re.DOTALL)[1]
        form = {"username": "alice", "password": "alice-demo-password", "csrf_token": token}
        assert signed_in.post("/login", data=form).status_code == 303
        after = signed_in.get_cookie("rolebridge_session").value
        assert after != before
        assert list(web.sessions.rows) == [after]

    def test_visit_is_no_session(self, browser, web):
        browser.get("/login")
        visit = browser.get_cookie("rolebridge_visit").value
        browser.set_cookie("rolebridge_session", visit)
        assert browser.get("/account").location == "/login"

    def test_signed_out_session_is_dead_wherever_its_cookie_is(self, signed_in, web):
        stolen = signed_in.get_cookie("rolebridge_session").value
        signed_in.post("/logout", data={"csrf_token": signed_in.token_of("/logout")})
        thief = web.client()
        thief.set_cookie("rolebridge_session", stolen)
        assert thief.get("/account").location == "/login"

    @pytest.mark.parametrize("name", ["session", "remember_token", "user_id"])
    def test_frameworks_own_cookies_mean_nothing(self, browser, name):
        browser.set_cookie(name, "s-alice|" + "0" * 128)
        assert browser.get("/account").location == "/login"

    @pytest.mark.parametrize("value", ["", "x" * 129, "x" * 4000, "\udcff", "a\x00b"])
    def test_strange_cookies_are_nobody(self, browser, value):
        header = f"rolebridge_session={value}".encode("utf-8", "surrogateescape").decode("latin-1")
        assert browser.get("/account", headers={"Cookie": header}).location == "/login"

    def test_console_cookie_is_no_session_and_the_reverse(self, signed_in, web):
        web.console.open("console")
        stranger = web.client()
        stranger.set_cookie("rolebridge_session", "console")
        assert stranger.get("/").location == "/login"
        signed_in.set_cookie("rolebridge_console", signed_in.get_cookie("rolebridge_session").value)
        assert signed_in.get("/aws/console").status_code == 403


class TestHostHeader:
    """B14: nothing follows the Host header, and a foreign one is not served."""

    @pytest.mark.parametrize(
        "host",
        ["evil.example", "localhost:9999", "localhost", "localhost:8000.evil.example", "a b"],
    )
    def test_foreign_host_is_refused(self, browser, host):
        answer = browser.get("/login", headers={"Host": host})
        assert answer.status_code == 400
        assert "evil.example" not in answer.text
        assert "9999" not in answer.text

    @pytest.mark.parametrize(
        "host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:8000"]
    )
    def test_loopback_names_are_one(self, browser, host):
        assert browser.get("/login", headers={"Host": host}).status_code == 200

    def test_other_names_are_not_ours_where_the_base_is_public(self):
        client = build_web("https://sso.example.com").client()
        assert client.get("/login", base_url="https://sso.example.com").status_code == 200
        assert client.get("/login", base_url="https://localhost").status_code == 400
        assert client.get("/login", base_url="https://sso.example.com:8443").status_code == 400

    def test_forwarding_headers_are_not_believed(self, browser):
        forged = {
            "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Prefix": "/evil",
            "Forwarded": "host=evil.example",
        }
        answer = browser.get("/login", headers=forged)
        assert "evil" not in answer.text
        assert "Secure" not in answer.headers["Set-Cookie"]

    @pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "192.0.2.1")])
    def test_forwarded_address_is_believed_of_configured_proxies_only(self, proxies, address):
        web = build_web(trusted_proxies=proxies)
        browser = web.client()
        token = browser.token_of("/login")
        form = {"csrf_token": token, "username": "alice", "password": "alice-demo-password"}
        forwarded = {"X-Forwarded-For": "203.0.113.9, 192.0.2.1"}
        browser.post("/login", data=form, headers=forwarded)
        assert [origin.source_address for origin in web.sign_in.origins] == [address]


class TestInjection:
    """B12, B34: text of others in our pages."""

    def test_relay_state_in_the_posting_page(self, signed_in):
        page = signed_in.get("/saml/start", query_string={"sp": AWS, "RelayState": SCRIPT}).text
        assert SCRIPT not in page
        assert f'value="{ESCAPED}"' in page

    def test_relay_state_and_response_in_the_role_page(self, browser):
        page = browser.post("/aws/saml", data={"SAMLResponse": SCRIPT, "RelayState": SCRIPT}).text
        assert SCRIPT not in page
        assert page.count(f'value="{ESCAPED}"') == 2

    def test_address_of_the_form(self, signed_in, web):
        web.sso.receive = lambda _message, _origin: SignInRequest(
            AWS, f"https://sp.example/{SCRIPT}", NOW
        )
        page = signed_in.get("/saml/sso?SAMLRequest=" + "80jNyclXKM8vyklRBAA%3D").text
        assert SCRIPT not in page

    def test_names_attributes_and_rules_of_the_directory(self, web):
        person = Person("s-x", "x", SCRIPT, SCRIPT)
        web.sessions.open("token", person, user_agent=SCRIPT, source_address=SCRIPT)
        web.portal.grants["x"] = (grant("111122223333", "Admin", SCRIPT),)
        client = web.client()
        client.set_cookie("rolebridge_session", "token")
        for path in ("/", "/account", "/logout"):
            page = client.get(path).text
            assert SCRIPT not in page
            assert ESCAPED in page

    def test_name_of_the_service_provider(self, browser, web):
        web.sso.name = SCRIPT
        web.sso.parked["p1"] = SignInRequest(AWS, f"{BASE}/acs", NOW)
        assert SCRIPT not in browser.get("/login?continue=p1").text

    def test_username_of_a_failed_sign_in(self, browser):
        page = browser.sign_in(username=SCRIPT, password="x").text
        assert SCRIPT not in page
        assert ESCAPED in page

    def test_values_of_an_assertion_in_a_refusal(self, browser, web):
        web.console.refusal = ConsoleRefused("issuer_mismatch", SCRIPT, aws_text=SCRIPT)
        page = browser.post("/aws/saml", data={"SAMLResponse": "x"}).text
        assert SCRIPT not in page

    def test_path_that_leads_nowhere(self, browser):
        assert "<script>alert" not in browser.get("/<script>alert(1)</script>").text


class TestBadInput:
    """Every door answers garbage with a page, never with a fault."""

    @pytest.mark.parametrize(
        "query",
        ["", "SAMLRequest=", "SAMLRequest=%", "SAMLRequest=%ff%fe", "SAMLRequest=AAAA", "%00=%00",
         "SAMLRequest=a&SAMLRequest=b", "SAMLRequest=" + "A" * 20_000, "SAMLRequest=\xff"],
    )  # fmt: skip
    def test_redirect_binding(self, browser, query):
        answer = browser.get("/saml/sso", environ_overrides={"QUERY_STRING": query})
        assert answer.status_code == 400
        assert "What to do next" in answer.text

    @pytest.mark.parametrize(
        "body",
        [b"", b"SAMLRequest", b"SAMLRequest=%%%", b"SAMLRequest=\xff\xfe", b"=&=&=", b"a" * 9_000],
    )
    @pytest.mark.parametrize(
        "kind", ["application/x-www-form-urlencoded", "multipart/form-data", "text/xml", ""]
    )
    def test_post_binding(self, browser, body, kind):
        assert browser.post("/saml/sso", data=body, content_type=kind).status_code == 400

    @pytest.mark.parametrize(
        "path", ["/login", "/aws/saml", "/saml/start", "/logout", "/login/password"]
    )
    def test_forms_of_bytes_that_are_no_text(self, browser, path):
        body = b"csrf_token=\xff&username=\xff%00&RelayState=%ff&continue=%ff&SAMLResponse=%00"
        answer = browser.post(path, data=body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500

    @pytest.mark.parametrize(
        "pending_id", ["%00", "%ff", "x" * 5000, "%2e%2e", "%0d%0aSet-Cookie:a=b"]
    )
    def test_ids_of_nothing(self, browser, web, pending_id):
        def gone(_pending_id):
            raise RequestRefused("This sign-in has expired.", code="sign_in_gone")

        web.sso.resume = gone
        answer = browser.get(f"/saml/continue/{pending_id}")
        assert answer.status_code in (400, 404)
        assert "Set-Cookie" not in answer.headers

    def test_page_in_a_frame_is_refused_by_the_browser(self, browser):
        for path in ("/login", "/nowhere"):
            headers = browser.get(path).headers
            assert headers["X-Frame-Options"] == "DENY"
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_confirmation_names_the_person_and_the_service_provider(signed_in, web):
    """B8, B44: a sign-in that another site begins is shown before it happens."""
    page = signed_in.get(f"/saml/start?sp={AWS}", headers={"Sec-Fetch-Site": "cross-site"}).text
    assert web.sso.name in page
    assert ALICE.display_name in page
    assert "SAMLResponse" not in page
