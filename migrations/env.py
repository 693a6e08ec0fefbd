"""How Alembic runs the versions: in one transaction, one process at a time, on both databases.

The engine is handed over by `rolebridge.store.migrations`; outside of it (the `alembic` command)
it is made from ROLEBRIDGE_DATABASE_URL.
"""

import os

from alembic import context
from sqlalchemy import Connection, Engine

from rolebridge.store.engine import build_engine
from rolebridge.store.models import Base

# Any number will do, as long as nothing else in the database takes the same lock.
_UPGRADE_LOCK = 7_265_627


def _run() -> None:
    engine: Engine | None = context.config.attributes.get("engine")
    if engine is None:
        engine = build_engine(os.environ["ROLEBRIDGE_DATABASE_URL"])
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _migrate_sqlite(connection)
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
            _migrate(connection)
        connection.commit()


def _migrate_sqlite(connection: Connection) -> None:
    """SQLite changes a table by copying it, which must not cascade; so keys are checked after.

    The switch has no effect inside a transaction, so it stands before BEGIN and after COMMIT.
    """
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        _migrate(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"the migration leaves broken references: {broken[:5]}")
        connection.commit()
    finally:
        connection.rollback()
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transactional_ddl=True,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
    )
    context.run_migrations()


_run()
