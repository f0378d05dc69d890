"""What may be offered in the place of a product that is short: pairs that brand staff set, best first. An offer is never taken silently."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, select

from backend.identity.domain import Actor, Permission
from backend.inventory.models import sku_substitutes
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid

MOST_SUBSTITUTES = 10


def set_substitutes(uow: UnitOfWork, actor: Actor, sku: str, substitutes: Sequence[str], *, clock: Clock) -> tuple[str, ...]:
    """What stands in for `sku`, the best first; none clears the list. Raises Invalid("inventory.bad_substitutes")."""
    actor.require(Permission.MANAGE_DEALERS)
    chosen = tuple(dict.fromkeys(one.strip() for one in substitutes if one.strip()))
    if sku in chosen or len(chosen) > MOST_SUBSTITUTES:
        raise Invalid("inventory.bad_substitutes", sku=sku, most=MOST_SUBSTITUTES)
    uow.execute(delete(sku_substitutes).where(sku_substitutes.c.sku == sku))
    if chosen:
        uow.execute(insert(sku_substitutes), [{"sku": sku, "substitute": one, "priority": priority} for priority, one in enumerate(chosen)])
    record(uow, f"sku:{sku}", "sku.substitutes_set", {"substitutes": list(chosen)}, by=Stamp(actor.user_id, clock.now()))
    return chosen


def substitutes_of(uow: UnitOfWork, skus: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What stands in for each SKU, the best first."""
    query = select(sku_substitutes.c.sku, sku_substitutes.c.substitute).where(sku_substitutes.c.sku.in_(list(skus)))
    found: dict[str, tuple[str, ...]] = {}
    for row in uow.execute(query.order_by(sku_substitutes.c.sku, sku_substitutes.c.priority)):
        found[row.sku] = (*found.get(row.sku, ()), row.substitute)
    return found


def list_substitutes(uow: UnitOfWork, actor: Actor) -> dict[str, tuple[str, ...]]:
    """All pairs that were set, for who sets them."""
    actor.require(Permission.MANAGE_DEALERS)
    skus = uow.execute(select(sku_substitutes.c.sku).distinct()).scalars().all()
    return substitutes_of(uow, skus) if skus else {}
