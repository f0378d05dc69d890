"""Finding the own order that a person means to change or cancel: by number, by his words, else the only one there is.

Invariant: a dealer may read below himself but writes only his own orders; every other number looks like a missing one, and of several
orders that fit none is chosen.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from backend.catalog.text import normalise
from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound, Reason, Refused
from backend.ordering import repository
from backend.ordering.domain import OrderAction, OrderStatus, check_step
from backend.ordering.reader import past_days
from backend.ordering.reading.references import orders_named
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

MOST_CHOICES = 10


def own_order(uow: UnitOfWork, actor: Actor, number: str | None, action: OrderAction, *, text: str = "", clock: Clock | None = None) -> Row[Any]:
    """The own order that is meant, in a state that allows the action. Raises what `meant_order` raises and Conflict("order.wrong_status")."""
    order = meant_order(uow, actor, number, action, text=text, clock=clock)
    check_step(order.number, OrderStatus(order.status), action)
    return order


def meant_order(uow: UnitOfWork, actor: Actor, number: str | None, action: OrderAction, *, text: str = "", clock: Clock | None = None) -> Row[Any]:
    """The own order with this number, else the one that `text` names, else the only one there is. A day in the text outweighs a number that is not in it.

    Raises NotFound("order.not_found" | "order.none_open" | "order.none_named") or Refused("order.which") listing those that fit.
    """
    dealer_id = actor.own_dealer()
    meant = None if clock is None or (number and _says(text, number)) else _named_number(uow, dealer_id, (text, action, number is not None), clock)
    wanted = meant or number or _only_number(uow, dealer_id, text, action)
    order = repository.read_order(uow, actor, wanted)
    if order is None or order.dealer_id != dealer_id:
        raise NotFound("order.not_found", number=wanted)
    return order


def _says(text: str, number: str) -> bool:
    digits = "".join(sign for sign in number if sign.isdigit())
    return not text or (bool(digits) and digits in text)


def _named_number(uow: UnitOfWork, dealer_id: str, said: tuple[str, OrderAction, bool], clock: Clock) -> str | None:
    """The number of the order that words name by its day, or (when no number is known) by its place in the row; None when they name none."""
    text, action, days_only = said
    if not text:
        return None
    today = local_day(load_brand_settings(uow), clock.now())
    named = orders_named(normalise(text), past_days(uow, dealer_id), today, days_only=days_only)
    if named is None:
        return None
    if not named:
        raise NotFound("order.none_named")
    numbers = [order.order_id for order in named]
    can = repository.open_among(uow, dealer_id, numbers)
    fitting = [number for number in numbers if number in can] or numbers
    return fitting[0] if len(fitting) == 1 else _ask_which(fitting, text, action)


def _only_number(uow: UnitOfWork, dealer_id: str, text: str, action: OrderAction) -> str:
    numbers = repository.own_numbers(uow, dealer_id, MOST_CHOICES)
    if not numbers:
        raise NotFound("order.none_open")
    return numbers[0] if len(numbers) == 1 else _ask_which(numbers, text, action)


def _ask_which(numbers: Sequence[str], text: str, action: OrderAction) -> str:
    """Refuse and list; the words go along, so that choosing one carries on with them."""
    reasons = [Reason("WHICH_ORDER", {"number": number}) for number in numbers[:MOST_CHOICES]]
    raise Refused("order.which", reasons, numbers=", ".join(numbers[:MOST_CHOICES]), words=text, action=action.value)
