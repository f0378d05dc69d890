"""Rows of orders and how they are shown: between the tables and OrderView.

Invariant: an order shows the names and prices it was placed with, whatever the catalogue says today.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import get_skus
from backend.catalog.wording import unit_word
from backend.identity.domain import Actor
from backend.kit.audit import history
from backend.kit.db import UnitOfWork
from backend.ordering import repository
from backend.ordering.documents import reasons_of_document
from backend.ordering.schemas import HistoryEntry, LineView, OrderSummary, OrderView


def audit_key(order_id: str) -> str:
    """The name of an order in the audit log."""
    return f"order:{order_id}"


def line_rows(order_id: str, lines: Iterable[LineView]) -> list[dict[str, Any]]:
    """The rows of an order's lines."""
    names = ("line_no", "sku", "name_zh", "name_en", "qty", "factor", "base_qty", "unit_price", "price_list", "line_total", "backorder_base")
    return [{"order_id": order_id, "unit": line.unit.value, **{name: getattr(line, name) for name in names}} for line in lines]


def order_view(uow: UnitOfWork, actor: Actor, order: Row[Any], *, with_history: bool = True) -> OrderView:
    """An order as the actor sees it; the caller has checked that he may."""
    rows = repository.read_lines(uow, order.id)
    skus = get_skus(uow, [row.sku for row in rows])
    entries = history(uow, audit_key(order.id)) if with_history else []
    return OrderView(
        order_id=order.id,
        number=order.number,
        dealer_id=order.dealer_id,
        dealer_name_zh=order.dealer_name_zh,
        dealer_name_en=order.dealer_name_en,
        status=order.status,
        hold_reasons=reasons_of_document(order.hold_reasons),
        lines=tuple(line_view(row, skus, actor.locale) for row in rows),
        total=order.total,
        currency=order.currency,
        ship_to=order.ship_to,
        ship_to_name_zh=order.ship_to_name_zh,
        ship_to_name_en=order.ship_to_name_en,
        order_date=order.order_date,
        delivery_date=order.delivery_date,
        version=order.version,
        placed_by=order.placed_by_name,
        history=tuple(_entry(entry.at, entry.actor, entry.action, entry.data) for entry in entries) or _taken_over(order, with_history),
    )


def line_view(row: Row[Any], skus: Mapping[str, Sku], locale: str) -> LineView:
    """A line as it was ordered; pack words come from the catalogue while it knows the SKU."""
    sku, unit = skus.get(row.sku), Unit(row.unit)
    return LineView(
        line_no=row.line_no,
        sku=row.sku,
        name_zh=row.name_zh,
        name_en=row.name_en,
        qty=row.qty,
        unit=unit,
        unit_word=unit_word(sku, unit, locale) if sku else unit.value,
        factor=row.factor,
        base_qty=row.base_qty,
        base_unit=unit_word(sku, Unit.BASE, locale) if sku else Unit.BASE.value,
        unit_price=row.unit_price,
        price_list=row.price_list,
        line_total=row.line_total,
        backorder_base=row.backorder_base,
        marks=("backorder",) if row.backorder_base else (),
    )


def order_summary(order: Row[Any]) -> OrderSummary:
    """An order in a list."""
    return OrderSummary(
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


def _taken_over(order: Row[Any], with_history: bool) -> tuple[HistoryEntry, ...]:
    return (HistoryEntry(order.placed_at, order.placed_by_name, "imported"),) if with_history else ()


def _entry(at: Any, actor: str, action: str, data: Mapping[str, Any]) -> HistoryEntry:
    return HistoryEntry(at, str(data.get("by_name") or actor), action.removeprefix("order."), data)
