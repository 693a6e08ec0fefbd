"""Engines for SQLite and PostgreSQL, set up alike for threads and for several processes.

SQLite runs in WAL mode with `synchronous=NORMAL`: what was committed survives the end of this
process, however abrupt, and the database stays whole in every case; only a power failure or a
crash of the whole machine may lose the last commits. PostgreSQL waits for its disk.

No error tells the values of a statement: they are hashes and sealed tokens, and errors are logged.
"""

import os
import sqlite3
import weakref
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from rolebridge.errors import RolebridgeError

# How long a writer waits for another one before it gives up, on both databases.
LOCK_TIMEOUT_MILLISECONDS = 10_000
_CONNECTIONS_KEPT = 8
_CONNECTIONS_BEYOND = 56  # With the kept ones: as many as a worker may have threads.
_PRAGMAS = (
    f"busy_timeout = {LOCK_TIMEOUT_MILLISECONDS}",
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "trusted_schema = OFF",
)


class DatabaseURLInvalid(RolebridgeError):
    """The database URL names no database that rolebridge can use."""

    code = "database_url_invalid"


def build_engine(url: str) -> Engine:
    """An engine for `sqlite:///FILE` or `postgresql://...`.

    Raises DatabaseURLInvalid, without the URL in its text: it may hold a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseURLInvalid("ROLEBRIDGE_DATABASE_URL is not a database URL.") from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        engine = _build_sqlite(parsed)
    elif backend == "postgresql":
        try:
            engine = _build_postgresql(parsed)
        except ModuleNotFoundError:
            raise DatabaseURLInvalid(
                "ROLEBRIDGE_DATABASE_URL names postgresql, whose driver is not installed: "
                "pip install 'psycopg[binary]'"
            ) from None
    else:
        raise DatabaseURLInvalid(
            f"ROLEBRIDGE_DATABASE_URL names {backend}; rolebridge knows sqlite and postgresql."
        )
    _forget_connections_after_fork(engine)
    return engine


def _build_sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:" or "mode" in url.query:
        raise DatabaseURLInvalid("SQLite needs a file: several processes share the database.")
    _create_private_file(Path(url.database))
    engine = create_engine(
        url,
        pool_size=_CONNECTIONS_KEPT,
        max_overflow=_CONNECTIONS_BEYOND,
        pool_use_lifo=True,
        # Whoever begins a transaction ends it: a connection comes back without one. A second
        # rollback each time would take longer than all the rest of giving it back.
        pool_reset_on_return=None,
        hide_parameters=True,
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _create_private_file(path: Path) -> None:
    """Make the file before SQLite does: its journal files take over the mode."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """Statements commit by themselves until a transaction is begun: `Transaction` begins it."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _build_postgresql(url: URL) -> Engine:
    options: dict[str, Any] = {
        "connect_timeout": 10,
        "options": f"-c timezone=UTC -c lock_timeout={LOCK_TIMEOUT_MILLISECONDS}",
    }
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=_CONNECTIONS_KEPT,
        max_overflow=_CONNECTIONS_BEYOND,
        pool_use_lifo=True,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={key: value for key, value in options.items() if key not in url.query},
    )


def _forget_connections_after_fork(engine: Engine) -> None:
    """A child must not speak on its parent's connections; it opens its own."""
    reference = weakref.ref(engine)

    def forget() -> None:
        forked = reference()
        if forked is not None:
            forked.dispose(close=False)

    os.register_at_fork(after_in_child=forget)
