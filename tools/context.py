"""The hidden context of every tool: who asks, in which language, when, and on which database. A model never sees or fills it.

Invariant: identity reaches a tool only through this value, which the assistant makes from the session.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic_core import CoreSchema, core_schema

from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork

T = TypeVar("T")
Watch = Callable[[str, Any], None]
"""Told ("tool", its name) before a tool runs and ("results", what it added) after it."""


def nobody(_what: str, _value: Any) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Made once per turn. `message_id` keys every write of the turn, so that a turn that is run again does nothing twice.

    `results` collects the typed result of every tool call of the turn in order; replies are rendered from it. `changes` are the words of
    the calls that changed the draft in this turn: the n-th of them is the n-th again when the turn is run again, however a model words it.
    `words` are the person's own, for what a call leaves open.
    `spent` are the requests that were made to a hosted model. `watch` hears of the tools while the turn runs.
    """

    database: Database
    actor: Actor
    clock: Clock
    locale: str
    conversation_id: str
    message_id: str
    results: list[Any] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    words: str = ""
    spent: list[Any] = field(default_factory=list)
    watch: Watch = nobody

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> CoreSchema:
        """The context is handed through as it is; it is never made from data."""
        return core_schema.is_instance_schema(cls)

    def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run a reading use case."""
        return self.database.read(work)

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run a writing use case in one transaction."""
        return self.database.write(work)
