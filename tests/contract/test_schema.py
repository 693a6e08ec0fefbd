"""The schema: made by versions only, the same on both databases, and able to go back."""

import subprocess
import sys

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from rolebridge.store import Store
from rolebridge.store.engine import build_engine
from rolebridge.store.migrations import build_config, downgrade_schema, upgrade_schema
from rolebridge.store.models import Base
from rolebridge.store.schema_version import VERSIONS_HOME, SchemaOutdated, read_newest_version
from support.ids import CountingIds


def list_tables(engine) -> set[str]:
    return set(inspect(engine).get_table_names())


@pytest.fixture
def empty_engine(empty_url):
    engine = build_engine(empty_url)
    yield engine
    engine.dispose()


def test_the_models_and_the_versions_describe_the_same_schema(store):
    command.check(build_config(store.engine))


def test_every_constraint_bears_the_name_of_the_convention(store):
    database = inspect(store.engine)
    names = [
        constraint["name"]
        for table in Base.metadata.tables
        for constraint in [
            database.get_pk_constraint(table),
            *database.get_foreign_keys(table),
            *database.get_unique_constraints(table),
            *database.get_check_constraints(table),
            *database.get_indexes(table),
        ]
    ]
    assert all(name and name[:3] in ("pk_", "fk_", "uq_", "ck_", "ix_") for name in names)


def test_each_version_can_be_taken_back_and_made_again(empty_engine):
    upgrade_schema(empty_engine)
    complete = list_tables(empty_engine)
    newest = int(read_newest_version())
    for version in range(newest - 1, 0, -1):
        downgrade_schema(empty_engine, f"{version:04}")
    downgrade_schema(empty_engine, "base")
    assert list_tables(empty_engine) == {"alembic_version"}
    for version in range(1, newest + 1):
        upgrade_schema(empty_engine, f"{version:04}")
    assert list_tables(empty_engine) == complete
    command.check(build_config(empty_engine))


def test_upgrading_twice_and_at_once_is_upgrading_once(empty_engine, empty_url):
    program = (
        "import sys; from rolebridge.store.engine import build_engine;"
        "from rolebridge.store.migrations import upgrade_schema;"
        "upgrade_schema(build_engine(sys.argv[1]))"
    )
    upgrades = [subprocess.Popen([sys.executable, "-c", program, empty_url]) for _ in range(3)]
    assert [upgrade.wait() for upgrade in upgrades] == [0, 0, 0]
    upgrade_schema(empty_engine)
    with empty_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM organisation")).scalar_one() == 1


def test_a_version_that_fails_leaves_nothing_behind(empty_engine, backend):
    with empty_engine.connect() as connection:
        # The second version wants to make this table itself.
        connection.execute(text("CREATE TABLE roles (id INTEGER)"))
        connection.commit()
    with pytest.raises(Exception, match="roles"):
        upgrade_schema(empty_engine)
    assert list_tables(empty_engine) <= {"roles", "alembic_version"}


def test_a_database_without_the_newest_schema_is_refused(empty_engine, clock):
    store = Store(empty_engine, clock, CountingIds())
    with pytest.raises(SchemaOutdated) as refused:
        store.check()
    assert refused.value.found is None
    store.upgrade()
    store.check()
    downgrade_schema(empty_engine, "0003")
    with pytest.raises(SchemaOutdated) as refused:
        store.check()
    assert refused.value.found == "0003"
    assert "0003" in str(refused.value)
    assert "rolebridge init" in str(refused.value)


def test_versions_are_numbered_without_a_gap():
    files = sorted(path.name for path in (VERSIONS_HOME / "versions").glob("[0-9]*.py"))
    assert [name[:4] for name in files] == [f"{n:04}" for n in range(1, len(files) + 1)]
    assert read_newest_version() == files[-1][:4]


def test_the_newest_file_is_alembics_head(empty_engine):
    head = ScriptDirectory.from_config(build_config(empty_engine)).get_current_head()
    assert read_newest_version() == head
