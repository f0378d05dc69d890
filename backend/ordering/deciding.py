"""Releasing or rejecting a held order by somebody else than who placed it.

Invariant: a decision is for exactly the version that was looked at; a rejected order gives back stock and credit.
"""

from typing import Any

from sqlalchemy import Row

from backend.credit.service import release_commitment
from backend.identity.domain import Actor, Permission
from backend.inventory.service import release
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotPermitted
from backend.ordering import repository
from backend.ordering.announcing import Event, announce
from backend.ordering.domain import OrderAction, OrderStatus, check_step
from backend.ordering.querying import find_order
from backend.ordering.schemas import Decision, OrderView
from backend.ordering.viewing import order_view


def release_order(uow: UnitOfWork, actor: Actor, decision: Decision, *, clock: Clock) -> OrderView:
    """Release a held order; what it was held for stays in its history."""
    return _decide(uow, actor, decision, (OrderAction.APPROVE, OrderStatus.APPROVED), clock)


def reject_order(uow: UnitOfWork, actor: Actor, decision: Decision, *, clock: Clock) -> OrderView:
    """Turn a held order down with a reason."""
    if not decision.reason.strip():
        raise Invalid("order.reason_needed")
    return _decide(uow, actor, decision, (OrderAction.REJECT, OrderStatus.REJECTED), clock)


def _decide(uow: UnitOfWork, actor: Actor, decision: Decision, step: tuple[OrderAction, OrderStatus], clock: Clock) -> OrderView:
    actor.require(Permission.APPROVE_ORDERS)
    action, target = step
    order = find_order(uow, actor, decision.order_id, hold=True)
    _check_decision(order, actor, decision, step)
    if target is OrderStatus.REJECTED:
        release(uow, order.id, None, clock=clock)
        release_commitment(uow, order.dealer_id, order.id, at=clock.now())
    values: dict[str, Any] = {"status": target.value, **({"hold_reasons": []} if target is OrderStatus.APPROVED else {})}
    if not repository.set_order(uow, order.id, order.version, values):
        raise Conflict("order.stale", number=order.number)
    data = {"reason": decision.reason, "holds": [reason["code"] for reason in order.hold_reasons]}
    done = {OrderAction.APPROVE: "released", OrderAction.REJECT: "rejected"}[action]
    announce(uow, actor, Event(done, order.id, order.number, order.dealer_id, order.version + 1, target.value, data), at=clock.now())
    return order_view(uow, actor, find_order(uow, actor, order.id))


def _check_decision(order: Row[Any], actor: Actor, decision: Decision, step: tuple[OrderAction, OrderStatus]) -> None:
    if order.placed_by == actor.user_id:
        raise NotPermitted("order.own_order", number=order.number)
    check_step(order.number, OrderStatus(order.status), *step)
    if order.version != decision.version:
        raise Conflict("order.stale", number=order.number)
