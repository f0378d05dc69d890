"""The schema of the database and its migrations: where it stands, bringing it up to date, taking it down again.

Alembic is configured here and nowhere else, from the folder `backend/migrations` of the installed package.

Invariant: an upgrade is one transaction; of several processes that upgrade at once on PostgreSQL one works and the others wait.
"""

from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from backend.kit.db import Database

SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"
VERSION_TABLE = "alembic_version"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(727274)")


class SchemaState(StrEnum):
    """How the tables of a database relate to this program."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


def schema_state(database: Database) -> SchemaState:
    """Compare the database's revision with the newest one this program knows."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    revision = database.read(lambda uow: MigrationContext.configure(uow.connection).get_current_revision())
    scripts = ScriptDirectory.from_config(_config(None))
    if revision is None:
        return SchemaState.EMPTY
    if revision == scripts.get_current_head():
        return SchemaState.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    return SchemaState.OLDER if revision in known else SchemaState.NEWER


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables up to `revision`."""
    from alembic import command

    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(_ONE_AT_A_TIME)
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str = "base") -> None:
    """Take the tables down to `revision`; everything in dropped tables is gone."""
    from alembic import command

    with database.engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def write_revision(database: Database, message: str, number: str) -> Path:
    """Write the script that leads from the tables of `database` to those of the code; a person reads it before it is committed."""
    from alembic import command

    with database.engine.begin() as connection:
        made: Any = command.revision(_config(connection), message=message, autogenerate=True, rev_id=number)
    return Path(made.path)


def differences(database: Database) -> list[Any]:
    """What Alembic would change to make the tables those of the code; empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from backend.kit.columns import metadata

    with database.engine.begin() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


def _config(connection: Connection | None) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
