"""Reviewing a sheet: its list, its rows by status, other columns, and what a person says about a row.

Invariant: a person sees and changes only sheets that he sent himself for the dealer he orders for; what he settled stays when columns change.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import get_skus
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size
from backend.ordering.editing import base_of
from backend.ordering.reading.amounts import is_large
from backend.ordering.reading.domain import ReadingPolicy
from backend.ordering.sheets import store
from backend.ordering.sheets.domain import TABLE, Role, RowReading, RowStatus, Why, layouts_of_document
from backend.ordering.sheets.quantities import is_held
from backend.ordering.sheets.reviewing import read_rows
from backend.ordering.sheets.views import RowView, SheetView, row_views, sheet_view
from backend.ordering.unusual import policy_of
from backend.settings.service import load_brand_settings

_CURSOR_PARTS = 2
_LAST_ROW = 2**31 - 1


@dataclass(frozen=True, slots=True)
class RowFix:
    """What a person says about a row: which product, how many, or that it is left out; `alike` means every row asked about with the same words."""

    number: int
    sku: str | None = None
    qty: Decimal | None = None
    unit: Unit | None = None
    leave_out: bool = False
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """What a person says about the columns of one table of a file: from the left, and where the heading is (0: nowhere)."""

    roles: tuple[Role, ...]
    header_row: int = 0
    table: int = 0


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows of a table: of some statuses or all, behind a cursor."""

    statuses: Sequence[RowStatus] = ()
    cursor: str | None = None
    limit: int = 50


def list_sheets(uow: UnitOfWork, actor: Actor, *, cursor: str | None = None, limit: int = 20) -> Page[SheetView]:
    """A person's sheets, newest first."""
    actor.require(Permission.PLACE_ORDERS)
    size = page_size(limit)
    rows = store.list_sheets(uow, actor.user_id, actor.own_dealer(), _after(cursor), size + 1)
    more = encode_cursor(rows[size - 1].made_at.isoformat(), rows[size - 1].id) if len(rows) > size else None
    return Page(tuple(sheet_view(uow, row) for row in rows[:size]), more)


def get_sheet(uow: UnitOfWork, actor: Actor, sheet_id: str) -> SheetView:
    """One sheet; raises NotFound("sheet.none")."""
    return sheet_view(uow, own_sheet(uow, actor, sheet_id))


def list_rows(uow: UnitOfWork, actor: Actor, sheet_id: str, wanted: RowFilter, *, clock: Clock) -> Page[RowView]:
    """Rows of a sheet in their order, of some statuses or all."""
    sheet = own_sheet(uow, actor, sheet_id)
    size, after = page_size(wanted.limit), _row_after(wanted.cursor)
    rows = store.rows_of_sheet(uow, sheet.id, wanted.statuses, after, size + 1)
    return Page(row_views(uow, actor, rows[:size], clock=clock), encode_cursor(rows[size - 1].row_no) if len(rows) > size else None)


def set_columns(database: Database, actor: Actor, sheet_id: str, columns: Columns, *, clock: Clock) -> SheetView:
    """Say what the columns are; the rows are read again by them. Raises Invalid("sheet.no_product_column"), NotFound("sheet.none")."""
    database.write(lambda uow: _set_columns(uow, actor, sheet_id, columns))
    read_rows(database, sheet_id, clock=clock)
    return database.read(lambda uow: get_sheet(uow, actor, sheet_id))


def fix_row(uow: UnitOfWork, actor: Actor, sheet_id: str, fix: RowFix, *, clock: Clock) -> tuple[RowView, ...]:
    """Settle a row (with `alike` all that are asked about with the same words) and return what was settled.

    Raises NotFound("sheet.none" | "sheet.no_row" | "catalog.no_sku"), Invalid("sheet.need_product" | "sheet.need_qty" | "order.bad_qty" | ...).
    """
    sheet = own_sheet(uow, actor, sheet_id, hold=True)
    if sheet.drafts:
        raise Conflict("sheet.drafted_already")
    row = store.read_row(uow, sheet.id, fix.number)
    if row is None or row.status is None:
        raise NotFound("sheet.no_row", row=fix.number)
    rows = [row, *(one for one in store.asked_alike(uow, sheet.id, row.said) if one.row_no != row.row_no)] if fix.alike and row.said else [row]
    settled, policy = [], policy_of(load_brand_settings(uow))
    for one in rows:
        own = fix if one.row_no == row.row_no else replace(fix, qty=None, unit=None)
        if one.row_no != row.row_no and not fix.leave_out and (one.qty is None or one.sku is not None):
            continue  # asked for its quantity, or without one: the product does not answer that
        store.write_row(uow, sheet.id, _settled(uow, one, own, policy))
        settled.append(one.row_no)
    found = [row for number in settled if (row := store.read_row(uow, sheet.id, number)) is not None]
    return row_views(uow, actor, found, clock=clock)


