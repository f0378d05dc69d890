"""Values and pure rules of orders and drafts: the life of an order as a table, and what a draft holds.

Invariant: the status of an order changes only along TRANSITIONS; the lines of a draft have one line per SKU and whole base units.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from backend.catalog.domain import Unit
from backend.kit.errors import Conflict
from backend.ordering.schemas import Question


class OrderStatus(StrEnum):
    """Where an order stands. What is not confirmed yet is a draft, not an order."""

    HOLD = "HOLD"
    APPROVED = "APPROVED"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"
    REJECTED = "REJECTED"


class OrderAction(StrEnum):
    """What can be done to an order after it was submitted."""

    APPROVE = "approve"
    REJECT = "reject"
    CHANGE = "change"
    CANCEL = "cancel"
    SHIP = "ship"
    DELIVER = "deliver"


class DraftStatus(StrEnum):
    """The life of a draft."""

    OPEN = "open"
    SUBMITTED = "submitted"
    DISCARDED = "discarded"


OPEN_STATUSES = frozenset({OrderStatus.HOLD, OrderStatus.APPROVED})
"""An order in one of these reserves stock, counts against credit, and may be changed or cancelled."""
COUNTED_STATUSES = OPEN_STATUSES | {OrderStatus.SHIPPED}
"""An order in one of these counts against its dealer's credit."""
DEAD_STATUSES = frozenset({OrderStatus.CANCELLED, OrderStatus.REJECTED})

TRANSITIONS: Mapping[tuple[OrderStatus, OrderAction], frozenset[OrderStatus]] = {
    (OrderStatus.HOLD, OrderAction.APPROVE): frozenset({OrderStatus.APPROVED}),
    (OrderStatus.HOLD, OrderAction.REJECT): frozenset({OrderStatus.REJECTED}),
    (OrderStatus.HOLD, OrderAction.CHANGE): OPEN_STATUSES,
    (OrderStatus.APPROVED, OrderAction.CHANGE): OPEN_STATUSES,
    (OrderStatus.HOLD, OrderAction.CANCEL): frozenset({OrderStatus.CANCELLED}),
    (OrderStatus.APPROVED, OrderAction.CANCEL): frozenset({OrderStatus.CANCELLED}),
    (OrderStatus.APPROVED, OrderAction.SHIP): frozenset({OrderStatus.SHIPPED}),
    (OrderStatus.SHIPPED, OrderAction.DELIVER): frozenset({OrderStatus.DELIVERED}),
}
"""Every step there is: (from, action) -> the statuses it may lead to."""


def may(status: OrderStatus, action: OrderAction) -> bool:
    """Whether `action` is possible in `status`."""
    return (status, action) in TRANSITIONS


def check_step(number: str, status: OrderStatus, action: OrderAction, target: OrderStatus | None = None) -> None:
    """Raise Conflict("order.wrong_status") unless `action` leads from `status` (to `target`, if given)."""
    targets = TRANSITIONS.get((status, action), frozenset())
    if not targets or (target is not None and target not in targets):
        raise Conflict("order.wrong_status", number=number, status=status.value, action=action.value)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A wish for one SKU. `backorder` says that the person agreed to get later what is not in stock."""

    sku: str
    qty: Decimal
    unit: Unit
    base_qty: int
    backorder: bool = False
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftContent:
    """What a person asked for so far. Prices, stock and gates are no part of it: they are looked up whenever it is shown."""

    lines: tuple[DraftLine, ...] = ()
    questions: tuple[Question, ...] = ()
    ship_to: str | None = None
    requested_day: date | None = None
    relation: str | None = None
    repeated_order: str | None = None
    repeated_date: date | None = None

    def line_of(self, sku: str) -> DraftLine | None:
        """The line of a SKU."""
        return next((line for line in self.lines if line.sku == sku), None)


@dataclass(frozen=True, slots=True)
class Draft:
    """A stored draft of one person for his dealer."""

    id: str
    user_id: str
    dealer_id: str
    version: int
    content: DraftContent
