"""Sign-in tokens: for which credentials they are given, how long they last, what they open."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from rolebridge.access.session import SessionFacts, SessionKind
from rolebridge.audit.events import Action, Outcome
from rolebridge.sts.credentials import mint_credentials, unseal_session
from rolebridge.sts.signin_token import SigninTokenRefused, SigninTokens
from support.federation import ORIGIN, PROD, account, role, role_arn

HOUR = timedelta(hours=1)


@pytest.fixture
def door(world, clock):
    return SigninTokens(world.store.unit_of_work, clock, world.ids, world.sealing)


@pytest.fixture
def facts(clock):
    return SessionFacts(
        kind=SessionKind.ROLE,
        issuer_arn=role_arn("ReadOnly"),
        issuer_id="AROAREADONLYXXXXXXXXX",
        name="broker",
        issued_at=clock.now,
        expires_at=clock.now + HOUR,
    )


@pytest.fixture
def mint(world):
    def mint(facts):
        issued = mint_credentials(facts, world.sealing, world.ids)
        return {
            "sessionId": issued.access_key_id,
            "sessionKey": issued.secret_access_key,
            "sessionToken": issued.session_token,
        }

    return mint


def refuse(world, call, *arguments):
    before = len(world.events)
    with pytest.raises(SigninTokenRefused) as caught:
        call(*arguments, ORIGIN)
    (event,) = world.events[before:]
    assert (event.outcome, event.reason) == (Outcome.REFUSED, "signin_token_refused")
    return str(caught.value)


def test_a_role_session_opens_a_console(world, door, facts, mint):
    token = door.issue(json.dumps(mint(facts)), None, ORIGIN)
    signed_in = door.redeem(token, ORIGIN)
    assert signed_in.session.arn == f"arn:aws:sts::{PROD}:assumed-role/ReadOnly/broker"
    assert signed_in.session.expires_at == facts.expires_at
    assert world.console.find(signed_in.token) == signed_in.session
    assert [event.action for event in world.events] == [
        Action.SIGNIN_TOKEN,
        Action.CONSOLE_SIGN_IN,
    ]


def test_no_row_holds_a_secret(world, door, facts, mint):
    session = mint(facts)
    door.redeem(door.issue(json.dumps(session), None, ORIGIN), ORIGIN)
    told = repr(world.events)
    assert session["sessionKey"] not in told
    assert session["sessionToken"] not in told
    assert session["sessionId"] in told


def test_a_duration_replaces_what_is_left_and_keeps_when_it_was_issued(
    world, door, facts, mint, clock
):
    token = door.issue(json.dumps(mint(facts)), "43200", ORIGIN)
    clock.advance(minutes=5)
    signed_in = door.redeem(token, ORIGIN)
    assert signed_in.session.expires_at == clock.now + timedelta(hours=12)
    issued = world.console.credentials(signed_in.token, ORIGIN)
    reread, _ = unseal_session(issued.access_key_id, issued.session_token, world.sealing)
    assert reread.issued_at == facts.issued_at


@pytest.mark.parametrize(
    "duration", ["899", "43201", "", "1h", "-900", "9 00", "٩٠٠", "900.0", "0x384", "9" * 40]
)
def test_a_duration_is_from_a_quarter_of_an_hour_to_twelve_hours(
    world, door, facts, mint, duration
):
    assert "SessionDuration" in refuse(world, door.issue, json.dumps(mint(facts)), duration)


@pytest.mark.parametrize(
    "change",
    [{"kind": SessionKind.FEDERATED_USER}, {"is_chained": True}],
    ids=lambda change: next(iter(change)),
)
def test_some_sessions_take_no_duration(world, door, facts, mint, change):
    session = json.dumps(mint(replace(facts, **change)))
    assert "must be left out with" in refuse(world, door.issue, session, "900")
    assert door.issue(session, None, ORIGIN)


def test_a_user_session_opens_no_console(world, door, facts, mint):
    session = mint(replace(facts, kind=SessionKind.USER))
    assert "not of a user session" in refuse(world, door.issue, json.dumps(session), None)


def test_a_token_lasts_fifteen_minutes(world, door, facts, mint, clock):
    token = door.issue(json.dumps(mint(facts)), None, ORIGIN)
    clock.advance(minutes=14, seconds=59)
    assert door.redeem(token, ORIGIN)
    clock.advance(seconds=1)
    assert "15 minutes" in refuse(world, door.redeem, token)


def test_a_token_ends_with_its_credentials(world, door, facts, mint, clock):
    short = replace(facts, expires_at=clock.now + timedelta(minutes=2))
    token = door.issue(json.dumps(mint(short)), None, ORIGIN)
    clock.advance(minutes=2)
    assert "have expired" in refuse(world, door.redeem, token)


def test_expired_credentials_get_no_token(world, door, facts, mint, clock):
    session = json.dumps(mint(facts))
    clock.advance(hours=1)
    assert "have expired" in refuse(world, door.issue, session, None)


@pytest.mark.parametrize("field", ["sessionId", "sessionKey", "sessionToken"])
def test_credentials_that_do_not_belong_together_are_not_valid(world, door, facts, mint, field):
    one, other = mint(facts), mint(facts)
    mixed = json.dumps(one | {field: other[field]})
    assert refuse(world, door.issue, mixed, None) == "The credentials in Session are not valid."


@pytest.mark.parametrize(
    "session",
    [
        "",
        "{}",
        "[]",
        "null",
        "[" * 4000,
        '{"sessionId": 1, "sessionKey": "a", "sessionToken": "b"}',
        '{"sessionId": "é", "sessionKey": "a", "sessionToken": "b"}',
        '{"sessionId": "a", "sessionKey": "a"}',
        json.dumps({"sessionId": "a", "sessionKey": "b", "sessionToken": "c" * 9000}),
    ],
)
def test_what_is_no_session_is_told_how_one_looks(world, door, session):
    assert refuse(world, door.issue, session, None).startswith("Session must be a JSON object")


def test_a_changed_token_opens_nothing(world, door, facts, mint):
    token = door.issue(json.dumps(mint(facts)), None, ORIGIN)
    for changed in (
        "",
        token[:-1],
        token[:-2] + "AA",
        token.swapcase(),
        mint(facts)["sessionToken"],
    ):
        assert "not one that was given here" in refuse(world, door.redeem, changed)


def test_a_deleted_role_opens_nothing(world, door, facts, mint):
    token = door.issue(json.dumps(mint(facts)), None, ORIGIN)
    session = json.dumps(mint(facts))
    world.configure(
        account(PROD, "example-prod", role("ReadOnly", unique_id="AROANEWONE00000000000"))
    )
    assert refuse(world, door.redeem, token) == "The credentials in Session are not valid."
    assert refuse(world, door.issue, session, None) == "The credentials in Session are not valid."
