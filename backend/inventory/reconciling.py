"""Asserting that ledgers and counters agree, and repairing the counters from the rows that are the truth.

Truth: the moves ledger for stock, the ACTIVE reservation rows for promises. Invariant: repair never touches a ledger or a reservation.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, func, select, update

from backend.inventory.availability import Place
from backend.inventory.domain import ReservationStatus
from backend.inventory.models import balances, lots, moves, reservations
from backend.kit.db import UnitOfWork


def check_invariants(uow: UnitOfWork) -> list[str]:
    """One line for every counter that disagrees with its rows; empty when all agree."""
    return [f"{name} {where} counter={counter} rows={rows}" for name, where, counter, rows, _ in _differences(uow)]


def repair(uow: UnitOfWork) -> list[str]:
    """Set every disagreeing counter to the sum of its rows. Returns what was changed and, marked so, what a person must decide."""
    uow.execute(select(balances.c.sku).order_by(balances.c.sku, balances.c.warehouse).with_for_update()).all()
    found = _differences(uow)
    truth = _truth(uow)
    over = {place for place, (on_hand, reserved) in truth.items() if reserved > on_hand or on_hand < 0}
    report: list[str] = []
    for name, where, counter, rows, place in found:
        done = place not in over and (not name.endswith("lot_on_hand") or rows >= 0)
        report.append(f"{name if done else 'inventory.needs_decision ' + name} {where} {counter} -> {rows}")
    places = sorted({place for *_, place in found} - over)
    _rewrite_lots(uow, {place for *_, place in found} - over)
    change = update(balances).where(balances.c.sku == bindparam("b_sku"), balances.c.warehouse == bindparam("b_warehouse"))
    change = change.values(on_hand=bindparam("b_on_hand"), reserved=bindparam("b_reserved"), stock_version=balances.c.stock_version + 1)
    if places:
        rows_to_set = [{"b_sku": p[0], "b_warehouse": p[1], "b_on_hand": truth[p][0], "b_reserved": truth[p][1]} for p in places]
        uow.execute(change, rows_to_set)
    return report


def _differences(uow: UnitOfWork) -> list[tuple[str, str, int, int, Place]]:
    truth = _truth(uow)
    differing: list[tuple[str, str, int, int, Place]] = []
    counters: Any = uow.execute(_counters)
    for sku, warehouse, on_hand, reserved in counters:
        place, where = (sku, warehouse), f"{sku}@{warehouse}"
        moved, promised = truth.get(place, (0, 0))
        if on_hand != moved:
            differing.append(("inventory.on_hand", where, on_hand, moved, place))
        if reserved != promised:
            differing.append(("inventory.reserved", where, reserved, promised, place))
    beside: Any = uow.execute(_lots_beside_moves)
    for sku, warehouse, lot, on_hand, moved in beside:
        if on_hand != moved:
            differing.append(("inventory.lot_on_hand", f"{sku}@{warehouse}/{lot}", on_hand, int(moved), (sku, warehouse)))
    return differing


_counters = select(balances.c.sku, balances.c.warehouse, balances.c.on_hand, balances.c.reserved).order_by(balances.c.sku, balances.c.warehouse)
_moved = select(moves.c.lot_id, func.sum(moves.c.base_qty).label("moved")).group_by(moves.c.lot_id).subquery()
_lots_beside_moves = (
    select(lots.c.sku, lots.c.warehouse, lots.c.lot, lots.c.on_hand, func.coalesce(_moved.c.moved, 0))
    .outerjoin(_moved, _moved.c.lot_id == lots.c.id)
    .order_by(lots.c.sku, lots.c.warehouse, lots.c.lot)
)


def _truth(uow: UnitOfWork) -> dict[Place, tuple[int, int]]:
    moved = _sums(uow, select(moves.c.sku, moves.c.warehouse, func.sum(moves.c.base_qty)).group_by(moves.c.sku, moves.c.warehouse))
    active = reservations.c.status == ReservationStatus.ACTIVE.value
    held = select(reservations.c.sku, reservations.c.warehouse, func.sum(reservations.c.base_qty)).where(active)
    promised = _sums(uow, held.group_by(reservations.c.sku, reservations.c.warehouse))
    places = {(row.sku, row.warehouse) for row in uow.execute(_counters)}
    return {place: (moved.get(place, 0), promised.get(place, 0)) for place in places | set(moved) | set(promised)}


def _sums(uow: UnitOfWork, query: Any) -> Mapping[Place, int]:
    rows: Any = uow.execute(query)
    return {(sku, warehouse): int(total) for sku, warehouse, total in rows}


def _rewrite_lots(uow: UnitOfWork, places: set[Place]) -> None:
    truth = select(func.coalesce(func.sum(moves.c.base_qty), 0)).where(moves.c.lot_id == lots.c.id).scalar_subquery()
    for sku, warehouse in sorted(places):
        uow.execute(update(lots).where(lots.c.sku == sku, lots.c.warehouse == warehouse, truth >= 0).values(on_hand=truth))
