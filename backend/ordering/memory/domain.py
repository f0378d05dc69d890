"""What a dealer's word for a product is worth: learned from confirmed orders, weaker with time and with every contradiction. Pure.

Invariant: a word is a key to look a product up with and nothing else; the newest confirmed choice is what it means.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from backend.catalog.domain import Unit
from backend.catalog.text import normalise, phrase_key
from backend.ordering.reading.words import lexicon

LONGEST_WORD = 40
SHORTEST_WORD = 2
_EDGES = " ;,.!?:'\"()[]{}<>"
_MONTHS = 12
_SIZE = re.compile(r"\d+(?:\.\d+)?\s*(?:ml|l|g|kg|mm|cm|m2|m|w|v|升|毫升|克|千克|公斤|斤|厘米|毫米|米|寸|号)?(?:的|装)*(?![a-z])")


class How(StrEnum):
    """What a confirmed order says about a word: it was chosen or confirmed for a product, or the person said that it is not that one."""

    CONFIRMED = "confirmed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One confirmed order that used a word for a product, or denied it."""

    sku: str
    unit: Unit | None
    how: How
    number: str
    day: date


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word means now. `weight` is what is left of its `orders` after contradictions, before time."""

    sku: str
    unit: Unit | None
    orders: int
    weight: int
    first_number: str
    first_day: date
    last_number: str
    last_day: date


@dataclass(frozen=True, slots=True)
class KnownName:
    """A word as its dealer is shown it: what it means, since which order, and whether it still counts after `last_day`."""

    word: str
    sku: str
    name_zh: str
    name_en: str
    orders: int
    first_number: str
    first_day: date
    last_number: str
    last_day: date
    unit: Unit | None = None
    unit_word_zh: str = ""
    unit_word_en: str = ""
    faded: bool = False


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The words that were forgotten; none when nothing was known by what was said."""

    words: tuple[str, ...]
    said: str = ""


def word_of(said: str) -> str:
    """The words for one product as they are remembered: folded, on one line, short; empty when they are no name. A size alone is none."""
    word = " ".join(normalise(said).replace(";", " ").split()).strip(_EDGES)
    key = phrase_key(word)
    letters = sum(char.isalpha() for char in _SIZE.sub("", word))
    return word if letters >= SHORTEST_WORD and len(word) <= LONGEST_WORD and key not in lexicon().entries else ""


def meaning_of(evidence: Iterable[Evidence]) -> Meaning | None:
    """What the evidence, oldest first, makes of a word: the newest choice wins, a contradiction halves what went before, a denial the word itself."""
    found: dict[str, Meaning] = {}
    current: str | None = None
    for one in evidence:
        before = found.get(one.sku)
        if one.how is How.CONFIRMED:
            found = {sku: _weaker(other) if sku != one.sku else other for sku, other in found.items()}
            found[one.sku] = _stronger(before, one)
            current = one.sku
        elif before is not None:
            found[one.sku] = _weaker(before)
    meaning = found.get(current) if current is not None else None
    return meaning if meaning is not None and meaning.weight > 0 else None


def weight_after(weight: int, last_day: date, today: date, fade_months: int) -> int:
    """What is left of a weight: half for every `fade_months` without a confirmed order; 0 months never fades."""
    if fade_months <= 0 or today <= last_day:
        return weight
    months = (today.year - last_day.year) * _MONTHS + today.month - last_day.month - (today.day < last_day.day)
    return weight >> min(months // fade_months, weight.bit_length())


def _weaker(meaning: Meaning) -> Meaning:
    return replace(meaning, weight=meaning.weight // 2)


def _stronger(before: Meaning | None, one: Evidence) -> Meaning:
    if before is None:
        return Meaning(one.sku, one.unit, 1, 1, one.number, one.day, one.number, one.day)
    return replace(before, unit=one.unit, orders=before.orders + 1, weight=before.weight + 1, last_number=one.number, last_day=one.day)
