"""What is remembered of a dealer: for reading his messages, and for showing it to him and forgetting it.

Invariant: everything is the dealer's own; what another dealer calls things is never read, shown or forgotten here (R17).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import catalogue_index, get_skus
from backend.catalog.text import normalise, phrase_key
from backend.catalog.wording import unit_word
from backend.identity.domain import Actor, Permission
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.ordering.memory import repository
from backend.ordering.memory.domain import LONGEST_WORD, Forgotten, KnownName, weight_after, word_of
from backend.ordering.reading.context import ReadingContext
from backend.ordering.reading.domain import LearnedName
from backend.ordering.reading.mentions import read_products
from backend.settings.calendar import local_day, local_time
from backend.settings.service import load_brand_settings

FORGET_TOPIC = "dealer_names.forgotten"
FEWEST_LINES = 3
"""So many earlier lines make a usual quantity."""
_YEAR = 365
_NOT = re.compile(r"不是|不叫|不等于|\b(?:is not|isn't|isnt|does not mean|doesn't mean|is no)\b", re.IGNORECASE)
_FORGET = re.compile(
    r"^\s*(?:请|帮我|麻烦|please\s+)*(?:把|将)?(?:忘掉|忘记|忘了|删掉|删除|去掉|别再?记|不要再?记|forget(?:\s+about)?|delete|remove|unlearn)(?:了|住|得|我(?:说|叫)的)?\s*"
    r"(?:the (?:name|word)\s+)?|(?:这个叫法|这叫法|的叫法|这个名字|吧|了)\s*[。.!！]*$",
    re.IGNORECASE,
)


def names_in(uow: UnitOfWork, dealer_id: str, text: str, now: datetime) -> tuple[LearnedName, ...]:
    """The dealer's own words that stand in a message, as reading takes them; those that time has worn off are left out."""
    return _lasting(uow, repository.names_in(uow, dealer_id, normalise(text)), now) if dealer_id else ()


def _lasting(uow: UnitOfWork, rows: Sequence[Any], now: datetime) -> tuple[LearnedName, ...]:
    if not rows:
        return ()
    settings = load_brand_settings(uow)
    today, found = local_day(settings, now), []
    for row in rows:
        weight = weight_after(row.weight, row.last_day, today, settings.name_fade_months)
        if weight >= max(1, settings.name_orders):
            found.append(LearnedName(row.word, row.sku, Unit(row.unit) if row.unit else None, weight))
    return tuple(found)


def known_words(uow: UnitOfWork, dealer_id: str, now: datetime) -> tuple[LearnedName, ...]:
    """Every word of a dealer that counts, for reading whole tables; those that time has worn off are left out."""
    return _lasting(uow, repository.names_of(uow, dealer_id), now) if dealer_id else ()


def usual_quantities(uow: UnitOfWork, dealer_id: str, skus: Collection[str], today: date) -> Mapping[str, int]:
    """SKU -> the most base units on one line in the last twelve months, of those SKUs that have been ordered often enough."""
    since = date.fromordinal(max(1, today.toordinal() - _YEAR))
    found = repository.most_on_one_line(uow, dealer_id, skus, since) if skus else {}
    return {sku: most for sku, (most, lines) in found.items() if lines >= FEWEST_LINES}


