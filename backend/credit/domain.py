"""Values of dealer credit.

Invariant: money is exact; a decision never rounds.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class EntryKind(StrEnum):
    """Why a dealer's exposure changed."""

    COMMIT = "commit"
    CHANGE = "change"
    RELEASE = "release"
    DELIVER = "deliver"
    RECEIVABLES = "receivables"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True)
class Uplift:
    """A temporary rise of the limit, valid from `valid_from` up to but not including `valid_to`; an open end is None."""

    amount: Decimal
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    def at(self, instant: datetime) -> Decimal:
        """What it adds at `instant`."""
        begun = self.valid_from is None or self.valid_from <= instant
        ended = self.valid_to is not None and self.valid_to <= instant
        return self.amount if begun and not ended else Decimal(0)


NO_UPLIFT = Uplift(Decimal(0))


@dataclass(frozen=True, slots=True)
class Delivered:
    """A delivery of part of an order: what the order still commits afterwards and what is owed for what was accepted.

    What was refused is neither: it lowers the exposure.
    """

    still_committed: Decimal
    receivable: Decimal


@dataclass(frozen=True, slots=True)
class CreditDecision:
    """The figures a gate needs: exposure without and with the amount in question, against the limit valid at that instant."""

    limit: Decimal
    exposure_before: Decimal
    exposure_after: Decimal
    shortfall: Decimal
    overdue: bool
    overdue_days: int

    @property
    def over_limit(self) -> bool:
        """Whether the limit is exceeded; exactly the limit still passes."""
        return self.exposure_after > self.limit
