"""Goods that are announced to a warehouse and not there yet: what is due when, its arrival, and the orders it may be promised to (R1).

Rows come from brand and warehouse people or another system, told apart by `external_id`; the same one again overwrites the row. Only a confirmed
delivery that is not overdue counts for a promise. Invariant: what arrives becomes stock by the same receipt as everything else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from backend.identity.domain import Actor, Permission
from backend.inventory import ledger
from backend.inventory.domain import InboundStatus
from backend.inventory.models import inbound_deliveries, warehouses
from backend.inventory.schemas import Receipt
from backend.inventory.stocking import receive_stock
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.kit.ids import new_id
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size

LONGEST_ID = 80
CURSOR_PARTS = 2


@dataclass(frozen=True, slots=True)
class NewInbound:
    """A delivery as it was announced."""

    external_id: str
    warehouse: str
    sku: str
    base_qty: int
    due: date
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Inbound:
    """A delivery with what of it has arrived."""

    id: str
    external_id: str
    warehouse: str
    sku: str
    base_qty: int
    arrived_base: int
    due: date
    confirmed: bool
    status: InboundStatus

    @property
    def missing(self) -> int:
        """What is still to come."""
        return max(0, self.base_qty - self.arrived_base) if self.status is InboundStatus.OPEN else 0


@dataclass(frozen=True, slots=True)
class Arrival:
    """What of a delivery arrived, as which lot. `last` says that nothing more of it will come, `before` what had arrived when it was looked at."""

    lot: str
    base_qty: int
    received: date
    expiry: date | None = None
    remove_days: int = 0
    last: bool = False
    before: int | None = None


def announce_inbound(uow: UnitOfWork, actor: Actor, new: Sequence[NewInbound], *, clock: Clock) -> tuple[Inbound, ...]:
    """Add deliveries or overwrite those known by their external id. Raises NotFound("inventory.no_warehouse"), Invalid, Conflict when one has arrived."""
    actor.require(Permission.MANAGE_STOCK)
    bad = [one for one in new if one.base_qty < 1 or not one.external_id.strip() or len(one.external_id) > LONGEST_ID]
    if bad:
        raise Invalid("inventory.bad_inbound", external_id=bad[0].external_id[:LONGEST_ID])
    unknown = {one.warehouse for one in new} - {one.code for one in ledger.read_warehouses(uow)}
    if unknown:
        raise NotFound("inventory.no_warehouse", warehouse=min(unknown))
    return tuple(_put(uow, one, Stamp(actor.user_id, clock.now())) for one in new)


def receive_inbound(uow: UnitOfWork, actor: Actor, inbound_id: str, arrival: Arrival, *, clock: Clock) -> Inbound:
    """Put what arrived into its lot; the delivery is closed when all of it or its last part came. Raises what `receive_stock` raises."""
    actor.require(Permission.MANAGE_STOCK)
    known = _open(uow, inbound_id)
    if arrival.before not in (None, known.arrived_base):
        raise Conflict("inventory.inbound_moved_on", external_id=known.external_id, arrived=known.arrived_base)
    receipt = Receipt(known.warehouse, known.sku, arrival.lot, arrival.base_qty, arrival.received, arrival.expiry, arrival.remove_days)
    receive_stock(uow, actor, [receipt], clock=clock)
    arrived = known.arrived_base + arrival.base_qty
    done = arrival.last or arrived >= known.base_qty
    after = replace(known, arrived_base=arrived, status=InboundStatus.ARRIVED if done else InboundStatus.OPEN)
    _store(uow, after, "inbound.arrived", Stamp(actor.user_id, clock.now()))
    return after


def move_inbound(uow: UnitOfWork, actor: Actor, inbound_id: str, due: date, *, clock: Clock) -> Inbound:
    """Another day for a delivery."""
    actor.require(Permission.MANAGE_STOCK)
    after = replace(_open(uow, inbound_id), due=due)
    _store(uow, after, "inbound.moved", Stamp(actor.user_id, clock.now()))
    return after


def cancel_inbound(uow: UnitOfWork, actor: Actor, inbound_id: str, *, clock: Clock) -> Inbound:
    """A delivery that will not come."""
    actor.require(Permission.MANAGE_STOCK)
    after = replace(_open(uow, inbound_id), status=InboundStatus.CANCELLED)
    _store(uow, after, "inbound.cancelled", Stamp(actor.user_id, clock.now()))
    return after


def list_inbound(uow: UnitOfWork, actor: Actor, *, cursor: str | None = None, limit: int = 50) -> Page[Inbound]:
    """What is on its way, soonest first; for who keeps stock."""
    actor.require(Permission.MANAGE_STOCK)
    size, table = page_size(limit), inbound_deliveries
    query = select(table).where(table.c.status == InboundStatus.OPEN.value)
    if cursor is not None:
        due, last = _after(cursor)
        query = query.where((table.c.due > due) | ((table.c.due == due) & (table.c.id > last)))
    found = [_inbound(row) for row in uow.execute(query.order_by(table.c.due, table.c.id).limit(size + 1))]
    more = encode_cursor(found[size - 1].due.isoformat(), found[size - 1].id) if len(found) > size else None
    return Page(tuple(found[:size]), more)


def expected_inbound(uow: UnitOfWork, skus: Iterable[str], *, since: date) -> dict[str, list[tuple[date, int]]]:
    """What may be promised of the deliveries due from `since` on to warehouses that sell: (day, base units) by SKU, soonest first."""
    table = inbound_deliveries
    query = (
        select(table.c.sku, table.c.due, table.c.base_qty - table.c.arrived_base)
        .join(warehouses, warehouses.c.code == table.c.warehouse)
        .where(table.c.sku.in_(list(skus)), table.c.status == InboundStatus.OPEN.value, table.c.confirmed, table.c.due >= since, warehouses.c.sells)
        .order_by(table.c.due, table.c.id)
    )
    found: dict[str, list[tuple[date, int]]] = {}
    rows: Any = uow.execute(query)
    for sku, due, base_qty in rows:
        if base_qty > 0:
            found.setdefault(sku, []).append((due, int(base_qty)))
    return found


def _put(uow: UnitOfWork, one: NewInbound, by: Stamp) -> Inbound:
    table = inbound_deliveries
    row = uow.execute(select(table).where(table.c.external_id == one.external_id).with_for_update()).first()
    if row is None:
        made = Inbound(new_id("inb"), one.external_id, one.warehouse, one.sku, one.base_qty, 0, one.due, one.confirmed, InboundStatus.OPEN)
        uow.execute(insert(table), [{**_values(made), "id": made.id, "changed_by": by.actor, "changed_at": by.at}])
        record(uow, f"inbound:{made.id}", "inbound.announced", _told(made), by=by, new=True)
        return made
    before = _inbound(row)
    wanted = replace(before, warehouse=one.warehouse, sku=one.sku, base_qty=one.base_qty, due=one.due, confirmed=one.confirmed)
    if wanted == before:
        return before
    if before.status is not InboundStatus.OPEN or (before.arrived_base and (before.sku, before.warehouse) != (one.sku, one.warehouse)):
        raise Conflict("inventory.inbound_done", external_id=one.external_id, status=before.status.value)
    _store(uow, wanted, "inbound.changed", by)
    return wanted


def _open(uow: UnitOfWork, inbound_id: str) -> Inbound:
    table = inbound_deliveries
    row = uow.execute(select(table).where((table.c.id == inbound_id) | (table.c.external_id == inbound_id)).with_for_update()).first()
    if row is None:
        raise NotFound("inventory.no_inbound", inbound=inbound_id)
    if row.status != InboundStatus.OPEN.value:
        raise Conflict("inventory.inbound_done", external_id=row.external_id, status=row.status)
    return _inbound(row)


def _store(uow: UnitOfWork, after: Inbound, action: str, by: Stamp) -> None:
    table = inbound_deliveries
    uow.execute(update(table).where(table.c.id == after.id).values(**_values(after), changed_by=by.actor, changed_at=by.at))
    record(uow, f"inbound:{after.id}", action, _told(after), by=by)


def _values(one: Inbound) -> dict[str, Any]:
    names = ("external_id", "warehouse", "sku", "base_qty", "arrived_base", "due", "confirmed")
    return {**{name: getattr(one, name) for name in names}, "status": one.status.value}


def _told(one: Inbound) -> dict[str, Any]:
    return {**_values(one), "due": one.due.isoformat()}


def _inbound(row: Any) -> Inbound:
    known = (row.id, row.external_id, row.warehouse, row.sku, row.base_qty, row.arrived_base, row.due)
    return Inbound(*known, confirmed=row.confirmed, status=InboundStatus(row.status))


def _after(cursor: str) -> tuple[date, str]:
    key = decode_cursor(cursor)
    try:
        due = date.fromisoformat(str(key[0]))
    except ValueError as error:
        raise Invalid("paging.bad_cursor") from error
    if len(key) != CURSOR_PARTS:
        raise Invalid("paging.bad_cursor")
    return due, str(key[1])
