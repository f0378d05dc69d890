"""What a warehouse sees of its stock: every shelf with counters, promises, lots and what is on its way, by product and warehouse, page by page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select

from backend.identity.domain import Actor, Permission
from backend.inventory import ledger
from backend.inventory.domain import InboundStatus, LotStatus, is_usable
from backend.inventory.models import balances, inbound_deliveries, lots
from backend.inventory.schemas import LotStock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

CURSOR_PARTS = 2


@dataclass(frozen=True, slots=True)
class ShelfFilter:
    """Which shelves: of a warehouse, of products whose code begins so, or with lots of a status; "soon" are lots that expire soon, "over" ended ones."""

    warehouse: str = ""
    sku: str = ""
    status: str = ""
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ShelfLot:
    """A lot and whether it may be promised today."""

    lot: LotStock
    sold_today: bool
    ends_soon: bool


@dataclass(frozen=True, slots=True)
class ShelfView:
    """One product in one warehouse: what is there, promised, kept back and on its way, and the lots in picking order."""

    sku: str
    warehouse: str
    name_zh: str
    name_en: str
    on_hand: int
    reserved: int
    buffer: int
    inbound: int
    lots: tuple[ShelfLot, ...]


def list_shelves(uow: UnitOfWork, actor: Actor, wanted: ShelfFilter, *, at: datetime) -> Page[ShelfView]:
    """Shelves that hold, promise, keep back or await something, by product code and warehouse."""
    actor.require(Permission.MANAGE_STOCK)
    settings = load_brand_settings(uow)
    today, size = local_day(settings, at), page_size(wanted.limit)
    keys = [(row.sku, row.warehouse) for row in uow.execute(_query(wanted, today, settings.near_expiry_days).limit(size + 1))]
    more = encode_cursor(*keys[size - 1]) if len(keys) > size else None
    shown, skus = keys[:size], sorted({sku for sku, _ in keys[:size]})
    stock = {(sku, one.warehouse): one for sku, listed in (ledger.read_stock(uow, skus) if skus else {}).items() for one in listed}
    coming = _coming(uow, skus)
    found: list[ShelfView] = []
    for place in shown:
        one = stock[place]
        standing = tuple(_lot(lot, today, settings.near_expiry_days) for lot in one.lots)
        found.append(ShelfView(*place, one.name_zh, one.name_en, one.on_hand, one.reserved, one.buffer, coming.get(place, 0), standing))
    return Page(tuple(found), more)


def _query(wanted: ShelfFilter, today: date, soon_days: int) -> Any:
    here = (lots.c.sku == balances.c.sku) & (lots.c.warehouse == balances.c.warehouse) & (lots.c.on_hand > 0)
    on_the_way = exists().where(
        inbound_deliveries.c.sku == balances.c.sku,
        inbound_deliveries.c.warehouse == balances.c.warehouse,
        inbound_deliveries.c.status == InboundStatus.OPEN.value,
    )
    query = select(balances.c.sku, balances.c.warehouse).where((balances.c.on_hand > 0) | (balances.c.buffer > 0) | on_the_way)
    if wanted.warehouse:
        query = query.where(balances.c.warehouse == wanted.warehouse)
    if wanted.sku:
        query = query.where(func.upper(balances.c.sku).startswith(wanted.sku.strip().upper(), autoescape=True))
    if wanted.status in set(LotStatus):
        query = query.where(exists().where(here, lots.c.status == wanted.status))
    elif wanted.status == "soon":
        query = query.where(exists().where(here, lots.c.expiry >= today, lots.c.expiry < today + timedelta(days=soon_days)))
    elif wanted.status == "over":
        query = query.where(exists().where(here, lots.c.remove_by < today))
    elif wanted.status:
        raise Invalid("inventory.bad_status", status=wanted.status)
    if wanted.cursor is not None:
        key = decode_cursor(wanted.cursor)
        if len(key) != CURSOR_PARTS:
            raise Invalid("paging.bad_cursor")
        sku, warehouse = str(key[0]), str(key[1])
        query = query.where((balances.c.sku > sku) | ((balances.c.sku == sku) & (balances.c.warehouse > warehouse)))
    return query.order_by(balances.c.sku, balances.c.warehouse)


def _coming(uow: UnitOfWork, skus: list[str]) -> dict[tuple[str, str], int]:
    table = inbound_deliveries
    missing = func.sum(table.c.base_qty - table.c.arrived_base)
    query = select(table.c.sku, table.c.warehouse, missing).where(table.c.sku.in_(skus), table.c.status == InboundStatus.OPEN.value)
    rows: Any = uow.execute(query.group_by(table.c.sku, table.c.warehouse))
    return {(sku, warehouse): max(0, int(base_qty)) for sku, warehouse, base_qty in rows}


def _lot(lot: LotStock, today: date, soon_days: int) -> ShelfLot:
    sold = lot.status is LotStatus.OK and is_usable(lot.remove_by, today)
    return ShelfLot(lot, sold, lot.expiry is not None and today <= lot.expiry and (lot.expiry - today).days < soon_days)
