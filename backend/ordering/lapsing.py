"""Orders that wait too long for a release give their goods back, with a notice; a release takes them up again (R1).

Invariant: only a held order lapses; what it wants and its credit stay.
"""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from backend.identity.domain import SYSTEM
from backend.inventory.lapsing import held_longest, lapse
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.ordering import repository
from backend.ordering.announcing import Event, announce
from backend.ordering.domain import OrderStatus
from backend.ordering.models import orders
from backend.ordering.promoting.deriving import FIRST_LINE
from backend.ordering.promoting.holding import set_held
from backend.settings.service import load_brand_settings

BATCH = 500


def lapse_held(database: Database, clock: Clock) -> int:
    """Let the reservations of orders end that wait longer than the brand's `hold_stock_hours` (0: never); returns how many orders."""
    hours = database.read(load_brand_settings).hold_stock_hours
    if not hours:
        return 0
    before = clock.now() - timedelta(hours=hours)
    return sum(database.write(partial(_lapse, order_id=order_id, clock=clock)) for order_id in database.read(lambda uow: _held_before(uow, before)))


def _held_before(uow: UnitOfWork, before: datetime) -> list[str]:
    held = select(orders.c.id).where(orders.c.status == OrderStatus.HOLD.value, orders.c.placed_at < before)
    return held_longest(uow, uow.execute(held).scalars().all(), before, BATCH)


def _lapse(uow: UnitOfWork, *, order_id: str, clock: Clock) -> bool:
    order = repository.read_order(uow, SYSTEM, order_id, hold=True)
    if order is None or order.status != OrderStatus.HOLD.value:
        return False
    given = lapse(uow, order_id, clock=clock)
    for line_no in given:
        set_held(uow, order_id, line_no, 0)
    repository.set_order(uow, order_id, order.version, {})
    data = {"why": "held", "base_qty": sum(base_qty for line_no, base_qty in given.items() if line_no < FIRST_LINE)}
    announce(uow, SYSTEM, Event("lapsed", order_id, order.number, order.dealer_id, order.version + 1, order.status, data), at=clock.now())
    return True
