"""An in-memory store that satisfies the ports of `idp`, `sts` and `accounts`, transactions included.

    store = MemoryStore(configuration=Configuration(1, organisation))
    store.add_person(alice, password_hash="...")
    use_case = SignIn(unit_of_work=store.unit_of_work, ...)
    assert store.events[-1].outcome is Outcome.REFUSED

A unit works on a copy and publishes it at `commit()`; leaving it without one changes nothing, as
in the database. Two units that are open at once and both commit raise AssertionError: a use case
is one transaction.
"""

import unicodedata
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Self

from rolebridge.access.ports import LongTermKey, MFADevice
from rolebridge.audit.events import Event
from rolebridge.clock import Clock
from rolebridge.directory.people import Person
from rolebridge.directory.ports import PasswordRecord, Throttle
from rolebridge.federation.completion import Completion
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import Organisation
from rolebridge.idp.oidc.ports import AuthorizationRequest, GrantedCode
from rolebridge.idp.ports import BrowserSessionRow, SignInRequest
from rolebridge.ids import IdSource
from rolebridge.sts.ports import ConsoleSessionRow
from support.clock import SettableClock
from support.memory_accounts import MemoryAccessKeys, MemoryMFADevices, MemoryOrganisation
from support.sealing import SeededIds

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def canonical(username: str) -> str:
    return unicodedata.normalize("NFC", username).casefold()


@dataclass
class State:
    """Everything that is stored. Values are frozen, so a copy of each container is a copy of all."""

    people: dict[str, PasswordRecord] = field(default_factory=dict)
    throttles: dict[str, Throttle] = field(default_factory=dict)
    addresses: set[tuple[str, str]] = field(default_factory=set)
    sessions: dict[str, BrowserSessionRow] = field(default_factory=dict)
    pending: dict[str, tuple[SignInRequest, datetime]] = field(default_factory=dict)
    authorizations: dict[str, tuple[object, datetime]] = field(default_factory=dict)
    claims: dict[tuple[str, str], datetime] = field(default_factory=dict)
    access_keys: dict[str, LongTermKey] = field(default_factory=dict)
    mfa_devices: dict[str, MFADevice] = field(default_factory=dict)
    console_sessions: dict[str, ConsoleSessionRow] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def copied(self) -> "State":
        return State(**{part.name: copy(getattr(self, part.name)) for part in fields(self)})


@dataclass
class LaterList:
    """Events that may be written later, as a list."""

    events: list[Event] = field(default_factory=list)

    def record(self, event: Event) -> None:
        self.events.append(event)


class MemoryStore:
    """What has been committed, with shortcuts for tests to fill it and to look at it."""

    def __init__(
        self,
        configuration: Configuration | None = None,
        people: Iterable[Person] = (),
        *,
        clock: Clock | None = None,
        ids: IdSource | None = None,
    ) -> None:
        self.configuration = configuration or Configuration(1, Organisation())
        self.state = State()
        self.commits = 0
        self.clock = clock or SettableClock(NOW)
        self.ids = ids or SeededIds()
        for person in people:
            self.add_person(person)

    def unit_of_work(self) -> "MemoryUnitOfWork":
        return MemoryUnitOfWork(self)

    def add_person(
        self,
        person: Person,
        password_hash: str | None = None,
        initial_token_hash: str | None = None,
    ) -> None:
        record = PasswordRecord(person, password_hash, initial_token_hash)
        self.state.people[canonical(person.username)] = record

    def add_access_key(self, key: LongTermKey) -> None:
        self.state.access_keys[key.access_key_id] = key

    @property
    def events(self) -> list[Event]:
        """The audit rows that were committed, oldest first."""
        return self.state.events


