"""Values and pure rules of the parts of an order.

A part is what leaves one warehouse together: one day, one temperature class, one supplier, one carrier. What stock cannot serve yet is one
part that waits. Invariant: of a part, delivered + refused or cancelled <= shipped + cancelled <= its quantity, and a shipped part holds nothing back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from backend.kit.money import round_money, spread


class PartStatus(StrEnum):
    """Where a part stands. WAITING has no stock yet; of a REFUSED one nothing was accepted."""

    WAITING = "WAITING"
    ALLOCATED = "ALLOCATED"
    PICKING = "PICKING"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"


TO_SHIP = frozenset({PartStatus.ALLOCATED, PartStatus.PICKING})
"""A part in one of these holds stock and has not left."""
OPEN = TO_SHIP | {PartStatus.WAITING}
"""A part in one of these is still to come."""
LEFT = frozenset({PartStatus.SHIPPED, PartStatus.DELIVERED, PartStatus.REFUSED})


@dataclass(frozen=True, slots=True)
class PartLine:
    """A quantity of one order line in a part, with its share of the money. `lots` are (lot, base units) once it has left."""

    line_no: int
    sku: str
    base_qty: int
    line_total: Decimal
    picked: int = 0
    shipped: int = 0
    delivered: int = 0
    cancelled: int = 0
    lots: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it is stored."""

    id: str
    order_id: str
    part_no: int
    number: str
    warehouse: str
    temperature: str
    supplier: str
    promise_day: date | None
    status: PartStatus
    lines: tuple[PartLine, ...]
    made_at: datetime
    carrier: str = ""
    tracking: str = ""
    signed_by: str = ""
    version: int = 1
    picked_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None

    @property
    def total(self) -> Decimal:
        """What its lines add up to."""
        return sum((line.line_total for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class LineState:
    """What the parts of an order say became of one of its lines, in base units."""

    reserved: int = 0
    backorder: int = 0
    shipped: int = 0
    delivered: int = 0
    cancelled: int = 0


def states_of(parts: Iterable[Part]) -> Mapping[int, LineState]:
    """What became of every line. Refused goods have come back: they count as cancelled, not as shipped (R7)."""
    sums: dict[int, list[int]] = {}
    for part in parts:
        for line in part.lines:
            found = sums.setdefault(line.line_no, [0, 0, 0, 0, 0])
            found[0] += line.base_qty if part.status in TO_SHIP else 0
            found[1] += line.base_qty if part.status is PartStatus.WAITING else 0
            found[2] += line.shipped - line.cancelled if part.status in LEFT else 0
            found[3] += line.delivered
            found[4] += line.cancelled
    return {line_no: LineState(*found) for line_no, found in sums.items()}


def carved(line: PartLine, taken: int, exponent: int) -> tuple[PartLine | None, PartLine | None]:
    """The line as two: `taken` of it and the rest, each with its exact share of the money; None for an empty one."""
    if taken <= 0 or taken >= line.base_qty:
        return (line, None) if taken > 0 else (None, line)
    rest = line.base_qty - taken
    mine, others = spread(line.line_total, [Decimal(taken), Decimal(rest)], exponent)
    return PartLine(line.line_no, line.sku, taken, mine), PartLine(line.line_no, line.sku, rest, others)


def net_totals(line_totals: Mapping[int, Decimal], total: Decimal, exponent: int) -> Mapping[int, Decimal]:
    """What each line weighs of the order's total: its own amount, or its share when the order has a discount as a whole."""
    if sum(line_totals.values(), Decimal(0)) == total:
        return dict(line_totals)
    numbers = sorted(line_totals)
    return dict(zip(numbers, spread(total, [line_totals[number] for number in numbers], exponent), strict=True))


def value_of(base_qty: int, ordered: int, total: Decimal, exponent: int) -> Decimal:
    """What `base_qty` of a line is worth; the whole of it exactly its total, whichever way it came about."""
    return round_money(total * base_qty / ordered, exponent)
