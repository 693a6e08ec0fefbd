"""One transaction with every repository over it."""

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from rolebridge.audit.trail import AuditTrail
from rolebridge.clock import Clock
from rolebridge.errors import RolebridgeError
from rolebridge.federation import ports as federation_ports
from rolebridge.idp import ports as idp_ports
from rolebridge.idp.oidc import ports as oidc_ports
from rolebridge.ids import IdSource
from rolebridge.store.audit import AuditRepository
from rolebridge.store.authorizations import AuthorizationRepository
from rolebridge.store.configuration import ConfigurationCache, ConfigurationReader
from rolebridge.store.keys import AccessKeyRepository, ConsoleSessionRepository
from rolebridge.store.mfa_devices import MFADeviceRepository
from rolebridge.store.organisation import OrganisationRepository
from rolebridge.store.pending import PendingSignInRepository
from rolebridge.store.people import PeopleRepository
from rolebridge.store.replays import ReplayRepository
from rolebridge.store.sessions import BrowserSessionRepository
from rolebridge.store.throttles import ThrottleRepository
from rolebridge.store.transaction import Transaction
from rolebridge.sts import ports as sts_ports


class StoreUnavailable(RolebridgeError):
    """The database does not answer, or another writer held it for too long."""

    code = "store_unavailable"
    is_temporary = True


class StoreUnitOfWork:
    """Satisfies the units of work of `idp` and of `sts`; leaving it without `commit` rolls back.

    It opens a connection with the first statement. It belongs to one thread.
    """

    def __init__(
        self,
        transaction: Transaction,
        cache: ConfigurationCache,
        clock: Clock,
        ids: IdSource,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self._transaction = transaction
        self._cache = cache
        self._clock = clock
        self._ids = ids
        self._after_commit = after_commit
        self._has_committed = False

    @property
    def people(self) -> PeopleRepository:
        """People and their groups."""
        return PeopleRepository(self._transaction, self.configuration, self._ids)

    @property
    def throttles(self) -> ThrottleRepository:
        """Counters of failed sign-ins."""
        return ThrottleRepository(self._transaction)

    @property
    def sessions(self) -> BrowserSessionRepository:
        """Signed-in browsers."""
        return BrowserSessionRepository(self._transaction, self.configuration)

    @property
    def pending(self) -> PendingSignInRepository:
        """Requests that wait for a sign-in."""
        return PendingSignInRepository(self._transaction)

    @property
    def authorizations(self) -> AuthorizationRepository:
        """OpenID Connect requests that wait, and codes."""
        return AuthorizationRepository(self._transaction)

    @property
    def replays(self) -> ReplayRepository:
        """Things that may happen once."""
        return ReplayRepository(self._transaction, self._clock)

    @property
    def access_keys(self) -> AccessKeyRepository:
        """Long-term access keys."""
        return AccessKeyRepository(self._transaction)

    @property
    def mfa_devices(self) -> MFADeviceRepository:
        """Virtual MFA devices."""
        return MFADeviceRepository(self._transaction)

    @property
    def console_sessions(self) -> ConsoleSessionRepository:
        """Signed-in consoles."""
        return ConsoleSessionRepository(self._transaction)

    @property
    def configuration(self) -> ConfigurationReader:
        """The present configuration."""
        return ConfigurationReader(self._transaction, self.organisation, self._cache, self._clock)

    @property
    def organisation(self) -> OrganisationRepository:
        """The set-up as one value, for reading and for writing."""
        return OrganisationRepository(self._transaction, self._ids, self._clock)

    @property
    def audit(self) -> AuditRepository:
        """The audit trail."""
        return AuditRepository(self._transaction)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._transaction.close()
        if self._has_committed and error is None:
            self._has_committed = False
            self._after_commit()
        if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
            raise StoreUnavailable(
                "The database does not answer. Try again in a moment.", detail=type(error).__name__
            ) from error

    def commit(self) -> None:
        """Make the changes durable; the unit may go on with another transaction."""
        self._transaction.commit()
        self._has_committed = True


if TYPE_CHECKING:

    def _satisfies_ports(
        unit: StoreUnitOfWork,
    ) -> tuple[
        idp_ports.UnitOfWork,
        oidc_ports.UnitOfWork,
        sts_ports.UnitOfWork,
        federation_ports.UnitOfWork,
        AuditTrail,
    ]:
        """For the type checker: the one unit is what every room asks for."""
        return unit, unit, unit, unit, unit.audit
