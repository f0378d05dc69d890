"""Which of several open drafts a message means: by number ("第二张"), by place ("城东那张"), by day ("周五那张"), else the one in focus.

Invariant: with one open draft nothing is looked for; a message that moves a draft to another place is never taken for one about the draft there.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.ordering.domain import Draft
from backend.ordering.reading.domain import Delivery
from backend.ordering.reading.numerals import parse_number

_NOUN = r"(?:草稿单?|订单|单子|[张单份])"
_SUCH = r"(?:去|到|发|的|那|这|一|个|边|里)*"
_NUMBER = re.compile(rf"第([一二三四五六七八九十\d]{{1,2}})个?{_NOUN}|草稿\s*(\d{{1,2}})(?!\s*箱)|\bdraft\s*(?:no\.?|number|#)?\s*(\d{{1,2}})\b", re.IGNORECASE)
_ORDINALS: Mapping[str, int] = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_ORDINAL = re.compile(rf"\b(?:the\s+)?({'|'.join(_ORDINALS)}|last|latest)\s+(?:draft|order)\b", re.IGNORECASE)
_MOVES = re.compile(
    r"改送|改发|改到|改成送|改为送|换到|换成送|转到|都送|全送|\binstead\b|\bchange\b|\bmove\b|\bswitch\b|\bsend (?:it|them|everything|all)\b", re.IGNORECASE
)
ALL_OF_THEM = re.compile(r"都|全部|所有|两张|\b(?:both|all|every)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedDraft:
    """The draft that words name, and the words without its name."""

    draft: Draft
    text: str


def draft_in_words(text: str, drafts: Sequence[Draft], names: Mapping[str, Sequence[str]]) -> NamedDraft | None:
    """The draft named outright, by its number or by its place with a word for a draft; `names` are those of places by code."""
    if len(drafts) < 2:  # noqa: PLR2004 - nothing to choose from
        return None
    return _numbered(text, drafts) or _placed(text, drafts, names)


def draft_for_delivery(text: str, delivery: Delivery, drafts: Sequence[Draft], focus: Draft) -> Draft | None:
    """The other draft whose place or day the message names beside its goods; None when it means the one in focus."""
    if (delivery.place is None and delivery.date is None) or _MOVES.search(text):
        return None
    if _goes_with(delivery, focus):
        return None
    fitting = [one for one in drafts if one.id != focus.id and _goes_with(delivery, one)]
    return fitting[-1] if fitting else None


def _goes_with(delivery: Delivery, draft: Draft) -> bool:
    content = draft.content
    place = delivery.place is None or delivery.place == content.ship_to
    return place and (delivery.date is None or delivery.date == content.requested_day)


def _numbered(text: str, drafts: Sequence[Draft]) -> NamedDraft | None:
    found = _NUMBER.search(text)
    if found:
        number = parse_number(next(group for group in found.groups() if group))
        return _named(text, found, next((one for one in drafts if one.slot + 1 == number), None))
    found = _ORDINAL.search(text)
    if found is None:
        return None
    word = found.group(1).lower()
    place = _ORDINALS.get(word, len(drafts)) - 1
    return _named(text, found, drafts[place] if place < len(drafts) else None)


def _placed(text: str, drafts: Sequence[Draft], names: Mapping[str, Sequence[str]]) -> NamedDraft | None:
    for draft in drafts:
        for name in sorted(names.get(draft.content.ship_to or "", ()), key=len, reverse=True):
            escaped = re.escape(name)
            english = rf"\b(?:the\s+)?(?:draft|order|one)\s+(?:for|to)\s+(?:the\s+)?{escaped}\b|\b(?:the\s+)?{escaped}\s+(?:draft|order|one)\b"
            pattern = rf"{escaped}{_SUCH}{_NOUN}|{english}"
            found = re.search(pattern, text, re.IGNORECASE)
            if found:
                return _named(text, found, draft)
    return None


def _named(text: str, found: re.Match[str], draft: Draft | None) -> NamedDraft | None:
    return NamedDraft(draft, f"{text[: found.start()]} {text[found.end() :]}".strip(" ,，、:：的")) if draft else None
