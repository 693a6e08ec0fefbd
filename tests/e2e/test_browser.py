"""The main job in a real browser: sign in, choose a role, see the console; by keyboard, and
without JavaScript; and axe-core's verdict on every page."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support.parts import require

pytestmark = pytest.mark.e2e

AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
READ_ONLY = "arn:aws:iam::444455556666:role/ReadOnly"


def sign_in(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(f"{name}-demo-password")
    page.get_by_role("button", name="Sign in").click()


def test_alice_signs_in_chooses_a_role_and_sees_the_console(page):
    problems: list[str] = []
    page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    sign_in(page, "alice")
    expect(page.get_by_role("heading", level=1)).to_contain_text("4 roles in 2 accounts")
    page.goto("/saml/start?sp=urn:amazon:webservices")
    expect(page).to_have_url("/aws/saml")
    expect(page.locator("form#saml_form div.saml-account-name").first).to_have_text(
        "Account: example-dev (444455556666)"
    )
    page.locator(f"label[for='{READ_ONLY}']").click()
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url("/aws/console")
    expect(page.get_by_role("heading", level=1)).to_have_text("ReadOnly in example-dev")
    expect(
        page.get_by_text("arn:aws:sts::444455556666:assumed-role/ReadOnly/alice")
    ).to_be_visible()
    assert problems == []


def test_one_click_to_the_console_and_one_click_to_keys(page):
    sign_in(page, "alice")
    page.get_by_role("link", name="Console as ReadOnly in example-dev").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ReadOnly in example-dev")
    page.goto("/")
    page.get_by_role("link", name="Keys for Administrator in example-prod").click()
    expect(page).to_have_url("/aws/console/keys")
    expect(page.locator("pre").first).to_contain_text("AWS_SESSION_TOKEN")


def test_a_demonstration_person_is_filled_in_with_the_right_password(page):
    page.goto("/login")
    page.get_by_role("button", name="Fill in bob").click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 role in 1 account")


def test_search_narrows_as_you_type(page):
    sign_in(page, "alice")
    page.get_by_role("searchbox").fill("dev read")
    expect(page.get_by_role("link", name="Console as ReadOnly in example-dev")).to_be_visible()
    expect(page.get_by_role("link", name="Console as Administrator in example-dev")).to_be_hidden()
    expect(page.get_by_role("link", name="Console as ReadOnly in example-prod")).to_be_hidden()


def test_the_keyboard_alone_is_enough(page):
    page.goto("/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type("bob")
    page.keyboard.press("Tab")
    page.keyboard.type("bob-demo-password")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Console as Developer in example-dev")
    expect(link).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if link.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Developer in example-dev")


def test_everything_works_without_javascript(chromium, live):
    context = chromium.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "alice")
    page.goto("/saml/start?sp=urn:amazon:webservices")
    page.get_by_role("main").get_by_role("button").click()
    page.locator(f"input[value='{READ_ONLY}']").check()
    page.locator("#signin_button").click()
    expect(page).to_have_url("/aws/console")
    expect(page.get_by_role("heading", level=1)).to_have_text("ReadOnly in example-dev")
    context.close()


def test_bob_is_told_which_rule_refused_an_administrators_role_and_why(page):
    sign_in(page, "bob")
    page.goto(
        "/saml/start?sp=urn:amazon:webservices&role=arn:aws:iam::444455556666:role/Administrator"
    )
    main = page.get_by_role("main")
    expect(main).to_contain_text("arn:aws:iam::444455556666:role/Administrator")
    expect(main).to_contain_text("aws-admins")
    expect(main).to_contain_text("developers")


def test_carol_is_told_why_there_is_nothing(page):
    sign_in(page, "carol")
    expect(page.get_by_role("heading", level=1)).to_contain_text("No AWS role")
    expect(page.get_by_role("main")).to_contain_text("aws-admins")


@pytest.mark.parametrize("name", ["mallory", "nobody"])
def test_disabled_and_unknown_people_read_the_same_words(page, name):
    sign_in(page, name)
    expect(page.get_by_role("alert")).to_contain_text("Check the username and the password")


def test_signing_out_ends_the_session_on_the_server(page):
    sign_in(page, "alice")
    expect(page.get_by_role("heading", level=1)).to_contain_text("4 roles")
    cookies = page.context.cookies()
    page.get_by_role("button", name="Sign out").first.click()
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
    page.goto("/")
    expect(page.get_by_label("Username")).to_be_visible()


def pages_of_alice(page: Page):
    """Every page that there is, one after the other, each under a name."""
    page.goto("/login")
    yield "login"
    page.get_by_label("Username").fill("alice")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    yield "login refused"
    sign_in(page, "alice")
    yield "portal"
    page.goto("/account")
    yield "account"
    page.goto("/saml/start?sp=urn:amazon:webservices")
    expect(page.locator("form#saml_form")).to_be_visible()
    yield "role page"
    page.goto("/saml/start?sp=urn:amazon:webservices&role=arn:aws:iam::444455556666:role/ReadOnly")
    expect(page).to_have_url("/aws/console")
    yield "console"
    page.goto("/aws/console/keys")
    yield "keys"
    page.goto("/saml/start?sp=urn:amazon:webservices&role=arn:aws:iam::444455556666:role/Nobody")
    yield "role refused"
    page.goto("/saml/start?sp=urn:unknown")
    yield "unknown service provider"
    page.goto("/oidc/authorize?client_id=unknown")
    yield "unknown application"
    page.goto("/oidc/done")
    yield "end of a sign-in of the command line"
    page.goto("/nowhere")
    yield "not found"
    page.goto("/saml/sso?SAMLRequest=x")
    yield "bad request"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_core_finds_nothing_on_any_page(chromium, live, scheme, width):
    script = Path(require(AXE, "accessibility; `npm ci` in tests/e2e")).read_text()
    context = chromium.new_context(
        base_url=live.url,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        bypass_csp=True,
    )
    page = context.new_page()
    found = {}
    for name in pages_of_alice(page):
        page.evaluate(script)
        violations = page.evaluate("async () => (await axe.run()).violations")
        if violations:
            found[name] = [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in violations]
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{name} scrolls sideways at {width} px"
    context.close()
    assert not found, json.dumps(found, indent=2)
