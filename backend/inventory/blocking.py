"""Blocking a lot that orders count on: what the other lots of the place do not cover is taken from the latest promises (R11).

Invariant: afterwards every promise of the place can be shipped from lots that are not blocked; what was taken is told to the caller, who
promises it anew elsewhere or later in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backend.identity.domain import Actor
from backend.inventory import repository
from backend.inventory.availability import Place
from backend.inventory.covering import Promised, uncovered
from backend.inventory.domain import LotStatus, ReservationStatus
from backend.inventory.repository import ActiveRow, Shift
from backend.inventory.stocking import mark_lot
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings


@dataclass(frozen=True, slots=True)
class LostPromise:
    """What an order line held in a lot that may not be shipped any more; `day` is through when the goods had to be usable."""

    order_id: str
    line_no: int
    sku: str
    warehouse: str
    base_qty: int
    day: date


@dataclass(frozen=True, slots=True)
class LotMark:
    """What a lot of (sku, warehouse) is to be from now on, and why."""

    place: Place
    lot: str
    status: LotStatus
    reason: str = ""


def block_lot(uow: UnitOfWork, actor: Actor, mark: LotMark, *, clock: Clock) -> tuple[LotStatus, tuple[LostPromise, ...]]:
    """Set the status of a lot and take back what was promised from it; also what the lot was before. Raises NotFound("inventory.no_lot")."""
    before = mark_lot(uow, actor, mark.place, mark.lot, mark.status)
    data = {"before": before.status.value, "status": mark.status.value, "reason": mark.reason, "on_hand": before.on_hand}
    record(uow, f"lot:{before.id}", "lot.marked", data, by=Stamp(actor.user_id, clock.now()))
    return before.status, () if mark.status is LotStatus.OK else take_uncovered(uow, mark.place, clock=clock)


def take_uncovered(uow: UnitOfWork, place: Place, *, clock: Clock) -> tuple[LostPromise, ...]:
    """Take back what the lots of a place do not cover, the latest promises first. The caller holds the balance."""
    today = local_day(load_brand_settings(uow), clock.now())
    active = repository.hold_place(uow, place)
    lots = repository.read_lots(uow, [place[0]]).get(place, [])
    missing = uncovered(lots, [Promised(row.base_qty, row.day) for _, row in active], today)
    lost = [(order_id, row, base_qty) for (order_id, row), base_qty in zip(active, missing, strict=True) if base_qty]
    _end(uow, lost, clock)
    return tuple(LostPromise(order_id, row.line_no, row.sku, row.warehouse, base_qty, row.day) for order_id, row, base_qty in lost)


def _end(uow: UnitOfWork, lost: Sequence[tuple[str, ActiveRow, int]], clock: Clock) -> None:
    at = clock.now()
    for order_id, row, base_qty in lost:
        if base_qty < row.base_qty:
            repository.split_reservation(uow, order_id, row, base_qty, at)
    repository.end_reservations(uow, [row.id for _, row, base_qty in lost if base_qty == row.base_qty], ReservationStatus.RELEASED, at)
    given: dict[Place, int] = {}
    for _, row, base_qty in lost:
        given[row.sku, row.warehouse] = given.get((row.sku, row.warehouse), 0) + base_qty
    repository.shift(uow, [Shift(place, reserved=-base_qty) for place, base_qty in given.items()])
