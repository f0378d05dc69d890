"""Brains: chat models that turn a person's words into tool calls. Two exist, behind one contract; the agent treats them alike."""

from typing import Protocol

from langchain_core.language_models import BaseChatModel

__all__ = ["Brain"]


class Brain(Protocol):
    """A named source of one chat model."""

    @property
    def name(self) -> str:
        """The name shown with every reply: "embedded" or "hosted"."""
        ...

    def model(self) -> BaseChatModel:
        """The chat model, built once and reused; it is bound to the tools of an actor by the agent."""
        ...
