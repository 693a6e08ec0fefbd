"""Which version of the schema a database has, and which one this program needs.

Apart from `migrations`, because Alembic's memory is for who upgrades and not for every worker.
"""

from functools import cache

from sqlalchemy import Connection, inspect, text

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


@cache
def read_newest_version() -> str:
    """The version that this program was written for: the number of the last file."""
    numbers = sorted(path.name[:4] for path in (VERSIONS_HOME / "versions").glob("[0-9]*.py"))
    if not numbers:
        raise FileNotFoundError(f"{VERSIONS_HOME} holds no schema versions")
    return numbers[-1]


def require_current_schema(connection: Connection) -> None:
    """Raises SchemaOutdated unless the database is at the newest version."""
    found = None
    if inspect(connection).has_table("alembic_version"):
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found != read_newest_version():
        raise SchemaOutdated(found, read_newest_version())
