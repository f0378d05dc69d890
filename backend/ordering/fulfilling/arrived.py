"""What of an order arrived, by part and line with the lots it left from, and what it is worth: for who takes goods back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.kit.db import UnitOfWork
from backend.ordering.fulfilling import parts_store
from backend.ordering.fulfilling.domain import LineState, value_of
from backend.ordering.fulfilling.settling import delivered_value


@dataclass(frozen=True, slots=True)
class Arrived:
    """What of one line arrived with one part. `lots` are those it left from, first picked first, with what was refused still in them."""

    part_number: str
    warehouse: str
    line_no: int
    sku: str
    delivered: int
    lots: tuple[tuple[str, int], ...]


def delivered_places(uow: UnitOfWork, order_id: str) -> tuple[Arrived, ...]:
    """What has arrived of an order that has parts, the first part first; nothing for an order without."""
    parts = parts_store.read_parts(uow, order_id)
    return tuple(Arrived(part.number, part.warehouse, line.line_no, line.sku, line.delivered, line.lots) for part in parts for line in part.lines)


def last_arrival(uow: UnitOfWork, order_id: str) -> datetime | None:
    """When the last part of an order arrived; None when none has, or it has no parts."""
    return max((part.delivered_at for part in parts_store.read_parts(uow, order_id) if part.delivered_at), default=None)


def delivered_worth(order: Row[Any], rows: Sequence[Row[Any]], exponent: int) -> tuple[Decimal, Decimal]:
    """What is owed for what was delivered of an order, and what that is worth without its promotions."""
    states = {row.line_no: LineState(delivered=row.delivered_base) for row in rows}
    full = sum((full_value(row, row.delivered_base, exponent) for row in rows), Decimal(0))
    return delivered_value(order, rows, states, exponent), full


def full_value(row: Row[Any], base_qty: int, exponent: int) -> Decimal:
    """What a quantity of a line is worth at the price it was sold for."""
    return value_of(base_qty, row.base_qty, row.line_total, exponent)
