"""A return in a person's own words: the order, the goods with their quantities, the code on them and why.

Invariant: what the words do not say is asked, never guessed: which of several orders, which goods, how many.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Row

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import get_skus
from backend.catalog.units import factor_of
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound, Reason, Refused
from backend.ordering import repository
from backend.ordering.reader import find_products
from backend.ordering.reading.mentions import ProductMention
from backend.ordering.returning.opening import LONGEST_REASON
from backend.ordering.returning.schemas import NewReturn, ReturnWish, ReturnWords
from backend.ordering.returning.shipped import Shipped, shipped_of
from backend.ordering.speaking_of import orders_spoken_of

MOST_CHOICES = 10
RETURN = "return"
_CODE = re.compile(
    r"(?:批号|批次|追溯码|溯源码|条码|\blot\b|\bbatch\b|\bcode\b|\bserial\b)(?:\s*(?:no\.?|number|号|是|为))?\s*[:：#]?\s*"
    r"((?=[A-Za-z._/-]{0,79}\d)[A-Za-z0-9][A-Za-z0-9._/-]{0,79})",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"全(?:部|都)?退|退.{0,16}(?:全部|所有)|(?:全部|所有).{0,16}退|整单退|都退"
    r"|\b(?:return|send|take)\b.{0,20}\ball (?:of )?(?:the|my|this|these)\b"
    r"|\beverything\b|\ball of (?:it|them)\b|\bthe whole (?:order|lot|delivery)\b|\bentire order\b",
    re.IGNORECASE,
)
_ORDER = re.compile(r"\b(?:so|inv)[-\s#]?\d{3,15}(?:-\d+)*", re.IGNORECASE)


def wishes_in(uow: UnitOfWork, actor: Actor, said: ReturnWords, *, clock: Clock) -> NewReturn:
    """The return that somebody asks for in words, about his own order.

    Raises NotFound("order.not_found" | "return.none_delivered"), Refused("order.which"),
    Invalid("return.which_goods" | "return.how_many" | "return.not_in_order").
    """
    code = _CODE.search(said.text)
    words = _ORDER.sub(" ", said.text.replace(code[0], " ") if code else said.text)
    read = find_products(uow, words, clock.now(), actor.dealer_id)
    mentions = (read.apart,) if read.apart is not None else read.found
    order = _order(uow, actor, said, mentions, clock)
    shipped = shipped_of(uow, order)
    wishes = _wishes(uow, actor, order, shipped, mentions, everything=_ALL.search(words) is not None)
    coded = tuple(ReturnWish(wish.line_no, wish.base_qty, code[1] if code else "") for wish in wishes)
    return NewReturn(order.number, coded, said.text.strip()[:LONGEST_REASON])


def _order(uow: UnitOfWork, actor: Actor, said: ReturnWords, mentions: Sequence[ProductMention], clock: Clock) -> Row[object]:
    """The own order that is meant: by number, by its day, or the one delivered order that has the goods."""
    if said.number:
        order = repository.read_order(uow, actor, said.number)
        own = order is not None and (actor.may(Permission.HANDLE_RETURNS) or order.dealer_id == actor.dealer_id)
        if order is None or not own:
            raise NotFound("order.not_found", number=said.number)
        return order
    dealer_id = actor.own_dealer()
    spoken = orders_spoken_of(uow, actor, said.text, clock=clock)
    named = spoken[0].numbers if spoken else ()
    skus = {sku for mention in mentions for sku in mention.candidates}
    numbers = [number for number in repository.delivered_numbers(uow, dealer_id, skus, MOST_CHOICES) if not named or number in named]
    if not numbers:
        raise NotFound("return.none_delivered")
    if len(numbers) > 1:
        reasons = [Reason("WHICH_ORDER", {"number": number}) for number in numbers]
        raise Refused("order.which", reasons, numbers=", ".join(numbers), words=said.text, action=RETURN)
    order = repository.read_order(uow, actor, numbers[0])
    if order is None:
        raise NotFound("order.not_found", number=numbers[0])
    return order


def _wishes(uow: UnitOfWork, actor: Actor, order: Row[object], shipped: Shipped, mentions: Sequence[ProductMention], *, everything: bool) -> list[ReturnWish]:
    lines = {row.sku: row.line_no for row in shipped.rows.values()}
    skus = get_skus(uow, sorted(lines))
    if not mentions:
        left = [ReturnWish(line_no, shipped.left_of(line_no)) for line_no in lines.values() if shipped.left_of(line_no)]
        if everything and left:
            return left
        names = ", ".join(skus[code].name(actor.locale) if code in skus else code for code in lines)
        raise Invalid("return.which_goods", number=order.number, goods=names)
    found: list[ReturnWish] = []
    for mention in mentions:
        mine = [sku for sku in mention.candidates if sku in lines]
        if len(mine) != 1:
            raise Invalid("return.which_goods" if mine else "return.not_in_order", number=order.number, goods=mention.source)
        base = shipped.left_of(lines[mine[0]]) if everything and mention.qty is None else _base(skus.get(mine[0]), mention)
        if not base:
            raise Invalid("return.how_many", number=order.number, goods=skus[mine[0]].name(actor.locale) if mine[0] in skus else mine[0])
        found.append(ReturnWish(lines[mine[0]], base))
    return found


def _base(sku: Sku | None, mention: ProductMention) -> int | None:
    """The quantity in whole base units; None when none was said or it is not a whole number of them."""
    if sku is None or mention.qty is None:
        return None
    factor = factor_of(sku, mention.unit or sku.default_unit) or (1 if mention.unit is Unit.BASE else 0)
    base = mention.qty * Decimal(factor)
    return int(base) if base > 0 and base == base.to_integral_value() else None
