"""What an administrator does to people: each change with its audit row, or nothing at all."""

import pytest

from rolebridge.audit.events import Action, Origin, Outcome
from rolebridge.audit.trail import TrailFilter
from rolebridge.directory.administration import (
    GroupUnknown,
    NewPerson,
    PersonUnknown,
    UsernameTaken,
)
from rolebridge.directory.names import UsernameRefused
from rolebridge.directory.passwords import (
    Argon2Parameters,
    PasswordRefused,
    Passwords,
    is_initial_token,
)
from rolebridge.idp.people import PeopleAdministration
from support.sealing import SeededIds
from support.stored import find_person, make_session, write_people

ORIGIN = Origin("request-1", "local", "rolebridge people")
PASSWORDS = Passwords(SeededIds(), Argon2Parameters(8, 1))


@pytest.fixture
def administration(store, clock):
    write_people(store)
    return PeopleAdministration(store.unit_of_work, clock, SeededIds(3), lambda: PASSWORDS)


def trail(store):
    with store.unit_of_work() as unit:
        return [numbered.event for numbered in unit.audit.list_latest(TrailFilter(), 100)]


def record_of(store, username):
    with store.unit_of_work() as unit:
        return unit.people.find_password_record(username)


def sign_in(store, username, now):
    with store.unit_of_work() as unit:
        unit.sessions.add(make_session(unit.people.find_person(username).subject_id, now))
        unit.commit()


def is_signed_in(store):
    with store.unit_of_work() as unit:
        return unit.sessions.find("token-1") is not None


def test_somebody_is_added_with_a_one_time_token(administration, store, now):
    new = NewPerson("Zoe\u0308", "Zoë", "z@example.com", ("platform",), {"a": ("1",)})
    added = administration.add(new, ORIGIN)
    assert added.person.username == "Zoë"
    assert added.person.groups == {"platform", "engineering"}
    record = record_of(store, "zoë")
    assert is_initial_token(added.token, record.initial_token_hash)
    assert record.password_hash is None
    (event,) = trail(store)
    assert (event.at, event.action, event.outcome) == (now, Action.PEOPLE_CHANGE, Outcome.SUCCESS)
    assert (event.person, event.target) == ("Zoë", added.person.subject_id)
    assert event.facts == {"change": "add", "groups": "platform"}
    assert event.origin == ORIGIN
    assert added.token not in repr(added) + repr(event)


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        (NewPerson("ALICE", "A"), UsernameTaken),
        (NewPerson("a b", "A"), UsernameRefused),
        (NewPerson("dan", "Dan", groups=("platform", "painters")), GroupUnknown),
    ],
)
def test_what_is_refused_leaves_nobody_behind(administration, store, new, refusal):
    with pytest.raises(refusal):
        administration.add(new, ORIGIN)
    assert [person.username for person in administration.list_people()] == ["alice", "bob"]
    assert trail(store) == []


def test_disabling_ends_sessions_and_enabling_lets_in_again(administration, store, now):
    sign_in(store, "alice", now)
    administration.disable("ALICE", ORIGIN)
    assert find_person(store, "alice").is_disabled
    assert not is_signed_in(store)
    administration.enable("alice", ORIGIN)
    assert not find_person(store, "alice").is_disabled
    assert [event.facts["change"] for event in trail(store)] == ["disable", "enable"]


def test_a_token_takes_the_place_of_the_password_and_ends_sessions(administration, store, now):
    sign_in(store, "alice", now)
    token = administration.issue_token("alice", ORIGIN)
    record = record_of(store, "alice")
    assert record.password_hash is None
    assert is_initial_token(token, record.initial_token_hash)
    assert administration.issue_token("alice", ORIGIN) != token
    assert not is_signed_in(store)
    assert token not in repr(trail(store))


def test_a_password_is_set_by_the_rule_and_ends_sessions(administration, store, now):
    sign_in(store, "bob", now)
    with pytest.raises(PasswordRefused):
        administration.set_password("bob", "short", ORIGIN)
    assert is_signed_in(store)
    administration.set_password("bob", "correct horse battery", ORIGIN)
    record = record_of(store, "bob")
    assert PASSWORDS.is_correct("correct horse battery", record.password_hash)
    assert record.initial_token_hash is None
    assert not is_signed_in(store)
    (event,) = trail(store)
    assert event.facts == {"change": "password", "sessions_ended": "1"}
    assert "correct horse" not in repr(event)


def test_people_are_put_into_groups_and_taken_out(administration, store):
    changed = administration.change_groups("alice", ("engineering",), ("platform",), ORIGIN)
    assert [m.path for m in changed.memberships] == [("engineering",)]
    changed = administration.change_groups("alice", ("platform", "engineering"), (), ORIGIN)
    assert [m.path for m in changed.memberships] == [("engineering",), ("platform",)]
    with pytest.raises(GroupUnknown):
        administration.change_groups("alice", ("painters",), ("platform",), ORIGIN)
    assert find_person(store, "alice") == changed
    assert trail(store)[-1].facts == {"change": "groups", "groups": "engineering, platform"}


def test_nobody_of_that_name_is_told(administration, store):
    for change in (
        lambda: administration.get_person("nobody"),
        lambda: administration.disable("nobody", ORIGIN),
        lambda: administration.enable("nobody", ORIGIN),
        lambda: administration.issue_token("nobody", ORIGIN),
        lambda: administration.set_password("nobody", "correct horse battery", ORIGIN),
        lambda: administration.change_groups("nobody", (), (), ORIGIN),
    ):
        with pytest.raises(PersonUnknown, match="'nobody'"):
            change()
    assert trail(store) == []
