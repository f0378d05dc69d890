"""What goes into and comes out of the credit use cases. Money is a Decimal in the account's currency."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from backend.credit.domain import NO_UPLIFT, Uplift


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A dealer's credit as the finance system states it; a later import overwrites all of it and keeps the open commitments."""

    dealer_id: str
    limit: Decimal
    open_receivables: Decimal = Decimal(0)
    overdue: bool = False
    overdue_days: int = 0
    currency: str = "CNY"
    uplift: Uplift = NO_UPLIFT


@dataclass(frozen=True, slots=True)
class CreditStatus:
    """A dealer's credit as shown to somebody who may see it. `available` is negative when the limit is exceeded."""

    dealer_id: str
    limit: Decimal
    open_receivables: Decimal
    open_orders: Decimal
    exposure: Decimal
    available: Decimal
    overdue: bool
    overdue_days: int
    currency: str
    as_of: datetime
