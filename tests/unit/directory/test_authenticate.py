"""The door for names and passwords: one answer and one amount of work for every kind of no."""

from datetime import timedelta

import pytest

from rolebridge.directory.authenticate import (
    Authentication,
    MustSetPassword,
    RefusalReason,
    SignInRefused,
)
from rolebridge.directory.hashing_thread import HashingThread
from rolebridge.directory.lockout import SignInThrottled
from rolebridge.directory.passwords import (
    Argon2Parameters,
    PasswordRefused,
    Passwords,
    hash_initial_token,
)
from rolebridge.directory.people import Person
from support.fakes import MemoryPeople, MemoryStore, MemoryThrottles
from support.sealing import SeededIds

CHEAP = Argon2Parameters(memory_kib=8, passes=1)
PASSWORD, NEW, TOKEN = "correct horse battery", "a new long password", "one-time-token"
HOME, CAFE, ELSEWHERE = "192.0.2.1", "198.51.100.1", "203.0.113.1"


class CountingThread(HashingThread):
    def __init__(self):
        super().__init__()
        self.count = 0

    def run(self, function):
        self.count += 1
        return super().run(function)


class Door:
    """The door with a directory behind it, a clock in front, and a count of hashes."""

    def __init__(self, now):
        self.now = now
        self.thread = CountingThread()
        self.passwords = Passwords(SeededIds(), CHEAP, self.thread)
        store = MemoryStore()
        self.state = store.state
        people = {
            "alice": {"password_hash": self.passwords.mint_hash(PASSWORD)},
            "bob": {"initial_token_hash": hash_initial_token(TOKEN)},
            "carol": {},
            "mallory": {"password_hash": self.passwords.mint_hash(PASSWORD)},
            "trent": {"initial_token_hash": hash_initial_token(TOKEN)},
        }
        for name, credential in people.items():
            is_disabled = name in ("mallory", "trent")
            person = Person(f"subject-{name}", name, name.title(), is_disabled=is_disabled)
            store.add_person(person, **credential)
        self.throttles = MemoryThrottles(self.state)
        self.door = Authentication(MemoryPeople(self.state), self.throttles, self.passwords)
        self.thread.count = 0

    def enter(self, name="alice", password=PASSWORD, address=HOME):
        return self.door.authenticate(name, password, address, self.now)

    def fail(self, name="alice", address=ELSEWHERE, times=1):
        """Fail as often, waiting as long as is asked for each time; gives the last wait."""
        wait = 0
        for _ in range(times):
            wait = self.wait_of(name, address)
            self.now += timedelta(seconds=wait)
            with pytest.raises(SignInRefused):
                self.enter(name, "wrong", address)
        return wait

    def wait_of(self, name="alice", address=HOME):
        """How long this attempt would have to wait now."""
        try:
            self.door._begin(name, address, self.now)
        except SignInThrottled as throttled:
            return throttled.retry_after
        return 0

    def stored(self, name):
        return self.state.people[name]


@pytest.fixture
def door(now):
    return Door(now)


def test_name_and_password_give_the_person(door):
    assert door.enter().username == "alice"
    assert door.enter("ALICE").username == "alice"


REFUSALS = [
    ("nobody", PASSWORD, RefusalReason.UNKNOWN_NAME),
    ("", "", RefusalReason.UNKNOWN_NAME),
    ("a" * 10_000, PASSWORD, RefusalReason.UNKNOWN_NAME),
    ("alice", "wrong", RefusalReason.WRONG_PASSWORD),
    ("alice", "", RefusalReason.WRONG_PASSWORD),
    ("alice", "x" * 10_000, RefusalReason.WRONG_PASSWORD),
    ("alice", TOKEN, RefusalReason.WRONG_PASSWORD),
    ("mallory", PASSWORD, RefusalReason.DISABLED),
    ("mallory", "wrong", RefusalReason.DISABLED),
    ("trent", TOKEN, RefusalReason.DISABLED),
    ("carol", PASSWORD, RefusalReason.NO_PASSWORD),
    ("carol", "", RefusalReason.NO_PASSWORD),
    ("bob", "wrong", RefusalReason.WRONG_PASSWORD),
    ("bob", hash_initial_token(TOKEN), RefusalReason.WRONG_PASSWORD),
]


