"""What applying and exporting ask of the store, and what every use case above asks of it too."""

from types import TracebackType
from typing import Protocol, Self

from rolebridge.audit.events import AuditLog
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import Organisation
from rolebridge.iam import Policy


class OrganisationRepository(Protocol):
    """The set-up as one value."""

    def begin_writing(self) -> None:
        """Keep every other change out until this transaction ends."""
        ...

    def read_organisation(self, *, with_people: bool = False) -> Organisation:
        """Every section; `people` is None unless asked for."""
        ...

    def write_organisation(self, new: Organisation) -> None:
        """Make the sections that are given exactly what is given; one that is None stays."""
        ...


class ConfigurationRepository(Protocol):
    """The present configuration; the same object until a change commits."""

    def current(self) -> Configuration: ...

    def recent(self) -> Configuration:
        """What was current a second ago at most: for what is checked again before it counts."""
        ...


class ManagedPolicies(Protocol):
    """AWS's own managed policies, which exist in every account and belong to none.

    `find` and `arns` raise RolebridgeError where the source of the policies cannot be used.
    """

    @property
    def is_complete(self) -> bool:
        """Whether a policy that is not found does not exist, as far as anybody here can know."""
        ...

    @property
    def arns(self) -> tuple[str, ...]: ...

    def find(self, arn: str) -> Policy | None: ...


class Transaction(Protocol):
    """One transaction. Leaving the block without `commit()` rolls back."""

    @property
    def audit(self) -> AuditLog: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

    def commit(self) -> None: ...


class UnitOfWork(Transaction, Protocol):
    """A transaction on the set-up as a whole."""

    @property
    def organisation(self) -> OrganisationRepository: ...
