"""Talk of an earlier time beside the wish of now: "last time I got 10 lays and they sold out in two days. This time 20", 上次拿了10箱,这次要20箱.

What is told before "this time" names goods; its amounts are no amounts of the order and its days no days of delivery.
"""

import re

from backend.ordering.reading.spans import Span

_THEN = re.compile(
    r"\b(?:the )?(?:last|previous) (?:time|order|week|month|round|delivery|batch)\b|\b(?:the other day|a (?:week|month) ago|yesterday)\b"
    r"|上一?[次回批单]|上个?(?:周|星期|礼拜|月)|前[几两]天|前一?[次回阵]|昨天"
)
_NOW = re.compile(r"\b(?:this|for this) (?:time|order|round|batch)\b|这一?[次回趟批]|今[次回]|本次")
_TOLD = re.compile(
    r"\b(?:got|had|took|take|bought|ordered|sold|gone|went|ran out|used|received|was|were)\b|\d"
    r"|[拿订买进要下]了|[订拿买进要下]的|卖|用[完掉光]|没了|[不没]够|拿|进货"
)
_BORDERS = ",.;!?、"
_LIKE = re.compile(r"(?:\b(?:same as|like|as|repeat|than|from)|跟|和|同|按照?|照|比)\s*(?:the\s*|my\s*|our\s*)?$")


def recalled(text: str) -> list[Span]:
    """The stretch of a normalised text that tells of an earlier time, when what is wanted this time comes behind it."""
    then = _THEN.search(text)
    now = _NOW.search(text, then.end()) if then is not None else None
    if then is None or now is None or _LIKE.search(text[: then.start()]):
        return []
    start = max(text.rfind(sign, 0, then.start()) for sign in _BORDERS) + 1
    end = max(text.rfind(sign, then.end(), now.start()) for sign in _BORDERS) + 1 or now.start()
    return [Span(start, end, "past")] if start < end and _TOLD.search(text, start, end) else []
