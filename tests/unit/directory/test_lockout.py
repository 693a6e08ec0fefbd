"""How long failures make a sign-in wait."""

from datetime import timedelta

import pytest

from rolebridge.directory.lockout import (
    LockoutPolicy,
    Pace,
    SignInThrottled,
    account_key,
    acquaintance_key,
    address_key,
    canonicalise_address,
    remaining_wait,
    whole_seconds_to_wait,
)
from rolebridge.directory.ports import Throttle

PACE = Pace(free=3, longest=timedelta(seconds=10), forget_after=timedelta(minutes=5))
POLICY = LockoutPolicy()


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (2, 0), (3, 1), (4, 2), (5, 4), (6, 8), (7, 10), (50, 10), (10**9, 10)],
)
def test_the_wait_doubles_after_the_free_tries_up_to_the_longest(failures, seconds):
    assert PACE.wait_after(failures) == timedelta(seconds=seconds)


def test_the_wait_runs_from_the_last_failure_and_ends_on_the_instant(now):
    throttle = Throttle(4, now)
    assert remaining_wait(PACE, throttle, now) == timedelta(seconds=2)
    assert remaining_wait(PACE, throttle, now + timedelta(seconds=1.5)) == timedelta(seconds=0.5)
    assert not remaining_wait(PACE, throttle, now + timedelta(seconds=2))
    assert not remaining_wait(PACE, throttle, now + timedelta(days=2))


def test_without_a_failure_there_is_no_wait(now):
    assert not remaining_wait(PACE, Throttle(0, None), now)


def test_old_failures_are_forgotten(now):
    slow = Pace(free=0, longest=timedelta(hours=9), forget_after=timedelta(minutes=5))
    throttle = Throttle(20, now)
    assert remaining_wait(slow, throttle, now + timedelta(minutes=5))
    assert not remaining_wait(slow, throttle, now + timedelta(minutes=5, microseconds=1))


def test_nobody_can_keep_a_colleague_out_for_more_than_a_minute():
    for pace in (POLICY.account, POLICY.acquaintance):
        assert pace.wait_after(10**6) == timedelta(seconds=60)


def test_an_address_waits_up_to_a_quarter_of_an_hour_and_is_remembered_longer_than_that():
    assert POLICY.address.wait_after(10**6) == timedelta(minutes=15)
    for pace in (POLICY.account, POLICY.acquaintance, POLICY.address):
        assert pace.forget_after > pace.longest


def test_a_typing_error_or_two_cost_nothing():
    assert not POLICY.account.wait_after(4)
    assert not POLICY.acquaintance.wait_after(4)
    assert not POLICY.address.wait_after(19)


@pytest.mark.parametrize(("wait", "seconds"), [(0.001, 1), (1.0, 1), (1.001, 2), (60.0, 60)])
def test_what_a_caller_is_told_is_long_enough(wait, seconds):
    assert whole_seconds_to_wait(timedelta(seconds=wait)) == seconds


def test_the_text_says_how_long():
    assert "1 second." in str(SignInThrottled(1))
    assert "17 seconds." in str(SignInThrottled(17))


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("local", "local"),
        ("x" * 1000, "x" * 64),
    ],
)
def test_an_address_counts_as_what_one_person_holds(address, canonical):
    assert canonicalise_address(address) == canonical


def test_a_key_tells_its_kind_and_hides_what_was_typed():
    typed = "my password \ud800"
    keys = [account_key(typed), address_key(typed), acquaintance_key("subject", typed)]
    assert [key.partition(":")[0] for key in keys] == ["account", "address", "acquaintance"]
    assert len(set(keys)) == 3
    assert not [key for key in keys if "password" in key]


def test_spellings_of_one_name_share_a_counter():
    assert account_key("Alice") == account_key("ALICE")
    assert account_key("alice") != account_key("bob")
