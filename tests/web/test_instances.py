"""Metadata of an instance and credentials of a container: sessions, tokens, and who is answered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from rolebridge.access.refusals import AWSRefused
from rolebridge.access.session import SessionFacts, SessionKind
from rolebridge.federation.account import InstanceProfileEntry
from rolebridge.sts.credentials import mint_credentials, unseal_session
from rolebridge.sts.instances import LIFETIME, Instances
from rolebridge.web.current import OPTIONS, SERVICES
from support.clock import SettableClock
from support.federation import DEV, PROD, Federation, account, role
from support.web import build_web

WEB = "/aws/imds/web/latest"
CREDENTIALS = f"{WEB}/meta-data/iam/security-credentials/"
TTL = "X-aws-ec2-metadata-token-ttl-seconds"
TOKEN = "X-aws-ec2-metadata-token"


def profile(name, holds="Application", unique_id="AIPAWEB"):
    return InstanceProfileEntry(name, role=holds, unique_id=unique_id)


@pytest.fixture
def world():
    world = Federation(SettableClock(datetime.now(UTC).replace(microsecond=0)))
    application = role("team/Application")
    world.configure(
        account(
            PROD,
            "example-prod",
            application,
            instance_profiles=(
                profile("web"),
                profile("shared", unique_id="AIPASHARED1"),
                profile("empty", None, "AIPAEMPTY"),
            ),
        ),
        account(
            DEV,
            None,
            role("Application"),
            instance_profiles=(profile("shared", unique_id="AIPASHARED2"),),
        ),
    )
    return world


@pytest.fixture
def instances(world):
    """Any role is assumed but one, as a role is that trusts no service."""

    def assume(service, role_arn, session_name, lifetime, _origin, _facts):
        if service == "ecs-tasks.amazonaws.com" and DEV in role_arn:
            raise AWSRefused("AccessDenied", 403, "no", reason="trust", explanation="No trust.")
        now = world.clock()
        facts = SessionFacts(
            kind=SessionKind.ROLE,
            issuer_arn=role_arn,
            issuer_id="AROAAPPLICATION",
            name=session_name,
            issued_at=now,
            expires_at=now + lifetime,
        )
        return mint_credentials(facts, world.sealing, world.ids)

    return Instances(
        world.store.unit_of_work, world.clock, world.ids, world.sealing, assume, b"secret" * 6
    )


@pytest.fixture
def web(instances):
    web = build_web()
    web.app.extensions[SERVICES] = replace(web.app.extensions[SERVICES], instances=instances)
    return web


@pytest.fixture
def client(web):
    return web.client()


def open_session(client, path=WEB, seconds="21600"):
    return client.put(f"{path}/api/token", headers={TTL: seconds})


@pytest.fixture
def session(client):
    return {TOKEN: open_session(client).text}


def test_a_session_leads_to_the_credentials_of_the_role(client, session, world):
    assert client.get(CREDENTIALS, headers=session).text == "Application"
    told = client.get(f"{CREDENTIALS}Application", headers=session).get_json()
    assert (told["Code"], told["Type"]) == ("Success", "AWS-HMAC")
    facts, secret = unseal_session(told["AccessKeyId"], told["Token"], world.sealing)
    assert secret == told["SecretAccessKey"]
    assert facts.issuer_arn == f"arn:aws:iam::{PROD}:role/team/Application"
    assert facts.name == client.get(f"{WEB}/meta-data/instance-id", headers=session).text
    assert facts.name.startswith("i-")
    assert facts.expires_at == world.clock() + LIFETIME
    assert told["Expiration"] == (world.clock() + LIFETIME).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_lists_lead_to_the_items(client, session):
    for path, below in {
        "": "iam/\ninstance-id\nplacement/",
        "iam/": "info\nsecurity-credentials/",
        "placement/": "availability-zone\nregion",
    }.items():
        assert client.get(f"{WEB}/meta-data/{path}", headers=session).text == below
    info = client.get(f"{WEB}/meta-data/iam/info", headers=session).text
    assert f"arn:aws:iam::{PROD}:instance-profile/web" in info
    document = client.get(f"{WEB}/dynamic/instance-identity/document", headers=session)
    assert (document.get_json()["accountId"], document.get_json()["region"]) == (PROD, "us-east-1")


@pytest.mark.parametrize("item", ["iam/security-credentials/Other", "nothing", "public-keys"])
def test_an_item_that_is_not_there(client, session, item):
    assert client.get(f"{WEB}/meta-data/{item}", headers=session).status_code == 404


@pytest.mark.parametrize("seconds", ["1", "21600"])
def test_a_session_tells_how_long_it_lasts(client, seconds):
    answer = open_session(client, seconds=seconds)
    assert (answer.status_code, answer.headers[TTL]) == (200, seconds)


@pytest.mark.parametrize("seconds", ["0", "21601", "", "-1", "1.5", "x", "٣", "9" * 40])
def test_a_session_lasts_from_a_second_to_six_hours(client, seconds):
    assert open_session(client, seconds=seconds).status_code == 400


def test_without_a_session_nothing_is_told(client):
    for headers in ({}, {TOKEN: ""}, {TOKEN: "nonsense"}):
        assert client.get(CREDENTIALS, headers=headers).status_code == 401


def test_a_session_ends(client, world):
    session = {TOKEN: open_session(client, seconds="60").text}
    world.clock.advance(seconds=59)
    assert client.get(CREDENTIALS, headers=session).status_code == 200
    world.clock.advance(seconds=1)
    assert client.get(CREDENTIALS, headers=session).status_code == 401


def test_a_session_is_of_one_profile(client, session):
    other = f"/aws/imds/{PROD}:shared/latest/meta-data/iam/security-credentials/"
    assert client.get(other, headers=session).status_code == 401


def test_version_1_is_answered_only_where_it_is_allowed(web, instances):
    allowing = replace(instances, allows_v1=True)
    web.app.extensions[SERVICES] = replace(web.app.extensions[SERVICES], instances=allowing)
    client = web.client()
    assert client.get(CREDENTIALS).text == "Application"
    assert client.get(CREDENTIALS, headers={TOKEN: "nonsense"}).status_code == 401


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shared", "in several accounts"),
        ("none", "There is no instance profile none."),
        ("empty", "holds no role"),
        ("999999999999:web", "There is no instance profile"),
    ],
)
def test_a_profile_that_cannot_be_meant(client, path, text):
    answer = open_session(client, f"/aws/imds/{path}/latest")
    assert answer.status_code == 404
    assert text in answer.text


@pytest.mark.parametrize("path", [f"{DEV}:shared", f"{PROD}:shared", "example-prod:shared"])
def test_a_profile_is_named_by_its_account_too(client, path):
    assert open_session(client, f"/aws/imds/{path}/latest").status_code == 200


# --- Containers -----------------------------------------------------------------------------------


@pytest.fixture
def authorization(instances):
    return {"Authorization": instances.build_authorization(instances.get_instance("web"))}


def test_a_container_gets_credentials_for_its_token(client, authorization, world):
    told = client.get("/aws/containers/web", headers=authorization).get_json()
    facts, _ = unseal_session(told["AccessKeyId"], told["Token"], world.sealing)
    assert told["RoleArn"] == facts.issuer_arn
    assert told["AccountId"] == PROD
    assert len(facts.name) == 32


def test_a_container_needs_its_own_token(client, authorization):
    assert client.get("/aws/containers/web").status_code == 401
    wrong = {"Authorization": authorization["Authorization"][:-1] + "é"}
    assert client.get("/aws/containers/web", headers=wrong).status_code == 401
    other = client.get(f"/aws/containers/{PROD}:shared", headers=authorization)
    assert other.status_code == 401


def test_a_role_that_does_not_trust_the_service_is_told_why(client, instances):
    name = f"{DEV}:shared"
    token = instances.build_authorization(instances.get_instance(name))
    answer = client.get(f"/aws/containers/{name}", headers={"Authorization": token})
    assert (answer.status_code, answer.text) == (403, "No trust.\n")


# --- Who is answered ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"Origin": "http://localhost:8000"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Mode": "navigate"},
    ],
)
def test_neither_proxies_nor_browsers_are_answered(client, session, authorization, headers):
    assert client.put(f"{WEB}/api/token", headers={TTL: "60", **headers}).status_code == 403
    assert client.get(CREDENTIALS, headers={**session, **headers}).status_code == 403
    answer = client.get("/aws/containers/web", headers={**authorization, **headers})
    assert answer.status_code == 403


def test_another_machine_is_answered_only_where_its_network_is_configured(web):
    client = web.client()
    stranger = {"REMOTE_ADDR": "172.17.0.5"}
    ask = {"headers": {TTL: "60"}, "environ_base": stranger}
    assert client.put(f"{WEB}/api/token", **ask).status_code == 403
    options = web.app.extensions[OPTIONS]
    widened = replace(options, instance_networks=(ip_network("172.17.0.0/16"),))
    web.app.extensions[OPTIONS] = widened
    assert client.put(f"{WEB}/api/token", **ask).status_code == 200
    assert client.put(f"{WEB}/api/token", headers={TTL: "60"}).status_code == 403


def test_another_name_of_this_machine_is_not_answered(client):
    answer = client.put(f"{WEB}/api/token", headers={TTL: "60", "Host": "evil.example:8000"})
    assert answer.status_code == 400


def test_keys_are_new_long_before_they_end(client, session, world):
    first = client.get(f"{CREDENTIALS}Application", headers=session).get_json()
    world.clock.advance(hours=5)
    again = client.get(f"{CREDENTIALS}Application", headers=session).get_json()
    assert again["AccessKeyId"] != first["AccessKeyId"]
    end = datetime.fromisoformat(again["Expiration"])
    assert end - world.clock() >= timedelta(hours=1)
