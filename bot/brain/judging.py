"""Judges every answer of a model before it is acted on, so that nonsense counts as a failure of that model and the next one is asked.

Invariant: an answer that passes has either known tools with JSON arguments, few enough, or some text, or follows results.
"""

from collections.abc import Callable, Sequence

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.tools import BaseTool

MOST_CALLS = 6


class BrainFailure(Exception):
    """A model answered with something that cannot be used."""


class Judge(AgentMiddleware):
    """Raises BrainFailure for answers that cannot be used; sits inside the fallback."""

    def wrap_model_call(self, request: ModelRequest, handler: Callable[[ModelRequest], ModelResponse]) -> ModelResponse:
        """Pass a usable answer on."""
        response = handler(request)
        names = frozenset(tool.name if isinstance(tool, BaseTool) else str(tool.get("function", tool).get("name")) for tool in request.tools)
        for message in response.result:
            if isinstance(message, AIMessage):
                judge(message, names, request.messages)
        return response


def judge(message: AIMessage, names: frozenset[str], before: Sequence[BaseMessage]) -> None:
    """Raise BrainFailure unless the answer can be used."""
    if message.invalid_tool_calls:
        raise BrainFailure("broken arguments")
    if len(message.tool_calls) > MOST_CALLS:
        raise BrainFailure("too many tool calls")
    unknown = [call["name"] for call in message.tool_calls if call["name"] not in names]
    if unknown:
        raise BrainFailure("unknown tool")
    if not message.tool_calls and not message.text.strip() and not (before and isinstance(before[-1], ToolMessage)):
        raise BrainFailure("empty answer")
