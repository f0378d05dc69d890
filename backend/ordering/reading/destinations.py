"""Cutting one message into portions for several places or days: "20 to West, 10 to East", 砖100箱:周三60,周五40, "half to each".

Works on the text: which words go with which destination, what stands before them (the head), which portions are only shares.
Invariant: a message is cut only when every destination has an amount or a share of its own; else it has one destination, as ever.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from backend.ordering.reading.blocks import NAMES
from backend.ordering.reading.dates import days_in
from backend.ordering.reading.domain import Delivery, Place
from backend.ordering.reading.items import SURELY_SIZE, Item, Kind
from backend.ordering.reading.spans import Span, Taken, clear_of
from backend.ordering.reading.stripping import around, is_no_wish, places_in, relation_of

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
_NOTES = ("delivery", "urgent", "recipient", "po", "payment", "line_down", "lot")
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
    """A destination in the text: a place or a day, or a recipient who is no ship-to place."""

    start: int
    end: int
    delivery: Delivery
    recipient: str = ""

    @property
    def goal(self) -> tuple[Delivery, str]:
        """What two destinations differ in."""
        return self.delivery, self.recipient


@dataclass(frozen=True, slots=True)
class Portion:
    """The words for one destination. `share` is "half", "rest", "same" or "line" when they name no amount."""

    text: str
    delivery: Delivery
    share: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Portions:
    """The portions of a message, and the words before and behind them, which may name the goods and their total."""

    portions: tuple[Portion, ...]
    head: str = ""
    tail: str = ""
    alike: bool = False


class _Cut:
    """What is known while a message is cut."""

    def __init__(self, text: str, items: Sequence[Item], marks: Sequence[Mark] = ()) -> None:
        self.text, self.items, self.marks = text, items, list(marks)
        self._item_starts = [item.start for item in items]
        self._mark_starts = [mark.start for mark in marks]

    def within(self, start: int, end: int) -> Sequence[Item]:
        """The items that begin there."""
        return self.items[bisect_left(self._item_starts, start) : bisect_left(self._item_starts, end)]

    def marks_within(self, start: int, end: int) -> Sequence[Mark]:
        """The destinations that begin there."""
        return self.marks[bisect_left(self._mark_starts, start) : bisect_left(self._mark_starts, end)]

    def counts(self, start: int, end: int) -> bool:
        """True when an amount or a share stands there."""
        return self.amounts(start, end) or bool(self.share(start, end))

    def amounts(self, start: int, end: int) -> bool:
        """True when an amount stands there; a large bare number behind a name is its size."""
        first = bisect_left(self._item_starts, start)
        before: Item | None = self.items[first - 1] if first else None
        for item in self.within(start, end):
            sized = item.kind is Kind.NUMBER and before is not None and before.kind in NAMES and (item.number or 0) >= SURELY_SIZE
            if item.kind in (Kind.QUANTITY, Kind.NUMBER) and not sized:
                return True
            before = item
        return False

    def share(self, start: int, end: int) -> str:
        """The share that stands there when no amount does."""
        said = self.text[start:end]
        beside = self.within(start, end)
        half = any(item.entry is not None and item.entry.factor is not None and 0 < item.entry.factor < 1 for item in beside)
        half = half or any(item.has("half") for item in beside)
        return "half" if half else "rest" if _REST.search(said) else "same" if _SAME.search(said) else ""

    def names(self, start: int, end: int) -> bool:
        """True when a product is named there."""
        return any(item.kind in NAMES for item in self.within(start, end))

    def only_notes(self, start: int, end: int) -> bool:
        """True when something about the delivery is said there and no goods are: a day, a recipient, a number of a purchase order."""
        noted = any(item.kind is Kind.MASK and item.text in _NOTES for item in self.within(start, end))
        return noted and not self.names(start, end) and not self.counts(start, end) and not self.marks_within(start, end)

    def border(self, start: int, signs: str = _BORDERS) -> int:
        """The next border from `start`, else the end of the text."""
        return next((place for place in range(start, len(self.text)) if self.text[place] in signs), len(self.text))

    def blank(self, start: int, end: int) -> str:
        """The words there without the destinations."""
        kept = self.text[start:end]
        for mark in self.marks_within(start, end):
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
    known = Taken(taken)
    for found in days_in(text, today):
        if found.day >= today and not known.meets(found.start, found.end) and not is_no_wish(text, found, today):
            span = around(text, found)
            days.append(Mark(span.start, span.end, Delivery(found.day, relation_of(text, found))))
    if _PERIOD_HINT.search(text):
        settled: list[Mark | Span] = [*days, *taken]
        days = sorted([*days, *clear_of(weeks_in(text, today), settled)], key=lambda mark: mark.start)
    return days if len({mark.delivery.date for mark in days}) > 1 else []


def apart_from_places(text: str, items: Sequence[Item], marks: Sequence[Mark]) -> list[Mark]:
    """The destinations when one of them is a recipient: one without goods between him and a place only receives there (送到城西仓给王姐)."""
    cut = _Cut(text, items)
    kept = [mark for place, mark in enumerate(marks) if not (mark.recipient and _beside_place(cut, marks, place))]
    return kept if any(mark.recipient for mark in kept) and len({mark.goal for mark in kept}) > 1 else []


def _beside_place(cut: _Cut, marks: Sequence[Mark], place: int) -> bool:
    own = marks[place]
    beside = [(one.end, own.start) for one in marks[place - 1 : place]] + [(own.end, one.start) for one in marks[place + 1 : place + 2]]
    return any(not cut.counts(start, end) and not cut.names(start, end) for start, end in beside)


def is_taken_back(text: str, items: Sequence[Item], marks: Sequence[Mark]) -> bool:
    """Whether a later destination takes the place of an earlier one ("to West, no, East")."""
    first, last = marks[0], marks[-1]
    return any(item.has(tag) for tag in _TAKING_BACK for item in items if first.end <= item.start < last.end) or (is_corrected(text, first.end, last.end))


def is_corrected(text: str, start: int, end: int) -> bool:
    """Whether the words there take back what stands before them."""
    return _CORRECTED.search(text, start, end) is not None


def is_left_to_choose(text: str, marks: Sequence[Mark]) -> bool:
    """Whether the words between two destinations leave open which one it is ("West or East", 周三/周四)."""
    return any(_CHOICE.match(text[one.end : two.start]) for one, two in pairwise(marks) if one.goal != two.goal)


def portions_of(text: str, items: Sequence[Item], marks: list[Mark]) -> Portions | None:
    """The portions, or None when the message has one destination."""
    cut = _Cut(text, items, marks)
    if is_left_to_choose(text, marks) or is_taken_back(text, items, marks):
        return None
    between = [cut.counts(one.end, two.start) for one, two in pairwise(marks)]
    if not any(between):
        return _alike(cut) or _by_line(cut)
    if not all(between) or len({mark.goal for mark in marks}) < len(marks):
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
        return Portions(tuple(Portion(share, mark.delivery, recipient=mark.recipient) for mark in cut.marks), head=cut.text[: first.start])
    words = cut.blank(0, len(cut.text))
    return Portions(tuple(Portion(words, mark.delivery, recipient=mark.recipient) for mark in cut.marks), alike=True)


def _by_line(cut: _Cut) -> Portions | None:
    """Reads "the coke to West and the sprite to East": products without amounts behind each other, each with its destination."""
    stretches = list(pairwise([0, *(_sentence_end(cut, mark) for mark in cut.marks)]))
    if cut.amounts(0, len(cut.text)) or not all(cut.names(start, end) for start, end in stretches):
        return None
    return Portions(tuple(Portion(cut.blank(*stretch), mark.delivery, "line", mark.recipient) for stretch, mark in zip(stretches, cut.marks, strict=True)))


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
    starts = [_lead_in(cut, mark) for mark in cut.marks] + [len(cut.text)]
    stretches = list(pairwise(starts))
    goods_at = _goods_behind(cut, stretches)
    end = _notes_behind(cut, stretches[-1]) if goods_at == len(cut.text) else goods_at
    stretches[-1] = (stretches[-1][0], end)
    portions = tuple(_portion(cut, stretch, mark) for stretch, mark in zip(stretches, cut.marks, strict=True))
    return Portions(portions, head=cut.text[: starts[0]], tail=cut.text[end:])


def _lead_in(cut: _Cut, mark: Mark) -> int:
    """Where the words begin that lead to a destination in its own clause (给王姐送到城西10箱)."""
    start = max((cut.text.rfind(sign, 0, mark.start) for sign in (*_BORDERS, ":")), default=-1) + 1
    return start if cut.only_notes(start, mark.start) else mark.start


def _notes_behind(cut: _Cut, stretch: tuple[int, int]) -> int:
    """Where the clause begins that ends a message and is for all of it ("West 20, East 10, by Friday")."""
    start, end = stretch
    said = cut.text[start:end].rstrip(_BORDERS + " ")
    border = start + max(said.rfind(sign) for sign in _BORDERS)
    return border if border > start and cut.only_notes(border, end) else end


def _goods_behind(cut: _Cut, stretches: Sequence[tuple[int, int]]) -> int:
    """Where the goods begin that stand behind all shares ("West half, East half, 20 coke"); the end of the text when none do."""
    start, end = stretches[-1]
    named = [item.start for item in cut.items if item.kind in NAMES and start <= item.start < end]
    if not named or cut.names(0, start):
        return end
    borders = [place for place in range(start, min(named)) if cut.text[place] in ",;:." and cut.counts(start, place)]
    return borders[0] + 1 if borders else end


def _trailed(cut: _Cut) -> Portions | None:
    ends = [0] + [_sentence_end(cut, mark) for mark in cut.marks]
    stretches = list(pairwise(ends))
    head_end = _head_end(cut, stretches)
    stretches[0] = (head_end, stretches[0][1])
    if not cut.counts(*stretches[0]):
        return None
    portions = tuple(_portion(cut, stretch, mark) for stretch, mark in zip(stretches, cut.marks, strict=True))
    return Portions(portions, head=cut.text[:head_end], tail=cut.text[ends[-1] :])


def _sentence_end(cut: _Cut, mark: Mark) -> int:
    """Behind what else is said about a destination, up to the next amount ("to West on Wednesday, receiver Mr Li, ..."); behind the last for all."""
    place = cut.border(mark.end)
    joined = cut.text.find(" and ", mark.end, place)
    place = joined if joined >= 0 else place
    if cut.counts(mark.end, place) or cut.names(mark.end, place):
        return mark.end
    while mark is not cut.marks[-1] and cut.text.startswith(",", place) and cut.only_notes(place, cut.border(place + 1)):
        place = cut.border(place + 1)
    return place


def _head_end(cut: _Cut, stretches: Sequence[tuple[int, int]]) -> int:
    """Where the goods end that are only divided by what follows ("coke 30 cases: 20 to West, 10 to East"), or notes for all."""
    leading = cut.border(0, _BORDERS + ":")
    leading = leading + 1 if cut.only_notes(0, leading) else 0
    if any(cut.names(start, end) for start, end in stretches[1:]):
        return leading
    start, end = stretches[0]
    named = [item.end for item in cut.items if item.kind in NAMES and start <= item.start < end]
    if not named:
        return leading
    for place in range(max(named), end):
        if cut.text[place] in ",;:." and cut.counts(place, end) and not cut.names(place, end):
            return place + 1
    counted = [item for item in cut.items if item.kind is Kind.QUANTITY and named[-1] <= item.start < end]
    if counted and cut.share(counted[0].end, end):
        return counted[0].end
    return leading


def _portion(cut: _Cut, stretch: tuple[int, int], mark: Mark) -> Portion:
    start, end = stretch
    return Portion(cut.blank(start, end), mark.delivery, "" if cut.amounts(start, end) else cut.share(start, end), mark.recipient)
