"""The twelve fields without which an order is not complete, asked for of every order that is taken over and measured over those that stand.

Which and why is written down in docs/adr/0015-exchange-with-other-systems.md. Invariant: there are exactly twelve, each with one name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from backend.identity.domain import Actor, Permission
from backend.identity.scope import within_scope
from backend.kit.db import UnitOfWork
from backend.ordering.domain import Channel
from backend.ordering.models import order_lines, orders
from backend.ordering.schemas import HistoricOrder


class RequiredField(StrEnum):
    """A field that every order has: the first eight belong to the order or its line as it was wanted, the others to what it became."""

    ORDER_NO = "order_no"
    ORDER_DATE = "order_date"
    DEALER = "dealer"
    SHIP_TO = "ship_to"
    DELIVERY_DAY = "delivery_day"
    SKU = "sku"
    QUANTITY = "quantity"
    UNIT = "unit"
    UNIT_PRICE = "unit_price"
    AMOUNT = "amount"
    PLACED_BY = "placed_by"
    CHANNEL = "channel"


REQUIRED_FIELDS = tuple(RequiredField)
_F = RequiredField
OF_LINES = frozenset({_F.SKU, _F.QUANTITY, _F.UNIT, _F.UNIT_PRICE, _F.AMOUNT})
"""Those that every line has for itself."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many orders stand, how many have all twelve fields (on every line, where a field belongs to lines), and how many lack which."""

    orders: int
    complete: int
    missing: Mapping[str, int]

    @property
    def percent(self) -> Decimal:
        """The complete ones in percent, with one decimal, never rounded up to 100."""
        if not self.orders:
            return Decimal(100)
        tenths = self.complete * 1000 // self.orders
        return Decimal(tenths) / 10


def missing_fields(row: Mapping[str, Any]) -> tuple[RequiredField, ...]:
    """Which of the twelve a row of an order lacks. `row` holds them by name; an amount of zero is there, a quantity of zero is not."""
    return tuple(field for field in REQUIRED_FIELDS if _lacks(field, row.get(field.value)))


def missing_of(order: HistoricOrder) -> tuple[RequiredField, ...]:
    """Which of the twelve an order that is taken over lacks, itself or on a line."""
    whole: dict[str, Any] = {_F.ORDER_NO: order.number, _F.ORDER_DATE: order.order_date, _F.DEALER: order.dealer_id, _F.SHIP_TO: order.ship_to}
    whole |= {_F.DELIVERY_DAY: order.delivery_date, _F.PLACED_BY: order.placed_by, _F.CHANNEL: Channel.IMPORT}
    lacking: set[RequiredField] = set()
    for line in order.lines:
        price = line.line_total / line.base_qty if line.base_qty > 0 else None
        of_line: dict[str, Any] = {_F.SKU: line.sku, _F.QUANTITY: line.qty, _F.UNIT: line.unit, _F.UNIT_PRICE: price, _F.AMOUNT: line.line_total}
        lacking.update(missing_fields({**whole, **of_line}))
    return tuple(field for field in REQUIRED_FIELDS if field in lacking) if order.lines else tuple(sorted(OF_LINES))


def completeness(uow: UnitOfWork, actor: Actor) -> Completeness:
    """Over the orders the actor may see."""
    actor.require(Permission.READ_ORDERS)
    lines = _lines_lacking()
    gaps = {field: _gap(field, lines) for field in REQUIRED_FIELDS}
    sums = [func.coalesce(func.sum(case((gap, 1), else_=0)), 0).label(field.value) for field, gap in gaps.items()]
    joined = orders.outerjoin(lines, lines.c.order_id == orders.c.id)
    query = select(func.count().label("orders"), func.coalesce(func.sum(case((or_(*gaps.values()), 1), else_=0)), 0).label("incomplete"), *sums)
    row = uow.execute(query.select_from(joined).where(within_scope(orders.c.dealer_id, actor))).mappings().one()
    return Completeness(row["orders"], row["orders"] - int(row["incomplete"]), {field.value: int(row[field.value]) for field in REQUIRED_FIELDS})


def _lacks(field: RequiredField, value: Any) -> bool:
    text = "" if value is None else str(value).strip()
    if not text or field is not _F.QUANTITY:
        return not text
    try:
        return Decimal(text) <= 0
    except InvalidOperation:
        return False  # something stands there; whether it can be read is the reader's business


def _lines_lacking() -> Any:
    """Per order how many lines it has and how many of them lack what."""
    line = order_lines.c
    lacking = {
        _F.SKU: line.sku == "",
        _F.QUANTITY: line.qty.is_(None) | (line.base_qty <= 0),
        _F.UNIT: line.unit == "",
        _F.UNIT_PRICE: line.unit_price.is_(None),
        _F.AMOUNT: line.line_total.is_(None),
    }
    sums = [func.sum(case((gap, 1), else_=0)).label(field.value) for field, gap in lacking.items()]
    return select(line.order_id, *sums).group_by(line.order_id).subquery()


def _gap(field: RequiredField, lines: Any) -> ColumnElement[bool]:
    """The condition that an order lacks a field; one without lines lacks all that lines have."""
    if field in OF_LINES:
        return or_(lines.c.order_id.is_(None), lines.c[field.value] > 0)
    column = {
        _F.ORDER_NO: orders.c.number,
        _F.ORDER_DATE: orders.c.order_date,
        _F.DEALER: orders.c.dealer_id,
        _F.SHIP_TO: orders.c.ship_to,
        _F.DELIVERY_DAY: orders.c.delivery_date,
        _F.PLACED_BY: orders.c.placed_by,
        _F.CHANNEL: orders.c.channel,
    }[field]
    empty = column.is_(None)
    return empty if field in {_F.ORDER_DATE, _F.DELIVERY_DAY} else or_(empty, and_(column.is_not(None), column == ""))
