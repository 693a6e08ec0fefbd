"""Running the schema's versions, up and down, by Alembic."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from rolebridge.store.schema_version import VERSIONS_HOME


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
