"""Judges every answer of a model before it is acted on, so that nonsense counts as a failure of that model and the next one is asked.

Invariant: an answer that passes has either known tools with JSON arguments, few enough, or follows results, or is text for a message in
which the embedded brain finds nothing to do either.
"""

from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool

from bot.brain.second_reading import misses, planned_calls

MOST_CALLS = 6


class BrainFailure(Exception):
    """A model answered with something that cannot be used."""

    def __init__(self, reason: str, message: AIMessage | None = None) -> None:
        """`message` is the answer."""
        super().__init__(reason)
        self.message = message


class Judge(AgentMiddleware[Any, Any, Any]):
    """Raises BrainFailure for answers that cannot be used; sits inside the fallback."""

    def __init__(self, reader: BaseChatModel | None = None) -> None:
        """`reader` is the embedded brain's model; without it wishes that are ignored go unnoticed."""
        super().__init__()
        self._reader = reader

    def wrap_model_call(self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]) -> ModelResponse[Any]:
        """Pass a usable answer on."""
        response = handler(request)
        names = frozenset(tool.name if isinstance(tool, BaseTool) else str(tool.get("function", tool).get("name")) for tool in request.tools)
        for message in response.result:
            if isinstance(message, AIMessage):
                judge(message, names, request.messages)
                if self._ignores(message, request):
                    raise BrainFailure("ignores the wish", message)
        return response

    def _ignores(self, message: AIMessage, request: ModelRequest[Any]) -> bool:
        """Whether it only talks although the message asks for something that a tool does."""
        if self._reader is None or request.model is self._reader or message.tool_calls or _has_results(request.messages):
            return False
        return misses(planned_calls(self._reader, request.tools, request.messages), (), ())


def judge(message: AIMessage, names: frozenset[str], before: Sequence[BaseMessage]) -> None:
    """Raise BrainFailure unless the answer can be used."""
    if message.invalid_tool_calls:
        raise BrainFailure("broken arguments", message)
    if len(message.tool_calls) > MOST_CALLS:
        raise BrainFailure("too many tool calls", message)
    unknown = [call["name"] for call in message.tool_calls if call["name"] not in names]
    if unknown:
        raise BrainFailure("unknown tool", message)
    if not message.tool_calls and not message.text.strip() and not (before and isinstance(before[-1], ToolMessage)):
        raise BrainFailure("empty answer", message)


def _has_results(messages: Sequence[BaseMessage]) -> bool:
    said = max((index for index, message in enumerate(messages) if isinstance(message, HumanMessage)), default=-1)
    return any(isinstance(message, ToolMessage) for message in messages[said + 1 :])