class MemoryUnitOfWork:
    """One transaction on a MemoryStore; it is its own set of repositories."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._seen = -1
        self.state = State()
        self.present = store.configuration

    def __enter__(self) -> Self:
        self._seen = self._store.commits
        self.state = self._store.state.copied()
        self.present = self._store.configuration
        return self

    def __exit__(self, *_: object) -> None:
        self.state = State()

    def commit(self) -> None:
        assert self._seen == self._store.commits, "two units of work committed over each other"
        self._store.state = self.state.copied()
        self._store.configuration = self.present
        self._store.commits += 1
        self._seen = self._store.commits

    @property
    def people(self) -> "MemoryPeople":
        return MemoryPeople(self.state)

    @property
    def throttles(self) -> "MemoryThrottles":
        return MemoryThrottles(self.state)

    @property
    def sessions(self) -> "MemorySessions":
        return MemorySessions(self.state)

    @property
    def pending(self) -> "MemoryPending":
        return MemoryPending(self.state)

    @property
    def authorizations(self) -> "MemoryAuthorizations":
        return MemoryAuthorizations(self.state)

    @property
    def replays(self) -> "MemoryReplays":
        return MemoryReplays(self.state)

    @property
    def configuration(self) -> "MemoryConfiguration":
        return MemoryConfiguration(self.present)

    @property
    def organisation(self) -> MemoryOrganisation:
        return MemoryOrganisation(self, Completion(self._store.clock(), self._store.ids))

    @property
    def mfa_devices(self) -> MemoryMFADevices:
        return MemoryMFADevices(self.state)

    @property
    def access_keys(self) -> MemoryAccessKeys:
        return MemoryAccessKeys(self.state)

    @property
    def console_sessions(self) -> "MemoryConsoleSessions":
        return MemoryConsoleSessions(self.state)

    @property
    def audit(self) -> "MemoryAudit":
        return MemoryAudit(self.state)


@dataclass(frozen=True)
class MemoryPeople:
    state: State

    def find_person(self, username: str) -> Person | None:
        record = self.find_password_record(username)
        return record.person if record else None

    def find_person_by_subject(self, subject_id: str) -> Person | None:
        record = self._by_subject(subject_id)
        return record.person if record else None

    def find_password_record(self, username: str) -> PasswordRecord | None:
        return self.state.people.get(canonical(username))

    def set_password_hash(self, subject_id: str, password_hash: str) -> None:
        record = self._by_subject(subject_id)
        assert record is not None
        changed = replace(record, password_hash=password_hash, initial_token_hash=None)
        self.state.people[canonical(record.person.username)] = changed

    def _by_subject(self, subject_id: str) -> PasswordRecord | None:
        records = self.state.people.values()
        return next((r for r in records if r.person.subject_id == subject_id), None)


@dataclass(frozen=True)
class MemoryThrottles:
    state: State

    def find_throttle(self, key: str) -> Throttle:
        return self.state.throttles.get(key, Throttle(0, None))

    def record_failure(self, key: str, now: datetime, forget_before: datetime) -> None:
        throttle = self.find_throttle(key)
        last = throttle.last_failure_at
        count = 0 if last is None or last < forget_before else throttle.failures
        self.state.throttles[key] = Throttle(count + 1, now)

    def clear(self, key: str) -> None:
        self.state.throttles.pop(key, None)

    def is_known_address(self, subject_id: str, address: str) -> bool:
        return (subject_id, address) in self.state.addresses

    def remember_address(self, subject_id: str, address: str, now: datetime) -> None:
        self.state.addresses.add((subject_id, address))


@dataclass(frozen=True)
class MemorySessions:
    state: State

    def add(self, row: BrowserSessionRow) -> None:
        assert row.token_hash not in self.state.sessions
        self.state.sessions[row.token_hash] = row

    def find(self, token_hash: str) -> tuple[BrowserSessionRow, Person] | None:
        row = self.state.sessions.get(token_hash)
        person = row and MemoryPeople(self.state).find_person_by_subject(row.subject_id)
        return (row, person) if row and person else None

    def list_of(self, subject_id: str) -> tuple[BrowserSessionRow, ...]:
        return tuple(r for r in self.state.sessions.values() if r.subject_id == subject_id)

    def touch(self, token_hash: str, now: datetime) -> None:
        row = self.state.sessions[token_hash]
        self.state.sessions[token_hash] = replace(row, last_seen_at=now)

    def remove(self, token_hash: str) -> None:
        self.state.sessions.pop(token_hash, None)

    def remove_handle(self, subject_id: str, handle: str) -> bool:
        return bool(
            self._remove(r for r in self.list_of(subject_id) if r.handle == handle),
        )

    def remove_all(self, subject_id: str, except_token_hash: str | None = None) -> int:
        rows = self.list_of(subject_id)
        return self._remove(r for r in rows if r.token_hash != except_token_hash)

    def remove_expired(self, now: datetime) -> int:
        return self._remove(r for r in self.state.sessions.values() if r.expires_at <= now)

    def _remove(self, rows: Iterable[BrowserSessionRow]) -> int:
        hashes = [row.token_hash for row in rows]
        for token_hash in hashes:
            del self.state.sessions[token_hash]
        return len(hashes)


@dataclass(frozen=True)
class MemoryPending:
    state: State

    def park(self, pending_id: str, request: SignInRequest, expires_at: datetime) -> None:
        assert pending_id not in self.state.pending
        self.state.pending[pending_id] = (request, expires_at)

    def find(self, pending_id: str, now: datetime) -> SignInRequest | None:
        request, expires_at = self.state.pending.get(pending_id, (None, now))
        return request if expires_at > now else None

    def take(self, pending_id: str, now: datetime) -> SignInRequest | None:
        request = self.find(pending_id, now)
        self.state.pending.pop(pending_id, None)
        return request


@dataclass(frozen=True)
class MemoryAuthorizations:
    state: State

    def park(self, token_hash: str, request: AuthorizationRequest, expires_at: datetime) -> None:
        self._add(token_hash, request, expires_at)

    def find_request(self, token_hash: str, now: datetime) -> AuthorizationRequest | None:
        return self._find(AuthorizationRequest, token_hash, now)

    def take_request(self, token_hash: str, now: datetime) -> AuthorizationRequest | None:
        return self._take(AuthorizationRequest, token_hash, now)

    def add_code(self, token_hash: str, code: GrantedCode, expires_at: datetime) -> None:
        self._add(token_hash, code, expires_at)

    def take_code(self, token_hash: str, now: datetime) -> GrantedCode | None:
        return self._take(GrantedCode, token_hash, now)

    def _add(self, token_hash, content, expires_at) -> None:
        assert token_hash not in self.state.authorizations
        self.state.authorizations[token_hash] = (content, expires_at)

    def _find(self, kind, token_hash, now):
        content, expires_at = self.state.authorizations.get(token_hash, (None, now))
        return content if isinstance(content, kind) and expires_at > now else None

    def _take(self, kind, token_hash, now):
        found = self._find(kind, token_hash, now)
        if isinstance(self.state.authorizations.get(token_hash, (None, now))[0], kind):
            del self.state.authorizations[token_hash]
        return found


@dataclass(frozen=True)
class MemoryReplays:
    """Keeps every claim for good; that one gives way in time is the store's contract to show."""

    state: State

    def claim(self, kind: str, key: str, expires_at: datetime) -> bool:
        if (kind, key) in self.state.claims:
            return False
        self.state.claims[kind, key] = expires_at
        return True


@dataclass(frozen=True)
class MemoryConfiguration:
    configuration: Configuration

    def current(self) -> Configuration:
        return self.configuration

    def recent(self) -> Configuration:
        return self.configuration


@dataclass(frozen=True)
class MemoryConsoleSessions:
    state: State

    def add(self, row: ConsoleSessionRow) -> None:
        assert row.token_hash not in self.state.console_sessions
        self.state.console_sessions[row.token_hash] = row

    def find(self, token_hash: str) -> ConsoleSessionRow | None:
        return self.state.console_sessions.get(token_hash)

    def remove(self, token_hash: str) -> None:
        self.state.console_sessions.pop(token_hash, None)

    def remove_expired(self, now: datetime) -> int:
        rows = self.state.console_sessions
        expired = [token_hash for token_hash, row in rows.items() if row.expires_at <= now]
        for token_hash in expired:
            del rows[token_hash]
        return len(expired)


@dataclass(frozen=True)
class MemoryAudit:
    state: State

    def record(self, event: Event) -> None:
        self.state.events.append(event)