def known_names(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> tuple[KnownName, ...]:
    """What the actor's dealer calls things, the latest used first."""
    actor.require(Permission.PLACE_ORDERS)
    settings = load_brand_settings(uow)
    today, rows = local_day(settings, clock.now()), repository.names_of(uow, actor.own_dealer())
    skus = get_skus(uow, sorted({row.sku for row in rows})) if rows else {}
    found = []
    for row in rows:
        faded = weight_after(row.weight, row.last_day, today, settings.name_fade_months) < max(1, settings.name_orders)
        found.append(replace(_known_name(row, skus.get(row.sku)), faded=faded))
    return tuple(found)


def _known_name(row: Row[Any], sku: Sku | None) -> KnownName:
    unit = Unit(row.unit) if row.unit else None
    names: tuple[str, str] = (sku.name_zh, sku.name_en) if sku else (row.sku, row.sku)
    words: tuple[str, str] = (unit_word(sku, unit, "zh"), unit_word(sku, unit, "en")) if sku and unit else ("", "")
    return KnownName(row.word, row.sku, *names, row.orders, row.first_number, row.first_day, row.last_number, row.last_day, unit, *words)


def forget_name(uow: UnitOfWork, actor: Actor, text: str, *, clock: Clock) -> Forgotten:
    """Forget what the actor's dealer calls things, as far as `text` names it: a word alone, or a sentence that holds one.

    Raises NotFound("names.unknown") when none of his words is in it.
    """
    actor.require(Permission.PLACE_ORDERS)
    rows = repository.names_of(uow, actor.own_dealer())
    meant = _meant(uow, {row.word_key: (row.word, row.sku) for row in rows}, text, clock)
    if not meant:
        raise NotFound("names.unknown", word=word_of(_FORGET.sub("", _NOT.split(text, maxsplit=1)[0])) or text[:LONGEST_WORD])
    return replace(_forget(uow, actor, {row.word_key: row.word for row in rows if row.word_key in meant}, clock), said=text)


def forget_word(uow: UnitOfWork, actor: Actor, word: str, *, clock: Clock) -> Forgotten:
    """Forget exactly one word as it is listed; raises NotFound("names.unknown")."""
    actor.require(Permission.PLACE_ORDERS)
    key = phrase_key(word)
    known = repository.name_of(uow, actor.own_dealer(), key)
    if known is None:
        raise NotFound("names.unknown", word=word[:LONGEST_WORD])
    return _forget(uow, actor, {key: known}, clock)


def is_about_word(uow: UnitOfWork, actor: Actor, text: str) -> bool:
    """Whether a text names exactly one word of the actor's dealer to forget ("forget redcan") or to deny ("红罐不是可乐")."""
    actor.require(Permission.PLACE_ORDERS)
    key = phrase_key(_FORGET.sub("", _NOT.split(text, maxsplit=1)[0]))
    return repository.name_of(uow, actor.own_dealer(), key) is not None


def _forget(uow: UnitOfWork, actor: Actor, meant: Mapping[str, str], clock: Clock) -> Forgotten:
    dealer_id, words = actor.own_dealer(), tuple(meant.values())
    repository.void_words(uow, dealer_id, meant)
    for key in meant:
        repository.put_name(uow, dealer_id, key, None)
    record(uow, f"dealer_names:{dealer_id}", FORGET_TOPIC, {"words": list(words), "by_name": actor.name}, by=Stamp(actor.user_id, clock.now()))
    return Forgotten(words)


def _meant(uow: UnitOfWork, known: Mapping[str, tuple[str, str]], text: str, clock: Clock) -> list[str]:
    """The keys of the words a text is about: exactly one of them, else the longest that stand in it, else those of a product it names."""
    first, denies = _NOT.split(text, maxsplit=1)[0], _NOT.search(text) is not None
    exact = phrase_key(_FORGET.sub("", first))
    if exact in known:
        return [exact]
    left, found = normalise(first), []
    for key, (word, _sku) in sorted(known.items(), key=lambda pair: -len(pair[1][0])):
        if word in left:
            left = left.replace(word, " ; ")
            found.append(key)
    if found or denies:
        return sorted(found)
    named = _products_in(uow, text, clock) if known else set()
    return sorted(key for key, (_word, sku) in known.items() if sku in named)


def _products_in(uow: UnitOfWork, text: str, clock: Clock) -> set[str]:
    context = ReadingContext(index=catalogue_index(uow), now=local_time(load_brand_settings(uow), clock.now()))
    return {mention.candidates[0] for mention in read_products(text, context).found if len(mention.candidates) == 1}
