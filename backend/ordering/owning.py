"""Finding the own order that a person means to change or cancel.

Invariant: a dealer may read below himself but writes only his own orders; every other number looks like a missing one.
"""

from typing import Any

from sqlalchemy import Row

from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound, Reason, Refused
from backend.ordering import repository
from backend.ordering.domain import OrderAction, OrderStatus, check_step

MOST_CHOICES = 10


def own_order(uow: UnitOfWork, actor: Actor, number: str | None, action: OrderAction) -> Row[Any]:
    """The own order with this number, or the only one there is; raises NotFound("order.not_found") or Refused("order.which")."""
    dealer_id = actor.own_dealer()
    order = repository.read_order(uow, actor, number or _only_number(uow, dealer_id))
    if order is None or order.dealer_id != dealer_id:
        raise NotFound("order.not_found", number=number or "")
    check_step(order.number, OrderStatus(order.status), action)
    return order


def _only_number(uow: UnitOfWork, dealer_id: str) -> str:
    numbers = repository.own_numbers(uow, dealer_id, MOST_CHOICES)
    if not numbers:
        raise NotFound("order.none_open")
    if len(numbers) > 1:
        raise Refused("order.which", [Reason("WHICH_ORDER", {"number": number}) for number in numbers], numbers=", ".join(numbers))
    return numbers[0]
