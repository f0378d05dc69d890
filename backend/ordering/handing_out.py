"""Released orders as another system is given them, until it says that it has them.

An order on hold is not given; one that was given and then cancelled or changed is given again. What was given is the caller's record (a table
with order_id, lines_hash, total, ship_to, delivery_date and dead), so an order that only moved on in the warehouse does not come again.
Invariant: the revision of an order changes exactly when what another system must know of it does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Table, and_, or_, select

from backend.catalog.domain import Unit
from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.kit.ids import hash_content
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size
from backend.ordering.domain import DEAD_STATUSES, STORED_STATUSES, Channel, OrderStatus
from backend.ordering.models import order_lines, orders
from backend.ordering.promoting.store import free_goods_of

_RELEASED = sorted(status.value for status in STORED_STATUSES - DEAD_STATUSES - {OrderStatus.HOLD})
_DEAD = sorted(status.value for status in DEAD_STATUSES)
_O = orders.c


@dataclass(frozen=True, slots=True)
class ReleasedLine:
    """A line as it was agreed, or free goods that a promotion gave, at no price."""

    line_no: int
    sku: str
    qty: Decimal
    unit: str
    base_qty: int
    unit_price: Decimal
    line_total: Decimal
    promotion: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedOrder:
    """An order to be given. `dead` says that it was given before and is wanted no more; `total` is what is payable."""

    order_id: str
    number: str
    version: int
    revision: str
    status: str
    dead: bool
    dealer_id: str
    ship_to: str
    order_date: date
    delivery_date: date | None
    placed_at: datetime
    po_number: str
    recipient: str
    currency: str
    total: Decimal
    lines_hash: str
    lines: tuple[ReleasedLine, ...]


def orders_to_give(uow: UnitOfWork, actor: Actor, given: Table, *, cursor: str | None = None, limit: int = 50) -> Page[ReleasedOrder]:
    """What is released and not given as it is now, oldest first."""
    actor.require(Permission.EXCHANGE_DATA)
    size, had = page_size(limit), given.c
    changed = or_(
        had.lines_hash != _O.lines_hash,
        had.total != _O.total,
        had.ship_to != _O.ship_to,
        had.delivery_date.is_distinct_from(_O.delivery_date),
        had.dead,
    )
    released = and_(_O.status.in_(_RELEASED), or_(had.order_id.is_(None), changed))
    ended = and_(_O.status.in_(_DEAD), had.order_id.is_not(None), ~had.dead)
    query = (
        select(orders)
        .select_from(orders.outerjoin(given, had.order_id == _O.id))
        .where(or_(released, ended), _O.channel.is_distinct_from(Channel.IMPORT.value))
    )
    if cursor:
        query = query.where(_after(cursor))
    found = uow.execute(query.order_by(_O.placed_at, _O.id).limit(size + 1)).all()
    rows = found[:size]
    lines = _lines_of(uow, [row.id for row in rows])
    more = encode_cursor(rows[-1].placed_at.isoformat(), rows[-1].id) if len(found) > size else None
    return Page(tuple(_of_row(row, lines.get(row.id, ())) for row in rows), more)


def orders_numbered(uow: UnitOfWork, actor: Actor, numbers: Sequence[str]) -> Mapping[str, ReleasedOrder]:
    """Orders with these numbers as they are now, for the record of what was given."""
    actor.require(Permission.EXCHANGE_DATA)
    rows = uow.execute(select(orders).where(_O.number.in_(sorted(set(numbers))))).all()
    lines = _lines_of(uow, [row.id for row in rows])
    return {row.number: _of_row(row, lines.get(row.id, ())) for row in rows}


def _after(cursor: str) -> Any:
    at, order_id = (str(part) for part in [*decode_cursor(cursor), ""][:2])
    moment = datetime.fromisoformat(at)
    return or_(_O.placed_at > moment, and_(_O.placed_at == moment, _O.id > order_id))


def _lines_of(uow: UnitOfWork, order_ids: Sequence[str]) -> dict[str, tuple[ReleasedLine, ...]]:
    line = order_lines.c
    columns = (line.line_no, line.sku, line.qty, line.unit, line.base_qty, line.unit_price, line.line_total)
    found: dict[str, tuple[ReleasedLine, ...]] = {}
    for row in uow.execute(select(line.order_id, *columns).where(line.order_id.in_(list(order_ids))).order_by(line.order_id, line.line_no)):
        found[row.order_id] = (*found.get(row.order_id, ()), ReleasedLine(*tuple(row)[1:]))
    for row in free_goods_of(uow, order_ids):
        derived = (row.line_no, row.sku, Decimal(row.free_base), Unit.BASE.value, row.free_base, Decimal(0), Decimal(0), row.promotion_id)
        found[row.order_id] = (*found.get(row.order_id, ()), ReleasedLine(*derived))
    return found


def _of_row(row: Row[Any], lines: tuple[ReleasedLine, ...]) -> ReleasedOrder:
    dead = row.status in _DEAD
    revision = hash_content(row.lines_hash, row.total, row.ship_to, row.delivery_date, dead)[:16]
    whom = (row.dealer_id, row.ship_to, row.order_date, row.delivery_date, row.placed_at, row.po_number or "", row.recipient or "")
    return ReleasedOrder(row.id, row.number, row.version, revision, row.status, dead, *whom, row.currency, row.total, row.lines_hash, lines)
