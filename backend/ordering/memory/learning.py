"""Learning words from a confirmed order, in its transaction, and taking back what was learned from one that is cancelled.

Only words that the person resolved himself come here (see `own_words`). Invariant: an order counts once for a word however often it is
learned from, and only for its own dealer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from backend.catalog.domain import Unit
from backend.catalog.text import phrase_key
from backend.kit.db import UnitOfWork
from backend.ordering.memory import repository
from backend.ordering.memory.domain import Evidence, How, meaning_of, word_of
from backend.settings.service import load_brand_settings


@dataclass(frozen=True, slots=True)
class Used:
    """A word that an order used for a product, or denied for it."""

    word: str
    sku: str
    unit: Unit | None = None
    how: How = How.CONFIRMED


@dataclass(frozen=True, slots=True)
class LearnedFrom:
    """The confirmed order that words are learned from."""

    order_id: str
    number: str
    dealer_id: str
    day: date
    at: datetime


def learn(uow: UnitOfWork, order: LearnedFrom, used: Sequence[Used]) -> None:
    """Remember what a confirmed order called its products. A word for two products in one order says nothing."""
    rows = _rows(order, used)
    if not rows:
        return
    repository.add_evidence(uow, rows)
    for key in dict.fromkeys(row["word_key"] for row in rows):
        _count_again(uow, order.dealer_id, key)
    repository.drop_beyond(uow, order.dealer_id, load_brand_settings(uow).most_names)


def take_back(uow: UnitOfWork, dealer_id: str, order_id: str) -> None:
    """Forget what an order taught: it was cancelled."""
    for key in repository.void_order(uow, dealer_id, order_id):
        _count_again(uow, dealer_id, key)


def _rows(order: LearnedFrom, used: Iterable[Used]) -> list[dict[str, Any]]:
    named: dict[str, dict[str, Mapping[str, Any]]] = {}
    for one in used:
        word = word_of(one.word)
        if word:
            named.setdefault(phrase_key(word), {})[one.sku] = _row(order, one, word)
    found: list[dict[str, Any]] = []
    for key, by_sku in named.items():
        chosen = [row for row in by_sku.values() if row["how"] == How.CONFIRMED.value]
        if len(chosen) <= 1:
            found += [{**row, "word_key": key} for row in by_sku.values()]
    return found


def _row(order: LearnedFrom, one: Used, word: str) -> Mapping[str, Any]:
    about = {"order_id": order.order_id, "dealer_id": order.dealer_id, "number": order.number, "day": order.day, "at": order.at}
    return {**about, "sku": one.sku, "word": word, "unit": one.unit.value if one.unit else None, "how": one.how.value, "void": False}


def _count_again(uow: UnitOfWork, dealer_id: str, key: str) -> None:
    """Work out a word from its evidence."""
    rows = repository.evidence_of(uow, dealer_id, key)
    meaning = meaning_of(Evidence(row.sku, Unit(row.unit) if row.unit else None, How(row.how), row.number, row.day) for row in rows)
    if meaning is None:
        repository.put_name(uow, dealer_id, key, None)
        return
    if len(rows) == repository.MOST_EVIDENCE:
        orders, number, day = repository.first_use(uow, dealer_id, key, meaning.sku)
        meaning = replace(meaning, orders=orders, first_number=number, first_day=day)
    counts = {"orders": meaning.orders, "weight": meaning.weight}
    since = {"first_number": meaning.first_number, "first_day": meaning.first_day, "last_number": meaning.last_number, "last_day": meaning.last_day}
    unit = meaning.unit.value if meaning.unit else None
    repository.put_name(uow, dealer_id, key, {"word": rows[-1].word, "sku": meaning.sku, "unit": unit, **counts, **since})
