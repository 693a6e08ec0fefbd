"""One suite, two databases. Each test gets an empty store with the newest schema.

A migrated SQLite file is copied, and a migrated PostgreSQL database serves as a template, so that
the versions run once a session and not once a test.
"""

import itertools
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event

from rolebridge.store import Store
from rolebridge.store.engine import build_engine
from rolebridge.store.migrations import upgrade_schema
from support.clock import SettableClock
from support.postgresql import create_database, run_server
from support.sealing import SeededIds

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with run_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server) -> str:
    url = create_database(postgresql_server, "template_of_tests")
    engine = build_engine(url)
    upgrade_schema(engine)
    engine.dispose()
    return "template_of_tests"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    engine = build_engine(f"sqlite:///{path}")
    upgrade_schema(engine)
    engine.dispose()
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def backend(request) -> str:
    return request.param


@pytest.fixture
def empty_url(backend, request, tmp_path) -> str:
    """A database without any schema."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    server = request.getfixturevalue("postgresql_server")
    return create_database(server, f"empty_{next(_NUMBERS)}")


@pytest.fixture
def database_url(backend, request, tmp_path) -> str:
    """A database with the newest schema and nothing in it."""
    if backend == "sqlite":
        path = tmp_path / "rolebridge.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    server = request.getfixturevalue("postgresql_server")
    template = request.getfixturevalue("postgresql_template")
    return create_database(server, f"test_{next(_NUMBERS)}", template)


@pytest.fixture
def clock(now) -> SettableClock:
    return SettableClock(now)


@pytest.fixture
def open_store(database_url, clock) -> Iterator[Callable[[], Store]]:
    """Opens the same database again, as another process would."""
    ids = SeededIds()
    stores: list[Store] = []

    def open_another() -> Store:
        stores.append(Store.open(database_url, clock, ids))
        return stores[-1]

    yield open_another
    for store in stores:
        store.close()


@pytest.fixture
def store(open_store) -> Store:
    return open_store()


@pytest.fixture
def statements(store) -> Iterator[list[str]]:
    """The statements that reach the database from now on, whoever sends them."""
    seen: list[str] = []

    def note(statement: str) -> None:
        # SQLite tells a statement twice if it had to read the schema anew to run it, and a lone
        # semicolon asks whether PostgreSQL is still there.
        if statement.strip() not in (";", *seen[-1:]):
            seen.append(statement.strip())

    class NotingCursor(psycopg.Cursor):
        def execute(self, query, *rest, **options):
            note(query)
            return super().execute(query, *rest, **options)

    def watch(connection, *_) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(note)
        else:
            connection.cursor_factory = NotingCursor

    def leave(connection, *_) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(None)

    event.listen(store.engine, "checkout", watch)
    event.listen(store.engine, "checkin", leave)
    yield seen
    event.remove(store.engine, "checkout", watch)
    event.remove(store.engine, "checkin", leave)
