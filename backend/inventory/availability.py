"""How much may still be promised for a day, and how an order is spread over warehouses. Pure (R1, R11).

A promise for day d needs stock that is still sold on d. So for every day t up to d, the stock usable on t must cover all promises
for t or later (Hall's condition for nested sets): free(d) = min over t in today..d of usable(t) - promised(t or later) - buffer.
The minimum can only change on the day after a lot's last day, hence only those days are looked at. Promises whose
day has passed unshipped count as promises for today.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from backend.inventory.schemas import Allocation, Want

Place = tuple[str, str]
"""(sku, warehouse): the key of a balance, and the order in which balances are locked."""


@dataclass(slots=True)
class Shelf:
    """One SKU in one warehouse: counters, quantity in blocked lots, and the lots whose last day lies before the day it was read for."""

    place: Place
    on_hand: int
    reserved: int
    buffer: int
    version: int
    blocked: int = 0
    ending: dict[date, int] = field(default_factory=dict)

    def free(self, today: date | None, promised: Mapping[date, int], day: date = date.max) -> int:
        """What may still be promised for `day` (the one the shelf was read for when left out); `promised` is needed only when `ends_between` says so."""
        usable = self.on_hand - self.blocked
        if today is not None:
            usable -= sum(quantity for last_day, quantity in self.ending.items() if last_day < today)
        lowest = usable - self.reserved
        for last_day in sorted(self.ending):
            if last_day < day and (today is None or last_day >= today):
                usable -= self.ending[last_day]
                later = last_day + timedelta(days=1)
                lowest = min(lowest, usable - sum(quantity for day, quantity in promised.items() if day >= later))
        return max(0, lowest - self.buffer)

    def ends_between(self, today: date | None) -> bool:
        """Whether a lot's last day lies between today and the day it was read for, so that it matters for which day each promise is."""
        return any(today is None or last_day >= today for last_day in self.ending)

    @property
    def uncommitted(self) -> int:
        """What the counters alone would allow."""
        return self.on_hand - self.reserved - self.buffer


@dataclass(frozen=True, slots=True)
class Shortage:
    """A SKU of which less may be promised than the order's lines want together."""

    sku: str
    wanted: int
    available: int


def allocate(wants: Iterable[Want], free: Mapping[str, Sequence[tuple[str, int]]]) -> tuple[list[Allocation], list[Shortage]]:
    """Spread the lines over warehouses in supplying order, each SKU's lines sharing one stock.

    Lines that refuse a backorder are served first, then by line number. A SKU whose refusing lines cannot all be served
    is short; the allocations are then of no use.
    """
    left = {sku: dict(shelves) for sku, shelves in free.items()}
    allocations: list[Allocation] = []
    firm: dict[str, int] = {}
    for want in sorted(wants, key=lambda want: (want.backorder, want.line_no)):
        if not want.backorder:
            firm[want.sku] = firm.get(want.sku, 0) + want.base_qty
        missing = want.base_qty
        shelves = left.get(want.sku, {})
        for warehouse, standing in shelves.items():
            quantity = min(missing, standing)
            if quantity > 0:
                shelves[warehouse] -= quantity
                missing -= quantity
                allocations.append(Allocation(want.line_no, want.sku, warehouse, quantity))
    shortages = [Shortage(sku, wanted, sum(quantity for _, quantity in free.get(sku, ()))) for sku, wanted in firm.items()]
    return allocations, [shortage for shortage in shortages if shortage.wanted > shortage.available]
