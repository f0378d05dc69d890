"""Picks among the orders listed last by what is said of them: "the shipped one", 待审的那单, "the 418 one", 最贵的那单.

What it finds stands beside the orders that are named by their day (assistant.py tells both to the brain). Pure.
Invariant: only orders of the list are picked, and of several that fit none is chosen.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.brain.embedded.cues import fold, status_patterns
from tools.naming import as_read
from tools.views import OrderSummary

_FRAGMENT = re.compile(
    r"[^\s,，。;；?？!！、]{1,12}[那这]一?[单张笔个](?:订单|单子)?|\bthe (?:[\w.,'-]+ ){1,4}(?:one|order)\b"
    r"|\bthe (?:one|order) (?:that|which)(?:'s| is| was| has)?(?: been| not| still| already)? [\w-]+(?: [\w-]+)?"
)
_AMOUNT = re.compile(r"(?<![\w.-])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.-])\d{2,}(?:\.\d+)?", re.ASCII)
_MOST = re.compile(r"最贵|最大|最多|最高|\b(?:biggest|largest|most expensive|dearest|highest)\b")
_LEAST = re.compile(r"最便宜|最小|最少|最低|\b(?:smallest|cheapest|lowest)\b")


def may_pick(text: str) -> bool:
    """Whether a text points at one of several things at all."""
    return _FRAGMENT.search(fold(text)) is not None


def picked_from(text: str, orders: Sequence[OrderSummary]) -> list[tuple[str, tuple[str, ...]]]:
    """The words that point into a list, in the form in which a brain finds them, each with the numbers of the orders they fit."""
    found = ((fragment.group(0).strip(), _fitting(fragment.group(0), orders)) for fragment in _FRAGMENT.finditer(fold(text)))
    return [(as_read(words), tuple(order.number for order in fitting)) for words, fitting in found if fitting is not None]


def _fitting(said: str, orders: Sequence[OrderSummary]) -> list[OrderSummary] | None:
    """The orders that the words fit; None when they say nothing about orders."""
    state = next((statuses for statuses, pattern in status_patterns() if pattern.search(said)), None)
    if state is not None:
        return [order for order in orders if order.status in state.split(",")]
    totals = [order.total for order in orders if order.total is not None]
    if totals and (_MOST.search(said) or _LEAST.search(said)):
        wanted = max(totals) if _MOST.search(said) else min(totals)
        return [order for order in orders if order.total == wanted]
    amount = _AMOUNT.search(said)
    if amount is None:
        return None
    value = Decimal(amount.group(0).replace(",", ""))
    return [order for order in orders if order.total is not None and (order.total == value or int(order.total) == value)] or None
