"""Which of several open drafts a message means: by number ("第二张"), by place ("城东那张"), by day ("周五那张"), else the one in focus.

Invariant: with one open draft nothing is looked for; a message that moves a draft to another place is never taken for one about the draft there.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.kit.errors import Invalid
from backend.ordering.domain import Draft
from backend.ordering.reading.domain import Delivery, Place
from backend.ordering.reading.numerals import parse_number

_NOUN = r"(?:草稿单?|订单|单子|[张单份])"
_SUCH = r"(?:去|到|发|的|那|这|一|个|边|里)*"
_NUMBER = re.compile(rf"第([一二三四五六七八九十\d]{{1,2}})个?{_NOUN}|草稿\s*(\d{{1,2}})(?!\s*箱)|\bdraft\s*(?:no\.?|number|#)?\s*(\d{{1,2}})\b", re.IGNORECASE)
_ORDINALS: Mapping[str, int] = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_ORDINAL = re.compile(rf"\b(?:the\s+)?({'|'.join(_ORDINALS)}|last|latest)\s+(?:draft|order)\b", re.IGNORECASE)
_MOVES = re.compile(
    r"改送|改发|改到|改成送|改为送|换到|换成送|转到|都送|全送|\binstead\b|\bchange\b|\bmove\b|\bswitch\b|\bsend (?:it|them|everything|all)\b", re.IGNORECASE
)
_KIND = re.compile(r"(?:仓库?|门店|店|工地|项目|库)$")
_SHORTEST = 2
_ONE_OF_THEM = re.compile(
    r"(?:取消|作废|撤掉|删掉|不要|把)?([\u3400-\u9fff]{1,6}?)(?:的?[那这]一?[张份单]|的?草稿)|\b(?:the|my|that) ([\w'-]+) (?:draft|one|order)\b", re.IGNORECASE
)
_PLAIN = frozenset({"current", "last", "latest", "this", "whole", "new", "open", "entire"}) | frozenset(
    {"刚才", "刚刚", "现在", "当前", "我", "我的", "取消", "作废", "最后", "把"}
)
ALL_OF_THEM = re.compile(r"都|全部|所有|(?<!第)[两二三四五六七八九十2-9][张单份]|\b(?:both|all|every)\b", re.IGNORECASE)
_TOLD = re.compile(r"(?<!第)([两二三四五六七八九十2-9])个?[张单份个]|\b(both|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedDraft:
    """The draft that words name, and the words without its name."""

    draft: Draft
    text: str


def draft_in_words(text: str, drafts: Sequence[Draft], names: Mapping[str, Sequence[str]]) -> NamedDraft | None:
    """The draft named outright, by its number or by its place with a word for a draft; `names` are those of places by code.

    Raises Invalid("draft.one_at_a_time") when the words are about several of them.
    """
    if not drafts[1:]:
        return _by_number(text, drafts)
    return _numbered(text, drafts) or _placed(text, drafts, names)


def told_number(text: str) -> int | None:
    """How many drafts the words say they mean: 2 in "both" and "两张都"; None when they tell no number."""
    found = _TOLD.search(text)
    if found is None:
        return None
    said = next(group for group in found.groups() if group)
    value = 2 if said.casefold() == "both" else parse_number(said)
    return None if value is None else int(value)


def names_of_places(places: Sequence[Place]) -> dict[str, tuple[str, ...]]:
    """The names of each place by its code, with the short ones that mean no other place: 城西 for 城西仓, "West" for West City Warehouse."""
    short = {place.code: {_KIND.sub("", place.name_zh), place.name_en.split(" ")[0]} for place in places}
    said = [name for names in short.values() for name in names]
    names = {}
    for place in places:
        own = {name for name in short[place.code] if len(name) >= _SHORTEST and said.count(name) == 1}
        names[place.code] = tuple(name for name in dict.fromkeys((place.name_zh, place.name_en, *place.aliases, *sorted(own))) if name)
    return names


def draft_at_place(text: str, drafts: Sequence[Draft], names: Mapping[str, Sequence[str]]) -> Draft | None:
    """The one of several drafts whose place the words name, without a word for a draft; None when they name several, or none."""
    fitting = [one for one in drafts if any(_says(text, name) for name in names.get(one.content.ship_to or "", ()))]
    return fitting[0] if len(fitting) == 1 else None


def _says(text: str, name: str) -> bool:
    return re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", text, re.IGNORECASE) is not None


def names_one(text: str) -> bool:
    """Whether the words tell one draft from the others, by something that may fit none of them ("城南那张", "the north one")."""
    found = _ONE_OF_THEM.search(text)
    return found is not None and next(group for group in found.groups() if group).casefold() not in _PLAIN


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


def _by_number(text: str, drafts: Sequence[Draft]) -> NamedDraft | None:
    found = _NUMBER.search(text)
    number = parse_number(next(group for group in found.groups() if group)) if found else None
    return _named(text, found, next((one for one in drafts if one.slot + 1 == number), None)) if found else None


def _numbered(text: str, drafts: Sequence[Draft]) -> NamedDraft | None:
    if _NUMBER.search(text):
        return _by_number(text, drafts)
    found = _ORDINAL.search(text)
    if found is None:
        return None
    word = found.group(1).lower()
    place = _ORDINALS.get(word, len(drafts)) - 1
    return _named(text, found, drafts[place] if place < len(drafts) else None)


def _placed(text: str, drafts: Sequence[Draft], names: Mapping[str, Sequence[str]]) -> NamedDraft | None:
    found = [(draft, match) for draft in drafts if (match := _named_by_place(text, names.get(draft.content.ship_to or "", ()))) is not None]
    if len({draft.content.ship_to for draft, _ in found}) > 1:
        raise Invalid("draft.one_at_a_time")
    return _named(text, found[0][1], found[0][0]) if found else None


def _named_by_place(text: str, names: Sequence[str]) -> re.Match[str] | None:
    """Where a draft is named by its place with a word for a draft."""
    for name in sorted(names, key=len, reverse=True):
        escaped = re.escape(name)
        english = rf"\b(?:the\s+)?(?:draft|order|one)\s+(?:for|to)\s+(?:the\s+)?{escaped}\b|\b(?:the\s+)?{escaped}\s+(?:draft|order|one)\b"
        found = re.search(rf"{escaped}{_SUCH}{_NOUN}|{english}", text, re.IGNORECASE)
        if found:
            return found
    return None


def _named(text: str, found: re.Match[str], draft: Draft | None) -> NamedDraft | None:
    return NamedDraft(draft, f"{text[: found.start()]} {text[found.end() :]}".strip(" ,，、:：的")) if draft else None
