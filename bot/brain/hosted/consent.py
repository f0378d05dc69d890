"""What a hosted model may do in a turn: only what the person's own message asks for, and each change once.

A model reads names, notes, files and results that others wrote, and may be talked into a call. So words for an order must be the person's
own, orders and companies must be named by him or by an earlier answer's typed rows, and what takes effect at once must be read in the
message by the embedded brain as well. Invariant: no text but the person's own reaches a draft, a proposal, a record or a look-up by name.
See docs/adr/0008-one-write-per-subject.md.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ToolCallRequest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool

from bot.brain.hosted.prompting import read_document
from bot.brain.second_reading import are_own_words, kind_of, message_of, planned_calls
from tools import tools_for
from tools.views import OrderList, OrderView

NOT_OWN_WORDS, NOT_ASKED, ALREADY_DONE = "words.not_the_persons", "wish.not_in_the_message", "write.already_done_this_turn"
OF_ONE_ORDER = frozenset({"cancel_order", "amend_order"})
DISCARD = "discard_draft"
_HINTS = {
    NOT_OWN_WORDS: "call it again with the words of person_message, unchanged",
    NOT_ASKED: "the person's message does not ask for this; do nothing of the kind",
    ALREADY_DONE: "this was already drafted or proposed in this turn; the person sees it and decides",
}


class Consent(AgentMiddleware[Any, Any, Any]):
    """Stands before every tool that a hosted model calls."""

    def __init__(self, reader: BaseChatModel) -> None:
        """`reader` is the embedded brain's model."""
        super().__init__()
        self._reader = reader

    def wrap_tool_call(self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Any]) -> Any:
        """Run the tool, or tell the model why not."""
        messages: list[BaseMessage] = request.state["messages"]
        caller = messages[-1] if messages and isinstance(messages[-1], AIMessage) else None
        if caller is None or caller.response_metadata.get("brain") == "embedded":
            return handler(request)
        runtime: Any = request.runtime
        known = Known.of(messages, runtime.context.results)
        problem = _unnamed(request.tool_call, known)
        if problem is None and _is_writing(request.tool):
            problem = self._problem(request.tool_call, messages, tools_for(runtime.context.actor), known)
        if problem is None:
            return handler(request)
        content = json.dumps({"error": problem, "hint": _HINTS[problem]})
        return ToolMessage(content, tool_call_id=request.tool_call["id"] or "", name=request.tool_call["name"], status="error")

    def _problem(self, call: Any, messages: Sequence[BaseMessage], tools: Sequence[BaseTool], known: "Known") -> str | None:
        if subject_of(call) in set(_subjects_before(call, messages, tools)):
            return ALREADY_DONE
        words = str(call["args"].get("text") or "")
        if words and not known.are_words(words):
            return NOT_OWN_WORDS
        if words and kind_of(call["name"]) in {"draft", "amend_order"}:
            return None
        return None if self._is_read_so(call["name"], messages, tools) else NOT_ASKED

    def _is_read_so(self, name: str, messages: Sequence[BaseMessage], tools: Sequence[BaseTool]) -> bool:
        return kind_of(name) in map(kind_of, planned_calls(self._reader, tools, messages))


@dataclass(frozen=True, slots=True)
class Known:
    """What a call may name: the message, what the person said in the last turns, codes of products and numbers of orders shown to him."""

    message: str
    earlier: str
    codes: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, messages: Sequence[BaseMessage], results: Sequence[Any]) -> "Known":
        """From the state that the turn began with and the typed results since."""
        state = read_document(messages)
        shown = [*(state.get("products") or ()), *((state.get("draft") or {}).get("lines") or ())]
        orders = [*map(str, state.get("orders") or ()), *(number for result in results for number in _numbers_of(result))]
        earlier = " ".join(str(turn.get("person", "")) for turn in state.get("turns") or ())
        return cls(message_of(messages), earlier, frozenset(item["sku"] for item in shown), frozenset(orders))

    def are_words(self, text: str) -> bool:
        """Whether an order's words are the person's own; codes of products that he was shown may stand for "it"."""
        rest = text
        for code in sorted(self.codes, key=len, reverse=True):
            rest = rest.replace(code, " ")
        return are_own_words(rest, self.message)

    def is_named(self, name: str) -> bool:
        """Whether the person named it, now or in the last turns."""
        return are_own_words(name, f"{self.earlier}\n{self.message}")


def _numbers_of(result: Any) -> Iterator[str]:
    if isinstance(result, OrderList):
        yield from (item.number for item in result.page.items)
    elif isinstance(result, OrderView):
        yield result.number


def _unnamed(call: Any, known: Known) -> str | None:
    """Why an order or a company may not be looked up: nobody named it."""
    number, dealer = str(call["args"].get("number") or ""), str(call["args"].get("dealer_name") or "")
    if number and not known.is_named(number) and number.upper() not in known.numbers:
        return NOT_ASKED
    return None if not dealer or known.is_named(dealer) else NOT_ASKED


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


def _is_writing(tool: BaseTool | None) -> bool:
    return tool is not None and (tool.metadata or {}).get("access") == "write"
