"""Attacks on the broker's door of the console: making a session last longer, or reach further."""

import json

import pytest

from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import Organisation
from rolebridge.ids import hash_token
from rolebridge.sts.credentials import unseal_session
from rolebridge.sts.signin_token import SigninTokenRefused, SigninTokens
from support.sts_world import ORIGIN, PROD, STSWorld, role, trusts

TRUSTS_PROD = trusts(f"arn:aws:iam::{PROD}:root")


@pytest.fixture
def world(now):
    return STSWorld(now, role("One", TRUSTS_PROD), role("Two", TRUSTS_PROD))


@pytest.fixture
def door(world):
    return SigninTokens(world.store.unit_of_work, world.clock, world.ids, world.keys)


def write_session(answer):
    given = answer["Credentials"]
    return json.dumps(
        {
            "sessionId": given["AccessKeyId"],
            "sessionKey": given["SecretAccessKey"],
            "sessionToken": given["SessionToken"],
        }
    )


def read_console(world, cookie):
    """The credentials that a console shows, in the form that its door takes, and their session."""
    with world.store.unit_of_work() as unit:
        row = unit.console_sessions.find(hash_token(cookie))
    facts, secret = unseal_session(row.access_key_id, row.session_token, world.keys)
    texts = {
        "sessionId": row.access_key_id,
        "sessionKey": secret,
        "sessionToken": row.session_token,
    }
    return json.dumps(texts), facts


def test_the_hour_of_a_chained_role_does_not_become_twelve(world, door):
    one = world.session(world.assume("One", by=world.user("ann")))
    chained = write_session(world.assume("Two", by=one))
    with pytest.raises(SigninTokenRefused, match="role chaining"):
        door.issue(chained, "43200", ORIGIN)
    assert door.issue(chained, None, ORIGIN)


def test_a_console_cannot_be_made_longer_by_its_own_credentials(world, door):
    """Else a session of a quarter of an hour renews itself for ever."""
    answer = world.assume("One", by=world.user("ann"), DurationSeconds=900)
    opened = door.redeem(door.issue(write_session(answer), "43200", ORIGIN), ORIGIN)
    shown, facts = read_console(world, opened.token)
    with pytest.raises(SigninTokenRefused, match="must be left out"):
        door.issue(shown, "43200", ORIGIN)
    again = door.redeem(door.issue(shown, None, ORIGIN), ORIGIN)
    assert again.session.expires_at == facts.expires_at


def test_a_session_of_an_account_that_is_gone_opens_nothing(world, door):
    session = write_session(
        world.call("GetFederationToken", by=world.root, Name="visitor", DurationSeconds=900)
    )
    token = door.issue(session, None, ORIGIN)
    others = tuple(a for a in world.store.configuration.organisation.accounts if a.id != PROD)
    world.store.configuration = Configuration(9, Organisation(accounts=others))
    for attempt in (lambda: door.issue(session, None, ORIGIN), lambda: door.redeem(token, ORIGIN)):
        with pytest.raises(SigninTokenRefused, match="not valid"):
            attempt()


@pytest.mark.parametrize("field", ["sessionId", "sessionKey", "sessionToken"])
def test_parts_of_two_sessions_are_no_session(world, door, field):
    ann = world.user("ann")
    one, two = (json.loads(write_session(world.assume(name, by=ann))) for name in ("One", "Two"))
    with pytest.raises(SigninTokenRefused, match="not valid"):
        door.issue(json.dumps({**one, field: two[field]}), None, ORIGIN)


def test_a_session_token_is_no_signin_token_and_the_other_way_round(world, door):
    answer = world.assume("One", by=world.user("ann"))
    token = door.issue(write_session(answer), None, ORIGIN)
    with pytest.raises(SigninTokenRefused):
        door.redeem(answer["Credentials"]["SessionToken"], ORIGIN)
    answer["Credentials"]["SessionToken"] = token
    with pytest.raises(SigninTokenRefused):
        door.issue(write_session(answer), None, ORIGIN)
