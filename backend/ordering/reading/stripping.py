"""What a message says besides products and quantities: delivery day, place, reference to an earlier order, money, telephone and order numbers.

Every part is a span of the normalised text that later steps skip, so that its digits and words are never read as an order line.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from backend.catalog.text import normalise
from backend.ordering.reading.dates import DayFound, days_in
from backend.ordering.reading.domain import Delivery, Place
from backend.ordering.reading.packing import packs_in
from backend.ordering.reading.patterns import hinted, joined
from backend.ordering.reading.spans import Span, Taken

_NEAR = 60
_BORDERS = ",.;!?"
_BEFORE = re.compile(r"^\s*(?:的)?\s*(?:早上|上午|中午|下午|晚上|晚|早)?(?:(?:\d{1,2}|[一二两三四五六七八九十]{1,2})点(?:半|钟)?)?\s*(?:之前|以前|前)")
_BY_LEFT = re.compile(r"(?:\bby|\bbefore|no later than|not later than|\buntil|\btill|at the latest|最晚|最迟|不晚于|赶在|务必在|截止)\s*(?:the\s*)?$", re.ASCII)
_ON_LEFT = re.compile(r"(?:\b(?:on|for|arrive|arriving|deliver(?:y|ed)?|due|at|by the|the)\s*|(?:于|在|到|约在|定在|安排在)\s*)$", re.ASCII)
_AFTER_DAY = re.compile(
    r"^\s*(?:(?:的)?(?:早上|上午|中午|下午|晚上|傍晚|一早|早|晚)|(?:in the )?(?:morning|afternoon|evening|noon|night|am|pm|eod))?"
    r"\s*(?:\d{1,2}(?::\d{2})?\s*(?:点半|点钟|点|am|pm|时)(?:之?前)?|at \d{1,2}(?::\d\d)?\s*(?:am|pm)?"
    r"|(?:before|by|after|around) \d{1,2}(?::\d\d)?\s*(?:am|pm|o'?clock|点)?(?=\s*(?:[,.;!?]|$|[送到前发]|deliver|please)))?"
    r"\s*(?:之前|以前|前)?\s*(?:能|可以|要|得|务必|必须)?(?:送到|送达|送货|送来|送过来|到货|到达|发货|发出|交货|配送|到店|收到|送|到|要)?"
)
_OCCASION = re.compile(r"\s*(?:愉快|快乐|见(?!货|到)|再聊|再联系|有|搞|办|开业|开张|过节|放假|比赛|做活动|聚会|结婚|促销)")
_QUOTED = re.compile(r"[^;]{0,40}\b(?:wrote|said):|[^;,]{0,12}写道")
_STAMP = re.compile(r"\s*\d{1,2}:\d{2}")
_NONE_TODAY = re.compile(r"\b(?:no|not|without|out of)\s+[a-z ]{1,20}$")
_NOT_DAY = re.compile(
    r"(?:\b(?:happy|nice|lovely|great|good|see you|see ya|talk|speak)(?: on| again)?|\bnot(?: on| by| before)?|不是|不要|别|"
    r"\b(?:rather than|instead of|in place of|(?<!starting )from)(?: on| by)?|而不是|不用|不等|从)\s*$"
)
_OFF_DAY = re.compile(r"\s*(?:就|先|都)?(?:不要|别|不用|不必|不能|不)(?:再)?(?:送货?|发货?|到货?|来|配送)")
_LATEST = re.compile(r"^\s*(?:at the latest|latest|or (?:earlier|sooner|before))")
_KINDS = {"money": "money", "total": "total", "pack_question": "question"}
_TO_PLACE = re.compile(
    r"(?:请|都|全部|一起|直接|就|帮我|给我|货)?(?:送到|送去|送往|送至|发到|发往|发去|运到|配送到|送货到|送货地址|收货地址|地址|送|发|到|去|(?:deliver(?:ed|y)?|send|ship(?:ped)?|going|"
    r"drop(?:ped)?)?\s*(?:it|them|all|everything)?\s*\b(?:to|at|for|into)\s+(?:the\s+|our\s+|my\s+)?)\s*:?\s*$"
)
_LISTED = re.compile(r"\b(?:to|between) (?:either |both )?(?:the )?(?P<list>[a-z]+(?:(?:, (?:(?:and|or) )?| and | or | & | ?/ ?)(?:to )?(?:the )?[a-z]+\b)*)")
_SUFFIX = re.compile(r"(?:仓库|总仓|分仓|仓|门店|分店|总店|店|超市|工地|项目部|项目|厂区|工厂|厂|站点|市场|档口)$")
_SHORTEST = 2
_NOT_TO = re.compile(r"(?:不要|别|不是|不|从|not|don't|(?:from|rather than|instead of|in place of)(?: to)?(?: the)?|而不是|不用)\s*$")
_PRICED = re.compile(
    r"\d\s?(?:箱|件|托|盒|包|提|cases?|ctns?|cartons?|cs|boxes|pallets?)\s{1,6}"
    r"(?P<price>\d{1,5}\.\d{1,2}(?!\d|\s?(?:[箱件托盒包提瓶罐升米吨斤平x*]|k?g\b|m?l\b|c?m\b))|\d{1,2}(?=\s{0,6}(?:[;\n,!?]|$)))"
)
_ROW = re.compile(r"(?:(?<=;)|^)\s*(\d{1,2})\s+(?=[^\d\s;][^;]*\d\s?(?:箱|件|盒|包|cases?|ctns?|boxes)\s*(?:;|$))")
_INLINE = re.compile(r"(?:(?<=[\s;])|^)[(]?(\d{1,2})[),、]\s*(?=[^\d\s])")
_BULLET = re.compile(r"(?:(?<=;)|^)\s*(?:[(]?(\d{1,2})\s?[.)、:](?!\d)\s*|[-*•·○●▪]\s+|[a-h][.)]\s+|[①-⑳]\s*)")


def delivery_of(text: str, places: Sequence[Place], today: date, taken: Sequence[Span], *, ordering: bool = True) -> tuple[Delivery, list[Span]]:
    """The delivery wish of the message and the spans it stands in. `taken` are spans whose days mean something else (an earlier order).

    A question whether the goods can come then or there is a wish beside goods that are ordered, and none where nothing is (`ordering`).
    """
    spans: list[Span] = []
    day, relation = None, None
    settled = Taken(taken)
    for found in days_in(text, today):
        if settled.meets(found.start, found.end):
            continue
        if found.day < today or is_no_wish(text, found, today, ordering=ordering):
            off = _OFF_DAY.match(text, found.end)
            spans.append(Span(found.start, found.end + (off.end() - found.end if off else 0), "noise"))
            continue
        day, relation = found.day, relation_of(text, found)
        spans.append(around(text, found))
    urgent = [
        Span(match.start(), match.end(), "urgent")
        for match in joined("spans")["urgent"].finditer(text)
        if not text[max(0, match.start() - _NEAR) : match.start()].rstrip().endswith(("不", "not"))
    ]
    place, place_spans = _place_in(text, places, ordering=ordering)
    return Delivery(day, relation, place, bool(urgent)), [*spans, *urgent, *place_spans]


def is_no_wish(text: str, found: DayFound, today: date, *, ordering: bool = True) -> bool:
    """A day that is ruled out ("not Thursday"), on which something happens, or on which something is missing."""
    shift = max(0, found.start - _NEAR)
    if _OFF_DAY.match(text, found.end) or _QUOTED.match(text, found.end):
        return True
    if found.day == today and text.startswith("20", found.start) and (not text[shift : found.start].strip() or _STAMP.match(text, found.end)):
        return True
    if _only_asked(text, found.start, found.end, ordering=ordering):
        return True
    if found.day == today and _NONE_TODAY.search(text, shift, found.start):
        return True
    return bool(_NOT_DAY.search(text, shift, found.start) or _OCCASION.match(text, found.end))


def _only_asked(text: str, start: int, end: int, *, ordering: bool) -> bool:
    """Whether it is only asked if the goods can come there or then: 周六能送吗 alone, or with "if not, never mind"; what shall be changed is a wish."""
    words = joined("spans")
    far = max(0, start - _NEAR)
    left = max(far, *(text.rfind(sign, far, start) + 1 for sign in _BORDERS))
    right = next((place for place in range(end, min(len(text), end + _NEAR)) if text[place] in _BORDERS), min(len(text), end + _NEAR))
    clause = text[left:right]
    if words["asks_change"].search(clause):
        return False
    able = words["asked_behind"].match(text, end) or words["asked_before"].search(text, left, start)
    if able and not ordering:
        return True
    asks = able or text.startswith("?", right) or words["asked"].search(clause) is not None
    return bool(asks) and words["withdrawn"].match(text, right) is not None


def relation_of(text: str, found: DayFound) -> str:
    """Whether the goods are wanted by the day or on it."""
    after = text[found.end : found.end + 24]
    if found.within or _BEFORE.match(after) or _LATEST.match(after) or _BY_LEFT.search(text[max(0, found.start - 24) : found.start]):
        return "by"
    return "by" if re.match(r"^\s*(?:[早上中下午晚]*)\s*\d{0,2}点?半?\s*(?:之前|以前|前)", after) else "on"


def around(text: str, found: DayFound) -> Span:
    """The day with its preposition and time of day."""
    shift = max(0, found.start - _NEAR)
    before = text[shift : found.start]
    left = _BY_LEFT.search(before) or _ON_LEFT.search(before)
    after = _LATEST.match(text[found.end : found.end + _NEAR]) or _BEFORE.match(text[found.end : found.end + _NEAR])
    end = found.end + (after.end() if after else 0)
    tail = _AFTER_DAY.match(text[end : end + _NEAR])
    return Span(shift + left.start() if left else found.start, end + (tail.end() if tail else 0), "delivery")


def _place_in(text: str, places: Sequence[Place], *, ordering: bool) -> tuple[str | None, list[Span]]:
    """The place named last; a place that is ruled out ("不送城东") does not count."""
    found = places_in(text, places)
    wanted = [span.codes[0] for span in found if span.codes and not _only_asked(text, span.start, span.end, ordering=ordering)]
    return (wanted[-1] if wanted else None), [Span(span.start, span.end, "place") for span in found]


def places_in(text: str, places: Sequence[Place]) -> tuple[Span, ...]:
    """The places that are named, with their prepositions; `codes` holds the place, and nothing when it is ruled out."""
    return _places(text, tuple(places)) if places else ()


@lru_cache(maxsize=16)
def _places(text: str, places: tuple[Place, ...]) -> tuple[Span, ...]:
    hits: list[tuple[int, int, str]] = []
    for place in places:
        for word in _names_of(place) | _short_zh(place, places):
            start = text.find(word)
            while start >= 0:
                if _stands_alone(text, start, word):
                    hits.append((start, start + len(word), place.code))
                start = text.find(word, start + 1)
        hits.extend((start, end, place.code) for start, end in _short_names(text, place, places))
    spans: list[Span] = []
    for start, end, code in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if spans and start < spans[-1].end:
            continue
        lead = _TO_PLACE.search(text[max(0, start - _NEAR) : start])
        begin = max(0, start - _NEAR) + lead.start() if lead else start
        spans.append(Span(begin, end, "place", () if is_ruled_out(text, begin) else (code,)))
    return tuple(spans)


def is_ruled_out(text: str, start: int) -> bool:
    """Whether the words before a place say that the goods do not go there."""
    return _NOT_TO.search(text[max(0, start - _NEAR) : start]) is not None


@lru_cache(maxsize=512)
def _names_of(place: Place) -> frozenset[str]:
    return frozenset({normalise(name) for name in (place.name_zh, place.name_en, place.code, *place.aliases)} - {""})


@lru_cache(maxsize=512)
def _short_zh(place: Place, places: tuple[Place, ...]) -> frozenset[str]:
    """The Chinese name without the kind of place it is (城西 for 城西仓), when no other place is called so or begins so."""
    name = normalise(place.name_zh)
    short = _SUFFIX.sub("", name)
    if short == name or len(short) < _SHORTEST or not short.isalpha() or short.isascii():
        return frozenset()
    others = {said for one in places if one.code != place.code for said in _names_of(one)}
    return frozenset() if any(said.startswith(short) for said in others) else frozenset({short})


@lru_cache(maxsize=512)
def _first_word(place: Place) -> str:
    return normalise(place.name_en).split(" ")[0]


def _short_names(text: str, place: Place, places: Sequence[Place]) -> Sequence[tuple[int, int]]:
    """The first word of an English name that no other place begins with, behind "to" or as a heading ("to West", "west: 10 coke")."""
    word = _first_word(place)
    if word not in text or not word.isascii() or not word.isalpha() or sum(_first_word(one) == word for one in places) > 1:
        return ()
    before = r"(?:^|[,;.] ?|(?<!far)(?<!middle)(?<!mid)(?<!north)(?<!south) )(?:the )?"
    after = r"\s*:|\s+\d+\s*(?:cases?|ctns?|x)?\s*(?:[,;.]|$)|\s*(?:please|pls|thanks|side|branch|store|warehouse|depot|site)?\s*(?:[,;.!?]|$)"
    alone = rf"{before}(?P<short>{word})(?={after})"
    headed = [match.span("short") for match in re.finditer(alone, text)]
    listed = [
        (found.start("list") + match.start(), found.start("list") + match.end())
        for found in _LISTED.finditer(text)
        for match in re.finditer(rf"\b{word}\b", found["list"])
    ]
    return [*headed, *listed]


def _stands_alone(text: str, start: int, word: str) -> bool:
    if not word[0].isascii():
        return True
    before, after = text[start - 1 : start], text[start + len(word) : start + len(word) + 1]
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())


def noise_in(text: str) -> list[Span]:
    """Money, clock times, telephone and order numbers, pack descriptions, bullets and checksum totals."""
    spans = [Span(*match.span(), _KINDS.get(kind, "noise")) for kind, pattern in hinted("noise", text) for match in pattern.finditer(text)]
    return [*spans, *packs_in(text), *_prices_beside(text), *_bullets(text)]


def _prices_beside(text: str) -> list[Span]:
    """Reads "可乐330 10箱 38" line by line: a bare number behind the amount of every line is its price; one with a fraction always is."""
    found = list(_PRICED.finditer(text))
    return [Span(*match.span("price"), "money") for match in found if len(found) > 1 or "." in match["price"]]


def _bullets(text: str) -> list[Span]:
    """List markers at line starts, when there are at least two lines with them or numbers that count up."""
    rows = list(_ROW.finditer(text))
    if len(rows) > 1 and [int(row.group(1)) for row in rows] == list(range(1, len(rows) + 1)):
        return [Span(*row.span(), "noise") for row in rows]
    marks = list(_BULLET.finditer(text))
    inline = list(_INLINE.finditer(text))
    before = text[: inline[0].start()] if inline else ""
    headed = not before.strip() or before.endswith("\n") or before.rstrip()[-1] in ",;:." or ")" in inline[0].group()
    if inline and headed and len(inline) > max(1, len(marks)) and [int(mark.group(1)) for mark in inline] == list(range(1, len(inline) + 1)):
        return [Span(mark.start(), mark.end(), "noise") for mark in inline]
    numbered = [int(mark.group(1)) for mark in marks if mark.group(1)]
    counting = numbered == list(range(numbered[0], numbered[0] + len(numbered))) if numbered else True
    if len(marks) <= 1 or not counting:
        return []
    return [Span(mark.start(), mark.end(), "noise") for mark in marks if mark.end() > mark.start()]
