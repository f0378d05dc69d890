"""Who bought what: for telling people about the products they care about. Counts orders that stand, whoever placed them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from backend.kit.db import UnitOfWork
from backend.ordering.domain import OrderStatus
from backend.ordering.models import order_lines, orders

_VOID = (OrderStatus.CANCELLED.value, OrderStatus.REJECTED.value)


def buyers_of(uow: UnitOfWork, skus: Collection[str], *, since: datetime) -> dict[str, set[str]]:
    """Dealer id -> those of the SKUs it has ordered since an instant."""
    query = select(orders.c.dealer_id, order_lines.c.sku).join(order_lines, order_lines.c.order_id == orders.c.id).distinct()
    bought: dict[str, set[str]] = {}
    for row in uow.execute(query.where(order_lines.c.sku.in_(set(skus)), orders.c.placed_at >= since, orders.c.status.not_in(_VOID))):
        bought.setdefault(row.dealer_id, set()).add(row.sku)
    return bought
