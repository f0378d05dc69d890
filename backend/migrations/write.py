"""Writes the first version of the next migration: `python -m backend.migrations.write "what changes"`. A person reads it before it is committed."""

import sys
import tempfile

from backend.kit.db import Database
from backend.kit.schema import SCRIPTS, upgrade, write_revision


def write(message: str) -> str:
    """Compare the newest migration with the tables of the code and return the path of the script that leads there."""
    number = max((int(path.name[:4]) for path in (SCRIPTS / "versions").glob("[0-9]*.py")), default=0) + 1
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db")
        try:
            upgrade(database)
            return str(write_revision(database, message, f"{number:04d}"))
        finally:
            database.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and its one argument
        sys.exit('Say what changes: python -m backend.migrations.write "what changes"')
    sys.stdout.write(write(sys.argv[1]) + "\n")
