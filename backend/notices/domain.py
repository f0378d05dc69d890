"""A notice, what somebody wants to hear of, and the connector that reaches people by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one person; `kind` names the sentence and `params` fill it. `connector` is where he should hear it, None when unknown."""

    id: int
    user_id: str
    kind: str
    params: Mapping[str, Any]
    created_at: datetime
    read_at: datetime | None
    connector: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """What a person wants: topics that are off, the connector he chose, and his quiet hours (None for the brand's; equal ends for none)."""

    muted: frozenset[str] = frozenset()
    connector: str | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None


class Deliverer(Protocol):
    """A connector that can reach people by itself (a messenger)."""

    def deliver(self, notice: Notice) -> bool:
        """Send it; False when this connector does not reach the person.

        Raises OSError or a DomainError when it cannot be sent now: it is tried again.
        """
        ...
