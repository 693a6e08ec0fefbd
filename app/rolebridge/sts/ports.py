"""What the consuming use cases ask of the store and of the key ring."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rolebridge.access.ports import AccessKeyRepository, MFADeviceRepository, ReplayRepository
from rolebridge.directory.ports import ThrottleRepository
from rolebridge.federation.ports import ConfigurationRepository, Transaction


@dataclass(frozen=True, slots=True)
class ConsoleSessionRow:
    """A browser in the console. Holds the sealed session token only: secrets stay sealed."""

    token_hash: str
    access_key_id: str
    session_token: str
    expires_at: datetime


class ConsoleSessionRepository(Protocol):
    """Rows of signed-in consoles."""

    def add(self, row: ConsoleSessionRow) -> None: ...

    def find(self, token_hash: str) -> ConsoleSessionRow | None: ...

    def remove(self, token_hash: str) -> None: ...

    def remove_expired(self, now: datetime) -> int: ...


class UnitOfWork(Transaction, Protocol):
    """A transaction on what consuming needs."""

    @property
    def replays(self) -> ReplayRepository: ...
    @property
    def throttles(self) -> ThrottleRepository: ...
    @property
    def access_keys(self) -> AccessKeyRepository: ...
    @property
    def mfa_devices(self) -> MFADeviceRepository: ...
    @property
    def console_sessions(self) -> ConsoleSessionRepository: ...
    @property
    def configuration(self) -> ConfigurationRepository: ...
