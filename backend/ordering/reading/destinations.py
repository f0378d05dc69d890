"""Cutting one message into portions for several places or days: "20 to West, 10 to East", 砖100箱:周三60,周五40, "half to each".

Works on the text: which words go with which destination, what stands before them (the head), which portions are only shares.
Invariant: a message is cut only when every destination has an amount or a share of its own; else it has one destination, as ever.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from backend.ordering.reading.blocks import NAMES
from backend.ordering.reading.dates import days_in
from backend.ordering.reading.domain import Delivery, Place
from backend.ordering.reading.items import Item, Kind
from backend.ordering.reading.stripping import Span, around, is_no_wish, places_in, relation_of

_BORDERS = ",;.!?"
_ENDING = re.compile(r"^(?:去|里|那边|吧|哈|please|pls|和|与|,|;|\.|!|\?|\s|and\b)*$|^\s*(?:去|里|那边|吧|please|pls)?\s*(?:[,;.!?]|and\b|和|$)")
_REST = re.compile(r"剩下的?|剩余的?|其余的?|余下的?|\b(?:the )?(?:rest|remainder|remaining)\b")
_SAME = re.compile(r"同样(?:的|数量)?|一样(?:的|多)|同量|\b(?:the )?same(?: again| amount| quantit(?:y|ies))?\b")
_EACH = re.compile(r"各|每|分别|\b(?:each|both|apiece)\b")
_PERIOD_HINT = re.compile(r"[周期拜月]|week|month")
_PERIODS = {
    "this week": re.compile(r"(?:这一?个?|本)(?:周|星期|礼拜)(?![一二三四五六日天末内底])|\bthis week\b(?!')"),
    "next week": re.compile(r"(?<!下)下一?个?(?:周|星期|礼拜)(?![一二三四五六日天末内底])|\bnext week\b(?!')"),
    "this month": re.compile(r"(?:这一?个?|本)月(?![\d一二三四五六七八九十底末初中])|\bthis month\b(?!')"),
    "next month": re.compile(r"(?<!下)下一?个?月(?![\d一二三四五六七八九十底末初中])|\bnext month\b(?!')"),
}
_SURELY_SIZE = 100
_CHOICE = re.compile(
    r"^\s*[,;]?\s*(?:(?:送|到)?\s*(?:或者?是?|(?<![,;] )(?<![,;])还是|要么|不然|/|~|\bor\b|\beither\b)\s*|-\s*)"
    r"(?:送|到|发|\bto\b|\bon\b|\bby\b|\bat\b|\bthe\b|\s)*$"
)
_CORRECTED = re.compile(
    r"不对|不是|错了|改[送发到成为]|换[送成到]|哦不|[,;. ]不[,;. ]"
    r"|\b(?:sorry|no|not|actually|i mean|rather|instead|scratch|wait|change|switch|move)\b"
)
_TAKING_BACK = ("correct", "forget")


@dataclass(frozen=True, slots=True)
class Mark:
    """A destination in the text."""

    start: int
    end: int
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Portion:
    """The words for one destination. `share` is "half", "rest", "same" or "line" when they name no amount."""

    text: str
    delivery: Delivery
    share: str = ""


@dataclass(frozen=True, slots=True)
class Portions:
    """The portions of a message, and the words before and behind them, which may name the goods and their total."""

    portions: tuple[Portion, ...]
    head: str = ""
    tail: str = ""
    alike: bool = False


@dataclass
class _Cut:
    """What is known while a message is cut."""

    text: str
    items: Sequence[Item]
    marks: list[Mark] = field(default_factory=list)

    def has(self, start: int, end: int, kinds: set[Kind]) -> bool:
        return any(item.kind in kinds and start <= item.start < end for item in self.items)

    def counts(self, start: int, end: int) -> bool:
        """True when an amount or a share stands there."""
        return self.amounts(start, end) or bool(self.share(start, end))

    def amounts(self, start: int, end: int) -> bool:
        """True when an amount stands there; a large bare number behind a name is its size."""
        before: Item | None = None
        for item in self.items:
            sized = item.kind is Kind.NUMBER and before is not None and before.kind in NAMES and (item.number or 0) >= _SURELY_SIZE
            if start <= item.start < end and item.kind in (Kind.QUANTITY, Kind.NUMBER) and not sized:
                return True
            before = item
        return False

    def share(self, start: int, end: int) -> str:
        """The share that stands there when no amount does."""
        said = self.text[start:end]
        half = any(item.entry is not None and item.entry.factor is not None and 0 < item.entry.factor < 1 for item in self.items if start <= item.start < end)
        half = half or any(item.has("half") for item in self.items if start <= item.start < end)
        return "half" if half else "rest" if _REST.search(said) else "same" if _SAME.search(said) else ""

    def blank(self, start: int, end: int) -> str:
        """The words there without the destinations."""
        kept = self.text[start:end]
        for mark in self.marks:
            if start <= mark.start < end:
                kept = kept[: mark.start - start] + " " * (mark.end - mark.start) + kept[mark.end - start :]
        return kept


def weeks_in(text: str, today: date) -> list[Mark]:
    """Weeks and months as destinations ("30 this week, 70 next week"): this one is by its end, the next one on its first day."""
    monday = today - timedelta(days=today.weekday())
    next_month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    wishes = {
        "this week": Delivery(monday + timedelta(days=6), "by"),
        "next week": Delivery(monday + timedelta(days=7), "on"),
        "this month": Delivery(next_month - timedelta(days=1), "by"),
        "next month": Delivery(next_month, "on"),
    }
    return [Mark(found.start(), found.end(), wishes[kind]) for kind, pattern in _PERIODS.items() for found in pattern.finditer(text)]


def marks_in(text: str, places: Sequence[Place], today: date, taken: Sequence[Span]) -> list[Mark]:
    """The destinations of the kind that differs: places when there are several, else days."""
    named = [Mark(span.start, span.end, Delivery(place=span.codes[0])) for span in places_in(text, places) if span.codes]
    if len({mark.delivery.place for mark in named}) > 1:
        return named
    days = []
    for found in days_in(text, today):
        taken_up = any(span.start < found.end and found.start < span.end for span in taken)
        if found.day >= today and not taken_up and not is_no_wish(text, found, today):
            span = around(text, found)
            days.append(Mark(span.start, span.end, Delivery(found.day, relation_of(text, found))))
    if _PERIOD_HINT.search(text):
        settled: list[Mark | Span] = [*days, *taken]
        weeks = [mark for mark in weeks_in(text, today) if not any(mark.start < one.end and one.start < mark.end for one in settled)]
        days = sorted([*days, *weeks], key=lambda mark: mark.start)
    return days if len({mark.delivery.date for mark in days}) > 1 else []


def is_taken_back(text: str, items: Sequence[Item], marks: Sequence[Mark]) -> bool:
    """Whether a later destination takes the place of an earlier one ("to West, no, East")."""
    first, last = marks[0], marks[-1]
    return any(item.has(tag) for tag in _TAKING_BACK for item in items if first.end <= item.start < last.end) or (
        _CORRECTED.search(text, first.end, last.end) is not None
    )


def is_left_to_choose(text: str, marks: Sequence[Mark]) -> bool:
    """Whether the words between two destinations leave open which one it is ("West or East", 周三/周四)."""
    return any(_CHOICE.match(text[one.end : two.start]) for one, two in pairwise(marks) if one.delivery != two.delivery)


def portions_of(text: str, items: Sequence[Item], marks: list[Mark]) -> Portions | None:
    """The portions, or None when the message has one destination."""
    cut = _Cut(text, items, marks)
    if is_left_to_choose(text, marks) or is_taken_back(text, items, marks):
        return None
    between = [cut.counts(one.end, two.start) for one, two in pairwise(marks)]
    if not any(between):
        return _alike(cut) or _by_line(cut)
    if not all(between) or len({mark.delivery for mark in marks}) < len(marks):
        return None
    return _headed(cut) if _leads(cut) else _trailed(cut)


def _alike(cut: _Cut) -> Portions | None:
    """Reads 城西、城东各10箱: every destination gets the whole."""
    first, last = cut.marks[0], cut.marks[-1]
    near = cut.text[max(0, first.start - 12) : last.end + 12]
    if not _EACH.search(near) or not cut.amounts(0, len(cut.text)):
        return None
    if cut.amounts(0, first.start) and cut.amounts(last.end, len(cut.text)) and _EACH.search(cut.text, last.end):
        share = _EACH.sub(" ", cut.text[last.end :])
        return Portions(tuple(Portion(share, mark.delivery) for mark in cut.marks), head=cut.text[: first.start])
    words = cut.blank(0, len(cut.text))
    return Portions(tuple(Portion(words, mark.delivery) for mark in cut.marks), alike=True)


def _by_line(cut: _Cut) -> Portions | None:
    """Reads "the coke to West and the sprite to East": products without amounts behind each other, each with its destination."""
    stretches = list(pairwise([0, *(mark.end for mark in cut.marks)]))
    if cut.amounts(0, len(cut.text)) or not all(cut.has(start, end, NAMES) for start, end in stretches):
        return None
    return Portions(tuple(Portion(cut.blank(*stretch), mark.delivery, "line") for stretch, mark in zip(stretches, cut.marks, strict=True)))


def _leads(cut: _Cut) -> bool:
    """Whether the destinations stand before their goods (周三60,周五40) or behind them (60 on Wednesday, 40 on Friday)."""
    first, last = cut.marks[0], cut.marks[-1]
    if not cut.counts(last.end, len(cut.text)):
        return False
    if not cut.counts(0, first.start):
        return True
    after, before = cut.text[first.end :], cut.text[: first.start].rstrip()
    if after.lstrip().startswith((":", "-")):
        return True
    return not _ENDING.match(after) and before.endswith((*_BORDERS, ":"))


def _headed(cut: _Cut) -> Portions:
    starts = [mark.start for mark in cut.marks] + [len(cut.text)]
    stretches = [(starts[place], starts[place + 1]) for place in range(len(cut.marks))]
    end = _goods_behind(cut, stretches)
    stretches[-1] = (stretches[-1][0], end)
    portions = tuple(_portion(cut, stretch, mark) for stretch, mark in zip(stretches, cut.marks, strict=True))
    return Portions(portions, head=cut.text[: starts[0]], tail=cut.text[end:])


def _goods_behind(cut: _Cut, stretches: Sequence[tuple[int, int]]) -> int:
    """Where the goods begin that stand behind all shares ("West half, East half, 20 coke"); the end of the text when none do."""
    start, end = stretches[-1]
    named = [item.start for item in cut.items if item.kind in NAMES and start <= item.start < end]
    if not named or cut.has(0, start, NAMES):
        return end
    borders = [place for place in range(start, min(named)) if cut.text[place] in ",;:." and cut.counts(start, place)]
    return borders[0] + 1 if borders else end


def _trailed(cut: _Cut) -> Portions | None:
    ends = [0] + [_sentence_end(cut, mark.end) for mark in cut.marks]
    stretches = [(ends[place], ends[place + 1]) for place in range(len(cut.marks))]
    head_end = _head_end(cut, stretches)
    stretches[0] = (head_end, stretches[0][1])
    if not cut.counts(*stretches[0]):
        return None
    portions = tuple(_portion(cut, stretch, mark) for stretch, mark in zip(stretches, cut.marks, strict=True))
    return Portions(portions, head=cut.text[:head_end], tail=cut.text[ends[-1] :])


def _sentence_end(cut: _Cut, end: int) -> int:
    """Behind what else is said about a destination ("to West on Wednesday, ..."), up to the next border or amount."""
    place = end
    while place < len(cut.text) and cut.text[place] not in _BORDERS and not cut.text.startswith(" and ", place):
        place += 1
    return end if cut.counts(end, place) or cut.has(end, place, NAMES) else place


def _head_end(cut: _Cut, stretches: Sequence[tuple[int, int]]) -> int:
    """Where the goods end that are only divided by what follows ("coke 30 cases: 20 to West, 10 to East"); 0 when nothing stands before."""
    if any(cut.has(start, end, NAMES) for start, end in stretches[1:]):
        return 0
    start, end = stretches[0]
    named = [item.end for item in cut.items if item.kind in NAMES and start <= item.start < end]
    if not named:
        return 0
    for place in range(max(named), end):
        if cut.text[place] in ",;:." and cut.counts(place, end) and not cut.has(place, end, NAMES):
            return place + 1
    counted = [item for item in cut.items if item.kind is Kind.QUANTITY and named[-1] <= item.start < end]
    if counted and cut.share(counted[0].end, end):
        return counted[0].end
    return 0


def _portion(cut: _Cut, stretch: tuple[int, int], mark: Mark) -> Portion:
    start, end = stretch
    return Portion(cut.blank(start, end), mark.delivery, "" if cut.amounts(start, end) else cut.share(start, end))
