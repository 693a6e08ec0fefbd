"""The AWS side: the role page, the console, keys, and refusals that can be looked into."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from rolebridge.iam import (
    PolicyKind,
    RequestContext,
    build_federated_principal,
    decide_trust,
    parse_policy,
)
from rolebridge.saml.checks import CATALOGUE, CheckResult, Status
from rolebridge.sts.console import ConsoleRefused
from support.web import DEV, PROD, role_arn

POSTED = {"SAMLResponse": "PHNhbWxwOlJlc3BvbnNlLz4=", "RelayState": 'x"&<y'}


class Scraper(HTMLParser):
    """Reads the role page as the known clients do: by tag, class and id, nothing else."""

    def __init__(self, page):
        super().__init__()
        self.stack, self.forms, self.inputs, self.accounts, self.roles = [], [], [], [], []
        self.text_of = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.forms.append(found)
        if tag == "input":
            self.inputs.append(found)
        if found.get("class") == "saml-account-name":
            assert self.stack[-2:] == ["fieldset", "saml-account"]
            self.text_of = "account"
        if tag == "label" and found.get("class") == "saml-role-description":
            assert self.stack[-3:] == ["saml-account", "saml-account", "saml-role"]
            self.roles.append([found["for"], ""])
            self.text_of = "role"
        if tag in ("div", "fieldset"):
            self.stack.append(found.get("class") if tag == "div" else tag)

    def handle_endtag(self, tag):
        if tag in ("div", "fieldset"):
            self.stack.pop()
        if tag in ("div", "label"):
            self.text_of = None

    def handle_data(self, text):
        if self.text_of == "account":
            self.accounts.append(text)
        elif self.text_of == "role":
            self.roles[-1][1] += text


class TestRolePage:
    def test_has_the_names_that_clients_read(self, browser):
        answer = browser.post("/aws/saml", data=POSTED)
        page = Scraper(answer.text)
        assert answer.status_code == 200
        form = next(f for f in page.forms if f.get("id") == "saml_form")
        assert form == {
            "id": "saml_form",
            "name": "saml_form",
            "action": "/aws/saml",
            "method": "post",
        }
        assert page.accounts == [f"Account: example-dev ({DEV})", f"Account: example-prod ({PROD})"]
        assert page.roles == [
            [role_arn(account, name), name]
            for account in (DEV, PROD)
            for name in ("Administrator", "ReadOnly")
        ]
        radios = [i for i in page.inputs if i["type"] == "radio"]
        for radio, (arn, _) in zip(radios, page.roles, strict=True):
            assert radio["name"] == "roleIndex"
            assert radio["class"] == "saml-radio"
            assert radio["id"] == radio["value"] == arn

    def test_carries_the_response_and_relay_state_unchanged(self, browser):
        page = Scraper(browser.post("/aws/saml", data=POSTED).text)
        hidden = {i["name"]: i["value"] for i in page.inputs if i["type"] == "hidden"}
        assert hidden == {**POSTED, "name": ""}

    def test_can_be_sent_without_scripts(self, browser):
        page = browser.post("/aws/saml", data=POSTED).text
        assert '<button type="submit" id="signin_button">' in page

    def test_account_without_alias_is_named_by_its_number(self, browser, web):
        web.console.roles = tuple(replace(role, alias=None) for role in web.console.roles)
        page = Scraper(browser.post("/aws/saml", data=POSTED).text)
        assert page.accounts == [f"Account: {PROD}", f"Account: {DEV}"]

    def test_at_a_providers_own_address_it_posts_there_again(self, browser, web):
        page = Scraper(browser.post("/aws/saml/acs/SAMLSPX", data=POSTED).text)
        form = next(f for f in page.forms if f.get("id") == "saml_form")
        assert form["action"] == "/aws/saml/acs/SAMLSPX"
        chosen = {**POSTED, "roleIndex": role_arn(PROD, "ReadOnly")}
        assert browser.post(form["action"], data=chosen).status_code == 303
        assert web.console.addressed == ["SAMLSPX", "SAMLSPX"]


class TestSignIn:
    def test_single_role_needs_no_choice(self, browser, web):
        web.console.roles = web.console.roles[:1]
        answer = browser.post("/aws/saml", data=POSTED)
        assert (answer.status_code, answer.location) == (303, "/aws/console")
        assert "Administrator in example-prod" in browser.get("/aws/console").text

    def test_choice_opens_the_console(self, browser, web):
        answer = browser.post("/aws/saml", data={**POSTED, "roleIndex": role_arn(DEV, "ReadOnly")})
        assert answer.location == "/aws/console"
        assert browser.get_cookie("rolebridge_console").value in web.console.rows

    def test_new_session_ends_the_one_before(self, browser, web):
        web.console.open("before")
        browser.set_cookie("rolebridge_console", "before")
        browser.post("/aws/saml", data={**POSTED, "roleIndex": "x"})
        assert "before" not in web.console.rows

    def test_relay_state_leads_to_the_keys(self, browser):
        form = {**POSTED, "roleIndex": "x", "RelayState": "/aws/console/keys"}
        assert browser.post("/aws/saml", data=form).location == "/aws/console/keys"


class TestConsole:
    @pytest.fixture
    def console(self, web, browser):
        web.console.open("token")
        browser.set_cookie("rolebridge_console", "token")
        return browser

    def test_says_who_where_and_how_long(self, console):
        page = console.get("/aws/console").text
        for fact in (
            f"arn:aws:sts::{PROD}:assumed-role/Administrator/alice",
            "AROA5Q4QMJHWL6XZP3TNR:alice",
            "example-prod",
            "CostCentre",
            "53 min",
            "23 Nov 2026, 10:53:00 UTC",
            "Not Amazon Web Services.",
        ):
            assert fact in page
        assert 'data-countdown="2026-11-23T10:53:00Z"' in page

    def test_does_not_know_who_is_signed_in_at_the_company(self, console):
        console.sign_in()
        assert "Alice Example" not in console.get("/aws/console").text

    def test_marks_the_tags_that_are_passed_on(self, console):
        page = console.get("/aws/console").text
        rows = re.findall(r'<th scope="row">(\w+)</th><td class="id">\w+</td><td>(\w+)</td>', page)
        assert rows == [("CostCentre", "No"), ("Department", "Yes")]

    def test_keys_can_be_read_without_scripts_and_leave_a_row(self, console, web):
        answer = console.get("/aws/console/keys")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG" in answer.text
        assert 'data-copy="shell" hidden' in answer.text
        assert web.console.audited == [answer.headers["X-Request-Id"]]

    def test_json_is_what_credential_process_prints(self, console):
        page = console.get("/aws/console/keys").text
        block = re.search(r'<pre id="json"[^>]*>([^<]*)</pre>', page)[1].replace("&#34;", '"')
        assert json.loads(block)["Version"] == 1
        assert json.loads(block)["AccountId"] == PROD
        assert json.loads(block)["Expiration"] == "2026-11-23T10:00:00Z"

    def test_sign_out_ends_it_and_leaves_the_company_alone(self, console, web):
        console.sign_in()
        token = re.search(r'csrf_token" value="(\w+)"', console.get("/aws/console").text)[1]
        answer = console.post("/aws/console/sign-out", data={"csrf_token": token})
        assert (answer.status_code, answer.location) == (303, "/aws/console")
        assert web.console.rows == {}
        assert console.get("/aws/console").status_code == 403
        assert console.get("/").status_code == 200

    def test_ended_session_is_told_and_its_cookie_taken(self, console, web):
        web.console.rows.clear()
        answer = console.get("/aws/console/keys")
        assert answer.status_code == 403
        assert "No console is open here" in answer.text
        assert console.get_cookie("rolebridge_console") is None


class TestRefusal:
    def test_shows_the_checks_with_what_was_expected_and_found(self, browser, web):
        at = next(i for i, check in enumerate(CATALOGUE) if check.code == "audience_mismatch")
        statuses = [Status.PASSED] * at + [Status.FAILED]
        statuses += [Status.NOT_REACHED] * (len(CATALOGUE) - len(statuses))
        checks = tuple(
            CheckResult(check, status, "urn:amazon:webservices", "https://other.example")
            for check, status in zip(CATALOGUE, statuses, strict=True)
        )
        web.console.refusal = ConsoleRefused(
            CATALOGUE[at].code,
            "It is meant for another.",
            aws_text="AWS's own words.",
            checks=checks,
        )
        answer = browser.post("/aws/saml", data=POSTED)
        assert answer.status_code == 400
        assert answer.headers["X-Rolebridge-Error"] == "audience_mismatch"
        assert "AWS&#39;s own words." in answer.text
        assert f"{at} of {len(CATALOGUE)} passed" in answer.text
        assert "<dd>urn:amazon:webservices</dd>" in answer.text
        assert "<dd>https://other.example</dd>" in answer.text
        assert answer.text.count('<details class="stage" open>') == 1
        assert answer.text.count("Not reached: ") == len(CATALOGUE) - at - 1
        assert answer.headers["X-Request-Id"] in answer.text
        assert "What to do next" in answer.text

    def test_shows_how_the_trust_policy_was_read(self, browser, web):
        provider = f"arn:aws:iam::{PROD}:saml-provider/ExampleCorp"
        policy = parse_policy(
            json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": {
                        "Sid": "Staff",
                        "Effect": "Allow",
                        "Principal": {"Federated": provider},
                        "Action": "sts:AssumeRoleWithSAML",
                        "Condition": {"StringEquals": {"SAML:aud": "https://wrong.example"}},
                    },
                }
            ),
            PolicyKind.TRUST,
        )
        decision = decide_trust(
            policy,
            build_federated_principal(provider),
            ("sts:AssumeRoleWithSAML",),
            role_arn(PROD, "ReadOnly"),
            RequestContext({"saml:aud": ("https://signin.aws.amazon.com/saml",)}),
        )
        web.console.refusal = ConsoleRefused(
            "access_denied", "The trust policy said no.", decision=decision.explain()
        )
        answer = browser.post("/aws/saml", data={**POSTED, "roleIndex": role_arn(PROD, "ReadOnly")})
        assert answer.status_code == 403
        assert "Allow statement 1 (Staff)" in answer.text
        assert "https://wrong.example" in answer.text
        assert "https://signin.aws.amazon.com/saml" in answer.text
        assert "Because no role trust policy allows" in answer.text
