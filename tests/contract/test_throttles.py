"""Counters of failures: each change is one statement, so that none is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from rolebridge.directory.ports import Throttle
from support.stored import find_person, write_people

HOUR = timedelta(hours=1)


def test_a_key_without_failures_counts_none(store):
    with store.unit_of_work() as unit:
        assert unit.throttles.find_throttle("account:1") == Throttle(0, None)


def test_failures_add_up_until_they_are_cleared(store, now):
    later = now + timedelta(seconds=5)
    with store.unit_of_work() as unit:
        unit.throttles.record_failure("account:1", now, now - HOUR)
        unit.throttles.record_failure("account:1", later, later - HOUR)
        unit.throttles.record_failure("account:2", now, now - HOUR)
        assert unit.throttles.find_throttle("account:1") == Throttle(2, later)
        unit.throttles.clear("account:1")
        assert unit.throttles.find_throttle("account:1") == Throttle(0, None)
        assert unit.throttles.find_throttle("account:2") == Throttle(1, now)


def test_a_count_starts_anew_when_its_last_failure_is_old(store, now):
    with store.unit_of_work() as unit:
        for _ in range(3):
            unit.throttles.record_failure("account:1", now, now - HOUR)
        unit.throttles.record_failure("account:1", now + HOUR, now)  # Exactly at the limit.
        assert unit.throttles.find_throttle("account:1") == Throttle(4, now + HOUR)
        later = now + 2 * HOUR + timedelta(microseconds=1)
        unit.throttles.record_failure("account:1", later, later - HOUR)
        assert unit.throttles.find_throttle("account:1") == Throttle(1, later)


def test_no_failure_is_lost_when_many_come_at_once(store, open_store, now):
    stores = [store, open_store()]

    def fail(number: int) -> None:
        with stores[number % 2].unit_of_work() as unit:
            unit.throttles.find_throttle("account:1")
            unit.throttles.record_failure("account:1", now, now - HOUR)
            unit.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fail, range(40)))
    with store.unit_of_work() as unit:
        assert unit.throttles.find_throttle("account:1").failures == 40


def test_an_address_is_known_to_the_person_who_signed_in_from_it(store, now):
    write_people(store)
    alice, bob = find_person(store, "alice"), find_person(store, "bob")
    with store.unit_of_work() as unit:
        unit.throttles.remember_address(alice.subject_id, "192.0.2.1", now)
        unit.throttles.remember_address(alice.subject_id, "192.0.2.1", now + HOUR)
        assert unit.throttles.is_known_address(alice.subject_id, "192.0.2.1")
        assert not unit.throttles.is_known_address(alice.subject_id, "192.0.2.2")
        assert not unit.throttles.is_known_address(bob.subject_id, "192.0.2.1")
        assert not unit.throttles.is_known_address("", "192.0.2.1")
        assert not unit.throttles.is_known_address(alice.subject_id, "\0")
