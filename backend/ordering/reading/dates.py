"""Days in order messages, both languages: 明天, 下周三, 月底, 6/18, "the 20th", "end of next week", "in 3 days".

Works on normalised text, also where the languages are mixed (Friday送, 下Monday), and yields spans, so that the numbers inside are never
quantities. Days are local dates; weeks start on Monday;
"next Friday" is the Friday of the next calendar week; a day of the month that is past means the next month.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from backend.ordering.reading.numerals import parse_number

DECEMBER = 12
_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
ZH_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5, "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6}
EN_DAYS = {name: index for index, names in enumerate(("monday mon", "tuesday tue tues", "wednesday wed weds", "thursday thu thur thurs", "friday fri", "saturday sat", "sunday sun")) for name in names.split()}  # fmt: skip  # noqa: E501 - a pattern or word list, one a line
MONTHS = {name: index for index, names in enumerate(
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sep sept", "october oct", "november nov", "december dec"), start=1)  # noqa: E501 - a pattern or word list, one a line
    for name in names.split()}  # fmt: skip
_DAY = "|".join(sorted(EN_DAYS, key=len, reverse=True))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_EN_N = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|a couple of|a)"
_ORDINAL_WORDS = {word: number for number, word in enumerate(
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"], start=1)}  # fmt: skip  # noqa: E501 - a pattern or word list, one a line
_ORD = "|".join(_ORDINAL_WORDS)


@dataclass(frozen=True, slots=True)
class DayFound:
    """A day with its place in the text; `within` says that it is a term ("within 3 days")."""

    day: date
    start: int
    end: int
    within: bool = False


def _number(text: str) -> int:
    if text in ("a", "a couple of"):
        return 1 if text == "a" else 2
    value = parse_number(text)
    return int(value) if value is not None else 0


def _month_end(today: date, ahead: int) -> date:
    month = today.month - 1 + ahead
    year, month = today.year + month // 12, month % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def _end_of(today: date, month: int) -> date | None:
    if not 1 <= month <= DECEMBER:
        return None
    return _month_end(today, (month - today.month) % 12)


def _weekday(today: date, day: int, weeks: int | None) -> date:
    """`weeks` ahead counted in calendar weeks; None is the next such day after today."""
    if weeks is None:
        return today + timedelta(days=(day - today.weekday() - 1) % 7 + 1)
    return today - timedelta(days=today.weekday()) + timedelta(days=7 * weeks + day)


def _of_month(today: date, day: int) -> date | None:
    for ahead in range(3):
        month = today.month - 1 + ahead
        try:
            found = date(today.year + month // 12, month % 12 + 1, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def _of_year(today: date, month: int, day: int, year: int | None = None) -> date | None:
    try:
        if year:
            return date(year if year > 99 else 2000 + year, month, day)  # noqa: PLR2004 - two-digit years
        found = date(today.year, month, day)
        return found if found >= today - timedelta(days=60) else date(today.year + 1, month, day)
    except ValueError:
        return None


def _zh_weeks(word: str | None) -> int | None:
    if not word:
        return None
    return word.count("下") if "下" in word else 0


def _slashed(today: date, match: re.Match[str]) -> date | None:
    first, second = int(match["m"]), int(match["d"])
    if first > DECEMBER >= second:
        first, second = second, first
    return _of_year(today, first, second)


def _ordinal(match: re.Match[str]) -> int:
    word = match["o"]
    return _ORDINAL_WORDS[word] if word in _ORDINAL_WORDS else int(re.sub(r"\D", "", word))


_Reader = Callable[[date, re.Match[str]], date | None]
_RULES: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern, re.ASCII), reader)
    for pattern, reader in (
        (r"(?P<y>20\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})[日号]?(?!\d)", lambda t, m: _of_year(t, int(m["m"]), int(m["d"]), int(m["y"]))),
        (rf"(?P<m>{_N})月(?:份)?(?P<d>{_N})[日号]?", lambda t, m: _of_year(t, _number(m["m"]), _number(m["d"]))),
        (rf"下个?月(?P<d>{_N})[日号]", lambda t, m: _of_year(t, t.month % 12 + 1, _number(m["d"]))),
        (rf"(?:本|这个?)月(?P<d>{_N})[日号]", lambda t, m: _of_year(t, t.month, _number(m["d"]))),
        (rf"(?P<m>{_N})月(?:底|末)", lambda t, m: _end_of(t, _number(m["m"]))),
        (rf"(?:the )?end of (?P<m>{_MONTH})\b", lambda t, m: _end_of(t, MONTHS[m["m"]])),
        (r"(?:这个?|本)?月底|月末|本月底", lambda t, _m: _month_end(t, 0)),
        (r"下个?月底|下个?月末", lambda t, _m: _month_end(t, 1)),
        (r"月中|本月中旬", lambda t, _m: _of_month(t, 15)),
        (r"下个?月初", lambda t, _m: _of_year(t, t.month % 12 + 1, 1)),
        (r"年底|年末", lambda t, _m: date(t.year, 12, 31)),
        (r"大后[天日]", lambda t, _m: t + timedelta(days=3)),
        (r"后[天日](?!的单)|后儿个?", lambda t, _m: t + timedelta(days=2)),
        (r"明[天日早晚晨]|明儿个?|翌日|次日|第二天|听日", lambda t, _m: t + timedelta(days=1)),
        (r"今[天日晚早]|今儿个?|当天|当日", lambda t, _m: t),
        (r"(?:下|这|本)个?(?:周末|星期末)|周末", lambda t, m: _weekday(t, 5, _zh_weeks(m.group()) if m.group()[0] in "下这本" else 0)),
        (r"(?P<w>下*下个?|这个?|本)?(?:周|星期|礼拜)(?P<d>[一二三四五六日天](?![样起])|[1-7](?![样起\d箱件瓶罐盒包个桶托提]))",
         lambda t, m: _weekday(t, ZH_DAYS[m["d"]], _zh_weeks(m["w"]))),
        (r"(?:这个?|本)(?:周|星期|礼拜)(?:内|底|之内)", lambda t, _m: _weekday(t, 6, 0)),
        (r"下个?(?:周|星期|礼拜)(?:内|底|之内)", lambda t, _m: _weekday(t, 6, 1)),
        (rf"(?P<n>{_N}|半)个?(?:天|日)(?:之后|以后|后)", lambda t, m: t + timedelta(days=_number(m["n"]))),
        (rf"(?P<n>{_N})个?(?:周|星期|礼拜)(?:之后|以后|后)", lambda t, m: t + timedelta(days=7 * _number(m["n"]))),
        (r"(?<![\d.路街道巷弄月栋楼])(?P<d>\d{1,2}|[一二三]?十?[一二三四五六七八九十])[号日](?!货架|货柜|[楼店院门库线\d机码电型柜台桌位仓])", lambda t, m: _of_month(t, _number(m["d"]))),  # noqa: E501 - a pattern or word list, one a line
        (r"(?:the )?day after tomorrow", lambda t, _m: t + timedelta(days=2)),
        (r"tomorrow|tmrw|tmr|tomoz|2moro", lambda t, _m: t + timedelta(days=1)),
        (r"today|tonight|end of (?:the )?day|\beod\b", lambda t, _m: t),
        (r"(?:the )?(?:end of (?:this |the )?month|month[- ]end|eom)\b", lambda t, _m: _month_end(t, 0)),
        (r"(?:the )?end of next month", lambda t, _m: _month_end(t, 1)),
        (r"(?:the )?end of next week", lambda t, _m: _weekday(t, 6, 1)),
        (r"(?:the )?(?:end of (?:this |the )?week|week[- ]?end of this week)|\beow\b", lambda t, _m: _weekday(t, 6, 0)),
        (r"(?<!good )(?<!nice )(?<!great )(?<!lovely )(?<!happy )(?<!your )(?<!last )(?:this |the )?weekend", lambda t, _m: _weekday(t, 5, 0)),
        (rf"(?P<d>{_DAY})\s+(?:week|after next)\b", lambda t, m: _weekday(t, EN_DAYS[m["d"]], 1)),
        (rf"(?P<w>next|this|coming|this coming)\s+(?:week(?:'s)?\s+(?:on\s+)?)?(?P<d>{_DAY})\b",
         lambda t, m: _weekday(t, EN_DAYS[m["d"]], 1 if m["w"] == "next" else (0 if m["w"] == "this" and EN_DAYS[m["d"]] >= t.weekday() else None))),
        (rf"(?P<w>下下?个?|这个?|本)\s?(?P<d>{_DAY})\b", lambda t, m: _weekday(t, EN_DAYS[m["d"]], _zh_weeks(m["w"]))),
        (rf"(?P<d>{_DAY})\s+(?:of\s+)?next week\b", lambda t, m: _weekday(t, EN_DAYS[m["d"]], 1)),
        (rf"(?P<o>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH})\b(?:\s+(?P<y>20\d\d))?", lambda t, m: _of_year(t, MONTHS[m["m"]], _ordinal(m), int(m["y"]) if m["y"] else None)),  # noqa: E501 - a pattern or word list, one a line
        (rf"(?P<m>{_MONTH})\.?\s+(?:the\s+)?(?P<o>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*(?:case|box|ctn|x|%))(?:,?\s+(?P<y>20\d\d))?",
         lambda t, m: _of_year(t, MONTHS[m["m"]], _ordinal(m), int(m["y"]) if m["y"] else None)),
        (rf"(?:the\s+)?\b(?P<o>\d{{1,2}}(?:st|nd|rd|th))\b(?!\s+(?:floor|street|avenue|order))|the\s+(?P<o2>{_ORD})(?!\s+(?:one|order|line|item|time))\b",
         lambda t, m: _of_month(t, _ORDINAL_WORDS[m["o2"]] if m["o2"] else _ordinal(m))),
        (rf"\bin\s+(?P<n>{_EN_N})\s+(?:working |business )?days?(?:'? time)?", lambda t, m: t + timedelta(days=_number(m["n"]))),
        (rf"\bin\s+(?P<n>{_EN_N})\s+weeks?(?:'? time)?", lambda t, m: t + timedelta(days=7 * _number(m["n"]))),
        (rf"(?P<n>{_EN_N})\s+days?\s+from\s+(?:now|today)", lambda t, m: t + timedelta(days=_number(m["n"]))),
        (rf"(?<![a-z])(?P<d>{_DAY})\b(?!-\d)", lambda t, m: _weekday(t, EN_DAYS[m["d"]], None)),
        (r"(?<![\d./x*-])(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/]|\s*(?:in|inch|寸))", _slashed),
    )
)  # fmt: skip
_WITHIN: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern, re.ASCII), reader)
    for pattern, reader in (
        (rf"(?P<n>{_N})个?(?:天|日)(?:之内|以内|内)", lambda t, m: t + timedelta(days=_number(m["n"]))),
        (r"(?:一|1)(?:周|个?星期|个?礼拜)(?:之内|以内|内)", lambda t, _m: t + timedelta(days=7)),
        (rf"within\s+(?:the\s+next\s+)?(?P<n>{_EN_N})\s+(?:working |business )?days?", lambda t, m: t + timedelta(days=_number(m["n"]))),
        (r"within\s+(?:a|one|the)\s+week", lambda t, _m: t + timedelta(days=7)),
        (r"within\s+(?:the\s+)?month", lambda t, _m: _month_end(t, 0)),
    )
)
_HINT = re.compile(
    r"[日天周月号底末晚早儿礼星/]|\d(?:st|nd|rd|th)|-|day|morrow|tm|2mo|tomo|week|month|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|"
    r"the |eo[dmw]|tonight"
)


def days_in(text: str, today: date) -> tuple[DayFound, ...]:
    """Days in normalised text, longest first at each place, in order of their place."""
    return _days(text, today) if _HINT.search(text) else ()


@lru_cache(maxsize=64)
def _days(text: str, today: date) -> tuple[DayFound, ...]:
    found: list[DayFound] = []
    for rules, within in ((_WITHIN, True), (_RULES, False)):
        for pattern, reader in rules:
            for match in pattern.finditer(text):
                day = reader(today, match)
                if day is not None:
                    found.append(DayFound(day, match.start(), match.end(), within))
    kept: list[DayFound] = []
    for one in sorted(found, key=lambda day: (day.start, -(day.end - day.start))):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)
