"""Statements over tables that people sent. Private to this module.

Every statement about one sheet names its person; rows are read and written in batches, never all at once. Invariant: a sheet whose rows are
still being stored has `row_count` -1 and is shown to nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, delete, func, insert, literal, select, text, tuple_, update

from backend.kit.db import UnitOfWork
from backend.ordering.models import drafts, orders
from backend.ordering.sheets.domain import Counts, RawRow, RowReading, RowStatus, Why
from backend.ordering.sheets.models import order_sheet_rows, order_sheets

UNFINISHED = -1
_ROW = order_sheet_rows.c
_SHEET = order_sheets.c
_UNREAD: dict[str, None] = dict.fromkeys(("status", "why", "said", "sku", "candidates", "qty", "unit", "base_qty", "likely"))


def add_sheet(uow: UnitOfWork, row: Mapping[str, Any], rows: Iterable[RawRow]) -> None:
    """A new sheet with its first rows."""
    uow.execute(insert(order_sheets), dict(row))
    add_rows(uow, str(row["id"]), rows)


def add_rows(uow: UnitOfWork, sheet_id: str, rows: Iterable[RawRow]) -> None:
    """Store rows as they were sent."""
    found = [{"sheet_id": sheet_id, "row_no": row.number, "cells": list(row.cells), "hidden": row.hidden, "by_person": False} for row in rows]
    if found:
        uow.execute(insert(order_sheet_rows), found)


def finish_sheet(uow: UnitOfWork, sheet_id: str, rows: int) -> None:
    """Every row is stored."""
    uow.execute(update(order_sheets).where(_SHEET.id == sheet_id).values(row_count=rows))


def hold_content(uow: UnitOfWork, dealer_id: str, content_hash: str) -> None:
    """Let one transaction at a time decide about equal tables of a dealer; on SQLite writers stand in line anyway."""
    if not uow.is_sqlite:
        uow.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:content, 0))"), {"content": f"{dealer_id}/{content_hash}"})


def drop_sheet(uow: UnitOfWork, sheet_id: str) -> None:
    """Delete a sheet and its rows."""
    uow.execute(delete(order_sheet_rows).where(_ROW.sheet_id == sheet_id))
    uow.execute(delete(order_sheets).where(_SHEET.id == sheet_id))


def read_sheet(uow: UnitOfWork, user_id: str, dealer_id: str, sheet_id: str, *, hold: bool = False) -> Row[Any] | None:
    """A person's own sheet."""
    query = select(order_sheets).where(_SHEET.id == sheet_id, _SHEET.user_id == user_id, _SHEET.dealer_id == dealer_id, _SHEET.row_count != UNFINISHED)
    return uow.execute(query.with_for_update() if hold and not uow.is_sqlite else query).first()


def sheet_to_read(uow: UnitOfWork, sheet_id: str) -> Row[Any] | None:
    """A sheet whoever it belongs to, for reading its rows."""
    return uow.execute(select(order_sheets).where(_SHEET.id == sheet_id, _SHEET.row_count != UNFINISHED)).first()


def list_sheets(uow: UnitOfWork, user_id: str, dealer_id: str, after: tuple[datetime, str] | None, limit: int) -> Sequence[Row[Any]]:
    """A person's sheets, newest first."""
    query = select(order_sheets).where(_SHEET.user_id == user_id, _SHEET.dealer_id == dealer_id, _SHEET.row_count != UNFINISHED)
    if after is not None:
        query = query.where(
            tuple_(_SHEET.made_at, _SHEET.id) < tuple_(*(_literal(column, value) for column, value in zip((_SHEET.made_at, _SHEET.id), after, strict=True)))
        )
    return uow.execute(query.order_by(_SHEET.made_at.desc(), _SHEET.id.desc()).limit(limit)).all()


def same_content(uow: UnitOfWork, dealer_id: str, content_hash: str) -> Sequence[Row[Any]]:
    """The dealer's sheets with the same cells, newest first."""
    query = select(order_sheets).where(_SHEET.dealer_id == dealer_id, _SHEET.content_hash == content_hash, _SHEET.row_count != UNFINISHED)
    return uow.execute(query.order_by(_SHEET.made_at.desc(), _SHEET.id.desc()).limit(20)).all()


def counts_of(uow: UnitOfWork, sheet_id: str) -> Counts:
    """How many rows are what."""
    query = select(_ROW.status, func.count().label("many")).where(_ROW.sheet_id == sheet_id).group_by(_ROW.status)
    many = {row.status or "unread": row.many for row in uow.execute(query)}
    return Counts(**{name: int(many.get(name, 0)) for name in ("ok", "ask", "reject", "skip", "unread")})


def lacking(uow: UnitOfWork, sheet_id: str) -> dict[str, int]:
    """How many rows that are not clear have no product, no quantity above nothing, or no unit that is known."""
    sums = {"sku": _ROW.sku.is_(None), "quantity": _ROW.qty.is_(None) | (_ROW.qty <= 0), "unit": _ROW.why == Why.UNIT.value}
    columns = [func.coalesce(func.sum(case((gap, 1), else_=0)), 0).label(name) for name, gap in sums.items()]
    query = select(*columns).where(_ROW.sheet_id == sheet_id, _ROW.status.in_([RowStatus.ASK.value, RowStatus.REJECT.value]))
    return {name: int(many) for name, many in uow.execute(query).mappings().one().items()}


