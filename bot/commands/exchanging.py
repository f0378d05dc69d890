"""`dinghuo erp`: files of an ERP come in, released orders go out as a file. Beside a running server the REST API does the same.

Invariant: what a file did is printed row by row where it did nothing, and orders are acknowledged only after their file is on the disk.
"""

import os
from pathlib import Path

from backend.bootstrap import open_database
from backend.identity.domain import SYSTEM
from backend.integration.erp.domain import Kind, Outcome
from backend.integration.erp.files import FileReport, take_file
from backend.integration.erp.handing_out import Acknowledgement, GivenOrder, acknowledge_orders, give_orders, orders_csv
from backend.kit.clock import SystemClock
from backend.kit.db import Database
from backend.kit.ownership import claim
from backend.kit.paging import MAX_PAGE
from backend.settings.process import ProcessSettings
from bot.commands.terminal import sentence, tell

SHOWN = 50


def take_rows_in(settings: ProcessSettings, kind: str, file: Path) -> int:
    """Take a file in and print what became of it; 1 when some rows were not used."""
    with claim(settings.database_url):
        database = open_database(settings)
        try:
            report = take_file(database, SYSTEM, Kind(kind), file, clock=SystemClock())
        finally:
            database.close()
    _print(report)
    return 1 if report.troubles else 0


def give_orders_out(settings: ProcessSettings, file: Path, *, acknowledge: bool) -> None:
    """Write the orders to `file` and, if so wished, note that they were taken over."""
    with claim(settings.database_url):
        database = open_database(settings)
        try:
            orders = _all_orders(database)
            _write(file, orders_csv(orders))
            if acknowledge:
                items = [Acknowledgement(one.number, one.revision, file.name[:120]) for one in orders]
                database.write(lambda uow: acknowledge_orders(uow, SYSTEM, items, clock=SystemClock()))
        finally:
            database.close()
    tell("erp-given", count=len(orders), file=str(file))


def _all_orders(database: Database) -> list[GivenOrder]:
    found: list[GivenOrder] = []
    cursor: str | None = None
    while True:
        page = database.read(lambda uow, cursor=cursor: give_orders(uow, SYSTEM, cursor=cursor, limit=MAX_PAGE))  # type: ignore[misc] # bound defaults
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def _write(file: Path, text: str) -> None:
    """Whole or not at all: a reader never finds half a file."""
    beside = file.with_name(f".{file.name}.part")
    with beside.open("w", encoding="utf-8", newline="") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)


def _print(report: FileReport) -> None:
    for one in report.troubles[:SHOWN]:
        why = sentence(one.code, **one.params) if one.code else one.outcome.value
        print(sentence("erp-row", row=one.row_no, external_id=one.external_id or "-", why=why))
    if len(report.troubles) > SHOWN:
        print(sentence("erp-more", count=len(report.troubles) - SHOWN))
    print(sentence("erp-taken", **{outcome.value: report.counts.get(outcome, 0) for outcome in Outcome}))
