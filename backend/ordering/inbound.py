"""Deliveries to the brand's warehouses as orders feel them: what is announced, moved, cancelled or arrives plans every waiting line again.

Invariant: an order whose goods come later than it was told hears of it in the same transaction.
"""

from collections.abc import Sequence
from datetime import date

from backend.catalog.service import check_known
from backend.identity.domain import Actor, Permission
from backend.inventory.inbound import Arrival, Inbound, NewInbound, announce_inbound, cancel_inbound, move_inbound, receive_inbound
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering.expecting import refresh_expected

MOST_ROWS = 1000


def announce(uow: UnitOfWork, actor: Actor, rows: Sequence[NewInbound], *, clock: Clock) -> tuple[Inbound, ...]:
    """Add deliveries or overwrite those known by their external id. Raises NotFound("catalog.no_sku") beside what `announce_inbound` raises."""
    actor.require(Permission.MANAGE_STOCK)
    wanted = sorted({row.sku for row in rows})
    check_known(uow, wanted)
    found = announce_inbound(uow, actor, rows, clock=clock)
    refresh_expected(uow, actor, wanted, clock=clock)
    return found


def move(uow: UnitOfWork, actor: Actor, inbound_id: str, due: date, *, clock: Clock) -> Inbound:
    """Another day for a delivery."""
    return _planned_again(uow, actor, move_inbound(uow, actor, inbound_id, due, clock=clock), clock)


def cancel(uow: UnitOfWork, actor: Actor, inbound_id: str, *, clock: Clock) -> Inbound:
    """A delivery that will not come."""
    return _planned_again(uow, actor, cancel_inbound(uow, actor, inbound_id, clock=clock), clock)


def arrive(uow: UnitOfWork, actor: Actor, inbound_id: str, arrival: Arrival, *, clock: Clock) -> Inbound:
    """Put what arrived into stock."""
    return _planned_again(uow, actor, receive_inbound(uow, actor, inbound_id, arrival, clock=clock), clock)


def _planned_again(uow: UnitOfWork, actor: Actor, changed: Inbound, clock: Clock) -> Inbound:
    refresh_expected(uow, actor, {changed.sku}, clock=clock)
    return changed
