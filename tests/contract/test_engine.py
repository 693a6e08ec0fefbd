"""Engines: which databases are taken, how SQLite is set up, and what a fork does."""

import stat
import subprocess
import sys

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from rolebridge.store.engine import DatabaseURLInvalid, build_engine
from rolebridge.store.types import UTCDateTime, make_storable


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no url",
        "mysql://root:hunter2@localhost/x",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true",
        "postgresql://user:hunter2@host:notaport/x",
    ],
)
def test_a_url_that_names_no_usable_database_is_refused_without_being_shown(url):
    with pytest.raises(DatabaseURLInvalid) as refused:
        build_engine(url)
    assert "hunter2" not in str(refused.value)


def test_sqlite_is_private_durable_and_strict_about_references(tmp_path):
    path = tmp_path / "new" / "rolebridge.sqlite"
    engine = build_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE t (x)"))
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    engine.dispose()
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }
    assert {"rolebridge.sqlite", "rolebridge.sqlite-wal"} <= set(modes)
    assert set(modes.values()) == {0o600}


def test_no_error_tells_the_values_of_its_statement(database_url):
    """They are password hashes and sealed tokens, and an unexpected error is logged."""
    engine = build_engine(database_url)
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text("SELECT * FROM nowhere WHERE x = :x"), {"x": "canary"})
    engine.dispose()
    assert "canary" not in str(caught.value)


DRIVERLESS = """
import sys

sys.modules["psycopg"] = None  # What an import finds where it is not installed.
from rolebridge.store.engine import DatabaseURLInvalid, build_engine

try:
    build_engine("postgresql://user:hunter2@localhost/x")
except DatabaseURLInvalid as refused:
    print(refused)
"""


def test_a_driver_that_is_not_installed_is_named():
    told = subprocess.run(
        [sys.executable, "-c", DRIVERLESS], check=True, capture_output=True, text=True
    ).stdout
    assert "pip install 'psycopg[binary]'" in told
    assert "hunter2" not in told


FORK = """
import os, sys
from sqlalchemy import text
from rolebridge.store.engine import build_engine

engine = build_engine(sys.argv[1])
count = text("SELECT count(*) FROM organisation")
with engine.connect() as connection:
    connection.execute(count)
assert engine.pool.checkedin() == 1
child = os.fork()
inherited = engine.pool.checkedin()
with engine.connect() as connection:
    assert connection.execute(count).scalar_one() == 1
if child == 0:
    os._exit(inherited)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
with engine.connect() as connection:
    assert connection.execute(count).scalar_one() == 1
"""


def test_a_child_process_opens_connections_of_its_own(database_url):
    subprocess.run([sys.executable, "-c", FORK, database_url], check=True)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("plain", "plain"),
        ("a\0b", "a\ufffdb"),
        ("é\0", "é\ufffd"),
        ("a\ud800", "a\ufffd"),
        ("\udfff\ud800", "\ufffd\ufffd"),
        ("\U0001f600\u2028", "\U0001f600\u2028"),
        ("", ""),
    ],
)
def test_text_that_no_database_takes_is_replaced(given, stored):
    assert make_storable(given) == stored


def test_no_instant_stays_no_instant():
    assert UTCDateTime().process_bind_param(None, None) is None
    assert UTCDateTime().process_result_value(None, None) is None
