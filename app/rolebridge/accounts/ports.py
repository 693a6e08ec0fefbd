"""What the operations of IAM ask of the store."""

from typing import Protocol

from rolebridge.access.ports import AccessKeyRepository, MFADeviceRepository, ReplayRepository
from rolebridge.federation.account import AccountEntry
from rolebridge.federation.ports import ConfigurationRepository, Transaction


class AccountRepository(Protocol):
    """Accounts, one at a time."""

    def begin_writing(self) -> None:
        """Keep every other change of the set-up out until this transaction ends."""
        ...

    def read_account(self, account_id: str) -> AccountEntry | None: ...

    def write_account(self, account: AccountEntry) -> AccountEntry:
        """Make the account exactly this; ids, instants and versions that are missing are made.

        Gives the account as it is stored.
        """
        ...


class UnitOfWork(Transaction, Protocol):
    """A transaction on what the operations of IAM need."""

    @property
    def configuration(self) -> ConfigurationRepository: ...
    @property
    def organisation(self) -> AccountRepository: ...
    @property
    def access_keys(self) -> AccessKeyRepository: ...
    @property
    def mfa_devices(self) -> MFADeviceRepository: ...
    @property
    def replays(self) -> ReplayRepository: ...
