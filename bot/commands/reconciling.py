"""`dinghuo reconcile`: do orders, stock, credit and the audit log agree? Looking is allowed beside a running server, repairing is not."""

from contextlib import nullcontext

from backend.bootstrap import open_database, reconcile
from backend.kit.ownership import claim
from backend.settings.process import ProcessSettings
from bot.commands.terminal import tell


def check_ledgers(settings: ProcessSettings, *, repair: bool) -> int:
    """Print one line for every difference; the exit status is 0 when there is none."""
    with claim(settings.database_url) if repair else nullcontext():
        database = open_database(settings)
        try:
            lines = reconcile(database, repair=repair)
        finally:
            database.close()
    for line in lines:
        print(line)
    remaining = [line for line in lines if not line.startswith("repaired ")]
    tell("reconcile-differences" if remaining else "reconcile-agrees", count=str(len(remaining)))
    return 1 if remaining else 0
