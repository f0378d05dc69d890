"""Statements over warehouses, lots and the append-only moves ledger. Private to this module, beside `repository`.

Invariant: `post_moves` is the only writer of a lot's on_hand, and it writes the ledger row with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.inventory.availability import Place
from backend.inventory.domain import LotStatus, MoveKind
from backend.inventory.fefo import Lot, fefo_key
from backend.inventory.models import balances, lots, moves, warehouses
from backend.inventory.schemas import LotStock, NewWarehouse, WarehouseStock
from backend.kit.audit import Stamp
from backend.kit.db import UnitOfWork

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class NewLot:
    """A lot as a receipt describes it."""

    place: Place
    code: str
    received: date
    expiry: date | None
    remove_days: int
    remove_by: date | None


@dataclass(frozen=True, slots=True)
class Move:
    """A signed change of one lot and the document or reason behind it."""

    lot_id: int
    place: Place
    base_qty: int
    reference: str


def upsert_warehouses(uow: UnitOfWork, new: Sequence[NewWarehouse]) -> None:
    """Insert or overwrite by code."""
    rows = [{"code": w.code, "name_zh": w.name_zh, "name_en": w.name_en, "priority": w.priority, "sells": w.sells} for w in new]
    make = (sqlite_insert if uow.is_sqlite else pg_insert)(warehouses)
    changed = {name: make.excluded[name] for name in ("name_zh", "name_en", "priority", "sells")}
    if rows:
        uow.execute(make.on_conflict_do_update(index_elements=["code"], set_=changed), rows)


def read_warehouses(uow: UnitOfWork) -> list[NewWarehouse]:
    """All warehouses in supplying order."""
    columns = (warehouses.c.code, warehouses.c.name_zh, warehouses.c.name_en, warehouses.c.priority, warehouses.c.sells)
    return [NewWarehouse(*tuple(row)) for row in uow.execute(select(*columns).order_by(warehouses.c.priority, warehouses.c.code))]


def open_lots(uow: UnitOfWork, new: Sequence[NewLot]) -> dict[tuple[Place, str], Any]:
    """Create the lots that do not exist yet, empty; returns all lots of the SKUs by place and code."""
    rows = [
        {
            "sku": lot.place[0],
            "warehouse": lot.place[1],
            "lot": lot.code,
            "on_hand": 0,
            "received": lot.received,
            "expiry": lot.expiry,
            "remove_days": lot.remove_days,
            "remove_by": lot.remove_by,
            "status": LotStatus.OK.value,
        }
        for lot in new
    ]
    make = sqlite_insert if uow.is_sqlite else pg_insert
    if rows:
        uow.execute(make(lots).on_conflict_do_nothing(), rows)
    return find_lots(uow, {lot.place[0] for lot in new})


def find_lots(uow: UnitOfWork, skus: Iterable[str]) -> dict[tuple[Place, str], Any]:
    """The lots of the SKUs, empty ones too, by place and code."""
    listed = sorted(set(skus))
    found: dict[tuple[Place, str], Any] = {}
    for start in range(0, len(listed), _CHUNK):
        for row in uow.execute(select(lots).where(lots.c.sku.in_(listed[start : start + _CHUNK]))):
            found[(row.sku, row.warehouse), row.lot] = row
    return found


def read_balances(uow: UnitOfWork, skus: Iterable[str]) -> dict[Place, Any]:
    """The balances of the SKUs by place."""
    rows = uow.execute(select(balances).where(balances.c.sku.in_(sorted(set(skus)))))
    return {(row.sku, row.warehouse): row for row in rows}


_move_lot = update(lots).where(lots.c.id == bindparam("b_id")).values(on_hand=lots.c.on_hand + bindparam("b_qty", type_=BigInteger))


def post_moves(uow: UnitOfWork, posted: Sequence[Move], kind: MoveKind, *, by: Stamp) -> None:
    """Change lots and append the moves. The caller holds the balances (and changes them by the same quantities)."""
    if not posted:
        return
    uow.execute(_move_lot, [{"b_id": move.lot_id, "b_qty": move.base_qty} for move in posted])
    shared = {"kind": kind.value, "actor": by.actor, "at": by.at}
    rows = [{**shared, "sku": m.place[0], "warehouse": m.place[1], "lot_id": m.lot_id, "base_qty": m.base_qty, "reference": m.reference[:120]} for m in posted]
    uow.execute(insert(moves), rows)


def set_lot_status(uow: UnitOfWork, lot_id: int, status: LotStatus) -> None:
    """Block or free a lot."""
    uow.execute(update(lots).where(lots.c.id == lot_id).values(status=status.value))


_set_buffer = (
    update(balances)
    .where(balances.c.sku == bindparam("b_sku"), balances.c.warehouse == bindparam("b_warehouse"))
    .values(buffer=bindparam("b_buffer"), stock_version=balances.c.stock_version + 1)
)


def set_buffers(uow: UnitOfWork, buffers: Mapping[Place, int]) -> None:
    """Overwrite buffers, in the one locking order."""
    if buffers:
        uow.execute(_set_buffer, [{"b_sku": sku, "b_warehouse": warehouse, "b_buffer": buffers[sku, warehouse]} for sku, warehouse in sorted(buffers)])


def read_stock(uow: UnitOfWork, skus: Sequence[str]) -> dict[str, tuple[WarehouseStock, ...]]:
    """Counters and standing lots of each SKU, in supplying and picking order."""
    standing: dict[Place, list[tuple[Lot, LotStock]]] = {}
    for row in uow.execute(select(lots).where(lots.c.sku.in_(skus), lots.c.on_hand > 0)):
        lot = Lot(row.id, row.lot, row.on_hand, row.received, row.remove_by, LotStatus(row.status))
        shown = LotStock(row.lot, row.on_hand, row.received, row.expiry, row.remove_by, LotStatus(row.status))
        standing.setdefault((row.sku, row.warehouse), []).append((lot, shown))
    shelves: dict[str, list[WarehouseStock]] = {sku: [] for sku in skus}
    query = (
        select(balances, warehouses.c.name_zh, warehouses.c.name_en)
        .join(warehouses, warehouses.c.code == balances.c.warehouse)
        .where(balances.c.sku.in_(skus))
        .order_by(warehouses.c.priority, balances.c.warehouse)
    )
    for row in uow.execute(query):
        in_order = sorted(standing.get((row.sku, row.warehouse), []), key=lambda pair: fefo_key(pair[0]))
        shelf = WarehouseStock(row.warehouse, row.name_zh, row.name_en, row.on_hand, row.reserved, row.buffer, tuple(shown for _, shown in in_order))
        shelves[row.sku].append(shelf)
    return {sku: tuple(listed) for sku, listed in shelves.items()}


def read_near_expiry(uow: UnitOfWork, today: date, days: int) -> list[tuple[str, str, str, int, date]]:
    """Standing lots with today <= expiry < today + days, soonest first."""
    columns = (lots.c.sku, lots.c.warehouse, lots.c.lot, lots.c.on_hand, lots.c.expiry)
    ending = (lots.c.expiry >= today) & (lots.c.expiry < today + timedelta(days=days))
    rows = uow.execute(select(*columns).where(lots.c.on_hand > 0, ending).order_by(lots.c.expiry, lots.c.sku, lots.c.warehouse))
    return [(row.sku, row.warehouse, row.lot, row.on_hand, row.expiry) for row in rows]
