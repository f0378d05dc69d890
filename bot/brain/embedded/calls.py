"""Tool calls of a plan as values, and the calls that show the last answer once more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.brain.embedded.state import DialogueState

MOST_CARRIED = 4
"""Products that "it" may stand for at once."""


@dataclass(frozen=True, slots=True)
class Call:
    """One tool call to make."""

    name: str
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """Calls in order, and the keys of sentences to say after their results."""

    calls: tuple[Call, ...] = ()
    says: tuple[str, ...] = ()


def calls_again(state: DialogueState) -> list[Call]:
    """The calls that show once more what was shown last, as it stands now."""
    last = state.last_tools[-1] if state.last_tools else ""
    number = {"number": state.orders[0]} if len(state.orders) == 1 else {}
    again = {
        "check_stock": Call("check_stock", {"skus": list(state.products[:MOST_CARRIED])}),
        "quote_price": Call("quote_price", {"skus": list(state.products[:MOST_CARRIED])}),
        "list_orders": Call("list_orders"),
        "credit_status": Call("credit_status"),
        "order_headroom": Call("order_headroom"),
        "help": Call("help", {"topic": "abilities"}),
        "cancel_order": Call("cancel_order", number),
        **dict.fromkeys(("ask_articles", "read_article"), Call("read_article", {"article_id": state.article})),
    }
    needs = {"check_stock": state.products, "quote_price": state.products, "ask_articles": state.article, "read_article": state.article}
    if last in again and needs.get(last, True):
        return [again[last]]
    return [Call("order_status", number)] if number and not state.has_draft else [Call("show_draft")]


def distinct(calls: Sequence[Call]) -> list[Call]:
    """The calls without repetitions, in order."""
    kept: list[Call] = []
    for call in calls:
        if call not in kept:
            kept.append(call)
    return kept
