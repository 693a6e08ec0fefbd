"""Engines: which databases are taken, how SQLite is set up, and what a fork does."""

import os
import stat

import pytest
from sqlalchemy import text

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


def test_a_child_process_opens_connections_of_its_own(store):
    with store.unit_of_work() as unit:
        unit.configuration.current()
    assert store.engine.pool.checkedin() == 1
    child = os.fork()
    if child == 0:
        # Nothing of the test run may go on in the child: it answers by its exit status.
        try:
            inherited = store.engine.pool.checkedin()
            with store.unit_of_work() as unit:
                unit.configuration.current()
            os._exit(0 if inherited == 0 else 1)
        except BaseException:  # noqa: BLE001
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with store.unit_of_work() as unit:
        unit.configuration.current()


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
