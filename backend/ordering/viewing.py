"""Rows of orders and how they are shown: between the tables and OrderView.

Invariant: an order shows the names and prices it was placed with, whatever the catalogue says today.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import get_skus
from backend.identity.domain import Actor
from backend.kit.audit import history
from backend.kit.db import UnitOfWork
from backend.ordering import repository
from backend.ordering.documents import reasons_of_document
from backend.ordering.domain import OPEN_STATUSES, RESERVING_STATUSES
from backend.ordering.fulfilling.views import parts_of_order
from backend.ordering.lines import NO_STOCK, list_name, words_of
from backend.ordering.notes import notes_of
from backend.ordering.promoting.store import given_views, read_given
from backend.ordering.redacting import order_for, summary_for
from backend.ordering.returning.store import close_asked
from backend.ordering.returning.views import returns_of_order
from backend.ordering.schemas import HistoryEntry, LineView, OrderSummary, OrderView

_SAME = ("line_no", "sku", "name_zh", "name_en", "qty", "factor", "base_qty", "unit_price", "line_total")
_QUANTITIES = ("backorder_base", "reserved_base", "shipped_base", "delivered_base", "returned_base", "cancelled_base")


def audit_key(order_id: str) -> str:
    """The name of an order in the audit log."""
    return f"order:{order_id}"


def line_rows(order_id: str, lines: Iterable[LineView]) -> list[dict[str, Any]]:
    """The rows of an order's lines."""
    return [_line_row(order_id, line) for line in lines]


def ordered_line(line: LineView, reserved: int) -> LineView:
    """A line as its order shows it: what was in stock and how it was understood is no part of an order; what is not reserved is its backorder."""
    later = line.base_qty - reserved
    marks = ("backorder",) if later else ()
    return replace(line, available_base=None, available_by_warehouse=NO_STOCK, marks=marks, backorder_base=later, reserved_base=reserved)


def order_view(uow: UnitOfWork, actor: Actor, order: Row[Any], *, with_history: bool = True) -> OrderView:
    """An order as the actor may see it; the caller has checked that he may see it at all."""
    rows = repository.read_lines(uow, order.id)
    skus = get_skus(uow, [row.sku for row in rows])
    entries = history(uow, audit_key(order.id)) if with_history else []
    steps = tuple(history_entry(entry.at, entry.actor, entry.action, entry.data) for entry in entries)
    lines = tuple(line_view(row, skus, actor.locale) for row in rows)
    if any(line.backorder_base for line in lines):
        days = repository.expected_days(uow, order.id)
        lines = tuple(replace(line, expected_on=days.get(line.line_no)) if line.backorder_base else line for line in lines)
    row = dict(order._mapping)  # noqa: SLF001 - the documented way to a row as a mapping
    came_here = bool(entries) and entries[0].action in {"order.submitted", "order.held"}
    view = view_of_row(row, lines, steps if came_here else (*_taken_over(order, with_history), *steps))
    parts = () if order.status in OPEN_STATUSES else parts_of_order(uow, actor, order, rows)
    returns = () if order.status in OPEN_STATUSES else returns_of_order(uow, actor, order)
    asked = None if order.status in OPEN_STATUSES else close_asked(uow, order.id)
    given = given_views(uow, read_given(uow, order.id), actor.locale)
    return order_for(actor, replace(view, promotions=given, parts=parts, returns=returns, close_asked=asked.asked_by_name if asked else ""))


def view_of_row(order: Mapping[str, Any], lines: tuple[LineView, ...], steps: tuple[HistoryEntry, ...]) -> OrderView:
    """The view of an order's row with its lines and history."""
    return OrderView(
        order_id=order["id"],
        number=order["number"],
        dealer_id=order["dealer_id"],
        dealer_name_zh=order["dealer_name_zh"],
        dealer_name_en=order["dealer_name_en"],
        status=order["status"],
        hold_reasons=reasons_of_document(order["hold_reasons"]),
        lines=_promised(order, lines),
        total=order["total"],
        currency=order["currency"],
        ship_to=order["ship_to"],
        ship_to_name_zh=order["ship_to_name_zh"],
        ship_to_name_en=order["ship_to_name_en"],
        order_date=order["order_date"],
        delivery_date=order["delivery_date"],
        version=order["version"],
        placed_by=order["placed_by_name"],
        history=steps,
        notes=notes_of(order),
    )


def _promised(order: Mapping[str, Any], lines: tuple[LineView, ...]) -> tuple[LineView, ...]:
    """The lines with their own day where not all of them come on the order's day; what is on backorder has none yet."""
    if order["status"] not in RESERVING_STATUSES or not any(line.backorder_base for line in lines):
        return lines
    day = order["delivery_date"]
    return tuple(replace(line, promised_on=day if line.reserved_base else None) for line in lines)


def line_view(row: Row[Any], skus: Mapping[str, Sku], locale: str) -> LineView:
    """A line as it was ordered; pack words come from the catalogue while it knows the SKU."""
    unit = Unit(row.unit)
    pack_word, base_word = words_of(skus.get(row.sku), unit, locale)
    return LineView(
        **{name: getattr(row, name) for name in (*_SAME, *_QUANTITIES)},
        unit=unit,
        unit_word=pack_word,
        base_unit=base_word,
        price_list=list_name(row.price_list, row.price_version),
        marks=("backorder",) if row.backorder_base else (),
        lot_wish=row.lot_wish or "",
    )


def order_summary(actor: Actor, order: Row[Any]) -> OrderSummary:
    """An order in a list, as the actor may see it."""
    summary = OrderSummary(
        order_id=order.id,
        number=order.number,
        dealer_id=order.dealer_id,
        dealer_name_zh=order.dealer_name_zh,
        dealer_name_en=order.dealer_name_en,
        status=order.status,
        hold_codes=tuple(reason["code"] for reason in order.hold_reasons),
        total=order.total,
        currency=order.currency,
        order_date=order.order_date,
        delivery_date=order.delivery_date,
        line_count=order.line_count,
    )
    return summary_for(actor, summary)


def history_entry(at: Any, actor: str, action: str, data: Mapping[str, Any]) -> HistoryEntry:
    """A step of an order's life from its audit entry."""
    return HistoryEntry(at, str(data.get("by_name") or actor), action.removeprefix("order."), data)


def _line_row(order_id: str, line: LineView) -> dict[str, Any]:
    code, _, version = line.price_list.rpartition("@")
    price: dict[str, object] = {"price_list": code or line.price_list, "price_version": int(version) if code else 0}
    price["lot_wish"] = line.lot_wish or None
    return {"order_id": order_id, "unit": line.unit.value, **price, **{name: getattr(line, name) for name in (*_SAME, *_QUANTITIES)}}


def _taken_over(order: Row[Any], with_history: bool) -> tuple[HistoryEntry, ...]:
    return (HistoryEntry(order.placed_at, order.placed_by_name, "imported"),) if with_history else ()
