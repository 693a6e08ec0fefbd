"""A right password gives a new session; every wrong one gives the same text and an audit row."""

from datetime import timedelta

import pytest

from rolebridge.audit.events import Action, Origin, Outcome
from rolebridge.directory.passwords import (
    Argon2Parameters,
    PasswordRefused,
    Passwords,
    hash_initial_token,
)
from rolebridge.idp.sessions import BrowserSessions
from rolebridge.idp.sign_in import MustSetPassword, SignIn, SignInRefused, SignInThrottled
from rolebridge.ids import hash_token
from support.fakes import MemoryStore
from support.identity_provider import NOW, ORIGIN
from support.ids import CountingIds
from support.organisation import make_person

PASSWORD, NEW_PASSWORD = "correct horse battery", "staple staple horse"
TOKEN = "one-time-token"
CHEAP = Argon2Parameters(memory_kib=8, passes=1)
ALICE = make_person("alice")
DISABLED = make_person("mallory", is_disabled=True)
FRESH = make_person("fresh")


class World:
    """The use case over a store with three people in it."""

    def __init__(self) -> None:
        self.now = NOW
        ids = CountingIds()
        passwords = Passwords(ids, CHEAP)
        self.store = MemoryStore()
        self.store.add_person(ALICE, passwords.mint_hash(PASSWORD))
        self.store.add_person(DISABLED, passwords.mint_hash(PASSWORD))
        self.store.add_person(FRESH, initial_token_hash=hash_initial_token(TOKEN))
        self.sign_in = SignIn(self.store.unit_of_work, lambda: self.now, ids, passwords)
        self.sessions = BrowserSessions(self.store.unit_of_work, lambda: self.now)

    @property
    def event(self):
        return self.store.events[-1]


@pytest.fixture
def world() -> World:
    return World()


def test_a_right_password_opens_a_session(world):
    signed_in = world.sign_in("Alice", PASSWORD, ORIGIN)
    assert signed_in.person == ALICE
    session = world.sessions.find(signed_in.token)
    assert session.person == ALICE
    assert session.authenticated_at == NOW
    assert session.expires_at == NOW + timedelta(hours=12)
    assert (session.source_address, session.user_agent) == ("192.0.2.7", "Browser/1.0")
    event = world.event
    assert (event.action, event.outcome, event.person) == (Action.SIGN_IN, Outcome.SUCCESS, "alice")
    assert event.target == session.handle
    assert event.origin == ORIGIN


def test_a_token_has_256_random_bits_and_is_stored_as_a_hash(world):
    token = world.sign_in("alice", PASSWORD, ORIGIN).token
    assert len(token) == 43
    assert list(world.store.state.sessions) == [hash_token(token)]
    assert token not in repr(world.store.state)


def test_every_sign_in_has_a_session_of_its_own(world):
    first, second = (world.sign_in("alice", PASSWORD, ORIGIN) for _ in range(2))
    assert first.token != second.token
    assert world.sessions.find(first.token).handle != world.sessions.find(second.token).handle


def test_sessions_that_are_over_are_swept_away(world):
    world.sign_in("alice", PASSWORD, ORIGIN)
    world.now += timedelta(hours=13)
    world.sign_in("alice", PASSWORD, ORIGIN)
    assert len(world.store.state.sessions) == 1


def test_a_long_user_agent_is_cut(world):
    token = world.sign_in("alice", PASSWORD, Origin("r", "192.0.2.7", "x" * 5000)).token
    assert len(world.sessions.find(token).user_agent) == 512


