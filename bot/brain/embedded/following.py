"""Looks at the results of the first calls and tries once more where they found nothing: with the product of the dialogue, or by searching.

Invariant: at most one more round, and only reading tools in it.
"""

import json
import re
from collections.abc import Sequence

from langchain_core.messages import ToolMessage

from bot.brain.embedded.calls import MOST_CARRIED, Call, Plan
from bot.brain.embedded.segment import describe
from bot.brain.embedded.state import DialogueState

_NUMBER = re.compile(r'"number": ?"([^"]+)"')
_FIGURES = {"check_stock", "quote_price"}


def follow_up(plan: Plan, results: Sequence[ToolMessage], state: DialogueState, tools: frozenset[str]) -> tuple[Call, ...]:
    """Calls to make after the results; none when every call found something or the second round is over."""
    if not plan.calls or len(results) > len(plan.calls):
        return ()
    more: list[Call] = []
    for call, result in zip(plan.calls, results, strict=False):
        if call.name != result.name:
            continue
        if call.name in _FIGURES and found_nothing(result) and state.in_focus:
            if "skus" not in call.args:
                more.append(Call(call.name, {"skus": list(state.in_focus[:MOST_CARRIED])}))
        elif call.name == "list_orders" and call.args.get("limit") == 1:
            more += [Call("order_status", {"number": number}) for number in _numbers(result)[:1]]
        elif call.name == "draft_order" and error_of(result) == "order.nothing_read" and state.is_asking and "show_draft" in tools:
            more.append(Call("show_draft"))
        elif call.name == "draft_order" and error_of(result) == "order.nothing_read" and "search_products" in tools and not state.has_draft:
            residue = describe(call.args["text"]).residue
            if residue:
                more.append(Call("search_products", {"text": residue}))
    return tuple(more)


def answered_by_articles(results: Sequence[ToolMessage]) -> bool:
    """Whether an article answered."""
    documents = [_document(result) for result in results if result.name == "ask_articles"]
    return any(isinstance(document, dict) and document.get("status") in {"answered", "which"} for document in documents)


def error_of(result: ToolMessage) -> str:
    """The error code in a tool's content; empty when it went well."""
    document = _document(result)
    return str(document.get("error", "")) if isinstance(document, dict) else ""


def found_nothing(result: ToolMessage) -> bool:
    """Whether a question about products found none."""
    document = _document(result)
    return isinstance(document, dict) and not document.get("items") and not document.get("unknown")


def _numbers(result: ToolMessage) -> list[str]:
    """The order numbers of a list, whatever the shape of its document."""
    return list(dict.fromkeys(_NUMBER.findall(result.text)))


def _document(result: ToolMessage) -> object:
    try:
        return json.loads(result.text)
    except ValueError:
        return None
