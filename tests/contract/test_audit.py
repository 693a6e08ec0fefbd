"""The audit trail: everything that is recorded can be read, and nothing can be changed."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from rolebridge.audit.events import Action, AWSEvent, Event, Origin, Outcome
from rolebridge.audit.trail import TrailFilter
from support.stored import make_event


def record(store, *events: Event) -> None:
    with store.unit_of_work() as unit:
        for event in events:
            unit.audit.record(event)
        unit.commit()


def latest(store, limit: int = 100, **wanted):
    with store.unit_of_work() as unit:
        return unit.audit.list_latest(TrailFilter(**wanted), limit)


def test_an_event_comes_back_as_it_was(store, now):
    event = Event(
        at=now + timedelta(microseconds=1),
        action=Action.SAML_ISSUE,
        outcome=Outcome.REFUSED,
        origin=Origin("request-7", "2001:db8::1", "Browser/1.0 (é)"),
        person="zoë",
        assertion_id="_1",
        target="urn:amazon:webservices",
        reason="audience_mismatch",
        detail="two\nlines \u202e",
        facts={"b": "2", "a": "1"},
    )
    record(store, event, make_event(now))
    first, second = latest(store)
    assert first.event == event
    assert second.event == make_event(now)
    assert first.number < second.number


def test_what_cloudtrail_is_told_comes_back_as_it_was(store, now):
    aws = AWSEvent(
        source="sts.amazonaws.com",
        name="AssumeRole",
        account="111122223333",
        region="us-east-1",
        identity={"type": "IAMUser"},
        parameters={"tags": [{"key": "Größe", "value": "\0"}]},
        response=None,
        resources=({"ARN": "arn:aws:iam::111122223333:role/R"},),
        additional={"a": {"b": 1}},
    )
    record(store, replace(make_event(now), aws=aws), make_event(now))
    first, second = latest(store)
    assert first.event.aws == aws
    assert second.event.aws is None


def test_what_is_too_long_for_cloudtrail_is_left_out_whole(store, now):
    aws = AWSEvent(
        source="iam.amazonaws.com",
        name="CreatePolicy",
        account=None,
        region="us-east-1",
        identity={},
        parameters={"policyDocument": "x" * 102_400},
        response={"policy": {}},
    )
    record(store, replace(make_event(now), aws=aws))
    (only,) = latest(store)
    assert only.event.aws.parameters == {"omitted": True, "reason": "too large"}
    assert only.event.aws.response == {"policy": {}}


def test_instants_are_kept_as_utc_whatever_zone_they_came_in(store, now):
    local = datetime(2026, 11, 23, 15, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    record(store, make_event(local))
    at = latest(store)[0].event.at
    assert at == now
    assert at.utcoffset() == timedelta(0)


def test_an_instant_without_a_zone_is_refused(store):
    with pytest.raises(Exception, match="has no zone"):
        record(store, make_event(datetime(2026, 11, 23, 10, 0)))  # noqa: DTZ001


def test_the_trail_is_asked_by_person_instant_and_number(store, now):
    events = [
        make_event(now + timedelta(minutes=n), person=("alice", "bob", None)[n % 3])
        for n in range(9)
    ]
    record(store, *events)
    everything = latest(store)
    assert [e.event for e in everything] == events
    assert [e.event for e in latest(store, person="bob")] == events[1::3]
    assert latest(store, person="bo%") == ()
    assert [e.event for e in latest(store, since=events[4].at)] == events[4:]
    assert [e.event for e in latest(store, limit=2)] == events[-2:]
    with store.unit_of_work() as unit:
        after = TrailFilter(after_number=everything[2].number, person="alice")
        assert [e.event for e in unit.audit.list_next(after, 1)] == [events[3]]
        assert unit.audit.list_next(TrailFilter(after_number=everything[-1].number), 5) == ()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_events SET person = 'mallory'",
        "UPDATE audit_events SET id = id",
        "DELETE FROM audit_events",
        "DELETE FROM audit_events WHERE id = 1",
    ],
)
def test_an_event_cannot_be_changed_or_deleted(store, now, change):
    record(store, make_event(now))
    with store.engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(change))
    assert latest(store)[0].event == make_event(now)


def test_the_trail_cannot_be_overwritten_or_emptied_by_other_means(store, now, backend):
    record(store, make_event(now))
    other_means = {
        "sqlite": "REPLACE INTO audit_events SELECT * FROM audit_events",
        "postgresql": "TRUNCATE audit_events",
    }
    with store.engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(other_means[backend]))
    assert latest(store)[0].event == make_event(now)


def test_text_of_strangers_is_kept_short_and_never_a_server_error(store, now):
    hostile = "a\0b\ud800" + "x" * 100_000
    origin = Origin(hostile, hostile, hostile)
    facts = {f"{n}": hostile for n in range(100)}
    record(
        store,
        make_event(now, origin=origin, person=hostile, target=hostile, detail=hostile, facts=facts),
    )
    event = latest(store)[0].event
    assert event.person.startswith("a\ufffdb\ufffdxxx")
    assert event.person.endswith("…")
    assert len(event.person) == len(event.origin.user_agent) == 1024
    assert len(event.detail) == 4096
    assert len(event.facts) == 32


def test_an_event_is_one_statement_when_it_is_all_that_is_written(store, now, statements):
    with store.unit_of_work() as unit:
        unit.configuration.current()
        statements.clear()
        unit.audit.record(make_event(now))
        assert statements == []
        unit.commit()
    assert [statement.split()[0] for statement in statements] == ["INSERT"]
    assert len(latest(store)) == 1


def test_events_and_other_writes_are_one_transaction(store, open_store, now):
    other = open_store()
    with store.unit_of_work() as unit:
        unit.audit.record(make_event(now, person="first"))
        unit.throttles.record_failure("key", now, now)
        unit.audit.record(make_event(now, person="second"))
        assert latest(other) == ()
        assert [e.event.person for e in unit.audit.list_latest(TrailFilter(), 9)] == [
            "first",
            "second",
        ]
    assert latest(store) == ()
    with store.unit_of_work() as unit:
        unit.audit.record(make_event(now, person="first"))
        unit.throttles.record_failure("key", now, now)
        unit.audit.record(make_event(now, person="second"))
        unit.commit()
        assert unit.throttles.find_throttle("key").failures == 1
    assert [e.event.person for e in latest(other)] == ["first", "second"]


def test_several_events_are_kept_together(store, open_store, now):
    with store.unit_of_work() as unit:
        for name in ("first", "second"):
            unit.audit.record(make_event(now, person=name))
        unit.commit()
        unit.audit.record(make_event(now, person="third"))
        unit.commit()
        unit.audit.record(make_event(now, person="not committed"))
    assert [e.event.person for e in latest(open_store())] == ["first", "second", "third"]
