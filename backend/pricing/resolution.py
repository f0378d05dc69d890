"""R3: which price applies. Pure.

Order: customer contract, then customer group, grade, base. Inside a list the deepest break at or below the quantity counts; below the
lowest break the next list is asked. Validity is half-open. Ties: higher priority, narrower scope, later start, lower id.
Invariant: the price is exact per base unit and never rounded here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntEnum


class ScopeRank(IntEnum):
    """How narrow a price list is; lower wins."""

    CONTRACT = 0
    GROUP = 1
    GRADE = 2
    BASE = 3


@dataclass(frozen=True, slots=True)
class PriceEntry:
    """One break of one SKU in one list version that fits the customer. `valid_to` None means without end."""

    list_id: int
    list_code: str
    version: int
    rank: ScopeRank
    priority: int
    valid_from: datetime
    valid_to: datetime | None
    min_base_qty: int
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class PricedUnit:
    """The price of one base unit, and where it comes from."""

    unit_net: Decimal
    list_code: str
    list_version: int
    reason: str
    list_price: Decimal


def resolve_price(entries: Iterable[PriceEntry], base_qty: int, at: datetime) -> PricedUnit | None:
    """The price for `base_qty` base units (summed over all lines of the SKU) at `at`; None when no list has one."""
    valid = [entry for entry in entries if entry.valid_from <= at and (entry.valid_to is None or at < entry.valid_to)]
    reached = [entry for entry in valid if entry.min_base_qty <= base_qty]
    if not reached:
        return None
    deepest: dict[int, PriceEntry] = {}
    for entry in reached:
        best = deepest.get(entry.list_id)
        if best is None or entry.min_base_qty > best.min_base_qty:
            deepest[entry.list_id] = entry
    chosen = min(deepest.values(), key=_preference)
    base = [entry for entry in valid if entry.rank is ScopeRank.BASE]
    list_price = min(base, key=lambda entry: (-entry.priority, entry.min_base_qty)).unit_price if base else chosen.unit_price
    return PricedUnit(chosen.unit_price, chosen.list_code, chosen.version, chosen.rank.name.lower(), list_price)


def _preference(entry: PriceEntry) -> tuple[int, int, float, int]:
    return (entry.rank, -entry.priority, -entry.valid_from.timestamp(), entry.list_id)
