"""Which dealer a person means by a name. Only dealers inside his scope are ever found; every other name is "not found".

Invariant: the answer for a dealer outside the scope is the same as for one that does not exist; nothing outside the scope is looked at.
"""

from datetime import date

from backend.catalog.text import normalise
from backend.dealers.domain import Dealer
from backend.dealers.service import find_dealers_named, get_dealer, list_dealers
from backend.identity.domain import Actor
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.ordering.reading.references import mentions_orders
from backend.ordering.reading.repeating import repeat_in
from backend.ordering.reading.shortage import shortage_of, takes_half
from tools.companies import company_in

SHORTEST_PART = 2
_ANY_DAY = date(2025, 1, 1)


def dealer_named(uow: UnitOfWork, actor: Actor, name: str) -> Dealer:
    """The dealer with this name or code; raises NotFound("dealer.not_found"), Invalid("dealer.which") when several fit."""
    found = find_dealers_named(uow, actor, name)
    if not found and len(name) >= SHORTEST_PART and not set(name) & set("%_"):
        found = list(list_dealers(uow, actor, name, limit=5).items)
    if not found:
        raise NotFound("dealer.not_found", dealer=name)
    if len(found) > 1:
        raise Invalid("dealer.which", names=[dealer.name_zh if actor.locale == "zh" else dealer.name_en for dealer in found])
    return found[0]


def dealer_in(uow: UnitOfWork, actor: Actor, text: str) -> Dealer | None:
    """The dealer a sentence names, None when it names none; raises NotFound("dealer.not_found") for any name that is not in the scope."""
    if find_dealers_named(uow, actor, text):
        return dealer_named(uow, actor, text)
    name = company_in(text)
    return dealer_named(uow, actor, name) if name else None


def own_or_named(uow: UnitOfWork, actor: Actor, name: str) -> Dealer | None:
    """The named dealer, else the actor's own, else None."""
    if name:
        return dealer_named(uow, actor, name)
    return get_dealer(uow, actor, actor.dealer_id) if actor.dealer_id else None


def as_read(text: str) -> str:
    """A text in the form in which readings quote it: one width, one kind of characters, lower case."""
    return normalise(text)


def may_speak_of_orders(text: str) -> bool:
    """Whether a text may speak of an earlier order at all; only then is it worth a look."""
    return mentions_orders(normalise(text))


def settles_shortage(text: str) -> bool:
    """Whether a text says what to do about goods that are short."""
    normal = normalise(text)
    return shortage_of(normal) is not None or takes_half(normal)


def wants_again(text: str) -> bool:
    """Whether a text says that an earlier order is wanted once more, whatever order that is."""
    return repeat_in(normalise(text), (), _ANY_DAY)[0] is not None
