"""Builds the chat model of the hosted brain from settings and says what counts as its failure.

Invariant: every call has a time limit and is tried again by `guarding` only; whatever goes wrong surfaces as an exception that the
agent answers by asking the embedded brain in the same turn, so a broken endpoint never breaks a conversation.
"""

from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from backend.settings.process import ProcessSettings
from backend.usage.domain import FREE, ModelPrice

MAX_ANSWER_TOKENS = 1200


@dataclass(frozen=True, slots=True)
class HostedBrain:
    """An OpenAI-compatible endpoint as a brain. The key is only ever held as a SecretStr and never logged."""

    base_url: str
    model_name: str
    api_key: SecretStr
    timeout_s: float = 20.0
    name: str = "hosted"
    price: ModelPrice = FREE

    @classmethod
    def from_settings(cls, settings: ProcessSettings) -> "HostedBrain":
        """The endpoint named by DINGHUO_HOSTED_BASE_URL, _MODEL, _API_KEY, _TIMEOUT_S and _PRICES."""
        if not settings.hosted_base_url or not settings.hosted_model:
            raise ValueError("DINGHUO_HOSTED_BASE_URL and DINGHUO_HOSTED_MODEL are needed for the hosted brain")
        key = settings.hosted_api_key or SecretStr("none")
        price = settings.hosted_prices.get(settings.hosted_model)
        return cls(
            base_url=settings.hosted_base_url,
            model_name=settings.hosted_model,
            api_key=key,
            timeout_s=settings.hosted_timeout_s,
            price=ModelPrice(price.input, price.output, price.currency) if price else FREE,
        )

    def model(self) -> BaseChatModel:
        """A chat model; build it once and reuse it."""
        return ChatOpenAI(
            base_url=self.base_url,
            model=self.model_name,
            api_key=self.api_key,
            timeout=self.timeout_s,
            max_retries=0,
            temperature=0,
            max_completion_tokens=MAX_ANSWER_TOKENS,
            stream_usage=True,
        )
