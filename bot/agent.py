"""The agent: one compiled graph for each brain and each set of tools, stateless between turns, guarded by middleware.

A hosted brain that fails or answers nonsense is replaced by the embedded one within the turn. Invariant: a tool that the actor's role
may not use never runs, whatever a model names; no model loops.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ToolErrorMiddleware
from langchain.agents.middleware.types import ToolCallRequest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool

from backend.conversations.service import ToolCall
from backend.identity.domain import Actor
from backend.kit.errors import DomainError, Unavailable
from bot.brain import Brain
from bot.brain.embedded import EmbeddedBrain
from bot.brain.embedded.state import state_message
from bot.brain.second_reading import misses, planned_calls
from bot.guards import grounded_text, passing_text
from bot.hygiene import without_pretended_instructions
from bot.policy import policy
from tools import tools_for
from tools.articles import ArticleAnswer
from tools.context import ToolContext
from tools.results import ToolProblem

_ONE_AFTER_ANOTHER: RunnableConfig = {"recursion_limit": 40, "callbacks": [], "max_concurrency": 1}
"""Tools called in one breath run in their order, not in parallel: results keep that order, and two changes of a draft do not race."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AgentAnswer:
    """What the agent did in a turn: its text after the guards, which brain gave it, and the tools it called in order.

    `keys` are the sentences of the catalogue that the text is made of; a hosted model has none. `calls` are the same tools with their arguments.
    """

    text: str
    brain: str
    tools: tuple[str, ...]
    keys: tuple[str, ...] = ()
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """An answer with the tools that ran, each with its result; `by_hosted` when a hosted model had any part in it."""

    answer: AgentAnswer
    artifacts: tuple[tuple[str, Any], ...]
    by_hosted: bool


