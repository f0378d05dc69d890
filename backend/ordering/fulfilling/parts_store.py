"""Statements over the parts of orders and what they say about order lines. Private to this module.

The caller holds the order, so nobody else changes its parts meanwhile. Invariant: a part that changed has the next version.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, delete, func, insert, or_, select, update

from backend.identity.domain import Actor
from backend.identity.scope import within_scope
from backend.kit.db import UnitOfWork
from backend.ordering.domain import OrderStatus
from backend.ordering.fulfilling.domain import LineState, Part, PartLine, PartStatus
from backend.ordering.models import order_lines, order_part_lines, order_parts, order_promotions, orders

_SAME = (
    "id", "order_id", "part_no", "number", "warehouse", "temperature", "supplier", "promise_day", "carrier", "tracking", "signed_by", "version",
    "made_at", "picked_at", "shipped_at", "delivered_at",
)  # fmt: skip


def read_parts(uow: UnitOfWork, order_id: str) -> tuple[Part, ...]:
    """The parts of an order in the order of their numbers."""
    return _parts(uow, uow.execute(select(order_parts).where(order_parts.c.order_id == order_id).order_by(order_parts.c.part_no)).all())


def order_of_part(uow: UnitOfWork, number: str) -> str | None:
    """The id of the order that a part with this number belongs to."""
    return uow.execute(select(order_parts.c.order_id).where(order_parts.c.number == number.strip().upper())).scalar_one_or_none()


def save_parts(uow: UnitOfWork, before: Sequence[Part], after: Sequence[Part]) -> None:
    """Store the parts of an order: new ones are added, changed ones get their next version, those that are gone are deleted."""
    known = {part.id: part for part in before}
    gone = set(known) - {part.id for part in after}
    changed = [part for part in after if known.get(part.id) != part]
    _drop_lines(uow, [*gone, *(part.id for part in changed if part.id in known)])
    if gone:
        uow.execute(delete(order_parts).where(order_parts.c.id.in_(gone)))
    for part in changed:
        if part.id in known:
            values = _row(replace(part, version=part.version + 1))
            uow.execute(update(order_parts).where(order_parts.c.id == part.id).values(**values))
    new = [_row(part) for part in changed if part.id not in known]
    if new:
        uow.execute(insert(order_parts), new)
    lines = [_line_row(part.id, line) for part in changed for line in part.lines]
    if lines:
        uow.execute(insert(order_part_lines), lines)


_SET_STATE = (
    update(order_lines)
    .where(order_lines.c.order_id == bindparam("b_order"), order_lines.c.line_no == bindparam("b_line"))
    .values(
        reserved_base=bindparam("b_reserved"),
        backorder_base=bindparam("b_backorder"),
        shipped_base=bindparam("b_shipped"),
        delivered_base=bindparam("b_delivered"),
        cancelled_base=bindparam("b_cancelled"),
    )
)


def set_states(uow: UnitOfWork, order_id: str, states: Mapping[int, LineState]) -> None:
    """Write what became of the lines of an order."""
    rows = [
        {
            "b_order": order_id,
            "b_line": line_no,
            "b_reserved": state.reserved,
            "b_backorder": state.backorder,
            "b_shipped": state.shipped,
            "b_delivered": state.delivered,
            "b_cancelled": state.cancelled,
        }
        for line_no, state in sorted(states.items())
    ]
    if rows:
        uow.execute(_SET_STATE, rows)


def list_parts(
    uow: UnitOfWork, actor: Actor, wanted: tuple[Sequence[str], str | None, date | None], after: tuple[date, str] | None, limit: int
) -> list[tuple[Part, Row[Any]]]:
    """Parts inside the scope in these states, of a warehouse, due by a day; soonest first, with their orders."""
    statuses, warehouse, due = wanted
    day = func.coalesce(order_parts.c.promise_day, date.max)
    query: Select[Any] = select(order_parts).join(orders, orders.c.id == order_parts.c.order_id)
    query = query.where(order_parts.c.status.in_(list(statuses)), within_scope(orders.c.dealer_id, actor))
    if warehouse:
        query = query.where(order_parts.c.warehouse == warehouse)
    if due:
        query = query.where(order_parts.c.promise_day <= due)
    if after is not None:
        query = query.where(or_(day > after[0], and_(day == after[0], order_parts.c.number > after[1])))
    parts = _parts(uow, uow.execute(query.order_by(day, order_parts.c.number).limit(limit)).all())
    found = uow.execute(select(orders).where(orders.c.id.in_({part.order_id for part in parts}))).all() if parts else []
    by_id = {row.id: row for row in found}
    return [(part, by_id[part.order_id]) for part in parts]


def due_orders(uow: UnitOfWork, before: date, limit: int) -> list[str]:
    """Released orders that hold goods for a day before this one and have no parts yet, oldest first."""
    holds = select(order_lines.c.order_id).where(order_lines.c.order_id == orders.c.id, order_lines.c.reserved_base > 0).exists()
    query = select(orders.c.id).where(orders.c.status == OrderStatus.APPROVED.value, orders.c.delivery_date < before, holds)
    return list(uow.execute(query.order_by(orders.c.placed_at, orders.c.id).limit(limit)).scalars())


def released_orders(uow: UnitOfWork, actor: Actor, due: date | None, limit: int) -> Sequence[Row[Any]]:
    """Released orders inside the scope whose goods nobody called for yet, soonest first; those promised by a day, or all."""
    query = select(orders).where(orders.c.status == OrderStatus.APPROVED.value, within_scope(orders.c.dealer_id, actor))
    if due:
        query = query.where(orders.c.delivery_date <= due)
    return uow.execute(query.order_by(func.coalesce(orders.c.delivery_date, date.max), orders.c.placed_at, orders.c.id).limit(limit)).all()


def waiting_orders(uow: UnitOfWork, statuses: Iterable[OrderStatus]) -> list[tuple[datetime, str, str]]:
    """(placed at, order, SKU) of every line that waits for stock."""
    query = select(orders.c.placed_at, orders.c.id, order_lines.c.sku).join(order_lines, order_lines.c.order_id == orders.c.id)
    rows = uow.execute(query.where(order_lines.c.backorder_base > 0, orders.c.status.in_([status.value for status in statuses])))
    return [(row.placed_at, row.id, row.sku) for row in rows]


def waiting_gifts(uow: UnitOfWork, statuses: Iterable[OrderStatus]) -> list[tuple[datetime, str, str]]:
    """The same of free goods."""
    gifts = order_promotions.c
    query = select(orders.c.placed_at, orders.c.id, gifts.sku).join(order_promotions, gifts.order_id == orders.c.id)
    query = query.where(gifts.sku.is_not(None), gifts.free_base > gifts.reserved_base + gifts.shipped_base)
    return [(row.placed_at, row.id, row.sku) for row in uow.execute(query.where(orders.c.status.in_([status.value for status in statuses])))]


def late_orders(uow: UnitOfWork, today: date, limit: int) -> list[str]:
    """Orders with a part that should have arrived before today and has not left."""
    waiting = order_parts.c.status.in_([PartStatus.ALLOCATED.value, PartStatus.PICKING.value])
    query = select(order_parts.c.order_id).where(waiting, order_parts.c.promise_day < today)
    return list(uow.execute(query.distinct().order_by(order_parts.c.order_id).limit(limit)).scalars())


def quantities_of_parts(uow: UnitOfWork) -> Sequence[Row[Any]]:
    """For every order with parts, what its lines hold in all of them together."""
    columns = (order_parts.c.order_id, order_part_lines.c.line_no)
    totals = func.sum(order_part_lines.c.line_total, type_=order_part_lines.c.line_total.type).label("total")
    query: Select[Any] = select(*columns, func.sum(order_part_lines.c.base_qty).label("base_qty"), totals)
    return uow.execute(query.join(order_part_lines, order_part_lines.c.part_id == order_parts.c.id).group_by(*columns).order_by(*columns)).all()


def _parts(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> tuple[Part, ...]:
    lines: dict[str, list[PartLine]] = {}
    if rows:
        query = select(order_part_lines).where(order_part_lines.c.part_id.in_([row.id for row in rows]))
        for row in uow.execute(query.order_by(order_part_lines.c.part_id, order_part_lines.c.line_no)):
            lines.setdefault(row.part_id, []).append(_line_of(row))
    return tuple(Part(**{name: getattr(row, name) for name in _SAME}, status=PartStatus(row.status), lines=tuple(lines.get(row.id, ()))) for row in rows)


def _line_of(row: Row[Any]) -> PartLine:
    quantities = (row.picked_base, row.shipped_base, row.delivered_base, row.cancelled_base)
    return PartLine(row.line_no, row.sku, row.base_qty, row.line_total, *quantities, tuple((str(lot), int(base_qty)) for lot, base_qty in row.lots))


def _row(part: Part) -> dict[str, Any]:
    return {**{name: getattr(part, name) for name in _SAME}, "status": part.status.value, "total": part.total}


def _line_row(part_id: str, line: PartLine) -> dict[str, Any]:
    return {
        "part_id": part_id,
        "line_no": line.line_no,
        "sku": line.sku,
        "base_qty": line.base_qty,
        "picked_base": line.picked,
        "shipped_base": line.shipped,
        "delivered_base": line.delivered,
        "cancelled_base": line.cancelled,
        "line_total": line.line_total,
        "lots": [list(one) for one in line.lots],
    }


def _drop_lines(uow: UnitOfWork, part_ids: Sequence[str]) -> None:
    if part_ids:
        uow.execute(delete(order_part_lines).where(order_part_lines.c.part_id.in_(part_ids)))
