"""The embedded brain: a deterministic chat model without key or network, for Chinese and English."""

from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel

from bot.brain.embedded.model import PlanningModel

__all__ = ["EmbeddedBrain"]


@dataclass(frozen=True, slots=True)
class EmbeddedBrain:
    """Plans tool calls from word lists, structure and dialogue state."""

    name: str = "embedded"

    def model(self) -> BaseChatModel:
        """The planning model."""
        return PlanningModel()
