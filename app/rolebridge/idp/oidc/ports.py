"""What the issuer's use cases take and give, and what they ask of the store."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rolebridge.idp import ports


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """What a client asked for, checked (OpenID Connect Core 3.1.2.1).

    `redirect_uri` is one of the client's own. `max_age` is in seconds; `must_sign_in` asks for a
    fresh sign-in and `is_silent` forbids to ask for any.
    """

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    code_challenge: str
    received_at: datetime
    state: str | None = None
    nonce: str | None = None
    max_age: int | None = None
    must_sign_in: bool = False
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class GrantedCode:
    """What a code stands for: whose sign-in, for which client, and what must come with it."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    code_challenge: str
    subject_id: str
    authenticated_at: datetime
    nonce: str | None = None


@dataclass(frozen=True, slots=True)
class Redirection:
    """Where the browser goes with the answer (RFC 6749, 4.1.2)."""

    location: str


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    """The answer of the token endpoint (RFC 6749, 5.1). `expires_in` is in seconds."""

    id_token: str
    access_token: str
    expires_in: int
    scopes: tuple[str, ...]


class AuthorizationRepository(Protocol):
    """Requests that wait and codes that were given, each found by the hash of its token."""

    def park(
        self, token_hash: str, request: AuthorizationRequest, expires_at: datetime
    ) -> None: ...

    def find_request(self, token_hash: str, now: datetime) -> AuthorizationRequest | None: ...

    def take_request(self, token_hash: str, now: datetime) -> AuthorizationRequest | None:
        """Find and delete in one step."""
        ...

    def add_code(self, token_hash: str, code: GrantedCode, expires_at: datetime) -> None: ...

    def take_code(self, token_hash: str, now: datetime) -> GrantedCode | None:
        """Find and delete in one step, so that a code counts once."""
        ...


class UnitOfWork(ports.UnitOfWork, Protocol):
    """A transaction on what issuing tokens needs."""

    @property
    def authorizations(self) -> AuthorizationRepository: ...
