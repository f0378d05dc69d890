"""Statements over balances, lots and reservations, compiled once. Private to this module.

Every path that changes balances goes through `take` or `shift`, which lock rows in (sku, warehouse) order on PostgreSQL;
SQLite has one writer, so that reading and writing in one transaction is exact there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Integer, Select, String, bindparam, column, func, insert, literal_column, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.inventory.availability import Place, Shelf
from backend.inventory.domain import LotStatus, ReservationStatus
from backend.inventory.fefo import Lot
from backend.inventory.models import balances, lots, reservations, warehouses
from backend.inventory.schemas import Allocation
from backend.kit.columns import UtcDateTime
from backend.kit.db import UnitOfWork
from backend.kit.prepared import Prepared, one_of

_ACTIVE: ColumnElement[str] = literal_column(f"'{ReservationStatus.ACTIVE.value}'")
_OK: ColumnElement[str] = literal_column(f"'{LotStatus.OK.value}'")
_ZERO: ColumnElement[int] = literal_column("0")
"""Written out, because a partial index is only used when its condition can be seen in the statement."""


def _shelves_query(sqlite: bool) -> Select[Any]:
    lot_of_balance = (lots.c.sku == balances.c.sku) & (lots.c.warehouse == balances.c.warehouse) & (lots.c.on_hand > _ZERO)
    counters = (balances.c.on_hand, balances.c.reserved, balances.c.buffer, balances.c.stock_version)
    lot = (lots.c.on_hand.label("lot_on_hand"), (lots.c.status == _OK).label("lot_is_ok"), lots.c.remove_by)
    return (
        select(balances.c.sku, balances.c.warehouse, *counters, *lot)
        .select_from(balances)
        .join(warehouses, warehouses.c.code == balances.c.warehouse)
        .outerjoin(lots, lot_of_balance & ((lots.c.remove_by < bindparam("day", type_=Date)) | (lots.c.status != _OK)))
        .where(one_of(balances.c.sku, "skus", sqlite=sqlite), warehouses.c.sells)
        .order_by(warehouses.c.priority, balances.c.warehouse)
    )


_shelves = Prepared(_shelves_query)
_promised = (
    select(reservations.c.sku, reservations.c.warehouse, reservations.c.day, func.sum(reservations.c.base_qty))
    .where(reservations.c.status == _ACTIVE, reservations.c.sku.in_(bindparam("skus", expanding=True)))
    .group_by(reservations.c.sku, reservations.c.warehouse, reservations.c.day)
)
_lock = (
    select(balances.c.sku)
    .where(balances.c.sku.in_(bindparam("skus", expanding=True)))
    .order_by(balances.c.sku, balances.c.warehouse)
    .with_for_update(key_share=True)
)


def read_shelves(uow: UnitOfWork, skus: Iterable[str], day: date) -> dict[str, list[Shelf]]:
    """The shelves of each SKU in supplying order, with the lots that do not reach `day`."""
    found: dict[Place, Shelf] = {}
    by_sku: dict[str, list[Shelf]] = {}
    rows = _shelves.all(uow, {"skus": list(skus), "day": day})
    for sku, warehouse, on_hand, reserved, buffer, version, lot_on_hand, lot_is_ok, last_day in rows:
        shelf = found.get((sku, warehouse))
        if shelf is None:
            shelf = found[sku, warehouse] = Shelf((sku, warehouse), on_hand, reserved, buffer, version)
            by_sku.setdefault(sku, []).append(shelf)
        if lot_on_hand is None:
            continue
        if lot_is_ok:
            shelf.ending[last_day] = shelf.ending.get(last_day, 0) + lot_on_hand
        else:
            shelf.blocked += lot_on_hand
    return by_sku


def read_promised(uow: UnitOfWork, skus: Iterable[str]) -> dict[Place, dict[date, int]]:
    """The active reservations of each place, summed by the day they are for."""
    promised: dict[Place, dict[date, int]] = {}
    rows: Any = uow.execute(_promised, {"skus": list(skus)}).all()
    for sku, warehouse, day, base_qty in rows:
        promised.setdefault((sku, warehouse), {})[day] = int(base_qty)
    return promised


def lock_balances(uow: UnitOfWork, skus: Iterable[str]) -> None:
    """Hold every balance of the SKUs until the transaction ends, taken in the one order everybody uses."""
    if not uow.is_sqlite:
        uow.execute(_lock, {"skus": list(skus)}).all()


@dataclass(frozen=True, slots=True)
class Take:
    """A guarded reservation on one balance: it needs the lots the planner saw, and leaves `kept` (unusable stock) untouched."""

    place: Place
    base_qty: int
    kept: int
    version: int


_take_one = Prepared(
    update(balances)
    .where(
        balances.c.sku == bindparam("b_sku"),
        balances.c.warehouse == bindparam("b_warehouse"),
        balances.c.stock_version == bindparam("b_version"),
        balances.c.on_hand - balances.c.reserved - balances.c.buffer >= bindparam("b_needed", type_=BigInteger),
    )
    .values(reserved=balances.c.reserved + bindparam("b_qty", type_=BigInteger))
)


def _unnest(**columns: Any) -> Any:
    arrays = [bindparam(f"b_{name}", type_=ARRAY(kind)) for name, kind in columns.items()]
    return func.unnest(*arrays).table_valued(*(column(name, kind) for name, kind in columns.items()), name="change").render_derived()


def _locked(change: Any, *also: str) -> Any:
    places = (change.c.sku == balances.c.sku) & (change.c.warehouse == balances.c.warehouse)
    query = select(change.c.sku, change.c.warehouse, *(change.c[name] for name in also)).select_from(change.join(balances, places))
    return query.order_by(balances.c.sku, balances.c.warehouse).with_for_update(of=balances, key_share=True).cte("locked")


_take_rows = _locked(_unnest(sku=String, warehouse=String, qty=BigInteger, needed=BigInteger, version=BigInteger), "qty", "needed", "version")
_take_many = Prepared(
    update(balances)
    .where(
        balances.c.sku == _take_rows.c.sku,
        balances.c.warehouse == _take_rows.c.warehouse,
        balances.c.stock_version == _take_rows.c.version,
        balances.c.on_hand - balances.c.reserved - balances.c.buffer >= _take_rows.c.needed,
        _take_rows.c.qty > 0,
    )
    .values(reserved=balances.c.reserved + _take_rows.c.qty)
    .returning(balances.c.sku, balances.c.warehouse)
)


def take(uow: UnitOfWork, takes: Sequence[Take]) -> set[Place]:
    """Add to `reserved` where the guard holds, in one statement and one locking order. Returns the places that were taken.

    A take of nothing only holds its balance, so that a second plan needs no lock that is not held already (and cannot deadlock).
    """
    ordered = sorted(takes, key=lambda one: one.place)
    if uow.is_sqlite:
        ordered = [one for one in ordered if one.base_qty]
        rows = [{"b_sku": t.place[0], "b_warehouse": t.place[1], "b_version": t.version, "b_needed": t.base_qty + t.kept, "b_qty": t.base_qty} for t in ordered]
        return {t.place for t in ordered} if _take_one.run_many(uow, rows) == len(rows) else set()
    values = {
        "b_sku": [t.place[0] for t in ordered],
        "b_warehouse": [t.place[1] for t in ordered],
        "b_qty": [t.base_qty for t in ordered],
        "b_needed": [t.base_qty + t.kept for t in ordered],
        "b_version": [t.version for t in ordered],
    }
    return {(row.sku, row.warehouse) for row in _take_many.all(uow, values)}


@dataclass(frozen=True, slots=True)
class Shift:
    """An unguarded change of one balance's counters; the table's CHECKs still hold it. `restocks` says that lots changed too."""

    place: Place
    reserved: int = 0
    on_hand: int = 0
    restocks: bool = False


_shift_one = (
    update(balances)
    .where(balances.c.sku == bindparam("b_sku"), balances.c.warehouse == bindparam("b_warehouse"))
    .values(
        reserved=balances.c.reserved + bindparam("b_reserved", type_=BigInteger),
        on_hand=balances.c.on_hand + bindparam("b_on_hand", type_=BigInteger),
        stock_version=balances.c.stock_version + bindparam("b_step", type_=BigInteger),
    )
)
_shift_rows = _locked(_unnest(sku=String, warehouse=String, reserved=BigInteger, on_hand=BigInteger, step=BigInteger), "reserved", "on_hand", "step")
_shift_many = (
    update(balances)
    .where(balances.c.sku == _shift_rows.c.sku, balances.c.warehouse == _shift_rows.c.warehouse)
    .values(
        reserved=balances.c.reserved + _shift_rows.c.reserved,
        on_hand=balances.c.on_hand + _shift_rows.c.on_hand,
        stock_version=balances.c.stock_version + _shift_rows.c.step,
    )
)


def shift(uow: UnitOfWork, shifts: Sequence[Shift]) -> None:
    """Change counters by the given differences, in the one locking order."""
    ordered = sorted(shifts, key=lambda one: one.place)
    if not ordered:
        return
    if uow.is_sqlite:
        rows = [{"b_sku": s.place[0], "b_warehouse": s.place[1], "b_reserved": s.reserved, "b_on_hand": s.on_hand, "b_step": int(s.restocks)} for s in ordered]
        uow.execute(_shift_one, rows)
        return
    values = {
        "b_sku": [s.place[0] for s in ordered],
        "b_warehouse": [s.place[1] for s in ordered],
        "b_reserved": [s.reserved for s in ordered],
        "b_on_hand": [s.on_hand for s in ordered],
        "b_step": [int(s.restocks) for s in ordered],
    }
    uow.execute(_shift_many, values)


_insert_reservations = insert(reservations)
_add_promises = Prepared(_insert_reservations, ("order_id", "line_no", "sku", "warehouse", "base_qty", "status", "day", "reserved_at", "ended_at"))
_promise_rows = _unnest(line_no=Integer, sku=String, warehouse=String, base_qty=BigInteger, day=Date)
_promise_query = _insert_reservations.from_select(
    ["order_id", "line_no", "sku", "warehouse", "base_qty", "day", "status", "reserved_at"],
    select(
        bindparam("b_order_id", type_=String),
        *_promise_rows.c,
        _ACTIVE,
        bindparam("b_at", type_=UtcDateTime),
    ),
)


_promise_many = Prepared(_promise_query)


def add_promises(uow: UnitOfWork, order_id: str, allocations: Sequence[Allocation], *, days: Mapping[str, date], at: datetime) -> None:
    """Store the active reservations of an order in one statement; `days` is the day each SKU must be usable through."""
    if uow.is_sqlite:
        shared = {"order_id": order_id, "status": ReservationStatus.ACTIVE.value, "reserved_at": at, "ended_at": None}
        rows = [{**shared, "line_no": a.line_no, "sku": a.sku, "warehouse": a.warehouse, "base_qty": a.base_qty, "day": days[a.sku]} for a in allocations]
        _add_promises.run_many(uow, rows)
        return
    values = {
        "b_line_no": [a.line_no for a in allocations],
        "b_sku": [a.sku for a in allocations],
        "b_warehouse": [a.warehouse for a in allocations],
        "b_base_qty": [a.base_qty for a in allocations],
        "b_day": [days[a.sku] for a in allocations],
    }
    _promise_many.run(uow, {**values, "b_order_id": order_id, "b_at": at})


def split_reservation(
    uow: UnitOfWork, order_id: str, row: "ActiveRow", base_qty: int, at: datetime, *, ended_as: ReservationStatus = ReservationStatus.RELEASED
) -> None:
    """End part of a reservation: it stays active for less, and a row that has ended tells of the rest."""
    uow.execute(update(reservations).where(reservations.c.id == row.id).values(base_qty=row.base_qty - base_qty))
    part = {"order_id": order_id, "line_no": row.line_no, "sku": row.sku, "warehouse": row.warehouse, "base_qty": base_qty}
    uow.execute(_insert_reservations, [{**part, "status": ended_as.value, "day": row.day, "reserved_at": at, "ended_at": at}])


def open_balances(uow: UnitOfWork, places: Iterable[Place]) -> None:
    """Make sure each place has a balance row, in the one locking order."""
    rows = [{"sku": sku, "warehouse": warehouse, "on_hand": 0, "reserved": 0, "buffer": 0, "stock_version": 0} for sku, warehouse in sorted(places)]
    make = sqlite_insert if uow.is_sqlite else pg_insert
    if rows:
        uow.execute(make(balances).on_conflict_do_nothing(), rows)


_active_rows = (
    select(reservations.c.id, reservations.c.line_no, reservations.c.sku, reservations.c.warehouse, reservations.c.base_qty, reservations.c.day)
    .where(reservations.c.order_id == bindparam("order_id"), reservations.c.status == _ACTIVE)
    .order_by(reservations.c.id)
)
_active_rows_held = _active_rows.with_for_update()


@dataclass(frozen=True, slots=True)
class ActiveRow:
    """One active reservation."""

    id: int
    line_no: int
    sku: str
    warehouse: str
    base_qty: int
    day: date


def read_active(uow: UnitOfWork, order_id: str) -> list[ActiveRow]:
    """The active reservations of an order, oldest first."""
    return [ActiveRow(*tuple(row)) for row in uow.execute(_active_rows, {"order_id": order_id})]


def hold_place(uow: UnitOfWork, place: Place) -> list[tuple[str, ActiveRow]]:
    """The active reservations of one place with their orders, in order of promising, held until the transaction ends."""
    columns = (reservations.c.id, reservations.c.line_no, reservations.c.sku, reservations.c.warehouse, reservations.c.base_qty, reservations.c.day)
    here = (reservations.c.sku == place[0]) & (reservations.c.warehouse == place[1]) & (reservations.c.status == _ACTIVE)
    query = select(*columns, reservations.c.order_id).where(here).order_by(reservations.c.id).with_for_update()
    return [(row.order_id, ActiveRow(*tuple(row)[:-1])) for row in uow.execute(query)]


def read_all_active(uow: UnitOfWork) -> dict[tuple[str, int], int]:
    """The active reservations of all orders, summed by order line."""
    columns = (reservations.c.order_id, reservations.c.line_no)
    rows: Any = uow.execute(select(*columns, func.sum(reservations.c.base_qty)).where(reservations.c.status == _ACTIVE).group_by(*columns))
    return {(order_id, line_no): int(base_qty) for order_id, line_no, base_qty in rows}


def hold_active(uow: UnitOfWork, order_id: str) -> list[ActiveRow]:
    """The same, held until the transaction ends."""
    return [ActiveRow(*tuple(row)) for row in uow.execute(_active_rows_held, {"order_id": order_id})]


def end_reservations(uow: UnitOfWork, ids: Sequence[int], status: ReservationStatus, at: datetime) -> None:
    """Give reservations their final status."""
    if ids:
        uow.execute(update(reservations).where(reservations.c.id.in_(ids)).values(status=status.value, ended_at=at))


def read_lots(uow: UnitOfWork, skus: Iterable[str]) -> dict[Place, list[Lot]]:
    """The lots with stock at each place."""
    by_place: dict[Place, list[Lot]] = {}
    for row in uow.execute(select(lots).where(lots.c.sku.in_(list(skus)), lots.c.on_hand > _ZERO)):
        lot = Lot(row.id, row.lot, row.on_hand, row.received, row.remove_by, LotStatus(row.status))
        by_place.setdefault((row.sku, row.warehouse), []).append(lot)
    return by_place
