"""Talk of an earlier time beside the wish of now: "last time I got 10 lays and they sold out in two days. This time 20", 上次拿了10箱,这次要20箱.

What is told before "this time" names goods; its amounts are no amounts of the order and its days no days of delivery.
"""

import re
from collections.abc import Sequence
from datetime import date

from backend.ordering.reading.dates import days_in
from backend.ordering.reading.spans import Span

_THEN = re.compile(
    r"\b(?:the )?(?:last|previous) (?:time|order|week|month|round|delivery|batch)\b|\b(?:the other day|a (?:week|month) ago|yesterday)\b"
    r"|上一?[次回批单]|上个?(?:周|星期|礼拜|月)|去年|前[几两]天|前一?[次回阵]|昨天"
)
_NOW = re.compile(
    r"\b(?:this|for this) (?:time|order|round|batch)\b|\bthis (?:week|month|year),? (?:(?:only|just|i|we|want|need|send|make it|order) )*(?=\d)"
    r"|这一?[次回趟批]|今[次回]|本次|(?:这个?(?:周|星期|礼拜|月)|本[周月]|今年)(?=[^,.;!?]{0,6}[\d一二两三四五六七八九十百]\s?[箱件瓶罐盒包])"
)
_TOLD = re.compile(
    r"\b(?:got|had|took|take|bought|ordered|sold|gone|went|ran out|used|received|was|were)\b|\d"
    r"|[拿订买进要下]了|[订拿买进要下]的|卖|用[完掉光]|没了|[不没]够|拿|进货"
)
_BOUGHT = re.compile(r"\b(?:i|we) (?:only |just )?(?:bought|got|had|ordered|took|received|sold)\b|[买拿订进卖]了(?=\d|[一二两三四五六七八九十])")
_AGAIN = re.compile(r"\b(?:again|same|repeat|another)\b|再|一样|照|重复|同样")
_BORDERS = ",.;!?、"
_LIKE = re.compile(r"(?:\b(?:same as|like|as|repeat|than|from)|跟|和|同|按照?|照|比)\s*(?:the\s*|my\s*|our\s*)?$")


def recalled(text: str) -> list[Span]:
    """The stretch of a normalised text that tells of an earlier time: up to "this time", else the clause in which something was bought or sold."""
    then = _THEN.search(text)
    if then is None or _LIKE.search(text[: then.start()]):
        return []
    start = max(text.rfind(sign, 0, then.start()) for sign in _BORDERS) + 1
    now = _NOW.search(text, then.end())
    if now is not None:
        end = max(text.rfind(sign, then.end(), now.start()) for sign in _BORDERS) + 1 or now.start()
        told = _TOLD
    else:
        end = min((place for sign in _BORDERS if (place := text.find(sign, then.end())) >= 0), default=len(text))
        told = _BOUGHT
    return [Span(start, end, "past")] if start < end and told.search(text, start, end) and not _AGAIN.search(text, start, end) else []


def days_told(text: str, today: date, told: Sequence[Span]) -> list[Span]:
    """Days and terms in that talk ("sold out in 2 days"): their numbers are no sizes either."""
    if not told:
        return []
    return [Span(one.start, one.end, "noise") for one in days_in(text, today) if any(span.start <= one.start and one.end <= span.end for span in told)]
