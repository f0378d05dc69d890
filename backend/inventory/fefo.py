"""First expired, first out: in which order the lots of a warehouse are picked, and which a delivery day rules out (R11).

Invariant: serving each delivery from the tightest lot that is still usable on its day never takes from a later delivery
what only that one can use, so everything that was promised can be shipped, in any order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from backend.inventory.domain import LotStatus, is_usable


@dataclass(frozen=True, slots=True)
class Lot:
    """What FEFO needs to know of a lot; `remove_by` is its last day of sale, None = for ever."""

    id: int
    code: str
    on_hand: int
    received: date
    remove_by: date | None
    status: LotStatus = LotStatus.OK


def fefo_key(lot: Lot) -> tuple[date, date, int]:
    """Sort key: last day of sale (lots without one come last), then received, then id."""
    return (lot.remove_by or date.max, lot.received, lot.id)


def pick(lots: Iterable[Lot], base_qty: int, day: date) -> tuple[list[tuple[Lot, int]], int]:
    """Take `base_qty` for a delivery on `day` in FEFO order. Returns what each lot gives and what is still missing."""
    missing = base_qty
    taken: list[tuple[Lot, int]] = []
    for lot in sorted(lots, key=fefo_key):
        if missing == 0:
            break
        if lot.status is LotStatus.OK and lot.on_hand > 0 and is_usable(lot.remove_by, day):
            quantity = min(lot.on_hand, missing)
            taken.append((lot, quantity))
            missing -= quantity
    return taken, missing