def rows_of_sheet(uow: UnitOfWork, sheet_id: str, statuses: Sequence[RowStatus], after: int, limit: int) -> Sequence[Row[Any]]:
    """Rows behind a number, by number; of some statuses only."""
    query = select(order_sheet_rows).where(_ROW.sheet_id == sheet_id, _ROW.row_no > after)
    if statuses:
        query = query.where(_ROW.status.in_([status.value for status in statuses]))
    return uow.execute(query.order_by(_ROW.row_no).limit(limit)).all()


def unread_rows(uow: UnitOfWork, sheet_id: str, limit: int) -> tuple[RawRow, ...]:
    """Rows that nobody has read yet, by number."""
    query = select(_ROW.row_no, _ROW.cells, _ROW.hidden).where(_ROW.sheet_id == sheet_id, _ROW.status.is_(None))
    return tuple(RawRow(row.row_no, tuple(row.cells), row.hidden) for row in uow.execute(query.order_by(_ROW.row_no).limit(limit)))


def oldest_unread(uow: UnitOfWork) -> str | None:
    """The sheet that has waited longest for its rows to be read."""
    waiting = select(_ROW.sheet_id).where(_ROW.status.is_(None)).distinct()
    query = select(_SHEET.id).where(_SHEET.id.in_(waiting), _SHEET.row_count != UNFINISHED).order_by(_SHEET.made_at).limit(1)
    return uow.execute(query).scalar_one_or_none()


def write_readings(uow: UnitOfWork, sheet_id: str, version: int, readings: Sequence[RowReading]) -> bool:
    """Store what rows say; False when the columns were changed since they were read."""
    if uow.execute(select(_SHEET.version).where(_SHEET.id == sheet_id)).scalar_one_or_none() != version:
        return False
    change = update(order_sheet_rows).where(_ROW.sheet_id == sheet_id, _ROW.row_no == bindparam("number"), _ROW.status.is_(None))
    if readings:
        uow.execute(change.values({column: bindparam(f"new_{column}") for column in _UNREAD}), [_new_values(reading) for reading in readings])
    return True


def write_row(uow: UnitOfWork, sheet_id: str, reading: RowReading) -> None:
    """Store what a person said about a row."""
    change = update(order_sheet_rows).where(_ROW.sheet_id == sheet_id, _ROW.row_no == reading.number)
    uow.execute(change.values(**_values(reading), by_person=True))


def read_row(uow: UnitOfWork, sheet_id: str, number: int) -> Row[Any] | None:
    """One row."""
    return uow.execute(select(order_sheet_rows).where(_ROW.sheet_id == sheet_id, _ROW.row_no == number)).first()


def asked_alike(uow: UnitOfWork, sheet_id: str, said: str) -> Sequence[Row[Any]]:
    """The rows that are asked about with the same words."""
    query = select(order_sheet_rows).where(_ROW.sheet_id == sheet_id, _ROW.status == RowStatus.ASK.value, _ROW.said == said)
    return uow.execute(query.order_by(_ROW.row_no)).all()


def set_layout(uow: UnitOfWork, sheet_id: str, layouts: Sequence[Mapping[str, object]]) -> None:
    """Other columns: every row that no person settled is to be read again."""
    uow.execute(update(order_sheets).where(_SHEET.id == sheet_id).values(layout=list(layouts), version=_SHEET.version + 1))
    uow.execute(update(order_sheet_rows).where(_ROW.sheet_id == sheet_id, _ROW.by_person.is_(False)).values(**_UNREAD))


def set_drafted(uow: UnitOfWork, sheet_id: str, draft_ids: Sequence[str], at: datetime) -> None:
    """Which drafts came of a sheet."""
    uow.execute(update(order_sheets).where(_SHEET.id == sheet_id).values(drafts=list(draft_ids), drafted_at=at))


def orders_of_drafts(uow: UnitOfWork, draft_ids: Sequence[str]) -> dict[str, str]:
    """Draft id -> number of the order that came of it."""
    if not draft_ids:
        return {}
    query = select(drafts.c.id, orders.c.number).join(orders, orders.c.id == drafts.c.order_id).where(drafts.c.id.in_(draft_ids))
    return {row.id: row.number for row in uow.execute(query)}


def purge_sheets(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete up to `limit` rows of sheets that were sent before an instant, and sheets that have none left; returns how many."""
    old = select(_SHEET.id).where(_SHEET.made_at < before)
    which = tuple_(_ROW.sheet_id, _ROW.row_no)
    gone = uow.execute(delete(order_sheet_rows).where(which.in_(select(_ROW.sheet_id, _ROW.row_no).where(_ROW.sheet_id.in_(old)).limit(limit)))).rowcount
    if gone < limit:
        left = select(_ROW.sheet_id).where(_ROW.sheet_id == _SHEET.id).exists()
        gone += uow.execute(delete(order_sheets).where(_SHEET.made_at < before, ~left)).rowcount
    return gone


def _values(reading: RowReading) -> dict[str, Any]:
    return {
        "status": reading.status.value,
        "why": reading.why.value,
        "said": reading.said,
        "sku": reading.sku,
        "candidates": list(reading.candidates),
        "qty": reading.qty,
        "unit": reading.unit.value if reading.unit else None,
        "base_qty": reading.base_qty,
        "likely": reading.likely,
    }


def _new_values(reading: RowReading) -> dict[str, Any]:
    return {"number": reading.number} | {f"new_{column}": value for column, value in _values(reading).items()}


def _literal(column: Any, value: Any) -> Any:
    return literal(value, column.type)