class Agent:
    """Runs one message through a brain and the tools of an actor. Results of tools gather in the context."""

    def __init__(self, brain: Brain) -> None:
        """`brain` is asked first; the embedded one is always there behind it."""
        self._brain = brain
        self._embedded = EmbeddedBrain().model()
        self._model = self._embedded if brain.name == "embedded" else brain.model()
        self._graphs: dict[tuple[str, tuple[str, ...]], Any] = {}

    @property
    def reads_turns(self) -> bool:
        """Whether the brain makes use of earlier turns; the embedded one needs the state only."""
        return self._model is not self._embedded

    def run(self, context: ToolContext, state: Mapping[str, Any], text: str, *, only_reading: bool = False) -> AgentAnswer:
        """Answer `text`. Never raises for a model's faults; a hosted brain without a usable answer is followed by the embedded one."""
        tools = [tool for tool in tools_for(context.actor) if not only_reading or (tool.metadata or {}).get("access") == "read"]
        text = without_pretended_instructions(text)
        if self._model is self._embedded:
            return self._ask("embedded", self._embedded, tools, context, state, text).answer
        from bot.brain.hosted.metering import store_requests

        try:
            return self._ask_hosted(tools, context, state, text)
        finally:
            store_requests(context)

    def would_ask(self, tool: str, context: ToolContext, state: Mapping[str, Any], text: str) -> bool:
        """Whether the embedded brain reads a message so that it surely calls a tool."""
        return tool in planned_calls(self._embedded, tools_for(context.actor), [state_message(state), HumanMessage(without_pretended_instructions(text))])

    def _ask_hosted(self, tools: Sequence[BaseTool], context: ToolContext, state: Mapping[str, Any], text: str) -> AgentAnswer:
        before = len(context.results)
        try:
            asked = self._ask(self._brain.name, self._model, tools, context, state, text)
        except DomainError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever an endpoint does, the person gets an answer
            _log.warning("hosted brain failed: %s", type(error).__name__)
            asked = _Asked(AgentAnswer("", self._brain.name, ()), (), by_hosted=False)
        if not asked.by_hosted and (asked.answer.text or len(context.results) > before):
            return asked.answer
        writing = {tool.name for tool in tools if (tool.metadata or {}).get("access") == "write"}
        if asked.artifacts or asked.answer.text:
            planned = planned_calls(self._embedded, tools, [state_message(state), HumanMessage(text)])
            if not misses(planned, [name for name, _ in asked.artifacts], writing):
                return asked.answer
        kept = {id(artifact) for name, artifact in asked.artifacts if name in writing and not isinstance(artifact, ToolProblem)}
        context.results[before:] = [result for result in context.results[before:] if id(result) in kept]
        answer = self._ask("embedded", self._embedded, tools, context, state, text).answer
        return replace(answer, calls=(*asked.answer.calls, *answer.calls))

    def _ask(self, name: str, model: BaseChatModel, tools: Sequence[BaseTool], context: ToolContext, state: Mapping[str, Any], text: str) -> "_Asked":
        graph = self._graph(name, model, tools, context.locale)
        messages: list[BaseMessage] = [state_message(state), HumanMessage(text)]
        result = graph.invoke({"messages": messages}, _ONE_AFTER_ANOTHER, context=context)
        answered: list[BaseMessage] = result["messages"][len(messages) :]
        last = next((message for message in reversed(answered) if isinstance(message, AIMessage)), AIMessage(""))
        results = [message for message in answered if isinstance(message, ToolMessage)]
        by = "embedded" if last.response_metadata.get("brain") == "embedded" else name
        said = last.text if by == "embedded" else _guarded(last.text, results, context.locale)
        models = [message for message in answered if isinstance(message, AIMessage)]
        calls = tuple(ToolCall(call["name"], call["args"]) for message in models for call in message.tool_calls)
        called = tuple(call.tool for call in calls)
        ran = tuple((message.name or "", message.artifact) for message in results if message.artifact is not None)
        keys = tuple(last.response_metadata.get("says", ())) if by == "embedded" else ()
        by_hosted = any(message.response_metadata.get("brain") != "embedded" for message in models)
        return _Asked(AgentAnswer(said, by, called, keys, calls), ran, by_hosted=by_hosted)

    def _graph(self, name: str, model: BaseChatModel, tools: Sequence[BaseTool], lang: str) -> Any:
        """The embedded brain is code and needs no policy; a hosted one gets that of the turn's language."""
        rules = None if name == "embedded" else policy(lang)
        key = (name if rules is None else f"{name} {lang}", tuple(tool.name for tool in tools))
        if key not in self._graphs:
            self._graphs[key] = create_agent(model, list(tools), system_prompt=rules, middleware=self._middleware(name), context_schema=ToolContext)
        return self._graphs[key]

    def _middleware(self, name: str) -> list[AgentMiddleware[Any, Any, Any]]:
        """The embedded brain is bounded by construction (two rounds, six calls); a hosted one is limited and judged."""
        guards: list[AgentMiddleware[Any, Any, Any]] = [Authorise(), ToolErrorMiddleware(_domain_errors_only)]
        if name == "embedded":
            return guards
        from bot.brain.hosted.guarding import model_chain, tool_chain

        return [*model_chain(self._brain, self._embedded), *guards, *tool_chain(self._embedded)]


class Authorise(AgentMiddleware[Any, Any, Any]):
    """Lets a tool run only when the actor of the turn has it among his tools; hiding it from the model is not enough."""

    def wrap_tool_call(self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Any]) -> Any:
        """Run the tool, or answer that there is none."""
        runtime: Any = request.runtime
        actor: Actor = runtime.context.actor
        if request.tool_call["name"] not in {tool.name for tool in tools_for(actor)}:
            return ToolMessage('{"error":"tool.not_found"}', tool_call_id=request.tool_call["id"] or "", name=request.tool_call["name"], status="error")
        return handler(request)


def _guarded(text: str, results: Sequence[ToolMessage], lang: str) -> str:
    """A model's own text as far as it may be shown; about articles only sentences that name their source."""
    passed = passing_text(text, [message.text for message in results], lang)
    answers = [message.artifact for message in results if isinstance(message.artifact, ArticleAnswer)]
    if not passed or not answers:
        return passed
    return grounded_text(passed, {one.piece.article_id: "\n".join((one.piece.title, *one.piece.warnings, *one.piece.lines)) for one in answers if one.piece})


def _domain_errors_only(error: Exception, _request: ToolCallRequest) -> str | None:
    return f'{{"error":"{error.code}"}}' if isinstance(error, DomainError) and not isinstance(error, Unavailable) else None
