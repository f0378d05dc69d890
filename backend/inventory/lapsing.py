"""Reservations that end because their order waited too long: they are EXPIRED until the order is promised again or ends (R1).

Invariant: a lapsed reservation holds nothing; what it held is known until somebody took it over.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update

from backend.inventory import repository
from backend.inventory.availability import Place
from backend.inventory.domain import ReservationStatus
from backend.inventory.models import reservations
from backend.inventory.repository import Shift
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork


def lapse(uow: UnitOfWork, order_id: str, *, clock: Clock) -> dict[int, int]:
    """Give back everything an order holds, to be taken up again; returns what by line."""
    active = repository.hold_active(uow, order_id)
    by_line: dict[int, int] = {}
    by_place: dict[Place, int] = {}
    for row in active:
        by_line[row.line_no] = by_line.get(row.line_no, 0) + row.base_qty
        by_place[row.sku, row.warehouse] = by_place.get((row.sku, row.warehouse), 0) + row.base_qty
    repository.end_reservations(uow, [row.id for row in active], ReservationStatus.EXPIRED, clock.now())
    repository.shift(uow, [Shift(place, reserved=-base_qty) for place, base_qty in by_place.items()])
    return by_line


def take_lapsed(uow: UnitOfWork, order_id: str) -> dict[int, int]:
    """What of an order lapsed, by line; asked once, for who promises it again."""
    mine = (reservations.c.order_id == order_id) & (reservations.c.status == ReservationStatus.EXPIRED.value)
    rows = uow.execute(select(reservations.c.line_no, reservations.c.base_qty).where(mine)).all()
    if rows:
        uow.execute(update(reservations).where(mine).values(status=ReservationStatus.RELEASED.value))
    found: dict[int, int] = {}
    for row in rows:
        found[row.line_no] = found.get(row.line_no, 0) + row.base_qty
    return found


def held_longest(uow: UnitOfWork, among: Collection[str], before: datetime, limit: int) -> list[str]:
    """Of these orders those whose oldest active reservation was made before an instant, the oldest first."""
    first = func.min(reservations.c.reserved_at)
    theirs = (reservations.c.status == ReservationStatus.ACTIVE.value) & reservations.c.order_id.in_(among)
    query = select(reservations.c.order_id).where(theirs).group_by(reservations.c.order_id).having(first < before).order_by(first).limit(limit)
    return list(uow.execute(query).scalars())
