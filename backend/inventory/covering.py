"""Which promises the lots of one place still cover when some of them are gone or blocked. Pure (R11).

Stock that is usable on a day serves promises for that day or earlier; so a promise for day d takes from what is usable on every day up to d.
Invariant: what is kept can be shipped in any order (Hall's condition for nested sets); the earliest promises are kept first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backend.inventory.domain import LotStatus, is_usable
from backend.inventory.fefo import Lot


@dataclass(frozen=True, slots=True)
class Promised:
    """A quantity promised for goods that must be usable on `day`."""

    base_qty: int
    day: date


def uncovered(lots: Iterable[Lot], promises: Sequence[Promised], today: date) -> list[int]:
    """How much of each promise, oldest first, the lots do not cover; a day that has passed counts as today."""
    standing = [lot for lot in lots if lot.status is LotStatus.OK and lot.on_hand > 0]
    days = sorted({today, *(lot.remove_by + timedelta(days=1) for lot in standing if lot.remove_by is not None and lot.remove_by >= today)})
    left = {day: sum(lot.on_hand for lot in standing if is_usable(lot.remove_by, day)) for day in days}
    missing: list[int] = []
    for promise in promises:
        reached = [day for day in days if day <= max(promise.day, today)]
        kept = min(promise.base_qty, max(0, min(left[day] for day in reached)))
        for day in reached:
            left[day] -= kept
        missing.append(promise.base_qty - kept)
    return missing


def spare(lots: Iterable[Lot], promises: Sequence[Promised], today: date) -> int:
    """What could still be taken away of the longest-lived stock without breaking a promise; negative when one is broken already."""
    standing = [lot for lot in lots if lot.status is LotStatus.OK and lot.on_hand > 0]
    latest = max((max(one.day, today) for one in promises), default=today)
    ends = (lot.remove_by + timedelta(days=1) for lot in standing if lot.remove_by is not None and lot.remove_by >= today)
    days = {today, *(end for end in ends if end <= latest)}
    return min(
        sum(lot.on_hand for lot in standing if is_usable(lot.remove_by, day)) - sum(one.base_qty for one in promises if max(one.day, today) >= day)
        for day in days
    )
