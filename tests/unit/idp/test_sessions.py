"""Sessions end by time, by hand, with their person, and are touched sparingly."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rolebridge.audit.events import Action
from rolebridge.idp.ports import BrowserSessionRow
from rolebridge.idp.sessions import BrowserSessions
from rolebridge.ids import hash_token
from support.fakes import MemoryStore
from support.identity_provider import NOW, ORIGIN
from support.organisation import make_person

ALICE, BOB = make_person("alice"), make_person("bob")
SECOND = timedelta(seconds=1)


class World:
    """The use case with a clock that can be moved."""

    def __init__(self) -> None:
        self.now = NOW
        self.store = MemoryStore(people=[ALICE, BOB])
        self.sessions = BrowserSessions(self.store.unit_of_work, lambda: self.now)

    def open(self, token: str = "token", person=ALICE, **changes) -> None:
        row = BrowserSessionRow(
            token_hash=hash_token(token),
            handle=f"handle-of-{token}",
            subject_id=person.subject_id,
            authenticated_at=NOW,
            last_seen_at=NOW,
            expires_at=NOW + timedelta(hours=12),
            source_address="192.0.2.7",
            user_agent="Browser/1.0",
        )
        self.store.state.sessions[row.token_hash] = replace(row, **changes)


@pytest.fixture
def world() -> World:
    return World()


def test_a_session_is_found_by_its_token(world):
    world.open()
    session = world.sessions.find("token")
    assert session.person == ALICE
    assert session.handle == "handle-of-token"
    assert session.authenticated_at == NOW
    assert session.source_address == "192.0.2.7"


@pytest.mark.parametrize("token", ["", "other", "TOKEN", "token ", "\ud800", hash_token("token")])
def test_nothing_else_finds_it(world, token):
    world.open()
    assert world.sessions.find(token) is None


def test_the_token_itself_is_not_stored(world):
    world.open("very-secret-token")
    assert "very-secret-token" not in repr(
        [row.token_hash for row in world.store.state.sessions.values()]
    )


def test_it_ends_when_it_is_not_used_for_half_an_hour(world):
    world.open()
    world.now += timedelta(minutes=30) - SECOND
    assert world.sessions.find("token")
    world.now += timedelta(minutes=30)
    assert world.sessions.find("token") is None
    assert world.sessions.list_of(ALICE.subject_id) == ()


def test_it_ends_after_twelve_hours_however_much_it_is_used(world):
    world.open(last_seen_at=NOW + timedelta(hours=12) - SECOND)
    world.now += timedelta(hours=12) - SECOND
    assert world.sessions.find("token")
    world.now += SECOND
    assert world.sessions.find("token") is None


def test_it_ends_with_its_person(world):
    world.open()
    world.store.add_person(replace(ALICE, is_disabled=True))
    assert world.sessions.find("token") is None


def test_it_is_touched_once_a_minute_at_most(world):
    world.open()
    for seconds, commits in ((0, 0), (59, 0), (60, 1), (61, 1), (119, 1), (120, 2)):
        world.now = NOW + timedelta(seconds=seconds)
        assert world.sessions.find("token")
        assert world.store.commits == commits


def test_my_sessions_are_mine_and_the_last_used_comes_first(world):
    world.open("one", last_seen_at=NOW - SECOND)
    world.open("two")
    world.open("over", expires_at=NOW)
    world.open("his", BOB)
    handles = [session.handle for session in world.sessions.list_of(ALICE.subject_id)]
    assert handles == ["handle-of-two", "handle-of-one"]
    assert world.sessions.list_of("nobody") == ()


def test_revoking_ends_one_session_and_is_on_record(world):
    world.open("one")
    world.open("two")
    assert world.sessions.revoke(ALICE.subject_id, "handle-of-one", ORIGIN)
    assert world.sessions.find("one") is None
    assert world.sessions.find("two")
    (event,) = world.store.events
    assert (event.action, event.person) == (Action.SESSION_REVOKE, "alice")
    assert event.target == "handle-of-one"


def test_nobody_ends_the_session_of_somebody_else(world):
    world.open("his", BOB)
    assert not world.sessions.revoke(ALICE.subject_id, "handle-of-his", ORIGIN)
    assert world.sessions.find("his")
    assert world.store.events == []


def test_signing_out_ends_the_session_on_the_server(world):
    world.open()
    world.sessions.sign_out("token", ORIGIN)
    assert world.sessions.find("token") is None
    (event,) = world.store.events
    assert (event.action, event.person) == (Action.SIGN_OUT, "alice")
    world.sessions.sign_out("token", ORIGIN)
    assert len(world.store.events) == 1
