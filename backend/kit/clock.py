"""Time as a value that is handed in, so that tests and evaluations can fix it.

Invariant: every instant in the backend is timezone-aware; storage is UTC, reasoning about days is in the brand's zone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the current instant, timezone-aware."""

    def now(self) -> datetime:
        """The current instant."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current instant in UTC."""
        return datetime.now(UTC)


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still until it is moved by assigning `instant`."""

    instant: datetime

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.instant
