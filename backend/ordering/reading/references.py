"""Earlier orders in a message: 老样子, 上上次, 5月28号那单, SO-1002, "last Thursday's order", "the order before last".

Finds the reference, tells whether the message wants that order again, and resolves it against the dealer's history (oldest first).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backend.ordering.reading.dates import DECEMBER, EN_DAYS, MONTHS, ZH_DAYS
from backend.ordering.reading.domain import PastOrder
from backend.ordering.reading.numerals import parse_number

_DAY = "|".join(sorted(EN_DAYS, key=len, reverse=True))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_ZN = "[一二三四五六七八九十]{1,3}"
_NOUN_ZH = r"(?:的|下的|订的|要的|提交的|那|一?[张笔个](?=订?单))*(?:订单|单子|那一?单|那份|那次|单|订货单|清单|货单|货)"
_PERIODS: tuple[tuple[str, str], ...] = (
    ("id", r"(?:订单|单号|order|no\.?|#)?\s*(?:号|number|no\.?)?\s*#?\s*(?P<id>so(?:-\d+|[- ]?\d{3,})[\d-]*)(?:号)?(?:这|那)?(?:单|订单|张单子?)?"),
    ("back", (r"(?P<b2>上上次|上上回|上上一?单|上上个?订单|前前一?单|倒数第二[次单]?个?(?:订单)?|大前一?单|the order before (?:the )?last(?: one)?|order before last|"  # noqa: E501 - a pattern or word list, one a line
             r"the one before (?:the )?last|second[- ]to[- ]last order|two orders (?:ago|back)|penultimate order|the (?:time|order) before that|"
             r"the time before last|last but one)")),
    ("back3", r"(?P<b3>上上上次|上上上一?单|倒数第三[次单]?|three orders (?:ago|back))"),
    ("first", r"(?P<f>第一次|第一单|最早那?一?[单次]|最开始那一?单|(?:my |our |the )?(?:very )?first order)"),
    ("nth", rf"第(?P<nth>\d|{_ZN})(?:个?订单|单|次)"),
    ("week2", r"(?P<w2>上上个?(?:周|星期|礼拜)(?P<wd2>[一二三四五六日天](?!样))?|the week before last(?:'s)?)"),
    ("week", r"(?P<w>上个?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天](?!样))?|last week(?:'s)?)"),
    ("date_part", (rf"(?:(?P<pm>\d{{1,2}}|{_ZN})月份?|(?P<plast>上个?月))(?P<pz>底|末|初(?![一二三四五六七八九十])|月?[上中下]旬)"
                   r"|(?P<pz2>月底|月末|月初|(?<!月)[上中下]旬)"
                   rf"|\b(?:the )?(?P<pe>late|early|mid|middle of|end of|beginning of|start of)[- ](?:the )?(?P<pme>{_MONTH})\b")),
    ("month", r"(?P<mo>上个?月(?P<md>\d{1,2}|[一二三四五六七八九十]{1,3})?[号日]?|last month(?:'s)?)"),
    ("dayname", rf"(?:last|previous|past)\s+(?P<dn>{_DAY})(?:'s)?|(?P<dn2>{_DAY})'s(?= order| one)"),
    ("ago", rf"(?P<ago>\d+|{_ZN}|两)(?P<agou>天|个?周|个?星期|个?礼拜)(?:之前|以前|前)(?=(?:下|订|要|的|那))|(?P<ago_en>\d+|one|two|three|a)\s+(?P<ago_unit>day|week)s?\s+ago"),  # noqa: E501 - a pattern or word list, one a line
    ("yesterday", r"(?P<y>大前天|前天|昨天|昨日|the day before yesterday|yesterday)(?:'s)?"),
    ("date_zh", rf"(?P<mz>\d{{1,2}}|{_ZN})月(?:份)?(?P<dz>\d{{1,2}}|{_ZN})[号日]?"),
    ("date_day", r"(?<![\d月])(?P<dd>\d{1,2})[号日]"),
    ("date_iso", r"(?P<iy>20\d\d)[-/.](?P<im>\d{1,2})[-/.](?P<idd>\d{1,2})"),
    ("date_slash", r"(?<![\d./])(?P<sm>\d{1,2})[/.](?P<sd>\d{1,2})(?![\d/.])"),
    ("date_en", (rf"(?:the\s+)?(?P<de>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<me>{_MONTH})\b(?:'s)?|(?P<me2>{_MONTH})\.?\s+(?P<de2>\d{{1,2}})(?:st|"
                rf"nd|rd|th)?\b")),
    ("date_th", r"(?:the\s+)(?P<th>\d{1,2})(?:st|nd|rd|th)\b"),
    ("mon_only", rf"(?P<mom>\d{{1,2}}|{_ZN})月份?(?=的?(?:订单|单子|那单))"),
    ("last", (r"(?P<l>上一次|上次|上回|上一个?订单|上一单|上个?订单|上单|前一单|前一次|最近一次|最近一单|最近那?一?单|最后一单|刚才那单|之前那单|last time|(?:my |our |the )?(?:last|latest|previous|prev|"  # noqa: E501 - a pattern or word list, one a line
             r"most recent)\s+(?:order|one|purchase|shipment|delivery|batch|po)|(?:my |our )last\b)(?:'s)?")),
)  # fmt: skip
_HINTS: Mapping[str, Sequence[str]] = {
    "id": ("so",),
    "back": ("上上", "前前", "前一", "倒数第二", "before", "second", "two orders", "penultimate", "last but"),
    "back3": ("上上上", "倒数第三", "three orders"),
    "first": ("第一", "最早", "最开始", "first order"),
    "nth": ("第",),
    "week2": ("上上", "week before"),
    "week": ("上", "last week"),
    "date_part": ("月", "旬", "late", "early", "mid", " of"),
    "month": ("上", "last month"),
    "dayname": ("last", "previous", "past", "'s"),
    "ago": ("前", "ago"),
    "yesterday": ("前天", "昨", "yesterday"),
    "date_zh": ("月",),
    "date_day": ("号", "日"),
    "date_iso": ("20",),
    "date_slash": ("/", "."),
    "date_en": tuple({month[:3] for month in MONTHS}),
    "date_th": ("the",),
    "mon_only": ("月",),
    "last": ("上", "前一", "最近", "最后一单", "刚才那单", "之前那单", "last", "latest", "prev", "most recent"),
}
"""What a text with a reference of a kind has in it: most orders name no earlier one, and are not searched."""
_PATTERNS = tuple((kind, re.compile("|".join(map(re.escape, _HINTS[kind]))), re.compile(pattern)) for kind, pattern in _PERIODS)
_ORDER_NOUN = re.compile(rf"\s*{_NOUN_ZH}|\s*(?:'s)?\s*(?:order|one|purchase|shipment|delivery)\b")
_NOUN_LEFT = re.compile(
    r"(?:order|ordered|bought|got|had|took|one|purchase)\s+(?:i\s+|we\s+)?"
    r"(?:placed|made|sent|did|from|of|on|dated|back|for)?\s*(?:on|from)?\s*(?:the\s+)?$"
)
_NEAR = 60
_NO_DAY = date(1970, 1, 1)


def references_in(text: str) -> list[tuple[str, re.Match[str], int, int]]:
    """Every reference: its kind, its match, and where its words begin and end."""
    found: list[tuple[str, re.Match[str], int, int]] = []
    taken = bytearray(len(text))
    for kind, hints, pattern in _PATTERNS:
        if not hints.search(text):
            continue
        for match in pattern.finditer(text):
            start, end = match.span()
            noun = _ORDER_NOUN.match(text, end)
            named = bool(noun) or is_ordered(text, start)
            if kind.startswith("date") and not named and not _explicitly_same(text, start, end):
                continue
            if kind in ("first", "nth") and not (named or any(word in match.group() for word in ("单", "order", "次"))):
                continue
            if taken.find(1, start, end) >= 0:
                continue
            end = noun.end() if noun else end
            taken[start:end] = b"\x01" * (end - start)
            found.append((kind, match, start, end))
    return sorted(found, key=lambda one: one[2])


def is_ordered(text: str, start: int) -> bool:
    """Whether words such as "the order of" lead to what begins at `start`."""
    return _NOUN_LEFT.search(text, max(0, start - _NEAR), start) is not None


def _explicitly_same(text: str, start: int, end: int) -> bool:
    """A bare date is a reference only when it is compared with: 和5月28号一样, "same as 28 May"."""
    return bool(
        re.search(r"(?:和|跟|同|按照?|照)\s*$|\b(?:same as|like|repeat|as on|as)\s+(?:on\s+)?(?:the\s+)?$", text[max(0, start - _NEAR) : start])
    ) or bool(re.match(r"(?:的)?(?:一样|那样)", text[end:]))


def _number(text: str) -> int:
    value = {"a": 1}.get(text) or parse_number(text)
    return int(value) if value else 0


def resolve(kind: str, match: re.Match[str], history: Sequence[PastOrder], today: date) -> PastOrder | None:
    """The order that a reference means."""
    groups = match.groupdict()
    if not history:
        return None
    if kind == "id":
        wanted = re.sub(r"\W", "", groups["id"])
        return next((order for order in history if re.sub(r"\W", "", order.order_id.lower()) == wanted), None)
    if kind in ("last", "back", "back3", "first", "nth"):
        place = {"last": -1, "back": -2, "back3": -3, "first": 0, "nth": _number(groups.get("nth") or "") - 1}[kind]
        return history[place] if -len(history) <= place < len(history) else None
    first, last = _period(kind, groups, today)
    return next((order for order in reversed(history) if first <= order.date <= last), None)


def day_named(kind: str, match: re.Match[str], today: date) -> date | None:
    """The day that the reference names, when it is one day."""
    if kind in ("id", "last", "back", "back3", "first", "nth"):
        return None
    first, last = _period(kind, match.groupdict(), today)
    return first if first == last and first != _NO_DAY else None


def _period(kind: str, groups: dict[str, str | None], today: date) -> tuple[date, date]:  # noqa: PLR0911 - one way out a kind of case
    monday = today - timedelta(days=today.weekday())
    if kind in ("week", "week2"):
        start = monday - timedelta(days=7 if kind == "week" else 14)
        weekday = groups.get("wd" if kind == "week" else "wd2")
        return (start + timedelta(days=ZH_DAYS[weekday]),) * 2 if weekday else (start, start + timedelta(days=6))
    if kind == "month":
        end = today.replace(day=1) - timedelta(days=1)
        if groups.get("md"):
            return (_safe(end.year, end.month, _number(str(groups["md"]))),) * 2
        return end.replace(day=1), end
    if kind == "yesterday":
        back = {"昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2, "the day before yesterday": 2, "大前天": 3}[str(groups["y"])]
        return (today - timedelta(days=back),) * 2
    if kind == "dayname":
        day = EN_DAYS[str(groups["dn"] or groups["dn2"])]
        return (today - timedelta(days=(today.weekday() - day - 1) % 7 + 1),) * 2
    if kind == "ago":
        days = _number(str(groups["ago"] or groups["ago_en"])) * (1 if "天" in (groups["agou"] or "") or groups["ago_unit"] == "day" else 7)
        if days % 7 == 0:
            start = monday - timedelta(days=days)
            return start, start + timedelta(days=6)
        return (today - timedelta(days=days),) * 2
    if kind == "date_part":
        return _part_of_month(groups, today)
    return _dated(kind, groups, today)


def _part_of_month(groups: dict[str, str | None], today: date) -> tuple[date, date]:
    """The last days of May, early June, 月底: the latest one that has begun."""
    said = str(groups["pz"] or groups["pz2"] or groups["pe"])
    place = 0 if said in ("初", "月初", "early", "beginning of", "start of") or "上旬" in said else 1 if "中" in said or said.startswith("mid") else 2
    start = today.replace(day=(1, 11, 21)[place])
    if groups["pm"] or groups["pme"]:
        month = _number(str(groups["pm"])) if groups["pm"] else MONTHS[str(groups["pme"])]
        start = _safe(today.year if (month, start.day) <= (today.month, today.day) else today.year - 1, month, start.day)
    elif groups["plast"] or start > today:
        start = (today.replace(day=1) - timedelta(days=1)).replace(day=start.day)
    following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return start, start + timedelta(days=9) if place <= 1 else following - timedelta(days=1)


def _dated(kind: str, groups: dict[str, str | None], today: date) -> tuple[date, date]:
    month, day, year = today.month, 1, today.year
    if kind == "date_zh":
        month, day = _number(str(groups["mz"])), _number(str(groups["dz"]))
    elif kind == "date_iso":
        year, month, day = (int(str(groups[name])) for name in ("iy", "im", "idd"))
    elif kind == "date_slash":
        month, day = int(str(groups["sm"])), int(str(groups["sd"]))
        month, day = (day, month) if month > DECEMBER >= day else (month, day)
    elif kind == "date_en":
        month, day = MONTHS[str(groups["me"] or groups["me2"])], int(str(groups["de"] or groups["de2"]))
    elif kind == "mon_only":
        start = _safe(year, _number(str(groups["mom"])), 1)
        return start, (start + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    else:
        day = int(str(groups.get("dd") or groups.get("th")))
        found = _safe(year, month, day)
        if found > today:
            before = today.replace(day=1) - timedelta(days=1)
            found = _safe(before.year, before.month, day)
        return found, found
    found = _safe(year, month, day)
    if found > today:
        found = _safe(year - 1, month, day)
    return found, found


def _safe(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return _NO_DAY


def orders_named(text: str, history: Sequence[PastOrder], today: date, *, days_only: bool = False) -> tuple[PastOrder, ...] | None:
    """The earlier orders that a message speaks of by number, day or place in the row ("昨天那单", "my last order"), newest first.

    None when it speaks of none, or with `days_only` of none by its day; empty when there are none like that. `text` is normalised.
    """
    spoken = next((one for one in spoken_orders(text, history, today) if not (days_only and one.by_name)), None)
    return None if spoken is None else spoken.orders


@dataclass(frozen=True, slots=True)
class SpokenOrders:
    """Earlier orders in a text: where the words stand, the orders they fit (newest first), and whether a place in the row or a day names them.

    `today` says that the day is the one on which it is said, which may also be the heading of a new order.
    """

    start: int
    end: int
    orders: tuple[PastOrder, ...]
    by_name: bool
    today: bool = False


def spoken_orders(text: str, history: Sequence[PastOrder], today: date) -> list[SpokenOrders]:
    """Every earlier order that a normalised text speaks of, in the order of the text."""
    found = [_spoken(one, history, today) for one in references_in(text) if _is_named(text, one)]
    now = tuple(order for order in reversed(history) if order.date == today)
    found += [SpokenOrders(*match.span(), now, by_name=False, today=True) for match in _TODAY.finditer(text)]
    return sorted(found, key=lambda one: one.start)


def without_todays_order(text: str) -> str:
    """A change of an order without "今天那单": that day is when it was placed, not when it shall come."""
    return _TODAY.sub(" ", text)


def mentions_orders(text: str) -> bool:
    """Whether a normalised text may speak of earlier orders; the history is needed to say of which."""
    return _TODAY.search(text) is not None or any(_is_named(text, one) for one in references_in(text))


def _is_named(text: str, reference: tuple[str, re.Match[str], int, int]) -> bool:
    kind, match, start, _ = reference
    return kind in _BY_NAME or _ORDER_NOUN.match(text, match.end()) is not None or is_ordered(text, start)


def _spoken(reference: tuple[str, re.Match[str], int, int], history: Sequence[PastOrder], today: date) -> SpokenOrders:
    kind, match, start, end = reference
    if kind in _BY_NAME:
        one = resolve(kind, match, history, today)
        return SpokenOrders(start, end, (one,) if one else (), by_name=True)
    first, last = _period(kind, match.groupdict(), today)
    return SpokenOrders(start, end, tuple(order for order in reversed(history) if first <= order.date <= last), by_name=False, today=first == last == today)


_BY_NAME = frozenset({"id", "last", "back", "back3", "first", "nth"})
_TODAY = re.compile(
    r"(?:今天|今日|今早|今儿)(?:早上|上午|中午|下午)?(?:我|咱们?)?刚?[刚才]?(?:下|订|提交|确认)?了?的?[那这]?(?:一?[张笔个])?(?:订单|单子|单)(?![价位号独])"
    r"|\b(?:the |my |our )?order (?:i |we )?(?:from|of|placed|made|sent)(?: earlier)? today\b|\btoday's order\b",
    re.IGNORECASE,
)
"""An order of today; a day that reading takes for one of delivery everywhere else."""
