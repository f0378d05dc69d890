"""What must hold between orders and their parts, for `reconcile`: what an order still counts against credit, and that its parts add up to it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.kit.db import UnitOfWork
from backend.ordering import repository
from backend.ordering.fulfilling import parts_store
from backend.ordering.fulfilling.domain import LineState
from backend.ordering.fulfilling.settling import still_committed
from backend.settings.service import load_brand_settings

_Sums = tuple[int, Decimal]


def counting(uow: UnitOfWork, orders: Sequence[Row[Any]]) -> dict[str, Decimal]:
    """What each of these orders counts against its dealer's credit: its total less what was delivered, refused or cancelled of it."""
    moved = repository.moved_orders(uow)
    exponent = load_brand_settings(uow).currency_exponent if moved else 0
    found: dict[str, Decimal] = {}
    for order in orders:
        rows = repository.read_lines(uow, order.id) if order.id in moved else ()
        states = {row.line_no: LineState(delivered=row.delivered_base, cancelled=row.cancelled_base) for row in rows}
        found[order.id] = still_committed(order, rows, states, exponent) if rows else order.total
    return found


def unequal_parts(uow: UnitOfWork, orders: Sequence[Row[Any]]) -> list[tuple[str, _Sums, _Sums]]:
    """Orders whose parts do not add up to them: (number, its base units and total, those of its parts)."""
    parted: dict[str, dict[int, _Sums]] = {}
    for row in parts_store.quantities_of_parts(uow):
        parted.setdefault(row.order_id, {})[row.line_no] = (int(row.base_qty), row.total)
    found: list[tuple[str, _Sums, _Sums]] = []
    for order in orders:
        if order.id not in parted:
            continue
        rows = repository.read_lines(uow, order.id)
        own = {row.line_no for row in rows}
        ordered = (sum(row.base_qty for row in rows), order.total)
        mine = [sums for line_no, sums in parted[order.id].items() if line_no in own]
        sums = (sum(base_qty for base_qty, _ in mine), sum((total for _, total in mine), Decimal(0)))
        if sums != ordered:
            found.append((order.number, ordered, sums))
    return found
