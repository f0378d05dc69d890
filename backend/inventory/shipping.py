"""Shipping what an order holds: its reservations are consumed and the goods leave their lots in FEFO order (R11).

Invariant: a lot is assigned when the goods leave, not when they are promised; each delivery takes the tightest lot usable on its day.
"""

from datetime import date

from backend.identity.domain import Actor
from backend.inventory import ledger, repository
from backend.inventory.availability import Place
from backend.inventory.domain import MoveKind, ReservationStatus
from backend.inventory.fefo import Lot, pick
from backend.inventory.ledger import Move
from backend.inventory.repository import Shift
from backend.inventory.schemas import Pick
from backend.kit.audit import Stamp
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Reason, Refused
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings


def ship_reserved(uow: UnitOfWork, actor: Actor, order_id: str, *, clock: Clock) -> tuple[Pick, ...]:
    """Ship everything the order holds and say which lots it came from.

    The caller has checked that the actor may ship this order. Raises Refused("inventory.lots_gone") when lots expired or were
    blocked since the promise; nothing is shipped then.
    """
    active = repository.hold_active(uow, order_id)
    if not active:
        return ()
    skus = {row.sku for row in active}
    repository.lock_balances(uow, skus)
    lots = repository.read_lots(uow, skus)
    today = local_day(load_brand_settings(uow), clock.now())
    picks, moves, missing = _pick_all(active, lots, today, order_id)
    if missing:
        raise Refused("inventory.lots_gone", [Reason("LOTS_GONE", {"sku": sku, "warehouse": place, "missing": n}) for (sku, place), n in missing.items()])
    shipped: dict[Place, int] = {}
    for move in moves:
        shipped[move.place] = shipped.get(move.place, 0) - move.base_qty
    repository.shift(uow, [Shift(place, reserved=-quantity, on_hand=-quantity, restocks=True) for place, quantity in shipped.items()])
    ledger.post_moves(uow, moves, MoveKind.SHIPMENT, by=Stamp(actor.user_id, clock.now()))
    repository.end_reservations(uow, [row.id for row in active], ReservationStatus.CONSUMED, clock.now())
    return tuple(picks)


def _pick_all(active: list[repository.ActiveRow], lots: dict[Place, list[Lot]], today: date, order_id: str) -> tuple[list[Pick], list[Move], dict[Place, int]]:
    left = {lot.id: lot.on_hand for standing in lots.values() for lot in standing}
    picks: list[Pick] = []
    moves: list[Move] = []
    missing: dict[Place, int] = {}
    for row in sorted(active, key=lambda row: (row.day, row.id)):
        place = (row.sku, row.warehouse)
        standing = [Lot(lot.id, lot.code, left[lot.id], lot.received, lot.remove_by, lot.status) for lot in lots.get(place, ())]
        taken, short = pick(standing, row.base_qty, max(row.day, today))
        if short:
            missing[place] = missing.get(place, 0) + short
        for lot, quantity in taken:
            left[lot.id] -= quantity
            picks.append(Pick(row.line_no, row.sku, row.warehouse, lot.code, quantity))
            moves.append(Move(lot.id, place, -quantity, order_id))
    return picks, moves, missing
