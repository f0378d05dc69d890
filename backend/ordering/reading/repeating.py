"""Whether a message wants an earlier order again: 老样子, "same as last time", 上次的不要红牛,其他照旧.

The words are data (`lexicon/repeats.toml`); which order is meant is the matter of `references`.
Invariant: an order that is only asked about or changed is not repeated.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backend.ordering.reading.domain import PastOrder
from backend.ordering.reading.patterns import joined
from backend.ordering.reading.references import day_named, is_ordered, references_in, resolve
from backend.ordering.reading.spans import Span

_AFTER_ORDER = 20
_NEAR = 60
_REACH = 120
_CLAUSE = re.compile(r"[,.;!?]|(?<=[一-鿿]) (?=[一-鿿])")
_QUANTITY = re.compile(r"(?:\d|[二三四五六七八九十两])\s*(?:箱|件|瓶|罐|个|盒|包|托|case|ctn|box|bottle)")
_OF_OTHERS = re.compile(r"(?:其他|其余|其它|别的|剩下|rest|everything else|others?)[^,.;!?]{0,4}$")


@dataclass(frozen=True, slots=True)
class Repeat:
    """The wish for an earlier order: the order, or None when the history has none like it; `day` is the one day that was named.

    `others` says that the goods it names are the exception ("the rest as usual"): their amounts are the new ones.
    """

    order: PastOrder | None
    start: int
    day: date | None = None
    others: bool = False

    @property
    def on(self) -> date | None:
        """The day of the order, or the day on which there is none."""
        return self.order.date if self.order is not None else self.day


def repeat_in(text: str, history: Sequence[PastOrder], today: date, *, alone: bool = True) -> tuple[Repeat | None, list[Span]]:
    """What earlier order the message wants again, and the spans of all references (which are never delivery days or quantities).

    `alone` says that nothing is ordered yet: what stays as it was ("不要红牛,其他照旧") is then the order before.
    """
    words = joined("repeats")
    references = list(references_in(text))
    spans = [Span(start, end, "reference") for _kind, _match, start, end in references]
    others = words["others"].search(text) if alone else None
    idiom = next((found for found in words["idiom"].finditer(text) if not _OF_OTHERS.search(text, max(0, found.start() - _NEAR), found.start())), None)
    if idiom and idiom.group().endswith("again") and re.search(r"\d", text[: idiom.start()]):
        idiom = None
    if idiom and words["as_ever"].fullmatch(idiom.group()) and _QUANTITY.search(text) and not words["beside_it"].search(text):
        spans.append(Span(idiom.start(), idiom.end(), "noise"))
        idiom = None
    if not (references or idiom or others):
        return None, spans
    clauses = _Clauses(text)
    for kind, match, start, end in references:
        if _wants_again(text, clauses.around(start), (start, end, kind), alone=alone, others=others is not None):
            cues = [Span(found.start(), found.end(), "reference") for found in words["same"].finditer(text) if clauses.between(found.start(), start) <= 1]
            cues += [Span(found.start(), found.end(), "reference") for found in (idiom, others) if found]
            return Repeat(resolve(kind, match, history, today), start, day_named(kind, match, today), others is not None), [*spans, *cues]
    if idiom and not words["edit_of"].search(clauses.around(idiom.start())) and not words["other_thing"].search(clauses.around(idiom.start())):
        return Repeat(history[-1] if history else None, idiom.start()), [*spans, Span(idiom.start(), idiom.end(), "reference")]
    if others and not references and words["left_out"].search(text):
        return Repeat(history[-1] if history else None, others.start(), others=True), [*spans, Span(others.start(), others.end(), "reference")]
    return None, spans


def wants_copy(text: str) -> bool:
    """True when the words say that something is wanted again, not only that it is changed."""
    return joined("repeats")["same"].search(text) is not None


class _Clauses:
    """The clauses of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        borders = [found.span() for found in _CLAUSE.finditer(text)]
        self._starts, self._ends = [start for start, _end in borders], [end for _start, end in borders]

    def around(self, place: int) -> str:
        """The clause that a place stands in, as far as `_REACH` from it."""
        before, after = bisect_right(self._ends, place), bisect_left(self._starts, place)
        start = self._ends[before - 1] if before else 0
        end = self._starts[after] if after < len(self._starts) else len(self._text)
        return self._text[max(start, place - _REACH) : min(end, place + _REACH)]

    def between(self, one: int, two: int) -> int:
        """How many borders stand between two places."""
        low, high = sorted((one, two))
        return max(0, bisect_right(self._ends, high) - bisect_left(self._starts, low))


def _wants_again(text: str, clause: str, reference: tuple[int, int, str], *, alone: bool, others: bool) -> bool:
    start, end, kind = reference
    words = joined("repeats")
    if words["other_thing"].search(clause):
        return False
    strong = words["strong"].search(clause) is not None
    if words["edit_of"].search(clause) and not strong:
        return False
    if others or (alone and words["less_of_it"].match(text, end)):
        return True
    named = is_ordered(text, start) or kind in ("id", "back") or bool(re.search(r"单|order|one|purchase|货", text[start:end]))
    following = text[end : end + 40].split(";", maxsplit=1)[0]
    wide = clause + (" " + re.split(r"[.;!?]", following.lstrip(" ,"))[0][:_AFTER_ORDER] if named else "")
    if not words["same"].search(wide) and not words["scaled"].search(wide):
        return False
    return strong or named or not _QUANTITY.search(clause)
