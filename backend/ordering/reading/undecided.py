"""Places and days that a message leaves open: "West or East", 周三或者周四, 明后天, or goods for two places that it does not divide.

Invariant: of several places or days none is ever taken silently; the last one counts only when it takes the others back.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from backend.ordering.reading.blocks import NAMES
from backend.ordering.reading.context import ReadingContext
from backend.ordering.reading.dates import days_in
from backend.ordering.reading.destinations import Mark, is_corrected, is_left_to_choose, is_taken_back
from backend.ordering.reading.domain import Delivery, OpenDelivery
from backend.ordering.reading.items import Item, Kind
from backend.ordering.reading.remarks import remarks_in
from backend.ordering.reading.spans import Span
from backend.ordering.reading.stripping import places_in
from backend.ordering.reading.unknown_places import unknown_places

_NEXT_DAYS = re.compile(r"(?P<today>今)?明(?P<after>后)?(?:两?[天日])|今后两天")
_BESIDE = re.compile(r"^\s*(?:[早上中下午晚]{0,2}|morning|afternoon)\s*[、,和跟]?\s*(?:and\b|&)?\s*(?:on\s+)?$")
_EITHER_WILL_DO = re.compile(
    r"都(?:行|可以|成|好|ok|没问题)|哪天都|随便哪?天?|\b(?:either|any(?:\s+(?:day|one))?|both)\s+(?:is|are|works?|will|day|of|fine|ok)\b"
    r"|\bwhichever\b|\bdoesn't matter\b"
)


def left_open(text: str, items: Sequence[Item], marks: Sequence[Mark], delivery: Delivery, context: ReadingContext) -> Delivery:
    """The delivery wish with what is open of it; `marks` are the destinations of the message when it names several."""
    unknown = unknown_places(text, context.places, remarks_in(text, raises=bool(context.cart)).spans, context.index)
    if unknown and not _known_instead(text, unknown[-1], context):
        return replace(delivery, place=None, open=OpenDelivery(places=context.places, said="".join(unknown[-1].codes)))
    if not marks:
        return _next_days(text, delivery, context)
    if not is_left_to_choose(text, marks) and is_taken_back(text, items, marks):
        return delivery
    if marks[0].delivery.place is not None:
        return _places_open(text, marks, delivery, context)
    return _days_open(text, items, marks, delivery)


def _known_instead(text: str, unknown: Span, context: ReadingContext) -> bool:
    """Reads 送城北仓,不对,城西: a place that the dealer has takes back the one that nobody knows."""
    later = [span for span in places_in(text, context.places) if span.codes and span.start >= unknown.end]
    return bool(later) and is_corrected(text, unknown.end, later[-1].end)


def _places_open(text: str, marks: Sequence[Mark], delivery: Delivery, context: ReadingContext) -> Delivery:
    codes = dict.fromkeys(mark.delivery.place for mark in marks)
    places = tuple(place for code in codes for place in context.places if place.code == code)
    return replace(delivery, place=None, open=OpenDelivery(places=places, divide=not is_left_to_choose(text, marks)))


def _days_open(text: str, items: Sequence[Item], marks: Sequence[Mark], delivery: Delivery) -> Delivery:
    days = tuple(dict.fromkeys(mark.delivery.date for mark in marks if mark.delivery.date is not None))
    pairs = [(one, two) for one, two in pairwise(marks) if one.delivery.date != two.delivery.date]
    if is_left_to_choose(text, marks) or any(_BESIDE.match(text[one.end : two.start]) for one, two in pairs):
        if _EITHER_WILL_DO.search(text):
            return replace(delivery, date=min(days), relation="on")
        return replace(delivery, date=None, relation=None, open=OpenDelivery(days=days))
    if any(_has_goods(items, one.end, two.start) for one, two in pairs):
        return replace(delivery, date=None, relation=None, open=OpenDelivery(days=days, divide=True))
    return delivery


def _has_goods(items: Sequence[Item], start: int, end: int) -> bool:
    return any(item.kind in NAMES or item.kind is Kind.QUANTITY for item in items if start <= item.start < end)


def _next_days(text: str, delivery: Delivery, context: ReadingContext) -> Delivery:
    """Reads 明后天, 今明两天: two days in one word."""
    found = _NEXT_DAYS.search(text) if "明" in text or "今后" in text else None
    today = context.now.date()
    if found is None or not (found["today"] or found["after"]) or len({one.day for one in days_in(text, today)}) > 1:
        return delivery
    ahead = (1, 2) if found["after"] else (0, 1)
    days = tuple(today + timedelta(days=one) for one in ahead)
    if _EITHER_WILL_DO.search(text):
        return replace(delivery, date=days[0], relation="on")
    return replace(delivery, date=None, relation=None, open=OpenDelivery(days=days))
