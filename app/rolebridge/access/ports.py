"""What is asked of the key ring, and of the store about long-term keys and second factors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class SealingKeys(Protocol):
    """The key ring for session tokens and stored secrets: 32-byte AES-256-GCM keys by id."""

    def current(self) -> tuple[str, bytes]:
        """The id (1 to 255 ASCII characters) and key that new tokens are sealed with."""
        ...

    def find(self, key_id: str) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class LongTermKey:
    """A stored access key (`AKIA...`); the secret is sealed under the sealing keys.

    `user_id` is the unique id of the user, or the account's id for a key of its root. Region and
    service of the last use are written as in a credential scope (SigV4).
    """

    access_key_id: str
    account: str
    principal_arn: str
    user_id: str
    sealed_secret: str = field(repr=False)
    created_at: datetime
    is_active: bool = True
    last_used_at: datetime | None = None
    last_used_region: str | None = None
    last_used_service: str | None = None


class AccessKeyRepository(Protocol):
    """Long-term access keys. What changes one gives False where there is none of that id."""

    def find(self, access_key_id: str) -> LongTermKey | None: ...

    def list_of_user(self, user_id: str) -> tuple[LongTermKey, ...]:
        """A user's keys, or, for an account's id, those of its root; the oldest first."""
        ...

    def count(self, user_id: str) -> int: ...

    def add(self, key: LongTermKey) -> None: ...

    def set_active(self, access_key_id: str, is_active: bool) -> bool:  # noqa: FBT001  (the verb says it)
        ...

    def record_use(self, access_key_id: str, now: datetime, region: str, service: str) -> bool: ...

    def remove(self, access_key_id: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class MFADevice:
    """A virtual MFA device. `serial` is its ARN; the seed is sealed under the sealing keys.

    It is of nobody, and not yet enabled, until `user_id` is the unique id of a user.
    """

    serial: str
    account: str
    sealed_seed: str = field(repr=False)
    user_id: str | None = None
    enabled_at: datetime | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


class MFADeviceRepository(Protocol):
    """Virtual MFA devices, listed by serial number. What changes one gives False where there is
    none.
    """

    def find(self, serial: str) -> MFADevice | None: ...

    def list_of(self, account: str) -> tuple[MFADevice, ...]: ...

    def list_of_user(self, user_id: str) -> tuple[MFADevice, ...]: ...

    def add(self, device: MFADevice) -> None: ...

    def enable(self, serial: str, user_id: str, now: datetime) -> bool: ...

    def disable(self, serial: str) -> bool: ...

    def set_tags(self, serial: str, tags: Mapping[str, str]) -> bool: ...

    def remove(self, serial: str) -> bool: ...


class ReplayRepository(Protocol):
    """Things that may happen once, held by a unique index."""

    def claim(self, kind: str, key: str, expires_at: datetime) -> bool:
        """True for the first claim of (kind, key); False for every later one before expiry."""
        ...
