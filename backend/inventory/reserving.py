"""Promising stock to orders and giving it back: the hot path of the order transaction (R1).

reserve: read the shelves of all SKUs, plan in memory, take from the balances in one guarded statement, store the rows. The plan is
optimistic; the statement holds every balance of the SKUs from then on, so when another order was faster a second plan is exact. When lots end
before the delivery day (then it matters for which day each promise is) the balances are locked before the plan.
Invariant: after a Refused or Conflict nothing is held, so a caller may catch it and go on in the same transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from backend.inventory import repository
from backend.inventory.availability import Place, Shelf, allocate
from backend.inventory.domain import ReservationStatus
from backend.inventory.repository import Shift, Take
from backend.inventory.schemas import Allocation, Availability, Want
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, Reason, Refused
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

NO_DAYS: Mapping[str, date] = {}


def availability(
    uow: UnitOfWork, skus: Iterable[str], *, day: date, today: date | None = None, through: Mapping[str, date] = NO_DAYS
) -> dict[str, Availability]:
    """What may still be promised of each SKU for delivery on `day` (N4); every SKU asked for has an entry.

    `today` makes promises whose day has passed unshipped count against the stock that is still usable, as `reserve` does; `through` names the SKUs
    that must be usable beyond `day`, and until when.
    """
    wanted = list(dict.fromkeys(skus))
    if not wanted:
        return {}
    days = {sku: max(day, through.get(sku, day)) for sku in wanted}
    shelves = repository.read_shelves(uow, wanted, max(days.values()))
    promised = repository.read_promised(uow, wanted) if _depends_on_days(shelves, today) else {}
    free = _free_of(shelves, today, promised, days)
    found = {sku: _availability(free.get(sku, ())) for sku in wanted}
    later = {sku: until for sku, until in days.items() if until > day}
    sold = _free_of({sku: shelves.get(sku, ()) for sku in later}, today, promised, dict.fromkeys(later, day))
    return {**found, **{sku: replace(found[sku], older=_total(sold[sku]) - found[sku].total, until=later[sku]) for sku in later}}


def reserve(uow: UnitOfWork, order_id: str, wants: tuple[Want, ...], *, day: date, clock: Clock) -> tuple[Allocation, ...]:
    """Reserve the wants for delivery on `day`, spread over warehouses; a want with `backorder` takes what there is.

    Raises Refused("inventory.short") with one SHORT_STOCK reason for every SKU that does not suffice; nothing is reserved then.
    """
    if not wants:
        return ()
    if any(want.base_qty < 1 for want in wants):
        raise Invalid("inventory.bad_quantity", skus=[want.sku for want in wants if want.base_qty < 1])
    days = _days_of(wants, day)
    allocations = _hold(uow, wants, days, clock)
    if allocations:
        repository.add_promises(uow, order_id, allocations, days=days, at=clock.now())
    return tuple(allocations)


def release(uow: UnitOfWork, order_id: str, cuts: tuple[tuple[int, int], ...] | None, *, clock: Clock, warehouse: str | None = None) -> tuple[Allocation, ...]:
    """Give back the whole order (`cuts` None) or at most the given quantity of each line, the last warehouse first, or in one of them only.

    Returns what was given back; a line that holds less than its cut gives back all it holds.
    """
    at = clock.now()
    if cuts and any(base_qty < 0 for _, base_qty in cuts):
        raise Invalid("inventory.bad_quantity", skus=[])
    active = repository.hold_active(uow, order_id)
    left = None if cuts is None else _sum_by_line(cuts)
    ended: list[int] = []
    released: list[Allocation] = []
    for row in reversed([one for one in active if warehouse in {None, one.warehouse}]):
        quantity = row.base_qty if left is None else min(row.base_qty, left.get(row.line_no, 0))
        if quantity == 0:
            continue
        if left is not None:
            left[row.line_no] -= quantity
        if quantity == row.base_qty:
            ended.append(row.id)
        else:
            repository.split_reservation(uow, order_id, row, quantity, at)
        released.append(Allocation(row.line_no, row.sku, row.warehouse, quantity))
    repository.end_reservations(uow, ended, ReservationStatus.RELEASED, at)
    repository.shift(uow, [Shift(place, reserved=-quantity) for place, quantity in _sum_by_place(released).items()])
    return tuple(released)


def reserved_by_line(uow: UnitOfWork, order_id: str) -> dict[int, int]:
    """The quantity each line of an order holds now; what a line wants beyond that is its backorder."""
    return _sum_by_line((row.line_no, row.base_qty) for row in repository.read_active(uow, order_id))


def reserved_by_order_line(uow: UnitOfWork) -> dict[tuple[str, int], int]:
    """What every line of every order holds now, for reconciling: (order id, line number) -> base units."""
    return repository.read_all_active(uow)


@dataclass(slots=True)
class _Free:
    """A shelf together with what may be promised from it."""

    shelf: Shelf
    base_qty: int


def _days_of(wants: Sequence[Want], day: date) -> dict[str, date]:
    """The day through which each SKU must be usable."""
    days: dict[str, date] = {}
    for want in wants:
        days[want.sku] = max(days.get(want.sku, day), want.usable_through or day)
    return days


def _hold(uow: UnitOfWork, wants: Sequence[Want], days: Mapping[str, date], clock: Clock) -> list[Allocation]:
    skus, latest = sorted(days), max(days.values())
    exact = uow.is_sqlite
    while True:
        shelves = repository.read_shelves(uow, skus, latest)
        today = local_day(load_brand_settings(uow), clock.now()) if _any_ending(shelves) else None
        mixed = today is not None and _depends_on_days(shelves, today)
        if mixed and not exact:
            repository.lock_balances(uow, skus)
            exact = True
            continue
        promised = repository.read_promised(uow, skus) if mixed else {}
        free = _free_of(shelves, today, promised, days)
        allocations = _plan(wants, free)
        by_place = _sum_by_place(allocations)
        if not by_place or (taken := repository.take(uow, _takes(by_place, free))) == set(by_place):
            return allocations
        repository.shift(uow, [Shift(place, reserved=-by_place[place]) for place in taken])
        if exact:
            raise Conflict("inventory.moved")
        exact = True


def _plan(wants: Sequence[Want], free: Mapping[str, Sequence[_Free]]) -> list[Allocation]:
    stock = {sku: [(one.shelf.place[1], one.base_qty) for one in shelves] for sku, shelves in free.items()}
    allocations, shortages = allocate(wants, stock)
    if shortages:
        reasons = [Reason("SHORT_STOCK", {"sku": s.sku, "wanted": s.wanted, "available": s.available}) for s in shortages]
        raise Refused("inventory.short", reasons, skus=[s.sku for s in shortages])
    return allocations


def _takes(by_place: Mapping[Place, int], free: Mapping[str, Sequence[_Free]]) -> list[Take]:
    every = [one for shelves in free.values() for one in shelves]
    return [Take(one.shelf.place, by_place.get(one.shelf.place, 0), one.shelf.uncommitted - one.base_qty, one.shelf.version) for one in every]


def _free_of(
    shelves: Mapping[str, Sequence[Shelf]], today: date | None, promised: Mapping[Place, Mapping[date, int]], days: Mapping[str, date]
) -> dict[str, list[_Free]]:
    return {sku: [_Free(one, one.free(today, promised.get(one.place, {}), days[sku])) for one in listed] for sku, listed in shelves.items()}


def _any_ending(shelves: Mapping[str, Sequence[Shelf]]) -> bool:
    return any(shelf.ending for listed in shelves.values() for shelf in listed)


def _depends_on_days(shelves: Mapping[str, Sequence[Shelf]], today: date | None) -> bool:
    return any(shelf.ends_between(today) for listed in shelves.values() for shelf in listed)


def _availability(free: Sequence[_Free]) -> Availability:
    return Availability(_total(free), {one.shelf.place[1]: one.base_qty for one in free})


def _total(free: Sequence[_Free]) -> int:
    return sum(one.base_qty for one in free)


def _sum_by_place(allocations: Iterable[Allocation]) -> dict[Place, int]:
    sums: dict[Place, int] = {}
    for allocation in allocations:
        place = (allocation.sku, allocation.warehouse)
        sums[place] = sums.get(place, 0) + allocation.base_qty
    return sums


def _sum_by_line(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for line_no, base_qty in pairs:
        sums[line_no] = sums.get(line_no, 0) + base_qty
    return sums
