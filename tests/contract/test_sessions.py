"""Browser sessions, parked requests, consoles and access keys."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from rolebridge.sts.ports import ConsoleSessionRow
from support.stored import (
    ALICE,
    find_person,
    make_request,
    make_session,
    write,
    write_people,
)


@pytest.fixture
def alice(store):
    write_people(store)
    return find_person(store, "alice")


@pytest.fixture
def bob(store, alice):
    return find_person(store, "bob")


def test_a_session_is_found_with_its_person(store, alice, now):
    row = make_session(alice.subject_id, now)
    with store.unit_of_work() as unit:
        unit.sessions.add(row)
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.sessions.find("token-1") == (row, alice)
        assert unit.sessions.find("token-2") is None
        assert unit.sessions.find("\0") is None


def test_a_session_is_found_in_one_statement(store, alice, now, statements):
    with store.unit_of_work() as unit:
        unit.sessions.add(make_session(alice.subject_id, now))
        unit.commit()
    statements.clear()
    with store.unit_of_work() as unit:
        unit.sessions.find("token-1")
        unit.configuration.current()
    assert len(statements) == 1


def test_only_the_last_sight_of_a_session_moves(store, alice, now):
    later = now + timedelta(minutes=3)
    with store.unit_of_work() as unit:
        unit.sessions.add(make_session(alice.subject_id, now))
        unit.sessions.touch("token-1", later)
        row, _ = unit.sessions.find("token-1")
    assert row == replace(make_session(alice.subject_id, now), last_seen_at=later)


def test_sessions_are_listed_for_one_person_oldest_first(store, alice, bob, now):
    rows = [
        make_session(alice.subject_id, now - timedelta(hours=n), str(n), authenticated_at=now)
        for n in range(3)
    ]
    rows = [replace(r, authenticated_at=now - timedelta(hours=n)) for n, r in enumerate(rows)]
    with store.unit_of_work() as unit:
        for row in [*rows, make_session(bob.subject_id, now, "bob")]:
            unit.sessions.add(row)
        assert unit.sessions.list_of(alice.subject_id) == tuple(reversed(rows))


def test_sessions_end_by_token_by_handle_and_all_but_one(store, alice, bob, now):
    with store.unit_of_work() as unit:
        for name in "12345":
            unit.sessions.add(make_session(alice.subject_id, now, name))
        unit.sessions.remove("token-1")
        unit.sessions.remove("token-1")
        assert not unit.sessions.remove_handle(bob.subject_id, "handle-2")
        assert unit.sessions.remove_handle(alice.subject_id, "handle-2")
        assert not unit.sessions.remove_handle(alice.subject_id, "handle-2")
        assert unit.sessions.remove_all(alice.subject_id, except_token_hash="token-4") == 2
        assert [row.handle for row in unit.sessions.list_of(alice.subject_id)] == ["handle-4"]
        assert unit.sessions.remove_all(bob.subject_id) == 0
        assert unit.sessions.remove_all(alice.subject_id) == 1


def test_expired_sessions_are_removed_at_the_instant_of_their_end(store, alice, now):
    end = make_session(alice.subject_id, now).expires_at
    with store.unit_of_work() as unit:
        unit.sessions.add(make_session(alice.subject_id, now))
        assert unit.sessions.remove_expired(end - timedelta(microseconds=1)) == 0
        assert unit.sessions.remove_expired(end) == 1


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        ({"disabled": True}, True),
        ({"password_hash": "$argon2id$another"}, True),
        ({"password_hash": None, "initial_token_hash": "token"}, True),
        ({"display_name": "Alice B."}, False),
        ({"groups": ()}, False),
        ({"password_hash": None}, False),
    ],
)
def test_a_session_ends_when_its_person_is_disabled_or_given_another_credential(
    store, alice, now, change, ends
):
    with store.unit_of_work() as unit:
        unit.sessions.add(make_session(alice.subject_id, now))
        unit.commit()
    write(store, people=(replace(ALICE, **change),))
    with store.unit_of_work() as unit:
        assert (unit.sessions.find("token-1") is None) is ends


def test_everything_of_a_person_goes_with_the_person(store, alice, now):
    with store.unit_of_work() as unit:
        unit.sessions.add(make_session(alice.subject_id, now))
        unit.throttles.remember_address(alice.subject_id, "192.0.2.1", now)
        unit.commit()
    write(store, people=())
    write(store, people=(ALICE,))
    with store.unit_of_work() as unit:
        assert unit.sessions.find("token-1") is None
        again = unit.people.find_person("alice")
        assert again.subject_id != alice.subject_id
        assert not unit.throttles.is_known_address(alice.subject_id, "192.0.2.1")


def test_two_sessions_cannot_share_a_handle(store, alice, now):
    with store.unit_of_work() as unit:
        unit.sessions.add(make_session(alice.subject_id, now))
        with pytest.raises(IntegrityError):
            unit.sessions.add(make_session(alice.subject_id, now, token_hash="other"))


def test_a_parked_request_comes_back_as_it_was(store, now):
    request = make_request(
        now + timedelta(microseconds=7),
        request_id="_abc",
        relay_state="a\0b\ud800 é %20+&=",
        signed=True,
        force_authn=True,
        is_passive=True,
        authn_context_classes=("urn:one", "urn:two"),
        authn_context_comparison="minimum",
        name_id_format="urn:format",
        sp_name_qualifier="https://wiki.example.com/saml",
        allow_create=False,
        role_arn="arn:aws:iam::111122223333:role/ReadOnly",
    )
    with store.unit_of_work() as unit:
        unit.pending.park("pending-1", request, now + timedelta(minutes=10))
        unit.pending.park("pending-2", make_request(now), now + timedelta(minutes=10))
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.pending.find("pending-1", now) == request
        assert unit.pending.find("pending-2", now) == make_request(now)
        assert unit.pending.find("pending-3", now) is None
        assert unit.pending.find("\0", now) is None


def test_a_parked_request_is_taken_once(store, open_store, now):
    with store.unit_of_work() as unit:
        unit.pending.park("pending-1", make_request(now), now + timedelta(minutes=10))
        unit.commit()
    taken = []
    for one in (store, open_store()):
        with one.unit_of_work() as unit:
            taken.append(unit.pending.take("pending-1", now))
            unit.commit()
    assert taken == [make_request(now), None]


def test_a_parked_request_is_gone_at_the_instant_of_its_end(store, now):
    end = now + timedelta(minutes=10)
    with store.unit_of_work() as unit:
        unit.pending.park("pending-1", make_request(now), end)
        assert unit.pending.find("pending-1", end - timedelta(microseconds=1)) is not None
        assert unit.pending.find("pending-1", end) is None
        assert unit.pending.take("pending-1", end) is None


def test_consoles_are_kept_and_removed(store, now):
    row = ConsoleSessionRow("token-1", "ASIAEXAMPLE", "sealed", now + timedelta(hours=1))
    with store.unit_of_work() as unit:
        unit.console_sessions.add(row)
        unit.console_sessions.add(replace(row, token_hash="token-2"))
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.console_sessions.find("token-1") == row
        assert unit.console_sessions.find("") is None
        unit.console_sessions.remove("token-1")
        unit.console_sessions.remove("token-1")
        assert unit.console_sessions.find("token-1") is None
        assert unit.console_sessions.remove_expired(now) == 0
        assert unit.console_sessions.remove_expired(row.expires_at) == 1
