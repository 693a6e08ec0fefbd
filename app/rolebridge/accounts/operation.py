"""An operation of the IAM API: what it asks permission for, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.context import Sources, Values
from rolebridge.access.parameters import Parameters
from rolebridge.access.ports import SealingKeys
from rolebridge.accounts.ports import UnitOfWork
from rolebridge.federation.account import AccountEntry
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.ports import ManagedPolicies
from rolebridge.ids import IdSource


@dataclass(slots=True)
class Work:
    """One call being performed, in one transaction.

    `account` is the caller's, as it stands in the transaction; an operation that changes something
    puts the changed account there. Access keys and second factors are in the unit's repositories.
    `own_metadata` is that of our own identity provider, which providers without metadata stand for.
    """

    caller: Caller
    parameters: Parameters
    account: AccountEntry
    sources: Sources
    unit: UnitOfWork
    ids: IdSource
    sealing_keys: SealingKeys
    managed: ManagedPolicies
    own_metadata: Callable[[], str]

    @property
    def now(self) -> datetime:
        """The instant of the call."""
        return self.sources.now

    @property
    def configuration(self) -> Configuration:
        """The set-up as it was before the call."""
        return self.sources.configuration


@dataclass(frozen=True, slots=True)
class Target:
    """What an operation is about: the ARN that policies are asked about, and the condition keys
    that it brings along (`aws:ResourceTag/K`, `aws:RequestTag/K`, `iam:PermissionsBoundary`, ...).
    """

    arn: str
    context: Values


@dataclass(frozen=True, slots=True)
class Operation:
    """`find_target` must not refuse: permission is asked for before existence is told.

    It is None where only the store knows what the operation is about; `perform` then asks for
    permission itself, first of all (`permission.require`). `perform` raises AWSRefused.
    `is_writing` serialises it with other changes of the set-up.
    """

    find_target: Callable[[AccountEntry, Caller, Parameters], Target] | None
    perform: Callable[[Work], Fields]
    is_writing: bool = True
