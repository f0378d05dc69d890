"""Values and pure rules of returns: the steps of one, what of a shipment may still come back, and what it is worth.

Invariant: a return moves only along STEPS; its lines never hold more than was delivered and is not back yet, and what is inspected adds up
to what was received.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from backend.kit.errors import Conflict


class ReturnKind(StrEnum):
    """Why goods come back: a dealer claims it, or they were refused at the door and were never owed."""

    CLAIM = "claim"
    REFUSED = "refused"


class ReturnStatus(StrEnum):
    """Where a return stands. CREDITED is paid back; SETTLED ended without money, because nothing had been owed for the goods."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    RECEIVED = "RECEIVED"
    INSPECTED = "INSPECTED"
    CREDITED = "CREDITED"
    SETTLED = "SETTLED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


class ReturnAction(StrEnum):
    """What can be done to a return."""

    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    RECEIVE = "receive"
    INSPECT = "inspect"
    CREDIT = "credit"


_S, _A = ReturnStatus, ReturnAction
STEPS: Mapping[tuple[ReturnStatus, ReturnAction], frozenset[ReturnStatus]] = {
    (_S.REQUESTED, _A.APPROVE): frozenset({_S.APPROVED}),
    (_S.REQUESTED, _A.REJECT): frozenset({_S.REJECTED}),
    (_S.REQUESTED, _A.WITHDRAW): frozenset({_S.WITHDRAWN}),
    (_S.APPROVED, _A.WITHDRAW): frozenset({_S.WITHDRAWN}),
    (_S.APPROVED, _A.RECEIVE): frozenset({_S.RECEIVED}),
    (_S.RECEIVED, _A.INSPECT): frozenset({_S.INSPECTED, _S.SETTLED}),
    (_S.INSPECTED, _A.CREDIT): frozenset({_S.CREDITED}),
}
OPEN_RETURNS = frozenset({_S.REQUESTED, _S.APPROVED, _S.RECEIVED, _S.INSPECTED})
"""A return in one of these is still to be worked on."""
BACK = frozenset({_S.RECEIVED, _S.INSPECTED, _S.CREDITED})
"""Of a claim in one of these the goods have come back."""


def check_return_step(number: str, status: ReturnStatus, action: ReturnAction) -> None:
    """Raise Conflict("return.wrong_status"), naming what is possible, unless the step leads from `status`."""
    if (status, action) not in STEPS:
        raise Conflict("return.wrong_status", number=number, status=status.value, allowed=", ".join(actions_from(status)) or "-")


def actions_from(status: ReturnStatus) -> tuple[str, ...]:
    """What can be done to a return in `status`, by whomever."""
    return tuple(action.value for source, action in STEPS if source is status)


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """Goods of one line and lot of a shipment. `amount` is what their price was worth, once they were credited."""

    seq: int
    line_no: int
    part_number: str
    sku: str
    lot: str
    base_qty: int
    received: int = 0
    restocked: int = 0
    quarantined: int = 0
    scrapped: int = 0
    amount: Decimal | None = None

    def counted(self, status: ReturnStatus) -> int:
        """What of the line can no longer be asked for in another return."""
        if status in {ReturnStatus.REJECTED, ReturnStatus.WITHDRAWN}:
            return 0
        return self.base_qty if status in {ReturnStatus.REQUESTED, ReturnStatus.APPROVED} else self.received


@dataclass(frozen=True, slots=True)
class Return:
    """A return as it is stored."""

    id: str
    number: str
    order_id: str
    dealer_id: str
    kind: ReturnKind
    status: ReturnStatus
    reason: str
    requested_by: str
    requested_by_name: str
    requested_at: datetime
    lines: tuple[ReturnLine, ...]
    version: int = 1
    note: str = ""
    warehouse: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    received_at: datetime | None = None
    inspected_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What of one lot in one part was delivered for a line; `left` of it may still come back."""

    line_no: int
    sku: str
    part_number: str
    warehouse: str
    lot: str
    delivered: int
    left: int


def places_left(places: Iterable[Place], returns: Iterable[Return]) -> tuple[Place, ...]:
    """The places less what returns hold of them already."""
    held: dict[tuple[int, str, str], int] = {}
    for one in returns:
        for line in one.lines if one.kind is ReturnKind.CLAIM else ():
            key = _key(line)
            held[key] = held.get(key, 0) + line.counted(one.status)
    return tuple(replace(place, left=place.delivered - held.get(_key(place), 0)) for place in places)


def _key(place: Place | ReturnLine) -> tuple[int, str, str]:
    """Of goods without a part the lots that they left from are not known: those named on returns are not told apart."""
    return place.line_no, place.part_number, place.lot if place.part_number else ""


def taken_from(places: Sequence[Place], base_qty: int) -> tuple[tuple[Place, int], ...]:
    """`base_qty` over the places of one line, the last delivered first; less when there is not so much left."""
    taken: list[tuple[Place, int]] = []
    for place in reversed(places):
        quantity = min(base_qty, place.left)
        if quantity > 0:
            taken.append((place, quantity))
            base_qty -= quantity
    return tuple(taken)


def delivered_lots(lots: Sequence[tuple[str, int]], delivered: int) -> tuple[tuple[str, int], ...]:
    """The lots of which goods were accepted: what was refused came from the last picked (see `fulfilling.delivering`)."""
    found: list[tuple[str, int]] = []
    for lot, base_qty in lots:
        quantity = min(base_qty, delivered)
        if quantity:
            found.append((lot, quantity))
            delivered -= quantity
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Worth:
    """What an order's dealer owes for what was delivered (`owed`), what it is worth without promotions (`full`), and what is credited already."""

    owed: Decimal
    full: Decimal
    credited: Decimal

    def to_credit(self, returned: Decimal, clawed: Decimal) -> Decimal:
        """What is to be credited now that goods of a full price of `returned` are back in all, and promotions owe `clawed` in all.

        All goods back credit exactly what was owed for them; a promotion takes back at most what it gave for what was delivered.
        """
        return returned - min(clawed, self.full - self.owed) - self.credited
