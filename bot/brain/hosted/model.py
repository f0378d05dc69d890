"""Builds the chat model of the hosted brain from settings and says what counts as its failure.

Invariant: every call has a time limit and no retry beyond one; whatever goes wrong surfaces as an exception that the
agent answers by asking the embedded brain in the same turn, so a broken endpoint never breaks a conversation.
"""

from dataclasses import dataclass

import openai
from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from backend.settings.process import ProcessSettings

FAILURES: tuple[type[Exception], ...] = (openai.OpenAIError, TimeoutError, ConnectionError, ValueError, KeyError, TypeError)
"""What a hosted endpoint may raise: transport and status errors, and answers that do not parse."""
MAX_ANSWER_TOKENS = 1200


@dataclass(frozen=True, slots=True)
class HostedBrain:
    """An OpenAI-compatible endpoint as a brain. The key is only ever held as a SecretStr and never logged."""

    base_url: str
    model_name: str
    api_key: SecretStr
    timeout_s: float = 20.0
    name: str = "hosted"

    @classmethod
    def from_settings(cls, settings: ProcessSettings) -> "HostedBrain":
        """The endpoint named by DINGHUO_HOSTED_BASE_URL, _MODEL, _API_KEY and _TIMEOUT_S."""
        if not settings.hosted_base_url or not settings.hosted_model:
            raise ValueError("DINGHUO_HOSTED_BASE_URL and DINGHUO_HOSTED_MODEL are needed for the hosted brain")
        key = settings.hosted_api_key or SecretStr("none")
        return cls(base_url=settings.hosted_base_url, model_name=settings.hosted_model, api_key=key, timeout_s=settings.hosted_timeout_s)

    def model(self) -> BaseChatModel:
        """A chat model; build it once and reuse it."""
        return ChatOpenAI(
            base_url=self.base_url,
            model=self.model_name,
            api_key=self.api_key,
            timeout=self.timeout_s,
            max_retries=1,
            temperature=0,
            max_completion_tokens=MAX_ANSWER_TOKENS,
            stream_usage=False,
        )
