"""The door of a company's own broker: tokens for programs, sign-in and sign-out for browsers."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from rolebridge.sts.signin_token import SigninTokens
from rolebridge.web.current import SERVICES
from support.clock import SettableClock
from support.federation import Federation
from support.web import build_web

CONSOLE = "http://localhost:8000/aws/console"


@pytest.fixture
def world():
    return Federation(SettableClock(datetime.now(UTC).replace(microsecond=0)))


@pytest.fixture
def client(world):
    web = build_web()
    services = web.app.extensions[SERVICES]
    tokens = SigninTokens(world.store.unit_of_work, world.clock, world.ids, world.sealing)
    web.app.extensions[SERVICES] = replace(services, console=world.console, signin_tokens=tokens)
    return web.client()


@pytest.fixture
def session(world):
    issued = world.exchange(world.respond()).credentials
    return json.dumps(
        {
            "sessionId": issued.access_key_id,
            "sessionKey": issued.secret_access_key,
            "sessionToken": issued.session_token,
        }
    )


def ask(client, **fields):
    return client.get("/aws/federation?" + urlencode(fields))


@pytest.fixture
def token(client, session):
    return ask(client, Action="getSigninToken", Session=session).get_json()["SigninToken"]


def login(client, token, destination=CONSOLE, **more):
    return ask(client, Action="login", Destination=destination, SigninToken=token, **more)


@pytest.mark.parametrize("method", ["get", "post"])
def test_programs_get_a_token_by_get_and_by_post(client, session, method):
    fields = {"Action": "getSigninToken", "Session": session, "SessionDuration": "900"}
    if method == "get":
        answer = ask(client, **fields)
    else:
        answer = client.post("/aws/federation", data=fields)
    assert answer.status_code == 200
    assert list(answer.get_json()) == ["SigninToken"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_login_url_is_short_enough_for_a_request_line(token):
    assert len(token) < 7000


def test_the_login_url_opens_the_console(client, token):
    answer = login(client, token, Issuer="https://broker.example.com/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/aws/console")
    page = client.get("/aws/console")
    assert page.status_code == 200
    assert "assumed-role/ReadOnly/alice" in page.text


@pytest.mark.parametrize(
    ("destination", "path"),
    [
        (CONSOLE, "/aws/console"),
        (f"{CONSOLE}/keys", "/aws/console/keys"),
        ("/aws/console/keys", "/aws/console/keys"),
        ("https://console.aws.amazon.com/", "/aws/console"),
        ("https://us-east-1.console.aws.amazon.com/s3/home?region=us-east-1", "/aws/console"),
        ("https://console.amazonaws-us-gov.com/", "/aws/console"),
        ("https://console.amazonaws.cn/", "/aws/console"),
        ("http://localhost:8000/login", "/aws/console"),
    ],
)
def test_a_destination_leads_to_our_console(client, token, destination, path):
    assert login(client, token, destination).headers["Location"] == path


@pytest.mark.parametrize(
    "destination",
    [
        "https://evil.example/",
        "//evil.example/aws/console",
        "https://console.aws.amazon.com.evil.example/",
        "https://evilconsole.aws.amazon.com/",
        "http://console.aws.amazon.com/",
        "https://console.aws.amazon.com@evil.example/",
        "http://localhost:8000@evil.example/aws/console",
        "javascript:alert(1)",
        "https://[",
        "\\\\evil.example",
    ],
)
def test_no_destination_leads_elsewhere(client, token, destination):
    answer = login(client, token, destination)
    location = answer.headers.get("Location", "/aws/console")
    assert location == "/aws/console"
    assert answer.status_code in (302, 400)
    if answer.status_code == 400:
        assert "Destination must be an address of the console." in answer.text


def test_a_refusal_is_a_page_for_browsers_and_a_line_for_programs(client):
    page = login(client, "nonsense")
    assert page.status_code == 400
    assert "not one that was given here" in page.text
    line = ask(client, Action="getSigninToken", Session="nonsense")
    assert (line.status_code, line.mimetype) == (400, "text/plain")
    assert line.text.startswith("Session must be a JSON object")
    assert ask(client).text.startswith("Action must be getSigninToken")


@pytest.mark.parametrize("name", ["Action", "Session", "SigninToken", "Destination"])
def test_a_parameter_counts_once(client, name):
    answer = client.get(f"/aws/federation?{name}=a&{name}=b")
    assert answer.status_code == 400
    assert f"{name} is given more than once" in answer.text


def test_parameters_stand_in_one_place(client, session):
    fields = {"Action": "getSigninToken", "Session": session}
    answer = client.post("/aws/federation?SessionDuration=43200", data=fields)
    assert answer.status_code == 400


def test_signing_out_ends_the_console(client, token):
    login(client, token)
    answer = ask(client, Action="logout", redirect_uri="https://evil.example/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/aws/console")
    assert client.get("/aws/console").status_code == 403


def test_another_site_can_only_ask_to_sign_out(client, token):
    login(client, token)
    url = "/aws/federation?Action=logout"
    answer = client.get(url, headers={"Sec-Fetch-Site": "cross-site"})
    assert "Sign out of the console?" in answer.text
    assert client.get("/aws/console").status_code == 200


def test_a_sign_in_ends_the_session_before_it(client, world, token):
    login(client, token)
    first = set(world.store.state.console_sessions)
    login(client, token)
    assert not first & set(world.store.state.console_sessions)
