"""Reading the rows of a stored sheet, a batch at a time: each batch is worked out beside other people's writes and stored in a short transaction.

A batch that was not stored is simply read again, so a process that dies loses nothing. Invariant: rows are stored only against the columns they
were read by; the job and the page may read the same sheet at once without doubling anything.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from backend.catalog.service import catalogue_index
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.ordering.memory.recalling import known_words, usual_quantities
from backend.ordering.reader import past_orders
from backend.ordering.reading.domain import LineStatus, Op, ReadLine
from backend.ordering.reading.usual import checked
from backend.ordering.sheets import store
from backend.ordering.sheets.domain import RowReading, RowStatus, Why, layouts_of_document
from backend.ordering.sheets.reading import Knowledge, RowReader
from backend.ordering.unusual import policy_of
from backend.settings.calendar import local_day, local_time
from backend.settings.service import load_brand_settings

BATCH = 250
AT_ONCE = 2000
"""So many rows are read while their sender waits; the job reads the others."""
BY_JOB = 500
Progress = Callable[[int, int], None]


def read_rows(database: Database, sheet_id: str, *, clock: Clock, most: int = AT_ONCE, progress: Progress | None = None) -> int:
    """Read up to `most` rows that nobody has read yet; returns how many. `progress` hears (rows read now, rows left before)."""
    done = 0
    reader: RowReader | None = None
    version = -1
    while done < most:
        batch = database.read(lambda uow: _next(uow, sheet_id, min(BATCH, most - done)))  # noqa: B023 - run before the next round
        if batch is None:
            break
        sheet, rows = batch
        if reader is None or sheet.version != version:
            reader, version = database.read(lambda uow: reader_of(uow, sheet, clock=clock)), sheet.version  # noqa: B023 - run at once
        readings = reader.read(rows)
        readings = database.read(lambda uow: with_unusual(uow, sheet.dealer_id, readings, clock=clock))  # noqa: B023 - run at once
        if database.write(lambda uow: store.write_readings(uow, sheet_id, version, readings)):  # noqa: B023 - run at once
            done += len(rows)
            if progress is not None:
                progress(done, len(rows))
    return done


def read_waiting(database: Database, clock: Clock) -> int:
    """A part of the sheet that waits longest; for the job."""
    sheet_id = database.read(store.oldest_unread)
    return read_rows(database, sheet_id, clock=clock, most=BY_JOB) if sheet_id else 0


def reader_of(uow: UnitOfWork, sheet: Row[Any], *, clock: Clock) -> RowReader:
    """What reads the rows of a sheet: by the catalogue, its dealer's latest orders and own words."""
    settings, now = load_brand_settings(uow), clock.now()
    known = Knowledge(
        index=catalogue_index(uow),
        now=local_time(settings, now),
        history=past_orders(uow, sheet.dealer_id),
        learned=known_words(uow, sheet.dealer_id, now),
        policy=policy_of(settings),
    )
    return RowReader(known, layouts_of_document(sheet.layout))


def with_unusual(uow: UnitOfWork, dealer_id: str, readings: Sequence[RowReading], *, clock: Clock) -> tuple[RowReading, ...]:
    """The readings, with a quantity far above what the dealer ever orders asked back."""
    settings = load_brand_settings(uow)
    policy = policy_of(settings)
    if policy.unusual_factor is None:
        return tuple(readings)
    skus = {one.sku for one in readings if one.status is RowStatus.OK and one.sku}
    usual = usual_quantities(uow, dealer_id, sorted(skus), local_day(settings, clock.now()))
    return tuple(_checked(one, checked(_line(one), usual, policy)) if one.sku in usual and one.status is RowStatus.OK else one for one in readings)


def _line(reading: RowReading) -> ReadLine:
    return ReadLine(Op.SET, LineStatus.OK, reading.sku, qty=reading.qty, unit=reading.unit, base_qty=reading.base_qty)


def _checked(reading: RowReading, line: ReadLine) -> RowReading:
    return reading if line.status is LineStatus.OK else replace(reading, status=RowStatus.ASK, why=Why.UNUSUAL, likely=line.likely)


def _next(uow: UnitOfWork, sheet_id: str, most: int) -> tuple[Row[Any], Sequence[Any]] | None:
    sheet = store.sheet_to_read(uow, sheet_id)
    rows = store.unread_rows(uow, sheet_id, most) if sheet is not None else ()
    return (sheet, rows) if sheet is not None and rows else None