@pytest.mark.parametrize(
    ("username", "password", "reason", "person"),
    [
        ("alice", "wrong", "wrong_password", "alice"),
        ("alice", "", "wrong_password", "alice"),
        ("nobody", PASSWORD, "unknown_name", None),
        (PASSWORD, PASSWORD, "unknown_name", None),
        ("mallory", PASSWORD, "disabled", "mallory"),
        ("fresh", "wrong", "wrong_password", "fresh"),
    ],
)
def test_every_refusal_has_one_text_and_its_own_audit_row(
    world, username, password, reason, person
):
    with pytest.raises(SignInRefused) as caught:
        world.sign_in(username, password, ORIGIN)
    assert str(caught.value) == "The user name or password is not correct."
    assert (caught.value.code, caught.value.detail) == ("sign_in_refused", "")
    assert caught.value.__cause__ is None
    assert not world.store.state.sessions
    event = world.event
    assert (event.action, event.outcome) == (Action.SIGN_IN, Outcome.REFUSED)
    assert (event.reason, event.person) == (reason, person)
    assert PASSWORD not in repr(event)


def test_failures_are_counted_and_slow_down(world):
    for _ in range(10):
        with pytest.raises((SignInRefused, SignInThrottled)) as caught:
            world.sign_in("alice", "wrong", ORIGIN)
    assert isinstance(caught.value, SignInThrottled)
    assert caught.value.retry_after >= 1
    assert world.event.reason == "sign_in_throttled"
    assert world.event.person is None


def test_a_one_time_token_opens_nothing_by_itself(world):
    with pytest.raises(MustSetPassword):
        world.sign_in("fresh", TOKEN, ORIGIN)
    assert not world.store.state.sessions
    assert (world.event.reason, world.event.person) == ("password_must_be_set", "fresh")


def test_a_one_time_token_is_exchanged_for_a_password(world):
    signed_in = world.sign_in.set_initial_password("fresh", TOKEN, NEW_PASSWORD, ORIGIN)
    assert world.sessions.find(signed_in.token).person.username == "fresh"
    assert world.sign_in("fresh", NEW_PASSWORD, ORIGIN).person.username == "fresh"
    with pytest.raises(SignInRefused):
        world.sign_in.set_initial_password("fresh", TOKEN, NEW_PASSWORD, ORIGIN)


def test_a_changed_password_ends_the_other_sessions(world):
    here, there = (world.sign_in("alice", PASSWORD, ORIGIN).token for _ in range(2))
    world.sign_in.change_password(here, PASSWORD, NEW_PASSWORD, ORIGIN)
    assert world.sessions.find(here)
    assert world.sessions.find(there) is None
    event = world.event
    assert (event.action, event.outcome) == (Action.PASSWORD_CHANGE, Outcome.SUCCESS)
    assert (event.person, event.facts) == ("alice", {"sessions_ended": "1"})
    assert world.sign_in("alice", NEW_PASSWORD, ORIGIN)
    with pytest.raises(SignInRefused):
        world.sign_in("alice", PASSWORD, ORIGIN)


def test_a_password_is_not_changed_without_the_present_one(world):
    token = world.sign_in("alice", PASSWORD, ORIGIN).token
    with pytest.raises(SignInRefused):
        world.sign_in.change_password(token, "wrong", NEW_PASSWORD, ORIGIN)
    event = world.event
    assert (event.action, event.outcome) == (Action.PASSWORD_CHANGE, Outcome.REFUSED)
    assert (event.reason, event.person) == ("wrong_password", "alice")
    assert world.sign_in("alice", PASSWORD, ORIGIN)


def test_a_weak_password_changes_nothing(world):
    token = world.sign_in("alice", PASSWORD, ORIGIN).token
    before = len(world.store.events)
    with pytest.raises(PasswordRefused):
        world.sign_in.change_password(token, PASSWORD, "short", ORIGIN)
    assert len(world.store.events) == before


@pytest.mark.parametrize("hours", [0, 12])
def test_a_password_is_changed_in_a_live_session_only(world, hours):
    token = world.sign_in("alice", PASSWORD, ORIGIN).token
    world.now += timedelta(hours=hours)
    with pytest.raises(SignInRefused):
        world.sign_in.change_password(token if hours else "none", PASSWORD, NEW_PASSWORD, ORIGIN)
