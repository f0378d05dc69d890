"""`dinghuo import orders FILE`: a file of invoice lines becomes a company of its own in a database of its own."""

import dataclasses
from pathlib import Path

from backend.bootstrap import migrate, open_database
from backend.integration.order_history.domain import ImportReport
from backend.integration.order_history.importing import import_order_history
from backend.kit.clock import SystemClock
from backend.kit.errors import NotFound
from backend.kit.ownership import claim
from backend.settings.process import ProcessSettings
from bot.commands.terminal import progress_bar, sentence, tell


def database_for(file: Path) -> str:
    """Where a file's company goes unless one says otherwise: `var/<file name>.db`."""
    return f"sqlite:///var/{file.stem}.db"


def import_orders(settings: ProcessSettings, file: Path) -> None:
    """Import and print what became of every row."""
    if not file.is_file():
        raise NotFound("integration.no_file", file=str(file))
    with claim(settings.database_url):
        migrate(settings.database_url)
        database = open_database(settings)
        try:
            with progress_bar(sentence("import-working", file=file.name)) as progress:
                report = import_order_history(database, file, clock=SystemClock(), progress=progress)
        finally:
            database.close()
    for line in _lines_of(report):
        print(line)
    tell("import-known" if report.already_imported else "import-next", database=settings.database_url)


def _lines_of(report: ImportReport) -> list[str]:
    shown = {name: str(value) for name, value in dataclasses.asdict(report).items()}
    lines = [sentence("import-rows", **shown), sentence("import-company", **shown)]
    reasons = [sentence("import-set-aside", reason=sentence(f"import-reason-{reason}"), count=str(count)) for reason, count in sorted(report.set_aside.items())]
    return [*lines, *reasons]