def own_sheet(uow: UnitOfWork, actor: Actor, sheet_id: str, *, hold: bool = False) -> Row[Any]:
    """A sheet of the person's own; raises NotFound("sheet.none")."""
    actor.require(Permission.PLACE_ORDERS)
    found = store.read_sheet(uow, actor.user_id, actor.own_dealer(), sheet_id, hold=hold)
    if found is None:
        raise NotFound("sheet.none")
    return found


def _settled(uow: UnitOfWork, row: Row[Any], fix: RowFix, policy: ReadingPolicy) -> RowReading:
    said = row.said or ""
    if fix.leave_out:
        return RowReading(row.row_no, RowStatus.SKIP, Why.LEFT_OUT, said, row.sku, tuple(row.candidates or ()), row.qty)
    code = fix.sku or row.sku
    if code is None:
        raise Invalid("sheet.need_product", row=row.row_no)
    sku = _sold(uow, code)
    qty = fix.qty if fix.qty is not None else row.qty
    if qty is None or not is_held(qty):
        raise Invalid("sheet.need_qty", row=row.row_no)
    unit = fix.unit or (Unit(row.unit) if row.unit and row.sku in (None, code) else None) or sku.default_unit
    base_qty = base_of(sku, qty, unit)
    if fix.qty is None and row.sku is None and is_large(sku, base_qty, policy):
        return RowReading(row.row_no, RowStatus.ASK, Why.LARGE, said, code, (), qty, unit, base_qty)
    return RowReading(row.row_no, RowStatus.OK, Why.BY_PERSON, said, code, (), qty, unit, base_qty)


def _sold(uow: UnitOfWork, code: str) -> Sku:
    sku = get_skus(uow, [code]).get(code)
    if sku is None or sku.status != "active":
        raise NotFound("catalog.no_sku", sku=code)
    return sku


def _set_columns(uow: UnitOfWork, actor: Actor, sheet_id: str, columns: Columns) -> None:
    sheet = own_sheet(uow, actor, sheet_id, hold=True)
    if sheet.drafts:
        raise Conflict("sheet.drafted_already")
    layouts = list(layouts_of_document(sheet.layout))
    if not 0 <= columns.table < len(layouts):
        raise NotFound("sheet.none")
    before = layouts[columns.table]
    roles = tuple(columns.roles[place] if place < len(columns.roles) else Role.OTHER for place in range(len(before.roles)))
    header = columns.header_row + columns.table * TABLE if columns.header_row else 0
    after = replace(before, roles=roles, header=header, titles=before.titles if header == before.header else _titles(uow, sheet.id, header))
    layouts[columns.table] = after
    if not any(layout.names_goods for layout in layouts):
        raise Invalid("sheet.no_product_column")
    if after != before:
        store.set_layout(uow, sheet.id, [layout.document() for layout in layouts])


def _titles(uow: UnitOfWork, sheet_id: str, header_row: int) -> tuple[str, ...]:
    row = store.read_row(uow, sheet_id, header_row) if header_row else None
    return tuple(row.cells) if row is not None else ()


def _row_after(cursor: str | None) -> int:
    key = decode_cursor(cursor) if cursor else [0]
    number = key[0]
    if len(key) != 1 or not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= _LAST_ROW:
        raise Invalid("paging.bad_cursor")
    return number


def _after(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    key = decode_cursor(cursor)
    try:
        at, sheet_id = datetime.fromisoformat(str(key[0])), str(key[1])
    except (ValueError, IndexError) as error:
        raise Invalid("paging.bad_cursor") from error
    if len(key) != _CURSOR_PARTS or at.tzinfo is None:
        raise Invalid("paging.bad_cursor")
    return at, sheet_id
