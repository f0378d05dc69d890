"""Values and pure rules of orders and drafts: the life of an order as a table, the quantities of a line, and what a draft holds.

Invariant: the status of an order changes only along TRANSITIONS, and what has been reserved, shipped and cancelled of a line never exceeds
what was ordered (R7); the lines of a draft have one line per SKU and whole base units.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from backend.catalog.domain import Unit
from backend.kit.errors import Conflict
from backend.ordering.notes import NO_NOTES, OrderNotes
from backend.ordering.schemas import Question


class OrderStatus(StrEnum):
    """Where an order stands. DRAFT and SUBMITTED are passed inside one transaction and never stored with an order."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    HOLD = "HOLD"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    ALLOCATED = "ALLOCATED"
    PICKING = "PICKING"
    PARTLY_SHIPPED = "PARTLY_SHIPPED"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class Channel(StrEnum):
    """The door an order came through."""

    CHAT = "chat"
    HTTP = "http"
    IMPORT = "import"


class OrderAction(StrEnum):
    """What can be done to an order."""

    SUBMIT = "submit"
    RELEASE = "release"
    REJECT = "reject"
    CHANGE = "change"
    CANCEL = "cancel"
    ALLOCATE = "allocate"
    FILL = "fill"
    PICK = "pick"
    SHIP = "ship"
    DELIVER = "deliver"
    CLOSE = "close"


class DraftStatus(StrEnum):
    """The life of a draft."""

    OPEN = "open"
    SUBMITTED = "submitted"
    DISCARDED = "discarded"


OPEN_STATUSES = frozenset({OrderStatus.HOLD, OrderStatus.APPROVED})
"""An order in one of these may be changed or cancelled."""
RESERVING_STATUSES = OPEN_STATUSES | {OrderStatus.ALLOCATED, OrderStatus.PICKING, OrderStatus.PARTLY_SHIPPED}
"""An order in one of these holds stock."""
COUNTED_STATUSES = RESERVING_STATUSES | {OrderStatus.SHIPPED}
"""An order in one of these counts against its dealer's credit."""
DEAD_STATUSES = frozenset({OrderStatus.CANCELLED, OrderStatus.REJECTED})
STORED_STATUSES = frozenset(OrderStatus) - {OrderStatus.DRAFT, OrderStatus.SUBMITTED}


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of an order's life: from where, by what, to where. Whose step it is says the permission of its use case."""

    source: OrderStatus
    action: OrderAction
    targets: frozenset[OrderStatus]


_S, _A = OrderStatus, OrderAction


def _step(source: OrderStatus, action: OrderAction, targets: Iterable[OrderStatus]) -> Transition:
    return Transition(source, action, frozenset(targets))


TRANSITIONS: tuple[Transition, ...] = (
    _step(_S.DRAFT, _A.SUBMIT, OPEN_STATUSES),
    _step(_S.HOLD, _A.RELEASE, {_S.APPROVED, _S.HOLD}),
    _step(_S.HOLD, _A.REJECT, {_S.REJECTED}),
    _step(_S.HOLD, _A.CHANGE, OPEN_STATUSES),
    _step(_S.APPROVED, _A.CHANGE, OPEN_STATUSES),
    _step(_S.HOLD, _A.CANCEL, {_S.CANCELLED}),
    _step(_S.APPROVED, _A.CANCEL, {_S.CANCELLED}),
    _step(_S.APPROVED, _A.ALLOCATE, {_S.ALLOCATED}),
    _step(_S.ALLOCATED, _A.FILL, {_S.ALLOCATED}),
    _step(_S.PICKING, _A.FILL, {_S.PICKING}),
    _step(_S.PARTLY_SHIPPED, _A.FILL, {_S.PARTLY_SHIPPED}),
    _step(_S.ALLOCATED, _A.PICK, {_S.PICKING}),
    _step(_S.PICKING, _A.PICK, {_S.PICKING}),
    _step(_S.PARTLY_SHIPPED, _A.PICK, {_S.PARTLY_SHIPPED}),
    _step(_S.ALLOCATED, _A.SHIP, {_S.PARTLY_SHIPPED, _S.SHIPPED}),
    _step(_S.PICKING, _A.SHIP, {_S.PARTLY_SHIPPED, _S.SHIPPED}),
    _step(_S.PARTLY_SHIPPED, _A.SHIP, {_S.PARTLY_SHIPPED, _S.SHIPPED}),
    _step(_S.ALLOCATED, _A.CLOSE, {_S.CANCELLED}),
    _step(_S.PICKING, _A.CLOSE, {_S.CANCELLED}),
    _step(_S.PARTLY_SHIPPED, _A.CLOSE, {_S.SHIPPED, _S.DELIVERED, _S.CANCELLED}),
    _step(_S.PARTLY_SHIPPED, _A.DELIVER, {_S.PARTLY_SHIPPED, _S.ALLOCATED, _S.PICKING}),
    _step(_S.SHIPPED, _A.DELIVER, {_S.SHIPPED, _S.DELIVERED, _S.CANCELLED}),
    _step(_S.DELIVERED, _A.CLOSE, {_S.CLOSED}),
)
_BY_STEP = {(step.source, step.action): step for step in TRANSITIONS}


