"""Bringing stock in, correcting it and showing it: warehouses, receipts, counted differences, lot status, buffers.

Invariant: every change of a lot is a row of the moves ledger and the same change of its balance, in one transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from backend.identity.domain import Actor, Permission
from backend.inventory import ledger, repository
from backend.inventory.availability import Place
from backend.inventory.covering import Promised, spare
from backend.inventory.domain import LotStatus, MoveKind, remove_by
from backend.inventory.fefo import Lot
from backend.inventory.ledger import Move, NewLot
from backend.inventory.repository import Shift
from backend.inventory.schemas import Adjustment, Buffer, NewWarehouse, Receipt, WarehouseStock
from backend.kit.audit import Stamp
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound, Reason, Refused
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings


def import_warehouses(uow: UnitOfWork, new: Sequence[NewWarehouse]) -> None:
    """Create warehouses or overwrite the names, priority and selling flag of existing ones."""
    ledger.upsert_warehouses(uow, new)


def list_warehouses(uow: UnitOfWork) -> list[NewWarehouse]:
    """All warehouses in supplying order."""
    return ledger.read_warehouses(uow)


def receive_stock(uow: UnitOfWork, actor: Actor, receipts: Sequence[Receipt], *, clock: Clock) -> None:
    """Add goods to their lots, creating lots and balances as needed.

    Raises Invalid for a quantity below one, NotFound for an unknown warehouse, Invalid("inventory.lot_differs") when a known
    lot is received with another expiry date or removal period.
    """
    actor.require(Permission.MANAGE_STOCK)
    _check_receipts(uow, receipts)
    totals: dict[Place, int] = {}
    for receipt in receipts:
        place = (receipt.sku, receipt.warehouse)
        totals[place] = totals.get(place, 0) + receipt.base_qty
    repository.open_balances(uow, totals)
    repository.shift(uow, [Shift(place, on_hand=quantity, restocks=True) for place, quantity in totals.items()])
    new = [NewLot((r.sku, r.warehouse), r.lot, r.received, r.expiry, r.remove_days, remove_by(r.expiry, r.remove_days)) for r in receipts]
    known = ledger.open_lots(uow, new)
    differing = [lot for lot in new if (known[lot.place, lot.code].expiry, known[lot.place, lot.code].remove_days) != (lot.expiry, lot.remove_days)]
    if differing:
        raise Invalid("inventory.lot_differs", sku=differing[0].place[0], lot=differing[0].code)
    by = Stamp(actor.user_id, clock.now())
    ledger.post_moves(uow, [Move(known[(r.sku, r.warehouse), r.lot].id, (r.sku, r.warehouse), r.base_qty, r.lot) for r in receipts], MoveKind.RECEIPT, by=by)


def adjust_stock(uow: UnitOfWork, actor: Actor, adjustments: Sequence[Adjustment], *, clock: Clock) -> None:
    """Correct lots by signed quantities. Raises Refused("inventory.in_use") when less would remain than is promised for every day or than the lot holds."""
    actor.require(Permission.MANAGE_STOCK)
    if any(one.base_qty == 0 or not one.reason.strip() for one in adjustments):
        raise Invalid("inventory.bad_adjustment")
    repository.lock_balances(uow, {one.sku for one in adjustments})
    known = ledger.find_lots(uow, {one.sku for one in adjustments})
    balances = ledger.read_balances(uow, {one.sku for one in adjustments})
    by_lot: dict[tuple[Place, str], int] = {}
    by_place: dict[Place, int] = {}
    for one in adjustments:
        place = (one.sku, one.warehouse)
        if (place, one.lot) not in known:
            raise NotFound("inventory.no_lot", sku=one.sku, lot=one.lot, warehouse=one.warehouse)
        by_lot[place, one.lot] = by_lot.get((place, one.lot), 0) + one.base_qty
        by_place[place] = by_place.get(place, 0) + one.base_qty
    over = {place for (place, lot), quantity in by_lot.items() if known[place, lot].on_hand + quantity < 0}
    over |= {place for place, quantity in by_place.items() if balances[place].on_hand + quantity < balances[place].reserved}
    over |= _breaking(uow, by_lot, local_day(load_brand_settings(uow), clock.now()))
    if over:
        raise Refused("inventory.in_use", [Reason("STOCK_IN_USE", {"sku": sku, "warehouse": warehouse}) for sku, warehouse in sorted(over)])
    repository.shift(uow, [Shift(place, on_hand=quantity, restocks=True) for place, quantity in by_place.items()])
    moves = [Move(known[(a.sku, a.warehouse), a.lot].id, (a.sku, a.warehouse), a.base_qty, a.reason) for a in adjustments]
    ledger.post_moves(uow, moves, MoveKind.ADJUSTMENT, by=Stamp(actor.user_id, clock.now()))


def _breaking(uow: UnitOfWork, changes: Mapping[tuple[Place, str], int], today: date) -> set[Place]:
    """The places where less of these lots would break a promise that stands: what is left is blocked, or ends before the day."""
    places = {place for (place, _), base_qty in changes.items() if base_qty < 0}
    skus = {sku for sku, _ in places}
    standing, promised = (repository.read_lots(uow, skus), repository.read_promised(uow, skus)) if places else ({}, {})
    found: set[Place] = set()
    for place in places:
        now = standing.get(place, [])
        after = [replace(lot, on_hand=lot.on_hand + changes.get((place, lot.code), 0)) for lot in now]
        promises = [Promised(base_qty, day) for day, base_qty in promised.get(place, {}).items()]
        if spare(after, promises, today) < min(0, spare(now, promises, today)):
            found.add(place)
    return found


def mark_lot(uow: UnitOfWork, actor: Actor, place: Place, lot: str, status: LotStatus) -> Lot:
    """Block or free one lot of (sku, warehouse) and return it as it was. Raises NotFound("inventory.no_lot").

    A blocked lot is promised and shipped to nobody; promises that counted on it are the business of `block_lot`.
    """
    actor.require(Permission.MANAGE_STOCK)
    repository.lock_balances(uow, [place[0]])
    known = ledger.find_lots(uow, [place[0]])
    if (place, lot) not in known:
        raise NotFound("inventory.no_lot", sku=place[0], lot=lot, warehouse=place[1])
    row = known[place, lot]
    ledger.set_lot_status(uow, row.id, status)
    repository.shift(uow, [Shift(place, restocks=True)])
    return Lot(row.id, row.lot, row.on_hand, row.received, row.remove_by, LotStatus(row.status))


def set_buffers(uow: UnitOfWork, actor: Actor, buffers: Sequence[Buffer]) -> None:
    """Set what each warehouse keeps back from every order."""
    actor.require(Permission.MANAGE_STOCK)
    if any(one.base_qty < 0 for one in buffers):
        raise Invalid("inventory.bad_quantity", skus=[one.sku for one in buffers if one.base_qty < 0])
    _check_warehouses(uow, {one.warehouse for one in buffers})
    wanted = {(one.sku, one.warehouse): one.base_qty for one in buffers}
    repository.open_balances(uow, wanted)
    ledger.set_buffers(uow, wanted)


def stock_by_warehouse(uow: UnitOfWork, skus: Iterable[str]) -> dict[str, tuple[WarehouseStock, ...]]:
    """Counters and standing lots (in picking order) of each SKU in each warehouse that ever held it, in supplying order."""
    return ledger.read_stock(uow, list(dict.fromkeys(skus)))


def near_expiry(uow: UnitOfWork, *, today: date, days: int) -> list[tuple[str, str, str, int, date]]:
    """Lots with stock whose expiry is today or within fewer than `days` days (N12): (sku, warehouse, lot, on hand, expiry)."""
    return ledger.read_near_expiry(uow, today, days)


def _check_receipts(uow: UnitOfWork, receipts: Sequence[Receipt]) -> None:
    bad = [receipt.sku for receipt in receipts if receipt.base_qty < 1 or receipt.remove_days < 0]
    if bad:
        raise Invalid("inventory.bad_quantity", skus=bad)
    _check_warehouses(uow, {receipt.warehouse for receipt in receipts})


def _check_warehouses(uow: UnitOfWork, codes: set[str]) -> None:
    unknown = codes - {one.code for one in ledger.read_warehouses(uow)}
    if unknown:
        raise NotFound("inventory.no_warehouse", warehouse=min(unknown))
