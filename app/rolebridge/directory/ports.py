"""What the directory asks of whoever stores people and sign-in failures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rolebridge.directory.people import Person


@dataclass(frozen=True, slots=True)
class PasswordRecord:
    """A person with the secrets that only authentication may see."""

    person: Person
    password_hash: str | None
    initial_token_hash: str | None


@dataclass(frozen=True, slots=True)
class Throttle:
    """The failures counted against one key since its last success."""

    failures: int
    last_failure_at: datetime | None


class PeopleRepository(Protocol):
    """People by name. Usernames are compared in one canonical form (NFC, casefolded)."""

    def find_person(self, username: str) -> Person | None: ...

    def find_person_by_subject(self, subject_id: str) -> Person | None: ...

    def find_password_record(self, username: str) -> PasswordRecord | None: ...

    def set_password_hash(self, subject_id: str, password_hash: str) -> None:
        """Replace the hash and drop any initial-password token."""
        ...


class ThrottleRepository(Protocol):
    """Counters of failed sign-ins; every change is one atomic statement."""

    def find_throttle(self, key: str) -> Throttle: ...

    def record_failure(self, key: str, now: datetime, forget_before: datetime) -> None:
        """Count one failure; a count whose last failure is older than the limit starts anew."""
        ...

    def clear(self, key: str) -> None: ...

    def is_known_address(self, subject_id: str, address: str) -> bool:
        """Whether this person has signed in from this address before."""
        ...

    def remember_address(self, subject_id: str, address: str, now: datetime) -> None: ...
