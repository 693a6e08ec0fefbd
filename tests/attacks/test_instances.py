"""Attacks on the credentials of instances: through proxies, by other names, with other tokens."""

from dataclasses import replace

import pytest

from rolebridge.access.refusals import AWSRefused
from rolebridge.federation.account import InstanceProfileEntry
from rolebridge.sts.instances import InstanceRefused, Instances
from rolebridge.web.current import OPTIONS, SERVICES
from support.clock import SettableClock
from support.federation import DEV, PROD, Federation, account, role
from support.web import build_web

TTL = {"X-aws-ec2-metadata-token-ttl-seconds": "60"}
TOKEN = "X-aws-ec2-metadata-token"
SESSIONS = "/aws/imds/web/latest/api/token"
INFO = "/aws/imds/web/latest/meta-data/iam/info"


@pytest.fixture
def world(now):
    world = Federation(SettableClock(now))
    profiles = tuple(
        InstanceProfileEntry(name, role="App", unique_id=f"AIPA{name.upper()}")
        for name in ("web", "other")
    )
    world.configure(
        account(PROD, "example-prod", role("App"), instance_profiles=profiles),
        account(DEV, None, role("App")),
    )
    return world


@pytest.fixture
def instances(world):
    def assume(*_asked):
        raise AWSRefused("AccessDenied", 403, "no", reason="trust")

    unit_of_work = world.store.unit_of_work
    return Instances(unit_of_work, world.clock, world.ids, world.sealing, assume, b"secret" * 6)


@pytest.fixture
def web(instances):
    web = build_web()
    web.app.extensions[SERVICES] = replace(web.app.extensions[SERVICES], instances=instances)
    return web


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"],
)
def test_a_proxy_on_this_machine_does_not_speak_for_the_world(web, header):
    client = web.client()
    assert client.put(SESSIONS, headers=TTL).status_code == 200
    assert client.put(SESSIONS, headers={**TTL, header: "x"}).status_code == 403


def test_a_proxy_that_says_nothing_is_known_by_https(web):
    """TLS ends in front of us: nobody else speaks to an https address from here."""
    options = web.app.extensions[OPTIONS]
    base_url = "https://id.example.com"
    web.app.extensions[OPTIONS] = replace(options, base_url=base_url)
    answer = web.client().put(SESSIONS, headers=TTL, base_url=base_url)
    assert (answer.status_code, "proxy" in answer.text) == (403, True)


@pytest.mark.parametrize("method", ["post", "get", "delete", "patch"])
def test_a_session_is_opened_by_put_alone(web, method):
    """What a server can be talked into is a GET or a POST (EC2 User Guide, IMDSv2)."""
    answer = getattr(web.client(), method)(SESSIONS, headers=TTL)
    assert answer.status_code in {403, 405}


@pytest.mark.parametrize("kind", ["cut", "longer", "flipped", "of another", "another sealed"])
def test_a_session_token_is_what_was_given_for_this_profile(web, instances, kind):
    client = web.client()
    token = client.put(SESSIONS, headers=TTL).text
    assert client.get(INFO, headers={TOKEN: token}).status_code == 200
    changed = {
        "cut": token[:-1],
        "longer": token + "A",
        "flipped": token[:-3] + ("A" if token[-3] != "A" else "B") + token[-2:],
        "of another": instances.open_session("other", 60),
        "another sealed": instances.build_authorization(instances.get_instance("web")),
    }[kind]
    assert client.get(INFO, headers={TOKEN: changed}).status_code == 401


@pytest.mark.parametrize(
    "name", ["", ":", "web:", ":web", f"{DEV}:web", "example-prod:", "*", "we"]
)
def test_a_profile_is_named_exactly(instances, name):
    with pytest.raises(InstanceRefused) as refused:
        instances.open_session(name, 60)
    assert refused.value.status == 404


@pytest.mark.parametrize("given", ["", "Bearer ", "\udcff", "é" * 64, "0" * 64])
def test_a_container_needs_its_very_token(instances, given):
    expected = instances.build_authorization(instances.get_instance("web"))
    assert instances.enter_container("web", expected)
    for authorization in (given, expected.upper(), expected + given, f" {expected}"):
        if authorization != expected:
            with pytest.raises(InstanceRefused) as refused:
                instances.enter_container("web", authorization)
            assert refused.value.status == 401


def test_the_token_of_a_container_is_none_for_another_profile(instances):
    other = instances.build_authorization(instances.get_instance("other"))
    with pytest.raises(InstanceRefused):
        instances.enter_container("web", other)
