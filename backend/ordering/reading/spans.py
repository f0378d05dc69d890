"""Stretches of a normalised text that are settled, so that later steps skip them, and whether stretches meet.

Invariant: `Taken` answers in logarithmic time, so that a long message stays linear.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol, TypeVar


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the normalised text that is settled. `kind`: delivery, place, urgent, noise, money, total, question, rule, line or last line.

    `codes` are the SKUs of the draft's lines that it points at, for the kinds "line" and "last line".
    """

    start: int
    end: int
    kind: str
    codes: tuple[str, ...] = ()


class Stretch(Protocol):
    """What has a start and an end in the text."""

    @property
    def start(self) -> int:
        """Its first character."""

    @property
    def end(self) -> int:
        """Behind its last character."""


_Any = TypeVar("_Any", bound=Stretch)


class Taken:
    """Stretches that are taken."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        found = sorted((one.start, one.end) for one in stretches)
        self._starts = [start for start, _end in found]
        self._ends = list(accumulate((end for _start, end in found), max))

    def meets(self, start: int, end: int) -> bool:
        """Whether one of them overlaps this stretch."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start


def clear_of(stretches: Sequence[_Any], taken: Sequence[Stretch]) -> list[_Any]:
    """Those that overlap none of `taken`."""
    if not taken:
        return list(stretches)
    known = Taken(taken)
    return [one for one in stretches if not known.meets(one.start, one.end)]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order without overlaps; the one that begins first wins, the longer one at the same place."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if kept and span.start < kept[-1].end:
            if span.end > kept[-1].end:
                kept.append(Span(kept[-1].end, span.end, span.kind))
            continue
        kept.append(span)
    return kept
