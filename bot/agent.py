"""The agent: one compiled graph for each brain and each set of tools, stateless between turns, guarded by middleware.

A hosted brain that fails or answers nonsense is replaced by the embedded one within the turn. Invariant: a tool that the actor's role
may not use never runs, whatever a model names; no model loops.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ModelCallLimitMiddleware, ModelFallbackMiddleware, ToolCallLimitMiddleware, ToolErrorMiddleware
from langchain.agents.middleware.types import ToolCallRequest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool

from backend.identity.domain import Actor
from backend.kit.errors import DomainError, Unavailable
from bot.brain import Brain
from bot.brain.embedded import EmbeddedBrain
from bot.brain.embedded.state import state_message
from bot.brain.judging import Judge
from bot.guards import passing_text
from tools import tools_for
from tools.context import ToolContext

MOST_TOOL_CALLS = 12
MOST_MODEL_CALLS = 5
_POLICY = Path(__file__).resolve().parent / "policy" / "assistant.md"
_ONE_AFTER_ANOTHER: RunnableConfig = {"recursion_limit": 40, "callbacks": [], "max_concurrency": 1}
"""Tools called in one breath run in their order, not in parallel: results keep that order, and two changes of a draft do not race."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AgentAnswer:
    """What the agent did in a turn: its text after the guards, which brain gave it, and the tools it called in order."""

    text: str
    brain: str
    tools: tuple[str, ...]


class Agent:
    """Runs one message through a brain and the tools of an actor. Results of tools gather in the context."""

    def __init__(self, brain: Brain) -> None:
        """`brain` is asked first; the embedded one is always there behind it."""
        self._brain = brain
        self._embedded = EmbeddedBrain().model()
        self._model = self._embedded if brain.name == "embedded" else brain.model()
        self._graphs: dict[tuple[str, tuple[str, ...]], Any] = {}

    def run(self, context: ToolContext, state: Mapping[str, Any], text: str, *, only_reading: bool = False) -> AgentAnswer:
        """Answer `text`. Never raises for a model's faults; a hosted brain without a usable answer is followed by the embedded one."""
        tools = [tool for tool in tools_for(context.actor) if not only_reading or (tool.metadata or {}).get("access") == "read"]
        if self._model is self._embedded:
            return self._ask("embedded", self._embedded, tools, context, state, text)
        before = len(context.results)
        try:
            answer = self._ask(self._brain.name, self._model, tools, context, state, text)
        except DomainError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever an endpoint does, the person gets an answer
            _log.warning("hosted brain failed: %s", type(error).__name__)
            answer = AgentAnswer("", self._brain.name, ())
        if answer.text or len(context.results) > before:
            return answer
        return self._ask("embedded", self._embedded, tools, context, state, text)

    def _ask(self, name: str, model: BaseChatModel, tools: Sequence[BaseTool], context: ToolContext, state: Mapping[str, Any], text: str) -> AgentAnswer:
        graph = self._graph(name, model, tools)
        messages: list[BaseMessage] = [state_message(state), HumanMessage(text)]
        result = graph.invoke({"messages": messages}, _ONE_AFTER_ANOTHER, context=context)
        answered: list[BaseMessage] = result["messages"][len(messages) :]
        last = next((message for message in reversed(answered) if isinstance(message, AIMessage)), AIMessage(""))
        contents = [message.text for message in answered if isinstance(message, ToolMessage)]
        by = "embedded" if last.response_metadata.get("brain") == "embedded" else name
        said = last.text if by == "embedded" else passing_text(last.text, contents)
        called = tuple(call["name"] for message in answered if isinstance(message, AIMessage) for call in message.tool_calls)
        return AgentAnswer(said, by, called)

    def _graph(self, name: str, model: BaseChatModel, tools: Sequence[BaseTool]) -> Any:
        key = (name, tuple(tool.name for tool in tools))
        if key not in self._graphs:
            self._graphs[key] = create_agent(model, list(tools), system_prompt=policy(), middleware=self._middleware(name), context_schema=ToolContext)
        return self._graphs[key]

    def _middleware(self, name: str) -> list[AgentMiddleware[Any, Any, Any]]:
        """The embedded brain is bounded by construction (two rounds, six calls); a hosted one is limited and judged."""
        guards: list[AgentMiddleware[Any, Any, Any]] = [Authorise(), ToolErrorMiddleware(_domain_errors_only)]
        if name == "embedded":
            return guards
        calls, rounds = (
            ToolCallLimitMiddleware(run_limit=MOST_TOOL_CALLS, exit_behavior="end"),
            ModelCallLimitMiddleware(run_limit=MOST_MODEL_CALLS, exit_behavior="end"),
        )
        return [ModelFallbackMiddleware(self._embedded), Judge(), *guards, calls, rounds]


class Authorise(AgentMiddleware[Any, Any, Any]):
    """Lets a tool run only when the actor of the turn has it among his tools; hiding it from the model is not enough."""

    def wrap_tool_call(self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Any]) -> Any:
        """Run the tool, or answer that there is none."""
        runtime: Any = request.runtime
        actor: Actor = runtime.context.actor
        if request.tool_call["name"] not in {tool.name for tool in tools_for(actor)}:
            return ToolMessage('{"error":"tool.not_found"}', tool_call_id=request.tool_call["id"] or "", name=request.tool_call["name"], status="error")
        return handler(request)


def _domain_errors_only(error: Exception, _request: ToolCallRequest) -> str | None:
    return f'{{"error":"{error.code}"}}' if isinstance(error, DomainError) and not isinstance(error, Unavailable) else None


@cache
def policy() -> str:
    """The system policy, read once."""
    return _POLICY.read_text(encoding="utf-8")
