"""The words of ordering as data: which word does what (`lexicon/*.toml`), found as the longest phrase at a token.

A phrase may carry several tags ("half" scales and counts); the caller decides by what stands around it.
Invariant: lists hold words of the language, never names of products.
"""

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from backend.catalog.domain import Unit
from backend.catalog.text import Token, phrase_key

_SKIPPED_SIGNS = "-'."


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A unit as said. `packs` are catalogue pack words it may mean; `unit` where none fits ("small" = inner, else base; "unknown" = none)."""

    packs: tuple[str, ...]
    unit: str
    times: Decimal = Decimal(1)
    dozen: bool = False
    word: str = ""

    @property
    def measure(self) -> Unit | None:
        """The measure unit (m², m, kg) or None for packs."""
        return Unit(self.unit) if self.unit in ("m2", "m", "kg") else None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one phrase means."""

    tags: frozenset[str]
    unit: UnitWord | None = None
    factor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase found at a token, and the index after it."""

    entry: Entry
    key: str
    end: int


@dataclass(slots=True)
class _Beginning:
    """The phrases that begin with one word: how many words the longest has, and what they carry."""

    longest: int = 0
    tags: set[str] = field(default_factory=set)

    def add(self, entry: Entry, length: int) -> None:
        """One more phrase."""
        self.longest = max(self.longest, length)
        self.tags |= entry.tags
        self.tags |= {need for need in ("unit", "factor") if _carries(entry, need)}


class Lexicon:
    """All phrases of both languages."""

    def __init__(self, documents: Sequence[Mapping[str, Any]]) -> None:
        tags: dict[str, set[str]] = defaultdict(set)
        units: dict[str, UnitWord] = {}
        factors: dict[str, Decimal] = {}
        for document in documents:
            for tag, phrases in document["tags"].items():
                for phrase in phrases:
                    tags[phrase_key(phrase)].add(tag)
            for phrase, factor in document["scale"].items():
                factors[phrase_key(phrase)] = Decimal(factor)
            for unit in document["units"]:
                for word in unit["words"]:
                    units.setdefault(phrase_key(word), _unit_word(unit, word))
        self.entries = {key: Entry(frozenset(tags.get(key, ())), units.get(key), factors.get(key)) for key in {*tags, *units, *factors} - {""}}
        self.gaps = {
            (first.strip(), last.strip()): Entry(frozenset({tag}))
            for document in documents
            for tag, pairs in document["gaps"].items()
            for first, last in (pair.split("~") for pair in pairs)
        }
        beginnings: dict[str, _Beginning] = {}
        for key, entry in self.entries.items():
            first, *others = key.split(" ")
            beginnings.setdefault(first, _Beginning()).add(entry, 1 + len(others))
        self._beginnings = beginnings

    def begins(self, word: str, needs: frozenset[str]) -> bool:
        """Whether a phrase that carries one of these tags begins with the word."""
        beginning = self._beginnings.get(word)
        return beginning is not None and not beginning.tags.isdisjoint(needs)

    def at(self, tokens: Sequence[Token], start: int, need: str = "") -> Found | None:
        """The longest phrase that begins at `start`; with `need`, the longest that carries this tag ("unit" and "factor" count as tags)."""
        key = tokens[start].text
        beginning = self._beginnings.get(key)
        if beginning is None or (need and need not in beginning.tags) or tokens[start].kind == "sign":
            return None
        entry = self.entries.get(key)
        best = Found(entry, key, start + 1) if entry and _carries(entry, need) else None
        number, index = 1, start + 1
        while index < len(tokens) and number < beginning.longest:
            token = tokens[index]
            if token.kind == "han" and tokens[index - 1].kind == "han" and token.start > tokens[index - 1].end:
                break
            index += 1
            if token.kind == "sign":
                if token.text in _SKIPPED_SIGNS:
                    continue
                break
            number += 1
            key = f"{key} {token.text}"
            entry = self.entries.get(key)
            if entry and _carries(entry, need):
                best = Found(entry, key, index)
        return best


def _carries(entry: Entry, need: str) -> bool:
    if need == "unit":
        return entry.unit is not None
    if need == "factor":
        return entry.factor is not None
    return not need or need in entry.tags


def _unit_word(unit: Mapping[str, Any], word: str) -> UnitWord:
    return UnitWord(tuple(unit["packs"]), unit["unit"], Decimal(unit.get("times", "1")), bool(unit.get("dozen")), phrase_key(word))


@cache
def lexicon() -> Lexicon:
    """The words that ship with the product."""
    folder = Path(__file__).with_name("lexicon")
    return Lexicon([tomllib.loads(folder.joinpath(f"{language}.toml").read_text(encoding="utf-8")) for language in ("zh", "en")])
