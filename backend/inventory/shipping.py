"""Shipping what an order holds: its reservations are consumed and the goods leave their lots in FEFO order (R11).

Invariant: a lot is assigned when the goods leave, not when they are promised; each delivery takes the tightest lot usable on its day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from backend.identity.domain import Actor
from backend.inventory import ledger, repository
from backend.inventory.availability import Place
from backend.inventory.domain import MoveKind, ReservationStatus
from backend.inventory.fefo import Lot, pick
from backend.inventory.ledger import Move
from backend.inventory.repository import ActiveRow, Shift
from backend.inventory.schemas import Allocation, Pick
from backend.kit.audit import Stamp
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Reason, Refused
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

Taken = tuple[tuple[int, str, int], ...]
"""What is taken along: (line number, warehouse, base units)."""


def ship_reserved(uow: UnitOfWork, actor: Actor, order_id: str, *, clock: Clock, taken: Taken | None = None) -> tuple[Pick, ...]:
    """Ship what the order holds, or just what is `taken` of it, and say which lots it came from.

    The caller has checked that the actor may ship this order. Raises Refused("inventory.not_reserved") when more is taken than the order
    holds and Refused("inventory.lots_gone") when lots expired or were blocked since the promise; nothing is shipped then.
    """
    wanted = _wanted(repository.hold_active(uow, order_id), taken)
    if not wanted:
        return ()
    skus = {one.row.sku for one in wanted}
    repository.lock_balances(uow, skus)
    picks, moves, missing = _pick_all(wanted, repository.read_lots(uow, skus), _today(uow, clock), order_id)
    if missing:
        raise Refused("inventory.lots_gone", [Reason("LOTS_GONE", {"sku": sku, "warehouse": place, "missing": n}) for (sku, place), n in missing.items()])
    shipped: dict[Place, int] = {}
    for move in moves:
        shipped[move.place] = shipped.get(move.place, 0) - move.base_qty
    repository.shift(uow, [Shift(place, reserved=-quantity, on_hand=-quantity, restocks=True) for place, quantity in shipped.items()])
    ledger.post_moves(uow, moves, MoveKind.SHIPMENT, by=Stamp(actor.user_id, clock.now()))
    _consume(uow, order_id, wanted, clock)
    return tuple(picks)


def suggest_lots(uow: UnitOfWork, order_id: str, taken: Taken, *, clock: Clock) -> tuple[Pick, ...]:
    """The lots that shipping this now would take, in the order to pick them. Reads only; what no lot can serve is left out."""
    wanted = _wanted(repository.read_active(uow, order_id), taken)
    lots = repository.read_lots(uow, {one.row.sku for one in wanted}) if wanted else {}
    return tuple(_pick_all(wanted, lots, _today(uow, clock), order_id)[0])


def held_by_order(uow: UnitOfWork, order_id: str) -> tuple[Allocation, ...]:
    """What an order holds now, by line and warehouse, oldest promise first."""
    sums: dict[tuple[int, str, str], int] = {}
    for row in repository.read_active(uow, order_id):
        key = (row.line_no, row.sku, row.warehouse)
        sums[key] = sums.get(key, 0) + row.base_qty
    return tuple(Allocation(*key, base_qty) for key, base_qty in sums.items())


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A reservation and how much of it leaves."""

    row: ActiveRow
    base_qty: int


def _wanted(active: Sequence[ActiveRow], taken: Taken | None) -> list[_Wanted]:
    if taken is None:
        return [_Wanted(row, row.base_qty) for row in active]
    left: dict[tuple[int, str], int] = {}
    for line_no, warehouse, base_qty in taken:
        left[line_no, warehouse] = left.get((line_no, warehouse), 0) + base_qty
    found: list[_Wanted] = []
    for row in active:
        quantity = min(row.base_qty, left.get((row.line_no, row.warehouse), 0))
        if quantity > 0:
            left[row.line_no, row.warehouse] -= quantity
            found.append(_Wanted(row, quantity))
    over = {key: quantity for key, quantity in left.items() if quantity}
    if over:
        reasons = [Reason("NOT_RESERVED", {"line_no": line_no, "warehouse": place, "missing": n}) for (line_no, place), n in sorted(over.items())]
        raise Refused("inventory.not_reserved", reasons)
    return found


def _consume(uow: UnitOfWork, order_id: str, wanted: Sequence[_Wanted], clock: Clock) -> None:
    at = clock.now()
    repository.end_reservations(uow, [one.row.id for one in wanted if one.base_qty == one.row.base_qty], ReservationStatus.CONSUMED, at)
    for one in wanted:
        if one.base_qty < one.row.base_qty:
            repository.split_reservation(uow, order_id, one.row, one.base_qty, at, ended_as=ReservationStatus.CONSUMED)


def _today(uow: UnitOfWork, clock: Clock) -> date:
    return local_day(load_brand_settings(uow), clock.now())


def _pick_all(wanted: Sequence[_Wanted], lots: dict[Place, list[Lot]], today: date, order_id: str) -> tuple[list[Pick], list[Move], dict[Place, int]]:
    left = {lot.id: lot.on_hand for standing in lots.values() for lot in standing}
    picks: list[Pick] = []
    moves: list[Move] = []
    missing: dict[Place, int] = {}
    for one in sorted(wanted, key=lambda one: (one.row.day, one.row.id)):
        row = one.row
        place = (row.sku, row.warehouse)
        standing = [replace(lot, on_hand=left[lot.id]) for lot in lots.get(place, ())]
        taken, short = pick(standing, one.base_qty, max(row.day, today))
        if short:
            missing[place] = missing.get(place, 0) + short
        for lot, quantity in taken:
            left[lot.id] -= quantity
            picks.append(Pick(row.line_no, row.sku, row.warehouse, lot.code, quantity))
            moves.append(Move(lot.id, place, -quantity, order_id))
    return picks, moves, missing