@pytest.mark.parametrize(("name", "password", "reason"), REFUSALS)
def test_every_no_has_one_text_one_hash_and_one_set_of_counters(door, name, password, reason):
    with pytest.raises(SignInRefused) as refused:
        door.enter(name, password)
    assert str(refused.value) == "The user name or password is not correct."
    assert refused.value.code == "sign_in_refused"
    assert refused.value.reason is reason
    assert refused.value.detail == reason.value
    assert door.thread.count == 1
    counts = sorted((key.partition(":")[0], t.failures) for key, t in door.state.throttles.items())
    assert counts == [("account", 1), ("address", 1)]


def test_a_refusal_tells_the_trail_who_was_meant(door):
    with pytest.raises(SignInRefused) as refused:
        door.enter("alice", "wrong")
    assert refused.value.person.username == "alice"
    with pytest.raises(SignInRefused) as refused:
        door.enter("nobody", "wrong")
    assert refused.value.person is None


def test_yes_takes_one_hash_too(door):
    door.enter()
    assert door.thread.count == 1


def test_the_password_is_hashed_anew_when_the_cost_has_changed(door):
    before = door.stored("alice").password_hash
    dearer = Passwords(SeededIds(5), Argon2Parameters(16, 1), door.thread)
    newer = Authentication(door.door.people, door.throttles, dearer)
    newer.authenticate("alice", PASSWORD, HOME, door.now)
    after = door.stored("alice").password_hash
    assert after != before
    assert not dearer.needs_rehash(after)
    newer.authenticate("alice", PASSWORD, HOME, door.now)
    assert door.stored("alice").password_hash == after


@pytest.mark.parametrize("name", ["alice", "nobody", "mallory", "carol", "bob"])
def test_a_name_is_slowed_down_alike_whoever_it_belongs_to(door, name):
    waits = []
    for number in range(13):
        address = f"203.0.113.{number}"
        waits.append(door.fail(name, address))
    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]


def test_while_it_waits_nothing_is_computed_or_counted(door):
    door.fail(times=6)
    door.thread.count = 0
    counted = {key: throttle.failures for key, throttle in door.state.throttles.items()}
    for password in (PASSWORD, "wrong"):
        with pytest.raises(SignInThrottled) as throttled:
            door.enter(password=password, address=CAFE)
        assert throttled.value.retry_after == 2
    assert door.thread.count == 0
    assert {key: throttle.failures for key, throttle in door.state.throttles.items()} == counted
    door.now += timedelta(seconds=2)
    assert door.enter(address=CAFE).username == "alice"


def test_a_stranger_cannot_keep_somebody_out_at_a_known_address(door):
    door.enter(address=HOME)
    door.fail(address=ELSEWHERE, times=15)
    assert door.wait_of(address=CAFE) == 60
    assert door.enter(address=HOME).username == "alice"


def test_a_neighbour_behind_the_same_address_cannot_either(door):
    door.enter(address=HOME)
    for number in range(40):
        door.fail(f"nobody-{number}", HOME)
    assert door.wait_of("bob", HOME) == 900
    assert door.enter(address=HOME).username == "alice"


def test_guesses_at_a_known_address_are_slowed_down_by_a_minute_at_most(door):
    door.enter(address=HOME)
    waits = [door.fail(address=HOME) for _ in range(13)]
    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert door.wait_of(address=CAFE) == 0


def test_guesses_at_many_names_from_one_address_wait_longer_and_longer(door):
    waits = [door.fail(f"nobody-{number}", ELSEWHERE) for number in range(33)]
    assert waits[:21] == [0] * 20 + [1]
    assert waits[-2:] == [900, 900]


def test_guesses_from_one_ipv6_network_are_one_address(door):
    for number in range(25):
        door.fail(f"nobody-{number}", f"2001:db8::{number:x}")
    assert door.wait_of("alice", "2001:db8::ffff") > 0
    assert door.wait_of("alice", "2001:db8:0:1::1") == 0


