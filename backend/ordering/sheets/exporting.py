"""Orders out as tables: every order of a list with the filters of the order book, or one order with its lines; the figures are those on screen.

Invariant: what is written is what the same actor sees in the list; the total of an order is its own, never a sum made here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import IO

from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.ordering.querying import get_order, list_orders
from backend.ordering.schemas import LineView, OrderFilter, OrderSummary, OrderView
from backend.ordering.sheets.workbooks import Format, Value, write_table

_PAGE = 200
Say = Callable[[str], str]
"""The words of a key in the reader's language."""
_LIST = ("number", "day", "dealer-id", "dealer", "status", "delivery", "lines", "total", "currency")
_LINES = ("line", "sku", "name", "qty", "unit", "base-qty", "base-unit", "unit-price", "line-total")


@dataclass(frozen=True, slots=True)
class Reader:
    """In whose language a table is written."""

    locale: str
    say: Say


Make = Callable[[UnitOfWork, Actor, Reader], IO[bytes]]
"""Makes a file for somebody in his language."""


def export_orders(uow: UnitOfWork, actor: Actor, wanted: OrderFilter, form: Format, reader: Reader, *, search: str = "") -> IO[bytes]:
    """Every order that the filter gives, newest first; `search` keeps those that carry each of its words, as the search of the order book does."""
    words = search.casefold().split()
    rows = (row for order in _every(uow, actor, wanted) for row in (_order_row(order, reader),) if _carries(row, words))
    return write_table(form, reader.say("sheet-title-orders"), [reader.say(f"sheet-column-{key}") for key in _LIST], rows)


def export_order(uow: UnitOfWork, actor: Actor, number: str, form: Format, reader: Reader) -> IO[bytes]:
    """One order: its lines, what promotions took off, and its total."""
    order = get_order(uow, actor, number)
    rows: list[Sequence[Value]] = [_line_row(line, reader) for line in order.lines]
    rows += _promotion_rows(order, reader)
    if order.total is not None:
        rows.append([None, None, reader.say("sheet-total"), None, None, None, None, order.currency, order.total])
    return write_table(form, order.number, [reader.say(f"sheet-column-{key}") for key in _LINES], rows)


def _every(uow: UnitOfWork, actor: Actor, wanted: OrderFilter) -> Iterator[OrderSummary]:
    page = list_orders(uow, actor, replace(wanted, cursor=None, limit=_PAGE))
    yield from page.items
    while page.next_cursor is not None:
        page = list_orders(uow, actor, replace(wanted, cursor=page.next_cursor, limit=_PAGE))
        yield from page.items


def _order_row(order: OrderSummary, reader: Reader) -> list[Value]:
    name = order.dealer_name_zh if reader.locale == "zh" else order.dealer_name_en
    status = reader.say(f"sheet-status-{order.status}")
    return [order.number, order.order_date, order.dealer_id, name, status, order.delivery_date, order.line_count, order.total, order.currency]


def _carries(row: Sequence[Value], words: Sequence[str]) -> bool:
    text = " ".join(str(value) for value in row if value is not None).casefold()
    return all(word in text for word in words)


def _line_row(line: LineView, reader: Reader) -> list[Value]:
    name = (line.name_zh or line.name_en) if reader.locale == "zh" else (line.name_en or line.name_zh)
    return [line.line_no, line.sku, name, line.qty, line.unit_word, line.base_qty, line.base_unit, _short(line.unit_price), line.line_total]


def _promotion_rows(order: OrderView, reader: Reader) -> list[Sequence[Value]]:
    """What promotions derived: money off, or goods for nothing."""
    rows: list[Sequence[Value]] = []
    for one in order.promotions:
        name = one.name_zh if reader.locale == "zh" else one.name_en
        off = -one.amount_off if one.amount_off else Decimal(0) if one.free_base else None
        rows.append([one.line_no, one.sku, name, one.qty, one.unit_word, one.free_base or None, one.base_unit, None, off])
    return rows


def _short(price: Decimal | None) -> Decimal | None:
    """An exact price without a tail of digits that no sheet shows."""
    return None if price is None else round(price, 6)
