"""What a message says besides goods and their delivery: PO number, recipient, payment wish, a line that is down, wishes for lots, conditions.

The patterns are data (`lexicon/remarks.toml`). Every remark is a span that later steps skip, so none of its digits or days is read as an order.
Invariant: remarks are recorded as said; nothing here grants a price, a term or stock.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from backend.ordering.reading.patterns import document, hinted
from backend.ordering.reading.spans import Span

_RAISING = re.compile(r"\b(?:bump|increase|raise|bring|take|put|push|go|make|move|top)\b[^,.;]{0,30}$")
_NEAR = 60
_OF = re.compile(r"\s*\d+\s*(?:[\w-]+\s+)?of\b")
_NEAR_LINES = ("lot", "if_available", "if_not", "up_to")


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark: its place in the normalised text and the words that are kept."""

    kind: str
    start: int
    end: int
    said: str

    @property
    def span(self) -> Span:
        """As a settled span; `kind` of those that belong to lines is their own."""
        return Span(self.start, self.end, self.kind)


@dataclass(frozen=True, slots=True)
class Remarks:
    """All remarks of a message, in order."""

    found: tuple[Remark, ...] = ()

    def first(self, kind: str) -> Remark | None:
        """The first remark of a kind."""
        return next((remark for remark in self.found if remark.kind == kind), None)

    @property
    def about_lines(self) -> tuple[Remark, ...]:
        """Those that belong to lines: lots and conditions."""
        return tuple(remark for remark in self.found if remark.kind in _NEAR_LINES)

    @property
    def spans(self) -> list[Span]:
        """Their places."""
        return [remark.span for remark in self.found]


@cache
def words_for_all() -> tuple[str, ...]:
    """Words by which a remark is about every line."""
    return tuple(document("remarks")["lot"]["all"])


@lru_cache(maxsize=64)
def remarks_in(text: str, *, raises: bool = False) -> Remarks:
    """The remarks of a normalised text. `raises`: over a draft "up to 20" is the new amount, no limit."""
    found: list[Remark] = []
    taken = bytearray(len(text))
    for kind, pattern in hinted("remarks", text):
        for match in pattern.finditer(text):
            said = next((value for value in match.groupdict().values() if value), None) or match.group()
            start, end = match.span()
            raised = (raises and not _OF.match(text, end)) or _RAISING.search(text, max(0, start - _NEAR), start) is not None
            new_amount = kind == "up_to" and match.group().startswith("up to") and raised
            if not new_amount and said.strip() and taken.find(1, start, end) < 0:
                taken[start:end] = b"\x01" * (end - start)
                found.append(Remark(kind, start, end, said.strip(" ,.;")))
    return Remarks(tuple(sorted(found, key=lambda one: one.start)))


def as_written(said: str, original: str) -> str:
    """The words as the person wrote them, when they stand so in the message."""
    place = original.lower().find(said)
    return original[place : place + len(said)] if place >= 0 else said