def test_a_success_ends_the_counter_of_the_name_but_not_of_the_address(door):
    for number in range(25):
        door.fail(f"nobody-{number}", CAFE)
    door.fail("alice", CAFE, times=4)
    door.now += timedelta(seconds=door.wait_of("alice", CAFE))
    door.enter(address=CAFE)
    left = {key.partition(":")[0] for key, t in door.state.throttles.items() if t.failures >= 4}
    assert left == {"address"}
    assert door.fail("alice", "203.0.113.200") == 0


def test_a_success_at_a_known_address_forgives_strangers_nothing(door):
    door.enter(address=HOME)
    door.fail(address=ELSEWHERE, times=10)
    door.enter(address=HOME)
    assert door.wait_of(address=CAFE) == 32


def test_failures_are_forgotten_after_a_while(door):
    door.fail(times=12)
    assert door.wait_of(address=CAFE) == 60
    door.now += timedelta(minutes=31)
    assert door.fail(address=CAFE) == 0
    assert door.fail(address=CAFE) == 0


def test_a_one_time_token_leads_to_a_new_password_and_to_nothing_else(door):
    with pytest.raises(MustSetPassword) as must:
        door.enter("bob", TOKEN)
    assert must.value.person.username == "bob"
    assert must.value.code == "password_must_be_set"
    assert door.thread.count == 1
    assert door.stored("bob").initial_token_hash is not None
    assert ("subject-bob", HOME) not in door.state.addresses


def test_the_token_is_exchanged_for_a_password_once(door):
    person = door.door.set_initial_password("bob", TOKEN, NEW, HOME, door.now)
    assert person.username == "bob"
    assert door.enter("bob", NEW).username == "bob"
    with pytest.raises(SignInRefused):
        door.enter("bob", TOKEN)
    with pytest.raises(SignInRefused):
        door.door.set_initial_password("bob", TOKEN, NEW, HOME, door.now)


def test_a_wrong_token_sets_nothing_and_counts(door):
    for name, token in [("bob", "wrong"), ("alice", PASSWORD), ("nobody", TOKEN), ("trent", TOKEN)]:
        with pytest.raises(SignInRefused):
            door.door.set_initial_password(name, token, NEW, HOME, door.now)
    assert door.stored("bob").password_hash is None
    assert door.enter("alice").username == "alice"
    assert max(throttle.failures for throttle in door.state.throttles.values()) == 4
    assert door.thread.count == 5


def test_a_new_password_must_keep_the_rule_and_the_token_stays_good(door):
    with pytest.raises(PasswordRefused):
        door.door.set_initial_password("bob", TOKEN, "short", HOME, door.now)
    assert not door.state.throttles
    assert door.thread.count == 0
    assert door.door.set_initial_password("bob", TOKEN, NEW, HOME, door.now)


def test_a_password_is_changed_by_whoever_knows_the_present_one(door):
    alice = door.enter()
    door.door.change_password(alice, PASSWORD, NEW, HOME, door.now)
    assert door.enter(password=NEW) == alice
    with pytest.raises(SignInRefused):
        door.enter(password=PASSWORD)


def test_a_stolen_session_is_not_enough_to_change_it(door):
    alice = door.enter()
    before = door.stored("alice")
    for _ in range(6):
        with pytest.raises(SignInRefused):
            door.door.change_password(alice, "guess", NEW, HOME, door.now)
        door.now += timedelta(seconds=door.wait_of())
    with pytest.raises(SignInRefused):
        door.door.change_password(alice, "guess", NEW, HOME, door.now)
    with pytest.raises(SignInThrottled):
        door.door.change_password(alice, PASSWORD, NEW, HOME, door.now)
    with pytest.raises(PasswordRefused):
        door.door.change_password(alice, PASSWORD, "short", HOME, door.now)
    assert door.stored("alice") == before


def test_a_token_does_not_change_a_password(door):
    bob = door.stored("bob").person
    with pytest.raises(SignInRefused):
        door.door.change_password(bob, TOKEN, NEW, HOME, door.now)
