"""What a typed message is to whoever reads it before a brain does, and what came of reading it. Plain values.

Invariant: `offers` are the person's live proposals as this conversation knows them, looked up once for all readers of a message.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.confirmation import Offer
from tools.context import ToolContext


@dataclass(frozen=True, slots=True)
class Said:
    """A typed message in its conversation."""

    context: ToolContext
    text: str
    offers: tuple[Offer, ...]
    state: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done: sentences to say before the results, the name of the deed, and a question that came along and is still to be answered."""

    notes: tuple[str, ...] = ()
    did: str = ""
    rest: str = ""
