"""Taking over orders from another system in batches: numbers, days, statuses and totals as they are, without gates.

Warehouses, stock and credit accounts are loaded before: an open order reserves its lines as if it had been placed here (so on hand must
include them), and every order that is not delivered yet counts against credit. What stock cannot serve becomes the line's backorder.
Invariant: an order's total is the sum of its lines; numbers given out later never repeat an imported one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from backend.catalog.domain import Sku
from backend.catalog.service import get_skus
from backend.catalog.units import factor_of
from backend.credit.service import commit_order
from backend.dealers.domain import Dealer, ShipTo
from backend.dealers.service import get_dealer, list_places
from backend.identity.domain import SYSTEM
from backend.inventory.service import Want, reserve
from backend.kit.clock import FixedClock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.kit.ids import new_id
from backend.ordering import repository
from backend.ordering.comparing import lines_hash
from backend.ordering.documents import reasons_to_document
from backend.ordering.domain import COUNTED_STATUSES, DEAD_STATUSES, RESERVING_STATUSES, STORED_STATUSES, Channel, OrderStatus
from backend.ordering.notes import NO_NOTES
from backend.ordering.numbers import skip_numbers
from backend.ordering.schemas import GateReason, HistoricLine, HistoricOrder
from backend.settings.service import load_brand_settings

BATCH = 1000
_SYNONYMS = {"HELD": OrderStatus.HOLD}
NOON = time(12)


def import_orders(uow: UnitOfWork, orders: Sequence[HistoricOrder]) -> None:
    """Insert the orders. Raises Invalid("order.bad_import") naming the orders that do not add up."""
    wrong = [order.number for order in orders if not order.lines or order.total != sum((line.line_total for line in order.lines), Decimal(0))]
    if wrong:
        raise Invalid("order.bad_import", numbers=", ".join(wrong))
    settings = load_brand_settings(uow)
    skus = get_skus(uow, sorted({line.sku for order in orders for line in order.lines}))
    dealers = {dealer_id: get_dealer(uow, SYSTEM, dealer_id) for dealer_id in sorted({order.dealer_id for order in orders})}
    places = {place.code: place for place in list_places(uow)}
    for start in range(0, len(orders), BATCH):
        rows: list[dict[str, Any]] = []
        lines: list[dict[str, Any]] = []
        for order in orders[start : start + BATCH]:
            order_id = order.order_id or new_id("ord")
            at = datetime.combine(order.order_date, NOON, settings.zone)
            held = _take_over(uow, order_id, order, at)
            placed = {"id": order_id, "currency": settings.currency, "placed_at": at}
            rows.append({**placed, **_order_row(order, dealers[order.dealer_id], places.get(order.ship_to))})
            state = (_status_of(order.status), held)
            lines += [_line_row(order_id, (number, line), skus.get(line.sku), state) for number, line in enumerate(order.lines, 1)]
        repository.add_orders(uow, rows, lines)
    skip_numbers(uow, (order.number for order in orders))


def _take_over(uow: UnitOfWork, order_id: str, order: HistoricOrder, at: datetime) -> Mapping[int, int]:
    """Reserve and commit what the order still holds; returns line number -> reserved."""
    status = _status_of(order.status)
    if status in COUNTED_STATUSES:
        commit_order(uow, order.dealer_id, order_id, order.total, at=at)
    if status not in RESERVING_STATUSES:
        return {}
    wants = ((number, line, line.base_qty - line.backorder_base) for number, line in enumerate(order.lines, 1))
    firm = tuple(Want(number, line.sku, base_qty, backorder=True) for number, line, base_qty in wants if base_qty > 0)
    allocations = reserve(uow, order_id, firm, day=order.delivery_date or order.order_date, clock=FixedClock(at))
    held: dict[int, int] = {}
    for allocation in allocations:
        held[allocation.line_no] = held.get(allocation.line_no, 0) + allocation.base_qty
    return held


def _order_row(order: HistoricOrder, dealer: Dealer, place: ShipTo | None) -> dict[str, Any]:
    reasons = order.hold_reasons or tuple(GateReason(code, blocks=False) for code in order.hold_codes)
    return {
        "number": order.number,
        "dealer_id": dealer.id,
        "dealer_name_zh": dealer.name_zh,
        "dealer_name_en": dealer.name_en,
        "status": _status_of(order.status).value,
        "hold_reasons": reasons_to_document(reasons),
        "decision": None,
        "total": order.total,
        "ship_to": order.ship_to,
        "ship_to_name_zh": place.name_zh if place else "",
        "ship_to_name_en": place.name_en if place else "",
        "order_date": order.order_date,
        "delivery_date": order.delivery_date,
        "version": 1,
        "placed_by": order.placed_by,
        "placed_by_name": order.placed_by_name,
        "line_count": len(order.lines),
        "lines_hash": lines_hash((line.sku, line.base_qty) for line in order.lines),
        **NO_NOTES.to_row(),
        "channel": Channel.IMPORT.value,
        "first_message_at": None,
    }


def _status_of(word: str) -> OrderStatus:
    status = _SYNONYMS.get(word.upper()) or OrderStatus.__members__.get(word.upper())
    if status is None or status not in STORED_STATUSES:
        raise Invalid("order.bad_status", status=word)
    return status


def _line_row(order_id: str, numbered: tuple[int, HistoricLine], sku: Sku | None, state: tuple[OrderStatus, Mapping[int, int]]) -> dict[str, Any]:
    (line_no, line), (status, held) = numbered, state
    return {
        "order_id": order_id,
        "line_no": line_no,
        "sku": line.sku,
        "name_zh": sku.name_zh if sku else line.sku,
        "name_en": sku.name_en if sku else line.sku,
        "qty": line.qty,
        "unit": line.unit.value,
        "factor": (factor_of(sku, line.unit) if sku else None) or 1,
        "base_qty": line.base_qty,
        "unit_price": line.line_total / line.base_qty,
        "price_list": "",
        "price_version": 0,
        "line_total": line.line_total,
        "lot_wish": None,
        **_quantities(line, held.get(line_no, 0), status),
    }


def _quantities(line: HistoricLine, reserved: int, status: OrderStatus) -> dict[str, int]:
    """What became of a line of an order with this status."""
    found = {"backorder_base": 0, "reserved_base": 0, "shipped_base": 0, "delivered_base": 0, "returned_base": 0, "cancelled_base": 0}
    if status in DEAD_STATUSES:
        return {**found, "cancelled_base": line.base_qty}
    if status in RESERVING_STATUSES:
        return {**found, "reserved_base": reserved, "backorder_base": line.base_qty - reserved}
    shipped = line.base_qty - line.backorder_base
    delivered = 0 if status is OrderStatus.SHIPPED else shipped
    return {**found, "shipped_base": shipped, "delivered_base": delivered, "backorder_base": line.backorder_base}
