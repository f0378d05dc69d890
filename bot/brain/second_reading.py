"""What the embedded brain makes of the same message: the measure for whether a hosted model's calls are the person's wish. Pure but for lookups.

A hosted model may be led astray by text that it meets in names, notes and results; the embedded reading looks at nothing but the person's
own message and the dialogue's state. Invariant: it calls nothing and changes nothing.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

SMALL_TALK = ("help", "abilities")
"""The tool and topic with which the embedded brain answers a greeting: a sentence of a model does as well."""
DRAFT_TOOLS = frozenset({"draft_order", "amend_draft", "repeat_last_order"})
"""Tools that all put the person's words into the draft; which of them is called makes no difference to what is read."""
ORDER_TOOLS = frozenset({"order_status", "list_orders"})
"""Tools that both show placed orders: the latest of somebody is a list of one."""
_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+|[\u3400-\u9fff]+")


def message_of(messages: Sequence[BaseMessage]) -> str:
    """What the person has just written."""
    return next((str(message.text) for message in reversed(messages) if isinstance(message, HumanMessage)), "")


def planned_calls(reader: BaseChatModel, tools: Sequence[Any], messages: Sequence[BaseMessage]) -> tuple[str, ...]:
    """The names of the tools that the embedded reading of the message would call first, small talk and mere attempts aside."""
    said = max((index for index, message in enumerate(messages) if isinstance(message, HumanMessage)), default=-1)
    if said < 0:
        return ()
    answer = reader.bind_tools(list(tools)).invoke(list(messages[: said + 1]))
    calls = answer.tool_calls if isinstance(answer, AIMessage) else []
    return tuple(call["name"] for call in calls if (call["name"], call["args"].get("topic")) != SMALL_TALK and call["args"].get("sure") is not False)


def kind_of(name: str) -> str:
    """Tools of one kind do the same with the same words."""
    if name in ORDER_TOOLS:
        return "orders"
    return "draft" if name in DRAFT_TOOLS else name


def misses(planned: Iterable[str], done: Collection[str], writing: Collection[str]) -> bool:
    """Whether what was done leaves out what the message asks for: every change, or every question.

    When one of several changes was made the others are not made up for: reading the message again would count its goods twice.
    """
    wanted = {kind_of(name) for name in planned}
    kinds = {kind_of(name) for name in done}
    changes = {kind_of(name) for name in writing}
    return bool(wanted) and not kinds & changes and bool(wanted & changes or not wanted & kinds)


def are_own_words(text: str, message: str) -> bool:
    """Whether every word and number of `text` stands in `message`, in any order and with any punctuation."""
    heard = _folded(message)
    pieces, plain = set(_PIECE.findall(heard)), re.sub(r"[\W_]+", "", heard)
    return all(piece in pieces or (piece > "\u3400" and piece in plain) for piece in _PIECE.findall(_folded(text)))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
