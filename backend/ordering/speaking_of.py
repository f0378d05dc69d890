"""Which placed orders a message speaks of by their day or their place in the row: "昨天那单", "my last order".

The words of a message may stand for an order although a draft is open, so they are looked up before anybody decides what is changed.
Invariant: only the person's own orders are found, and nothing is chosen here: several orders of a day stay several.
"""

from dataclasses import dataclass

from backend.catalog.text import normalise
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering import draft_store, repository
from backend.ordering.reader import find_products, past_days
from backend.ordering.reading.domain import PastOrder
from backend.ordering.reading.references import SpokenOrders, mentions_orders, spoken_orders
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

_NUMBERED = ("so", "inv")
_JUST_NOW = ("刚才", "刚刚")


@dataclass(frozen=True, slots=True)
class SpokenOf:
    """The words for earlier orders, normalised, and the numbers of those they fit, newest first.

    `plain` is False when the same words may head a new order ("今天的订单") or mean the draft: then only a plain change is about the order.
    """

    words: str
    numbers: tuple[str, ...]
    plain: bool = True


def orders_spoken_of(uow: UnitOfWork, actor: Actor, text: str, *, clock: Clock) -> tuple[SpokenOf, ...]:
    """The earlier orders of the person's own company that a text speaks of without their numbers."""
    said = normalise(text)
    if actor.dealer_id is None or not actor.may(Permission.READ_ORDERS) or not mentions_orders(said):
        return ()
    history, today = past_days(uow, actor.dealer_id), local_day(load_brand_settings(uow), clock.now())
    found: list[SpokenOf] = []
    for spoken in spoken_orders(said, history, today):
        words = said[spoken.start : spoken.end].strip()
        if _counts(words, spoken) and (not words.startswith(_JUST_NOW) or _is_no_draft(uow, actor, text, spoken.orders, clock=clock)):
            found.append(SpokenOf(words, tuple(order.order_id for order in spoken.orders), plain=not spoken.today))
    return tuple(found)


def _counts(words: str, spoken: SpokenOrders) -> bool:
    """Whether the words are surely about an order: not its number, not merely "last time", and no day to come."""
    if words.startswith(_NUMBERED):
        return False
    if spoken.by_name:
        return bool(spoken.orders) and any(noun in words for noun in ("单", "order", "purchase"))
    return bool(spoken.orders) or not (spoken.today or any(sign.isdigit() for sign in words))


def _is_no_draft(uow: UnitOfWork, actor: Actor, text: str, orders: tuple[PastOrder, ...], *, clock: Clock) -> bool:
    """Whether "刚才那单" can only be the placed order: no draft is open, or the goods that are named are in the order alone."""
    draft = draft_store.look_at_draft(uow, actor.user_id, actor.own_dealer())
    if draft is None:
        return True
    named = {sku for mention in find_products(uow, text, clock.now()).found for sku in mention.candidates}
    ordered = repository.skus_of(uow, actor.own_dealer(), [order.order_id for order in orders])
    return bool(named & ordered) and not named & {line.sku for line in draft.content.lines}
