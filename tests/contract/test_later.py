"""Events of read-only calls: written soon, in their order, and kept while nobody can write."""

import threading

import pytest

from rolebridge.audit.trail import TrailFilter
from rolebridge.store.later import LaterEvents
from rolebridge.store.unit_of_work import StoreUnavailable
from support.stored import make_event


def read(store):
    with store.unit_of_work() as unit:
        return [each.event for each in unit.audit.list_latest(TrailFilter(), 1000)]


@pytest.fixture
def begin():
    """Makes collectors that end with the test."""
    made = []

    def begin(open_unit):
        made.append(LaterEvents(open_unit))
        return made[-1]

    yield begin
    for later in made:
        later.close()


def test_what_waits_is_written_when_asked(store, now, begin):
    later = begin(store.unit_of_work)
    events = [make_event(now, reason=f"r{number}") for number in range(600)]
    for event in events:
        later.record(event)
    later.flush()
    assert {event.reason for event in read(store)} == {event.reason for event in events}


def test_what_waits_is_written_without_being_asked(store, now, begin):
    written = threading.Event()

    def open_unit():
        unit = store.unit_of_work()
        written.set()
        return unit

    begin(open_unit).record(make_event(now))
    assert written.wait(20)


def test_what_cannot_be_written_waits_on(store, now, begin):
    is_there = False

    def open_unit():
        if not is_there:
            raise StoreUnavailable("The database does not answer.")
        return store.unit_of_work()

    later = begin(open_unit)
    later.record(make_event(now))
    later.flush()
    is_there = True
    later.flush()
    assert len(read(store)) == 1


def test_what_waits_at_the_end_is_written(store, now):
    later = LaterEvents(store.unit_of_work)
    later.record(make_event(now))
    later.close()
    assert len(read(store)) == 1
