"""What every step of a return begins and ends with: the order is held, the version is the one that was looked at, and the step is told.

Invariant: a return and its order change in one transaction with an audit entry and an event; a step its life does not allow changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.ordering import repository
from backend.ordering.announcing import Event, announce
from backend.ordering.querying import find_order
from backend.ordering.returning import store
from backend.ordering.returning.domain import Return, ReturnAction, check_return_step
from backend.ordering.returning.schemas import ReturnStep

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class OpenReturn:
    """A return of an order that this transaction holds, beside the other returns of the order."""

    order: Row[Any]
    one: Return
    all: tuple[Return, ...]


def open_return(uow: UnitOfWork, actor: Actor, step: ReturnStep, action: ReturnAction) -> OpenReturn:
    """Hold a return inside the actor's scope for a step.

    Raises NotFound("return.not_found"), Conflict("return.wrong_status" | "return.stale").
    """
    order_id = store.order_of_return(uow, step.number)
    order = repository.read_order(uow, actor, order_id, hold=True) if order_id else None
    if order is None:
        raise NotFound("return.not_found", number=step.number)
    found = store.returns_of_orders(uow, [order.id])
    one = next(each for each in found if each.number == step.number.strip().upper())
    check_return_step(one.number, one.status, action)
    if one.version != step.version:
        raise Conflict("return.stale", number=one.number)
    return OpenReturn(order, one, found)


def keep(uow: UnitOfWork, actor: Actor, opened: OpenReturn, after: Return, told: tuple[str, Mapping[str, Any]], *, clock: Clock) -> Return:
    """Store what a step made of a return, and tell it."""
    kept = store.save_return(uow, after)
    tell(uow, actor, opened.order, kept, told, clock=clock)
    return kept


def tell(uow: UnitOfWork, actor: Actor, order: Row[Any], one: Return, told: tuple[str, Mapping[str, Any]], *, clock: Clock) -> None:
    """Record and publish a step of a return as an event of its order. Raises Conflict("order.stale")."""
    event, data = told
    if not repository.set_order(uow, order.id, order.version, {}):
        raise Conflict("order.stale", number=order.number)
    version = find_order(uow, actor, order.id).version
    lines = [[line.line_no, line.sku, line.lot, line.base_qty] for line in one.lines]
    what = {"return": one.number, "return_status": one.status.value, "returned": lines, **data}
    announce(uow, actor, Event(event, order.id, order.number, order.dealer_id, version, order.status, what), at=clock.now())


def reason_of(words: str, code: str = "return.no_reason") -> str:
    """The reason that somebody gave. Raises Invalid for none or one that is too long."""
    said = words.strip()
    if not 0 < len(said) <= LONGEST_REASON:
        raise Invalid(code, longest=LONGEST_REASON)
    return said
