"""The opened database of one process: what `bootstrap` makes and hands units of work out of."""

import logging

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from rolebridge.clock import Clock
from rolebridge.ids import IdSource
from rolebridge.store.configuration import ConfigurationCache
from rolebridge.store.engine import build_engine
from rolebridge.store.schema_version import require_current_schema
from rolebridge.store.sweep import SweepSchedule, remove_expired
from rolebridge.store.transaction import Transaction
from rolebridge.store.unit_of_work import StoreUnavailable, StoreUnitOfWork

_LOG = logging.getLogger(__name__)


class Store:
    """An engine, the configuration that was loaded last, and the clock and ids that rows need.

    May be made before a fork: a child opens its own connections.
    """

    def __init__(self, engine: Engine, clock: Clock, ids: IdSource) -> None:
        self.engine = engine
        self._clock = clock
        self._ids = ids
        self._cache = ConfigurationCache()
        self._schedule = SweepSchedule()

    @classmethod
    def open(cls, url: str, clock: Clock, ids: IdSource) -> "Store":
        """Open a database by its URL; nothing is connected yet. Raises DatabaseURLInvalid."""
        return cls(build_engine(url), clock, ids)

    def unit_of_work(self) -> StoreUnitOfWork:
        """A new transaction, for `with store.unit_of_work() as uow:`."""
        return StoreUnitOfWork(
            Transaction(self.engine), self._cache, self._clock, self._ids, self._sweep_when_due
        )

    def upgrade(self) -> None:
        """Bring the schema to the newest version. Safe to repeat, and for several processes."""
        from rolebridge.store.migrations import upgrade_schema  # noqa: PLC0415  # Loads Alembic.

        upgrade_schema(self.engine)

    def check(self) -> None:
        """Raises StoreUnavailable when the database does not answer, SchemaOutdated when its
        schema is not the one this program was written for.
        """
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
                require_current_schema(connection)
        except SQLAlchemyError as error:
            raise StoreUnavailable(
                "The database does not answer.", detail=type(error).__name__
            ) from error

    def sweep(self) -> int:
        """Delete what has expired, in a transaction of its own. Gives the number of rows."""
        transaction = Transaction(self.engine)
        try:
            count = remove_expired(transaction, self._clock())
            transaction.commit()
        finally:
            transaction.close()
        return count

    def close(self) -> None:
        """Close every connection that is not in use."""
        self.engine.dispose()

    def _sweep_when_due(self) -> None:
        """After a committed unit of work. A sweep that fails is tried again later, not now."""
        if self._schedule.is_due(self._clock()):
            try:
                self.sweep()
            except SQLAlchemyError as error:
                _LOG.warning("sweep of expired rows failed: %s", type(error).__name__)
