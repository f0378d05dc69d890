"""Sheets and their rows as people see them; the same values reach chat, HTTP and the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import get_skus
from backend.catalog.wording import unit_word
from backend.dealers.service import get_dealer
from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering.prices import quote_known
from backend.ordering.required_fields import OF_LINES, REQUIRED_FIELDS, RequiredField, missing_fields
from backend.ordering.schemas import Candidate
from backend.ordering.sheets import store
from backend.ordering.sheets.domain import TABLE, Layout, RowStatus, Why, layouts_of_document
from backend.pricing.service import PricedUnit, PriceQuery

SAMPLES = 3
_OPEN = (RowStatus.OK.value, RowStatus.ASK.value, RowStatus.REJECT.value)


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column: what stands in it, its heading, and what it is taken for."""

    place: int
    title: str
    role: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """One table of a file: a sheet of a workbook, or the only one. `header_row` is 0 without a heading."""

    table: int
    name: str
    header_row: int
    columns: tuple[ColumnView, ...]


@dataclass(frozen=True, slots=True)
class DraftOfSheet:
    """A draft that came of a sheet, and the number of its order when it was confirmed."""

    draft_id: str
    order_number: str | None


@dataclass(frozen=True, slots=True)
class EarlierImport:
    """The same table was made into drafts before."""

    at: datetime
    by: str
    drafts: tuple[DraftOfSheet, ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    """A table that a person sent. `unread` rows are still being read; `earlier` says that the same table was imported before.

    `missing` says of the required fields that a table must give how many of the open rows lack each.
    """

    sheet_id: str
    name: str
    made_at: datetime
    rows: int
    ok: int
    ask: int
    reject: int
    skip: int
    unread: int
    tables: tuple[TableView, ...]
    version: int
    drafts: tuple[DraftOfSheet, ...] = ()
    drafted_at: datetime | None = None
    earlier: EarlierImport | None = None
    missing: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowView:
    """A row: its number in the file (`row` is that in its `table`), its cells, what became of it and why, the product it is taken for and those it may be.

    `missing` are those of the twelve required fields of an order that the row does not lead to yet.
    """

    number: int
    table: int
    row: int
    cells: tuple[str, ...]
    status: str | None
    why: str
    said: str
    sku: str | None
    name_zh: str
    name_en: str
    candidates: tuple[Candidate, ...]
    qty: Decimal | None
    unit: Unit | None
    unit_word: str
    base_qty: int | None
    likely: Decimal | None
    by_person: bool
    missing: tuple[str, ...] = ()


def sheet_view(uow: UnitOfWork, sheet: Row[Any]) -> SheetView:
    """A sheet as it stands now."""
    counts = store.counts_of(uow, sheet.id)
    return SheetView(
        sheet_id=sheet.id,
        name=sheet.name,
        made_at=sheet.made_at,
        rows=sheet.row_count,
        ok=counts.ok,
        ask=counts.ask,
        reject=counts.reject,
        skip=counts.skip,
        unread=counts.unread,
        tables=tuple(_table(uow, sheet.id, table, layout) for table, layout in enumerate(layouts_of_document(sheet.layout))),
        version=sheet.version,
        drafts=drafts_of(uow, sheet),
        drafted_at=sheet.drafted_at,
        earlier=earlier_import(uow, sheet),
        missing={name: many for name, many in store.lacking(uow, sheet.id).items() if many},
    )


def earlier_import(uow: UnitOfWork, sheet: Row[Any]) -> EarlierImport | None:
    """The last time another sheet of the dealer with the same cells became drafts."""
    before = [one for one in store.same_content(uow, sheet.dealer_id, sheet.content_hash) if one.drafts and one.id != sheet.id]
    return EarlierImport(before[0].drafted_at or before[0].made_at, before[0].user_name, drafts_of(uow, before[0])) if before else None


def drafts_of(uow: UnitOfWork, sheet: Row[Any]) -> tuple[DraftOfSheet, ...]:
    """The drafts that came of a sheet."""
    numbers = store.orders_of_drafts(uow, sheet.drafts)
    return tuple(DraftOfSheet(draft_id, numbers.get(draft_id)) for draft_id in sheet.drafts)


def row_views(uow: UnitOfWork, actor: Actor, rows: Sequence[Row[Any]], *, clock: Clock) -> tuple[RowView, ...]:
    """Rows as they stand now, with the names of their products, and what each lacks to become a line of an order."""
    codes = {code for row in rows for code in ((row.sku,) if row.sku else ()) + tuple(row.candidates or ())}
    skus = get_skus(uow, sorted(codes))
    dealer = get_dealer(uow, actor, actor.own_dealer())
    wanted = {row.sku: row.base_qty for row in rows if row.sku in skus and row.base_qty}
    prices = quote_known(uow, PriceQuery(dealer.id, dealer.grade, clock.now(), tuple(wanted.items()), dealer.groups))
    return tuple(replace(_row(row, skus, actor.locale), missing=_missing(row, prices)) for row in rows)


def _missing(row: Row[Any], prices: Mapping[str, PricedUnit]) -> tuple[str, ...]:
    """What no product, quantity, unit or price is known for; the rest of the twelve comes of who sends the table, and of its draft.

    Without a unit the product's usual one is meant. A price is lacking only where the row says what it would be the price of.
    """
    if row.status not in _OPEN:
        return ()
    known = bool(row.sku and row.base_qty) and row.sku not in prices
    price = None if known else "priced"
    of_line = {RequiredField.SKU: row.sku, RequiredField.QUANTITY: row.qty, RequiredField.UNIT: "" if row.why == Why.UNIT.value else "usual"}
    of_line |= {RequiredField.UNIT_PRICE: price, RequiredField.AMOUNT: price}
    given = {name.value: "given" for name in REQUIRED_FIELDS if name not in OF_LINES}
    return tuple(name.value for name in missing_fields({**given, **{name.value: value for name, value in of_line.items()}}))


def _row(row: Row[Any], skus: Mapping[str, Sku], locale: str) -> RowView:
    sku = skus.get(row.sku or "")
    unit = Unit(row.unit) if row.unit else None
    return RowView(
        number=row.row_no,
        table=row.row_no // TABLE,
        row=row.row_no % TABLE,
        cells=tuple(row.cells),
        status=row.status,
        why=row.why or "",
        said=row.said or "",
        sku=row.sku,
        name_zh=sku.name_zh if sku else "",
        name_en=sku.name_en if sku else "",
        candidates=tuple(Candidate(code, skus[code].name_zh, skus[code].name_en) for code in row.candidates or () if code in skus),
        qty=row.qty,
        unit=unit,
        unit_word=unit_word(sku, unit, locale) if sku and unit else "",
        base_qty=row.base_qty,
        likely=row.likely,
        by_person=row.by_person,
    )


def _table(uow: UnitOfWork, sheet_id: str, table: int, layout: Layout) -> TableView:
    first = max(layout.header, table * TABLE)
    samples = [row.cells for row in store.rows_of_sheet(uow, sheet_id, (), first, SAMPLES) if row.row_no // TABLE == table]
    return TableView(table, layout.name, layout.header % TABLE, _columns(layout, samples))


def _columns(layout: Layout, samples: Sequence[Sequence[str]]) -> tuple[ColumnView, ...]:
    def shown(place: int) -> tuple[str, ...]:
        return tuple(cells[place] for cells in samples if place < len(cells) and cells[place])

    return tuple(ColumnView(place, layout.title(place), role.value, shown(place)) for place, role in enumerate(layout.roles))
