"""The chain that every request of a hosted brain passes: fallback outside, then retries, counting, judgement, and the wording of the prompt.

Invariant: whatever an endpoint does ends in an answer of the embedded brain within the turn; only what may pass by itself is tried again.
"""

from collections.abc import Callable
from typing import Any

import openai
from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ModelFallbackMiddleware,
    ModelRequest,
    ModelResponse,
    ModelRetryMiddleware,
    ToolCallLimitMiddleware,
)
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage

from backend.usage.domain import FREE
from bot.brain import Brain
from bot.brain.hosted.consent import Consent
from bot.brain.hosted.metering import Meter
from bot.brain.hosted.model import HostedBrain
from bot.brain.hosted.prompting import Prompt
from bot.brain.judging import Judge

MOST_TOOL_CALLS = 12
MOST_MODEL_CALLS = 5
MOST_RETRIES = 2
FIRST_DELAY_S = 0.2
MOST_DELAY_S = 2.0
Chain = list[AgentMiddleware[Any, Any, Any]]


def model_chain(brain: Brain, embedded: BaseChatModel) -> Chain:
    """What stands around the model, outermost first."""
    price = brain.price if isinstance(brain, HostedBrain) else FREE
    retries = ModelRetryMiddleware(
        max_retries=MOST_RETRIES, retry_on=may_pass, on_failure="error", initial_delay=FIRST_DELAY_S, max_delay=MOST_DELAY_S, jitter=False
    )
    return [Steady(embedded), ModelFallbackMiddleware(embedded), retries, Meter(price), Judge(embedded), Prompt()]


class Steady(AgentMiddleware[Any, Any, Any]):
    """A turn that the embedded brain had to take over stays with it: the endpoint has no word on calls that were not its own."""

    def __init__(self, embedded: BaseChatModel) -> None:
        """`embedded` is the model that took over."""
        super().__init__()
        self._embedded = embedded

    def wrap_model_call(self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]) -> ModelResponse[Any]:
        """Ask the embedded model when it answered in this turn before."""
        taken_over = any(message.response_metadata.get("brain") == "embedded" for message in request.messages if isinstance(message, AIMessage))
        return handler(request.override(model=self._embedded) if taken_over else request)


def tool_chain(embedded: BaseChatModel) -> Chain:
    """What stands around the tools, inside the check of rights."""
    return [
        Consent(embedded),
        ToolCallLimitMiddleware(run_limit=MOST_TOOL_CALLS, exit_behavior="end"),
        ModelCallLimitMiddleware(run_limit=MOST_MODEL_CALLS, exit_behavior="end"),
    ]


def may_pass(error: Exception) -> bool:
    """Whether a failure may be gone a moment later. A time-out is none: the person has waited long enough."""
    if isinstance(error, openai.APITimeoutError):
        return False
    return isinstance(error, openai.RateLimitError | openai.InternalServerError | openai.APIConnectionError)
