"""The schema's versions: finding them, running them, and refusing a database that differs."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from rolebridge.errors import RolebridgeError
from rolebridge.resources import find_resource_folder

VERSIONS_HOME = find_resource_folder("migrations")


class SchemaOutdated(RolebridgeError):
    """The database is at another version of the schema than this program."""

    code = "schema_outdated"

    def __init__(self, found: str | None, expected: str) -> None:
        super().__init__(
            f"The database is at schema version {found or 'none'}; this program needs {expected}. "
            "Run `rolebridge init` with this program to bring it there."
        )
        self.found = found
        self.expected = expected


def build_config(engine: Engine) -> Config:
    """Alembic's configuration for this database; `env.py` takes the engine from its attributes."""
    config = Config()
    config.set_main_option("script_location", str(VERSIONS_HOME).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config


def upgrade_schema(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to a version, in one transaction. Safe to repeat and to run at once."""
    command.upgrade(build_config(engine), revision)


def downgrade_schema(engine: Engine, revision: str) -> None:
    """Take the schema back to a version; `base` removes everything."""
    command.downgrade(build_config(engine), revision)


@cache
def read_newest_version() -> str:
    """The version that this program was written for."""
    config = Config()
    config.set_main_option("script_location", str(VERSIONS_HOME).replace("%", "%%"))
    head = ScriptDirectory.from_config(config).get_current_head()
    if head is None:
        raise FileNotFoundError(f"{VERSIONS_HOME} holds no schema versions")
    return head


def require_current_schema(connection: Connection) -> None:
    """Raises SchemaOutdated unless the database is at the newest version."""
    found = MigrationContext.configure(connection).get_current_revision()
    if found != read_newest_version():
        raise SchemaOutdated(found, read_newest_version())
