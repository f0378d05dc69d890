"""What a hosted model may change in a turn: only what the person's own message asks for, and each thing once.

A model reads names, notes, files and results that others wrote, and may be talked into a call. So words for an order must be the person's
own, an order number must be in the message, and what takes effect at once must be read in the message by the embedded brain as well.
Invariant: no text but the person's own reaches a draft, a proposal or a record. See docs/adr/0008-one-write-per-subject.md.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ToolCallRequest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool

from bot.brain.second_reading import are_own_words, kind_of, message_of, planned_calls
from tools import tools_for

NOT_OWN_WORDS, NOT_ASKED, ALREADY_DONE = "words.not_the_persons", "wish.not_in_the_message", "write.already_done_this_turn"
OF_ONE_ORDER = frozenset({"cancel_order", "amend_order"})
DISCARD = "discard_draft"
_HINTS = {
    NOT_OWN_WORDS: "call it again with the words of person_message, unchanged",
    NOT_ASKED: "the person's message does not ask for this; do nothing of the kind",
    ALREADY_DONE: "this was already drafted or proposed in this turn; the person sees it and decides",
}


class Consent(AgentMiddleware[Any, Any, Any]):
    """Stands before every writing tool of a hosted model."""

    def __init__(self, reader: BaseChatModel) -> None:
        """`reader` is the embedded brain's model."""
        super().__init__()
        self._reader = reader

    def wrap_tool_call(self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Any]) -> Any:
        """Run the tool, or tell the model why not."""
        messages: list[BaseMessage] = request.state["messages"]
        caller = messages[-1] if messages and isinstance(messages[-1], AIMessage) else None
        if caller is None or caller.response_metadata.get("brain") == "embedded" or not _is_writing(request.tool):
            return handler(request)
        runtime: Any = request.runtime
        problem = self._problem(request.tool_call, messages, tools_for(runtime.context.actor))
        if problem is None:
            return handler(request)
        content = json.dumps({"error": problem, "hint": _HINTS[problem]})
        return ToolMessage(content, tool_call_id=request.tool_call["id"] or "", name=request.tool_call["name"], status="error")

    def _problem(self, call: Any, messages: Sequence[BaseMessage], tools: Sequence[BaseTool]) -> str | None:
        if subject_of(call) in set(_subjects_before(call, messages, tools)):
            return ALREADY_DONE
        said, args = message_of(messages), call["args"]
        words, number = str(args.get("text") or ""), str(args.get("number") or "")
        if words and not are_own_words(words, said):
            return NOT_OWN_WORDS
        is_named = bool(number) and are_own_words(number, said)
        if call["name"] in OF_ONE_ORDER | {"repeat_last_order"} and number and not is_named:
            return None if self._is_read_so(call["name"], messages, tools) and number in _known_orders(messages) else NOT_ASKED
        if (words and kind_of(call["name"]) == "draft") or is_named:
            return None
        return None if self._is_read_so(call["name"], messages, tools) else NOT_ASKED

    def _is_read_so(self, name: str, messages: Sequence[BaseMessage], tools: Sequence[BaseTool]) -> bool:
        return kind_of(name) in map(kind_of, planned_calls(self._reader, tools, messages))


def subject_of(call: Any) -> str:
    """What a writing call changes: the draft, one order, or what its tool alone records. A draft that was just made is not thrown away again."""
    name = call["name"]
    if name in OF_ONE_ORDER:
        return f"order {str(call['args'].get('number') or '').strip().upper()}"
    return "draft" if kind_of(name) == "draft" else name


def _subjects_before(call: Any, messages: Sequence[BaseMessage], tools: Sequence[BaseTool]) -> Iterator[str]:
    """The subjects that calls of this turn before this one changed; refused ones changed nothing."""
    writing = {tool.name for tool in tools if _is_writing(tool)}
    said = max((index for index, message in enumerate(messages) if isinstance(message, HumanMessage)), default=-1)
    failed = {message.tool_call_id for message in messages[said + 1 :] if isinstance(message, ToolMessage) and str(message.text).startswith('{"error"')}
    for message in messages[said + 1 :]:
        for earlier in message.tool_calls if isinstance(message, AIMessage) else ():
            if earlier["id"] == call["id"]:
                return
            if earlier["name"] in writing and earlier["id"] not in failed:
                subject = subject_of(earlier)
                yield subject
                if subject == "draft":
                    yield DISCARD


def _known_orders(messages: Sequence[BaseMessage]) -> str:
    """The state of the dialogue, in which the numbers of the orders shown last stand."""
    return next((str(message.content) for message in messages if message.type == "system"), "")


def _is_writing(tool: BaseTool | None) -> bool:
    return tool is not None and (tool.metadata or {}).get("access") == "write"
