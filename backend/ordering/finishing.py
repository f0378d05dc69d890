"""Orders end: one that was delivered is closed once nothing of it can be claimed any more and no return of it is open (R7).

Orders that were taken over from another system keep the state they came with. Invariant: only a delivered order is closed by time.
"""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select

from backend.identity.domain import SYSTEM
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.ordering import repository
from backend.ordering.announcing import Event, announce
from backend.ordering.domain import OrderAction, OrderStatus, check_step
from backend.ordering.models import order_parts, order_returns, orders
from backend.ordering.returning.domain import OPEN_RETURNS
from backend.settings.service import load_brand_settings

BATCH = 200


def close_finished(database: Database, clock: Clock) -> int:
    """Close what was delivered whole more than the brand's `return_days` ago, each in a transaction of its own; returns how many."""
    before = clock.now() - timedelta(days=database.read(load_brand_settings).return_days)
    due = database.read(lambda uow: _due(uow, before))
    return sum(database.write(partial(_close, order_id=order_id, clock=clock)) for order_id in due)


def _due(uow: UnitOfWork, before: datetime) -> list[str]:
    last = select(func.max(order_parts.c.delivered_at, type_=order_parts.c.delivered_at.type)).where(order_parts.c.order_id == orders.c.id).scalar_subquery()
    is_open = order_returns.c.status.in_([status.value for status in sorted(OPEN_RETURNS)])
    waiting = select(order_returns.c.id).where(order_returns.c.order_id == orders.c.id, is_open).exists()
    query = select(orders.c.id).where(orders.c.status == OrderStatus.DELIVERED.value, last < before, ~waiting)
    return list(uow.execute(query.order_by(orders.c.placed_at, orders.c.id).limit(BATCH)).scalars())


def _close(uow: UnitOfWork, *, order_id: str, clock: Clock) -> bool:
    order = repository.read_order(uow, SYSTEM, order_id, hold=True)
    before = clock.now() - timedelta(days=load_brand_settings(uow).return_days)
    if order is None or order_id not in _due(uow, before):
        return False
    check_step(order.number, OrderStatus(order.status), OrderAction.CLOSE, OrderStatus.CLOSED)
    repository.set_order(uow, order_id, order.version, {"status": OrderStatus.CLOSED.value})
    told = Event("closed", order_id, order.number, order.dealer_id, order.version + 1, OrderStatus.CLOSED.value, {})
    announce(uow, SYSTEM, told, at=clock.now())
    return True
