"""Things that may happen once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

MINUTE = timedelta(minutes=1)


def test_the_first_claim_wins_and_later_ones_lose(store, open_store, now):
    with store.unit_of_work() as unit:
        assert unit.replays.claim("assertion", "_1", now + MINUTE)
        assert not unit.replays.claim("assertion", "_1", now + MINUTE)
        unit.commit()
    with open_store().unit_of_work() as unit:
        assert not unit.replays.claim("assertion", "_1", now + MINUTE)


def test_kind_and_key_are_told_apart_exactly(store, now):
    with store.unit_of_work() as unit:
        claims = [("a", "1"), ("b", "1"), ("a", "1 "), ("a", "1\0"), ("a", "\ud800"), ("a", "A")]
        for kind, key in [*claims, ("a", "a")]:
            assert unit.replays.claim(kind, key, now + MINUTE), (kind, key)


def test_a_claim_that_was_not_committed_never_happened(store, now):
    with store.unit_of_work() as unit:
        assert unit.replays.claim("assertion", "_1", now + MINUTE)
    with store.unit_of_work() as unit:
        assert unit.replays.claim("assertion", "_1", now + MINUTE)


def test_a_claim_gives_way_at_the_instant_of_its_end(store, clock, now):
    with store.unit_of_work() as unit:
        assert unit.replays.claim("assertion", "_1", now + MINUTE)
        unit.commit()
        clock.advance(seconds=59)
        assert not unit.replays.claim("assertion", "_1", now + 2 * MINUTE)
        unit.commit()
        clock.advance(seconds=1)
        assert unit.replays.claim("assertion", "_1", now + 2 * MINUTE)
        assert not unit.replays.claim("assertion", "_1", now + 2 * MINUTE)


def test_of_many_claims_at_once_exactly_one_wins(store, open_store, now):
    stores = [store, open_store()]

    def claim(number: int) -> bool:
        with stores[number % 2].unit_of_work() as unit:
            won = unit.replays.claim("assertion", "_1", now + MINUTE)
            unit.commit()
            return won

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claim, range(24))) == 1
