"""Counts every request to an endpoint: tokens as reported or estimated, time, cost at the price in the settings, and a redacted trace.

Invariant: counting never breaks a turn; requests of the embedded brain are not counted, they cost nothing.
"""

import json
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, BaseMessage

from backend.kit.redacting import redacted
from backend.usage.domain import FREE, ModelPrice, ModelRequestMade, Outcome
from backend.usage.service import record_requests
from bot.brain.embedded.model import PlanningModel
from bot.brain.hosted.budget import cut, estimate_tokens, tokens_of_tools
from bot.brain.judging import BrainFailure
from tools.context import ToolContext

MOST_TURN_MS = 45_000
"""When the requests of one turn took this long together, no further one is made."""
TRACE_TOKENS = 300
LONGEST_NAME = 120
_log = logging.getLogger(__name__)


class Meter(AgentMiddleware[Any, Any, Any]):
    """Notes each request in the context of its turn."""

    def __init__(self, price: ModelPrice = FREE) -> None:
        """`price` is that of the model that is asked."""
        super().__init__()
        self._price = price

    def wrap_model_call(self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]) -> ModelResponse[Any]:
        """Ask, and note how it went."""
        if isinstance(request.model, PlanningModel):
            return handler(request)
        runtime: Any = request.runtime
        context: ToolContext = runtime.context
        if sum(made.ms for made in context.spent) > MOST_TURN_MS:
            raise BrainFailure("too slow")
        began = time.monotonic()
        try:
            response = handler(request)
        except BrainFailure as error:
            self._note(context, request, error.message, ("rejected", began))
            raise
        except Exception:
            self._note(context, request, None, ("failed", began))
            raise
        self._note(context, request, next((one for one in response.result if isinstance(one, AIMessage)), None), ("answered", began))
        return response

    def _note(self, context: ToolContext, request: ModelRequest[Any], message: AIMessage | None, went: tuple[Outcome, float]) -> None:
        outcome, began = went
        used: dict[str, Any] = dict(message.usage_metadata or {}) if message is not None else {}
        into = int(used.get("input_tokens") or 0) or (_asked(request) if message is not None else 0)
        out = int(used.get("output_tokens") or 0) or (_said(message) if message is not None else 0)
        context.spent.append(
            ModelRequestMade(
                model=str(getattr(request.model, "model_name", "") or request.model._llm_type)[:LONGEST_NAME],  # noqa: SLF001 - LangChain's only name of a model
                outcome=outcome,
                input_tokens=into,
                output_tokens=out,
                estimated=message is not None and not used.get("input_tokens"),
                ms=int((time.monotonic() - began) * 1000),
                cost=self._price.cost(into, out),
                currency=self._price.currency,
                trace=_trace(message),
            )
        )


def store_requests(context: ToolContext) -> None:
    """Store what the turn asked; a database that cannot take it loses the count, not the turn."""
    made: Sequence[ModelRequestMade] = tuple(context.spent)
    if not made:
        return
    try:
        turn = (context.conversation_id, context.message_id)
        context.write(lambda uow: record_requests(uow, context.actor, turn, made, clock=context.clock))
        context.spent.clear()
    except Exception as error:  # noqa: BLE001 - an account that is off is better than a turn that is lost
        _log.warning("requests not counted: %s", type(error).__name__)


def _asked(request: ModelRequest[Any]) -> int:
    texts = [request.system_prompt or "", *(_text_of(message) for message in request.messages)]
    return sum(map(estimate_tokens, texts)) + tokens_of_tools(request.tools)


def _said(message: AIMessage) -> int:
    return estimate_tokens(_text_of(message))


def _text_of(message: BaseMessage) -> str:
    calls = json.dumps(message.tool_calls, ensure_ascii=False) if isinstance(message, AIMessage) and message.tool_calls else ""
    return f"{message.text}{calls}"


def _trace(message: AIMessage | None) -> dict[str, Any]:
    """What the model did, without personal data: tools with arguments, and the beginning of its text."""
    if message is None:
        return {}
    calls = [{"tool": call["name"], "arguments": {name: cut(str(value), TRACE_TOKENS) for name, value in call["args"].items()}} for call in message.tool_calls]
    document: dict[str, Any] = redacted({"calls": calls, "text": cut(str(message.text), TRACE_TOKENS)})
    return document
