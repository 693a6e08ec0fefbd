"""What the issuing use cases take and give, and what they ask of the store."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rolebridge.directory.people import Person
from rolebridge.directory.ports import PeopleRepository, ThrottleRepository
from rolebridge.federation.ports import ConfigurationRepository, Transaction


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """What a service provider (or the person, for IdP-initiated sign-in) asked for, checked.

    `acs_location` is already one of the service provider's own. `request_id` is None for
    IdP-initiated sign-in. `signed` tells that the request carried a verified signature. `role_arn`
    narrows an AWS answer to one role.
    """

    service_provider: str
    acs_location: str
    received_at: datetime
    request_id: str | None = None
    relay_state: str | None = None
    signed: bool = False
    force_authn: bool = False
    is_passive: bool = False
    authn_context_classes: tuple[str, ...] = ()
    authn_context_comparison: str = "exact"
    name_id_format: str | None = None
    sp_name_qualifier: str | None = None
    allow_create: bool = True
    role_arn: str | None = None


@dataclass(frozen=True, slots=True)
class PostForm:
    """A form that the browser posts to a service provider (SAML Bindings 3.5)."""

    action: str
    fields: tuple[tuple[str, str], ...]
    service_provider_name: str


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """A signed-in browser. `handle` names it to its owner; the cookie's token is never stored."""

    handle: str
    person: Person
    authenticated_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    source_address: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class BrowserSessionRow:
    """What is stored of a session. `token_hash` is hex SHA-256 of the cookie's value."""

    token_hash: str
    handle: str
    subject_id: str
    authenticated_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    source_address: str
    user_agent: str


class BrowserSessionRepository(Protocol):
    """Rows of signed-in browsers."""

    def add(self, row: BrowserSessionRow) -> None: ...

    def find(self, token_hash: str) -> tuple[BrowserSessionRow, Person] | None:
        """The session and its person in one statement where possible; expiry is the caller's."""
        ...

    def list_of(self, subject_id: str) -> tuple[BrowserSessionRow, ...]: ...

    def touch(self, token_hash: str, now: datetime) -> None: ...

    def remove(self, token_hash: str) -> None: ...

    def remove_handle(self, subject_id: str, handle: str) -> bool: ...

    def remove_all(self, subject_id: str, except_token_hash: str | None = None) -> int: ...

    def remove_expired(self, now: datetime) -> int: ...


class PendingSignInRepository(Protocol):
    """Requests that wait for a sign-in. Taken once; gone after `expires_at`."""

    def park(self, pending_id: str, request: SignInRequest, expires_at: datetime) -> None: ...

    def find(self, pending_id: str, now: datetime) -> SignInRequest | None: ...

    def take(self, pending_id: str, now: datetime) -> SignInRequest | None:
        """Find and delete in one step, so that two answers to one request cannot happen."""
        ...


class ReplayRepository(Protocol):
    """Things that may happen once, held by a unique index."""

    def claim(self, kind: str, key: str, expires_at: datetime) -> bool:
        """True for the first claim of (kind, key); False for every later one before expiry."""
        ...


class UnitOfWork(Transaction, Protocol):
    """A transaction on what issuing needs."""

    @property
    def people(self) -> PeopleRepository: ...
    @property
    def throttles(self) -> ThrottleRepository: ...
    @property
    def sessions(self) -> BrowserSessionRepository: ...
    @property
    def pending(self) -> PendingSignInRepository: ...
    @property
    def replays(self) -> ReplayRepository: ...
    @property
    def configuration(self) -> ConfigurationRepository: ...
