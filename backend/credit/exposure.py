"""What counts against a dealer's limit, and what an order does to it. Pure (R5, N3)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from backend.credit.domain import CreditDecision, Uplift


@dataclass(frozen=True, slots=True)
class Account:
    """A dealer's credit as it stands. `committed` is the value of confirmed and held orders that are not delivered."""

    dealer_id: str
    limit: Decimal
    uplift: Uplift
    open_receivables: Decimal
    committed: Decimal
    overdue: bool
    overdue_days: int
    currency: str

    @property
    def exposure(self) -> Decimal:
        """Unpaid invoices and deliveries plus open orders."""
        return self.open_receivables + self.committed

    def limit_at(self, instant: datetime) -> Decimal:
        """The limit with a temporary uplift while it is valid."""
        return self.limit + self.uplift.at(instant)


def decide(account: Account, before: Decimal, after: Decimal, at: datetime) -> CreditDecision:
    """Judge an exposure that goes from `before` to `after`; `after == limit` passes, the shortfall is what goes beyond."""
    limit = account.limit_at(at)
    return CreditDecision(limit, before, after, max(Decimal(0), after - limit), account.overdue, account.overdue_days)
