"""Is this person who they say? One answer and one amount of work for every kind of no."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rolebridge.directory import lockout
from rolebridge.directory.lockout import LockoutPolicy, Pace, SignInThrottled
from rolebridge.directory.passwords import (
    Passwords,
    is_initial_token,
    validate_new_password,
)
from rolebridge.directory.people import Person
from rolebridge.directory.ports import PasswordRecord, PeopleRepository, ThrottleRepository
from rolebridge.errors import RolebridgeError


class RefusalReason(StrEnum):
    """Why a sign-in was refused: for the audit trail, never for the caller."""

    UNKNOWN_NAME = "unknown_name"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  (a reason's name, not a secret)
    DISABLED = "disabled"
    NO_PASSWORD = "no_password"  # noqa: S105


class SignInRefused(RolebridgeError):
    """Name and password do not belong together; the text is the same for every `reason`.

    `person` is who was meant, where there is such a person.
    """

    code = "sign_in_refused"

    def __init__(self, reason: RefusalReason, person: Person | None = None) -> None:
        super().__init__("The user name or password is not correct.", detail=reason.value)
        self.reason = reason
        self.person = person


class MustSetPassword(RolebridgeError):
    """The one-time token was right: the person must choose a password before anything else.

    Nothing is signed in. The page asks for the new password and calls `set_initial_password`
    with the same token.
    """

    code = "password_must_be_set"

    def __init__(self, person: Person) -> None:
        super().__init__("Choose a password to finish signing in.")
        self.person = person


@dataclass(frozen=True, slots=True)
class Authentication:
    """The door for names and passwords, over the repositories of one transaction.

    The caller commits in every case, a refusal included: the counters are part of the answer.
    Attempts that arrive at the same instant are all counted, but each may be heard before the
    others are: what gets through beyond the pace is at most one attempt for each waiting thread.
    """

    people: PeopleRepository
    throttles: ThrottleRepository
    passwords: Passwords
    policy: LockoutPolicy = field(default_factory=LockoutPolicy)

    def authenticate(
        self, username: str, password: str, source_address: str, now: datetime
    ) -> Person:
        """The person whose password this is.

        Raises SignInThrottled (nothing was checked, no hash computed), SignInRefused (exactly one
        hash computed, whatever was wrong) or MustSetPassword (the password is their one-time
        token).
        """
        attempt = self._begin(username, source_address, now)
        record = attempt.record
        password_hash = record.password_hash if record else None
        is_correct = self.passwords.is_correct(password, password_hash)
        person = self._admit(attempt, password, is_correct=is_correct)
        if password_hash is None:
            raise MustSetPassword(person)
        self._welcome(attempt, person)
        if self.passwords.needs_rehash(password_hash):
            self.people.set_password_hash(person.subject_id, self.passwords.mint_hash(password))
        return person

    def set_initial_password(
        self, username: str, token: str, new_password: str, source_address: str, now: datetime
    ) -> Person:
        """Exchange the one-time token for a password; the token is gone, the person signed in.

        Raises PasswordRefused (the token stays good), SignInThrottled or SignInRefused.
        """
        validate_new_password(new_password, username)
        attempt = self._begin(username, source_address, now)
        new_hash = self.passwords.mint_hash(new_password)
        person = self._admit(attempt, token, is_correct=False)
        self.people.set_password_hash(person.subject_id, new_hash)
        self._welcome(attempt, person)
        return person

    def change_password(
        self,
        person: Person,
        current: str,
        new_password: str,
        source_address: str,
        now: datetime,
    ) -> None:
        """Replace a signed-in person's password. Ending their other sessions is the caller's.

        Raises PasswordRefused, SignInThrottled or SignInRefused.
        """
        validate_new_password(new_password, person.username)
        attempt = self._begin(person.username, source_address, now)
        record = attempt.record
        password_hash = record.password_hash if record else None
        is_correct = self.passwords.is_correct(current, password_hash)
        self._admit(attempt, "", is_correct=is_correct)
        self.people.set_password_hash(person.subject_id, self.passwords.mint_hash(new_password))

    def _begin(self, username: str, source_address: str, now: datetime) -> "_Attempt":
        """Look the person up and hear the counters. Raises SignInThrottled."""
        record = self.people.find_password_record(username)
        subject_id = record.person.subject_id if record else ""
        address = lockout.canonicalise_address(source_address)
        is_known = self.throttles.is_known_address(subject_id, address)
        counters = self._counters(username, subject_id, address, is_known=is_known)
        waits = [
            lockout.remaining_wait(counter.pace, self.throttles.find_throttle(counter.key), now)
            for counter in counters
        ]
        if any(waits):
            raise SignInThrottled(lockout.whole_seconds_to_wait(max(waits)))
        return _Attempt(address, now, record, counters)

    def _counters(
        self, username: str, subject_id: str, address: str, *, is_known: bool
    ) -> tuple["_Counter", ...]:
        if is_known:
            key = lockout.acquaintance_key(subject_id, address)
            return (_Counter(key, self.policy.acquaintance),)
        return (
            _Counter(lockout.account_key(username), self.policy.account),
            _Counter(lockout.address_key(address), self.policy.address, ends_with_success=False),
        )

    def _admit(self, attempt: "_Attempt", token: str, *, is_correct: bool) -> Person:
        """The person, if the password was right or `token` is their token; else one refusal."""
        record = attempt.record
        token_hash = record.initial_token_hash if record else None
        has_token = is_initial_token(token, token_hash)
        if record and not record.person.is_disabled and (is_correct or has_token):
            return record.person
        for counter in attempt.counters:
            forget_before = attempt.now - counter.pace.forget_after
            self.throttles.record_failure(counter.key, attempt.now, forget_before)
        raise SignInRefused(_reason(record), record.person if record else None)

    def _welcome(self, attempt: "_Attempt", person: Person) -> None:
        """A success ends the counters of the name; an address keeps its own.

        Otherwise whoever has one account could clear their address between guesses at others. A
        success at a known address does not forgive what strangers tried elsewhere.
        """
        for counter in attempt.counters:
            if counter.ends_with_success:
                self.throttles.clear(counter.key)
        self.throttles.remember_address(person.subject_id, attempt.address, attempt.now)


@dataclass(frozen=True, slots=True)
class _Counter:
    """One count of failures, and how fast it makes an attempt wait."""

    key: str
    pace: Pace
    ends_with_success: bool = True


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What one attempt is about: who was meant, from where, and which counters it concerns."""

    address: str
    now: datetime
    record: PasswordRecord | None
    counters: tuple[_Counter, ...]


def _reason(record: PasswordRecord | None) -> RefusalReason:
    if record is None:
        return RefusalReason.UNKNOWN_NAME
    if record.person.is_disabled:
        return RefusalReason.DISABLED
    if record.password_hash is None and record.initial_token_hash is None:
        return RefusalReason.NO_PASSWORD
    return RefusalReason.WRONG_PASSWORD