def allowed_actions(status: OrderStatus) -> tuple[OrderAction, ...]:
    """What can be done to an order in `status`, by whomever."""
    return tuple(step.action for step in TRANSITIONS if step.source is status)


def check_step(number: str, status: OrderStatus, action: OrderAction, target: OrderStatus | None = None) -> None:
    """Raise Conflict("order.wrong_status"), naming what is possible, unless `action` leads from `status` (to `target`, if given)."""
    step = _BY_STEP.get((status, action))
    if step is None or (target is not None and target not in step.targets):
        allowed = ", ".join(one.value for one in allowed_actions(status)) or "-"
        raise Conflict("order.wrong_status", number=number, status=status.value, action=action.value, allowed=allowed)


@dataclass(frozen=True, slots=True)
class LineQuantities:
    """What became of one line, in base units. What is neither reserved, shipped nor cancelled is on backorder."""

    ordered: int
    cancelled: int = 0
    reserved: int = 0
    shipped: int = 0
    delivered: int = 0
    returned: int = 0

    def __post_init__(self) -> None:
        least = min(self.cancelled, self.reserved, self.shipped, self.delivered, self.returned)
        within = self.cancelled + self.reserved + self.shipped <= self.ordered and self.returned <= self.delivered <= self.shipped
        if self.ordered <= 0 or least < 0 or not within:
            raise ValueError(f"impossible line quantities: {self}")

    @property
    def backorder(self) -> int:
        """What was ordered, is still wanted and is not covered yet."""
        return self.ordered - self.cancelled - self.reserved - self.shipped

    @property
    def remaining(self) -> int:
        """What is still to be shipped."""
        return self.ordered - self.cancelled - self.shipped


def shipped_status(lines: Iterable[LineQuantities]) -> OrderStatus | None:
    """What the lines say about an order on its way; None before anything has left (then the decision counts: HOLD or APPROVED)."""
    quantities = tuple(lines)
    shipped = sum(line.shipped for line in quantities)
    if not shipped:
        return OrderStatus.CANCELLED if quantities and not any(line.remaining for line in quantities) else None
    if any(line.remaining for line in quantities):
        return OrderStatus.PARTLY_SHIPPED
    return OrderStatus.DELIVERED if sum(line.delivered for line in quantities) == shipped else OrderStatus.SHIPPED


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A wish for one SKU. `backorder` says that the person agreed to get later what is not in stock.

    With a `condition` ("if_available", "up_to") `asked_base` was asked for, `firm_base` of it without the condition, and `base_qty` is what stock had.
    """

    sku: str
    qty: Decimal
    unit: Unit
    base_qty: int
    backorder: bool = False
    marks: tuple[str, ...] = ()
    condition: str = ""
    asked_base: int = 0
    firm_base: int = 0
    lot_wish: str = ""


@dataclass(frozen=True, slots=True)
class SaidName:
    """A word for a product that the person resolved himself while the draft was made.

    `how` is "chosen" (he said which product it is), "learned" (it was read by a word he is known to use; `before` base units of the product were in
    the draft already) or "denied" (he said that it is not this one).
    """

    word: str
    sku: str
    how: str
    before: int = 0


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
    notes: OrderNotes = NO_NOTES
    names: tuple[SaidName, ...] = ()

    def line_of(self, sku: str) -> DraftLine | None:
        """The line of a SKU."""
        return next((line for line in self.lines if line.sku == sku), None)


@dataclass(frozen=True, slots=True)
class Draft:
    """A stored draft of one person for his dealer. `slot` counts his open drafts from 0; `beside` are the others that are open.

    `started_at` is when its first message was read. `change` names what the person did when this version was made; drafts whose versions have the
    same one were changed by the same message. Empty: by something that changed nothing else.
    """

    id: str
    user_id: str
    dealer_id: str
    version: int
    content: DraftContent
    slot: int = 0
    focus: int = 1
    beside: int = 0
    started_at: datetime | None = None
    change: str = ""


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """What a draft was before, and by which change it had come to that."""

    version: int
    content: DraftContent
    change: str = ""
