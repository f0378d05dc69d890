"""Spans of days that a person names, 上个月 or "the last 30 days": from which day through which, counted from today. Pure.

Invariant: a span never reaches beyond today's month or year, and a month without a year is the last one that has begun.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
_HAN = {name: number for number, name in enumerate(("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), 1)}
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """Two days, and where in the text they are named."""

    first: date
    last: date
    start: int
    end: int


def period_in(text: str, today: date) -> Period | None:
    """The span that a text names first; None when it names none that has begun."""
    for pattern, days in _SPANS:
        found = pattern.search(text)
        if found is not None:
            try:
                first, last = days(found, today)
            except ValueError:
                continue
            if first <= today:
                return Period(first, last, found.start(), found.end())
    return None


Days = tuple[date, date]


def _month(year: int, month: int) -> Days:
    first = date(year, month, 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _months_back(today: date, back: int) -> Days:
    count = today.year * _YEAR + today.month - 1 - back
    return _month(count // _YEAR, count % _YEAR + 1)


def _week_back(today: date, back: int) -> Days:
    first = today - timedelta(days=today.weekday() + 7 * back)
    return first, first + timedelta(days=6)


def _of_year(year: int) -> Days:
    return date(year, 1, 1), date(year, _YEAR, 31)


def _named(found: re.Match[str], today: date) -> Days:
    """A month by its number or name, of the year that stands with it or else the latest one in which it has begun."""
    said = found["month"].lower()
    month = int(said) if said.isdigit() else _HAN.get(said) or _MONTHS.index(said[:3]) + 1
    if found["year"]:
        return _month(int(found["year"]), month)
    return _month(today.year - (month > today.month), month)


def _span(found: re.Match[str], today: date) -> Days:
    days = max(1, int(found["days"] or found["days_en"]))
    return today - timedelta(days=days - 1), today


_SPANS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), days)
    for pattern, days in (
        (r"(?:最近|近|过去)(?P<days>\d{1,3})天|\b(?:in |of |from |for )?(?:the )?(?:last|past) (?P<days_en>\d{1,3}) days\b", _span),
        (r"上上个?月", lambda _f, t: _months_back(t, 2)),
        (r"上个?月份?|\b(?:in |of |from |for )?last month(?:'s)?", lambda _f, t: _months_back(t, 1)),
        (r"(?:本|这个?|当)月份?|\b(?:in |of |from |for )?this month(?:'s)?", lambda _f, t: _months_back(t, 0)),
        (r"上(?:一|个)?(?:周|星期)|\b(?:in |of |from |for )?last week(?:'s)?", lambda _f, t: _week_back(t, 1)),
        (r"(?:本|这)(?:一|个)?(?:周|星期)|\b(?:in |of |from |for )?this week(?:'s)?", lambda _f, t: _week_back(t, 0)),
        (r"去年|\b(?:in |of |from |for )?last year(?:'s)?", lambda _f, t: _of_year(t.year - 1)),
        (r"今年|\b(?:in |of |from |for )?this year(?:'s)?", lambda _f, t: _of_year(t.year)),
        (r"昨[天日]|\b(?:of |from |for )?yesterday(?:'s)?", lambda _f, t: (t - timedelta(days=1), t - timedelta(days=1))),
        (r"今[天日]|\b(?:of |from |for )?today(?:'s)?", lambda _f, t: (t, t)),
        (r"(?:(?P<year>20\d\d)\s*[年./-]\s*)?(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月份?", _named),
        (r"(?P<year>20\d\d)-(?P<month>1[0-2]|0[1-9])(?!\d)", _named),
        (rf"\b(?:in |of |from |for )?(?P<month>{_NAMES})(?:'s)?\b(?:\s+(?P<year>20\d\d)\b)?", _named),
    )
)
