"""The planning model: a chat model that answers with tool calls, computed from word lists, structure and dialogue state.

It gets the same messages as any hosted model and is deterministic: the same messages give the same answer (call ids aside, which are
numbered within the message). Its own text is empty or a sentence of the catalogue; facts come from the results of tools.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from bot.brain.embedded.calls import Call, Plan
from bot.brain.embedded.following import answered_by_articles, follow_up
from bot.brain.embedded.planning import SENSELESS
from bot.brain.embedded.state import DialogueState, read_state
from bot.brain.embedded.warehousing import plan_turn
from bot.sentences import phrasebook

_SELF = {"brain": "embedded"}


class PlanningModel(BaseChatModel):
    """Plans one turn. Needs no key, no network and no weights."""

    @property
    def _llm_type(self) -> str:
        return "dinghuo-embedded"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """This model with the tools it may call."""
        return self.bind(tools=[_as_document(tool) for tool in tools], tool_choice=tool_choice, **kwargs)

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> ChatResult:
        """One answer."""
        del stop, run_manager
        return ChatResult(generations=[ChatGeneration(message=_answer(messages, _tool_names(kwargs)))])

    def _stream(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        """The same answer in chunks."""
        del stop
        message = _answer(messages, _tool_names(kwargs))
        calls = enumerate(message.tool_calls)
        chunks = [tool_call_chunk(name=call["name"], args=json.dumps(call["args"], ensure_ascii=False), id=call["id"], index=index) for index, call in calls]
        if run_manager is not None and message.text:
            run_manager.on_llm_new_token(message.text)
        yield ChatGenerationChunk(message=AIMessageChunk(content=message.text, tool_call_chunks=chunks))
        yield ChatGenerationChunk(message=AIMessageChunk(content="", chunk_position="last"))


def _as_document(tool: dict[str, Any] | type | Callable[..., Any] | BaseTool) -> dict[str, Any]:
    """The tool as a JSON document; of our own tools only the name matters to this model, and converting them costs milliseconds."""
    if isinstance(tool, BaseTool):
        return {"type": "function", "function": {"name": tool.name}}
    return convert_to_openai_tool(tool)


def _tool_names(kwargs: dict[str, Any]) -> frozenset[str]:
    return frozenset(tool["function"]["name"] for tool in kwargs.get("tools") or ())


def _answer(messages: Sequence[BaseMessage], tools: frozenset[str]) -> AIMessage:
    asked = max((index for index, message in enumerate(messages) if isinstance(message, HumanMessage)), default=-1)
    if asked < 0:
        return AIMessage(content="")
    state = read_state(messages)
    text = str(messages[asked].text)
    plan = _plan(text, state, tools)
    results = [message for message in messages[asked + 1 :] if isinstance(message, ToolMessage)]
    if not results and plan.calls:
        return _with_calls(plan.calls, len(messages))
    more = follow_up(plan, results, state, tools)
    if more:
        return _with_calls(more, len(messages))
    keys = _keys([key for key in plan.says if not (key in SENSELESS and answered_by_articles(results))], tools)
    return AIMessage(content=_sentences(keys, state.lang, tools), response_metadata={**_SELF, "says": keys})


def _keys(says: Sequence[str], tools: frozenset[str]) -> list[str]:
    return [f"{key}-other" if key == "assistant.not-understood" and "draft_order" not in tools else key for key in says]


def _sentences(keys: Sequence[str], lang: str, tools: frozenset[str]) -> str:
    """What the plan says; a refusal ends with what this person can do here instead."""
    offers = any(key.startswith("assistant.refuse-") or key.endswith("-other") for key in keys)
    told = "\n".join(phrasebook().say(lang, key) for key in keys)
    return told + ("" if lang == "zh" else " ") + phrasebook().say(lang, f"assistant.offer-{_offer(tools)}") if offers else told


def _offer(tools: frozenset[str]) -> str:
    if "draft_order" in tools:
        return "order"
    return "read" if "quote_price" in tools else "stock" if "check_stock" in tools else "nothing"


def _with_calls(calls: Sequence[Call], position: int) -> AIMessage:
    numbered = [{"name": call.name, "args": dict(call.args), "id": f"call_{position}_{index}", "type": "tool_call"} for index, call in enumerate(calls)]
    return AIMessage(content="", tool_calls=numbered, response_metadata=_SELF)


@lru_cache(maxsize=256)
def _plan(text: str, state: DialogueState, tools: frozenset[str]) -> Plan:
    """The plan of a turn, remembered because a turn asks for it again after its tools ran."""
    return plan_turn(text, state, tools)
