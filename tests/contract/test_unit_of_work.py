"""Transactions: what is kept, what is not, and what happens when the database is away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from rolebridge.audit.trail import TrailFilter
from rolebridge.store.engine import build_engine
from rolebridge.store.unit_of_work import StoreUnavailable
from support.stored import find_person, make_event, make_session, write_people


def count_events(store) -> int:
    with store.unit_of_work() as unit:
        return len(unit.audit.list_latest(TrailFilter(), 1000))


def test_what_was_committed_is_there_for_another_process(store, open_store, now):
    with store.unit_of_work() as unit:
        unit.audit.record(make_event(now))
        unit.commit()
    assert count_events(open_store()) == 1


def test_leaving_without_commit_keeps_nothing(store, now):
    with store.unit_of_work() as unit:
        unit.audit.record(make_event(now))
    assert count_events(store) == 0


def test_an_error_keeps_what_was_committed_before_it_and_nothing_else(store, now):
    def commit_once_and_fail() -> None:
        with store.unit_of_work() as unit:
            unit.audit.record(make_event(now))
            unit.commit()
            unit.audit.record(make_event(now))
            raise LookupError

    with pytest.raises(LookupError):
        commit_once_and_fail()
    assert count_events(store) == 1


def test_nobody_else_sees_what_is_not_committed(store, open_store, now):
    other = open_store()
    with store.unit_of_work() as unit:
        unit.audit.record(make_event(now))
        assert count_events(other) == 0


def test_a_transaction_reads_its_own_writes(store, now):
    write_people(store)
    alice = find_person(store, "alice")
    with store.unit_of_work() as unit:
        unit.sessions.add(make_session(alice.subject_id, now))
        assert unit.sessions.find("token-1") is not None


def test_a_unit_that_asks_nothing_opens_no_connection(store):
    with store.unit_of_work() as unit:
        unit.commit()
    assert store.engine.pool.checkedout() == 0
    assert store.engine.pool.checkedin() == 0


def test_a_read_first_and_a_write_after_another_commit_do_not_collide(store, open_store, now):
    """SQLite refuses to turn a reading transaction that has become stale into a writing one."""
    other = open_store()
    with store.unit_of_work() as unit:
        unit.configuration.current()
        with other.unit_of_work() as second:
            second.audit.record(make_event(now))
            second.commit()
        unit.audit.record(make_event(now))
        unit.commit()
    assert count_events(store) == 2


def test_many_threads_and_processes_write_at_once(store, open_store, now):
    stores = [store, open_store()]
    start = Barrier(8)

    def write(number: int) -> None:
        start.wait()
        for _ in range(10):
            with stores[number % 2].unit_of_work() as unit:
                unit.configuration.current()
                unit.audit.record(make_event(now))
                unit.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert count_events(store) == 80


def test_an_absent_database_is_told_without_its_address(store, backend, tmp_path):
    missing = (
        f"sqlite:///{tmp_path / 'a' / 'b.sqlite'}"
        if backend == "sqlite"
        else "postgresql://user:hunter2@127.0.0.1:1/nowhere"
    )
    store.engine.dispose()
    store.engine = build_engine(missing)
    if backend == "sqlite":
        (tmp_path / "a" / "b.sqlite").unlink()
        (tmp_path / "a").rmdir()
    with pytest.raises(StoreUnavailable) as refused, store.unit_of_work() as unit:
        unit.configuration.current()
    assert "hunter2" not in f"{refused.value} {refused.value.detail}"
    assert isinstance(refused.value.__cause__, OperationalError)
    with pytest.raises(StoreUnavailable):
        store.check()


def test_expired_rows_are_swept_now_and_then_after_a_commit(store, clock):
    write_people(store)
    alice = find_person(store, "alice")
    soon = clock() + timedelta(minutes=1)

    def commit_something() -> None:
        with store.unit_of_work() as unit:
            unit.audit.record(make_event(clock()))
            unit.commit()

    with store.unit_of_work() as unit:
        unit.replays.claim("assertion", "1", soon)
        unit.sessions.add(make_session(alice.subject_id, clock(), expires_at=soon))
        unit.sessions.add(make_session(alice.subject_id, clock(), "2"))
        unit.throttles.record_failure("key", clock(), clock())
        unit.throttles.remember_address(alice.subject_id, "192.0.2.1", clock())
        unit.commit()
    clock.advance(minutes=5)
    commit_something()
    with store.unit_of_work() as unit:
        assert len(unit.sessions.list_of(alice.subject_id)) == 2  # Not yet: no ten minutes.
    clock.advance(minutes=6)
    commit_something()
    with store.unit_of_work() as unit:
        assert [row.handle for row in unit.sessions.list_of(alice.subject_id)] == ["handle-2"]
        assert unit.throttles.find_throttle("key").failures == 1
    clock.advance(days=91)
    assert store.sweep() == 3
    assert store.sweep() == 0


def test_a_prepared_statement_fails_as_others_do_and_hides_its_values(store, now):
    event = make_event(now, detail=None)
    with store.unit_of_work() as unit:
        unit.audit.record(event)
        with pytest.raises(IntegrityError) as caught:
            unit.commit()
    assert caught.value.hide_parameters
    assert caught.value.params is None


def test_a_prepared_insert_belongs_to_the_transaction_it_stands_in(store, now):
    with store.unit_of_work() as unit:
        unit.replays.claim("test", "key", now + timedelta(minutes=5))
        unit.audit.record(make_event(now))
        unit.audit.list_latest(TrailFilter(), 5)
    with store.unit_of_work() as unit:
        assert unit.audit.list_latest(TrailFilter(), 5) == ()
