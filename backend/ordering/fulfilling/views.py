"""Parts as they are shown: in an order, and in the list of the warehouse with the lots to pick.

Invariant: who may not read prices sees none here either; a part of an order outside the scope is "not found".
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import get_skus
from backend.identity.domain import Actor, Permission
from backend.inventory.availability import allocate
from backend.inventory.service import NewWarehouse, Want, list_warehouses, suggest_lots
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size
from backend.ordering import repository
from backend.ordering.fulfilling import parts_store
from backend.ordering.fulfilling.domain import TO_SHIP, Part, PartLine, PartStatus
from backend.ordering.fulfilling.schemas import LotShare, PartFilter, PartLineView, PartView, Shipment
from backend.ordering.fulfilling.splitting import Allocated, PlannedPart, SplitLine, Traits, split
from backend.ordering.lines import words_of
from backend.ordering.schemas import LineView

CURSOR_PARTS = 2
NO_WAREHOUSE = NewWarehouse("", "", "")


def parts_of_order(uow: UnitOfWork, actor: Actor, order: Row[Any], rows: Sequence[Row[Any]]) -> tuple[PartView, ...]:
    """The parts of an order that the caller may see, in the order of their numbers."""
    parts = parts_store.read_parts(uow, order.id)
    if not parts:
        return ()
    skus, places = _known(uow, parts)
    return tuple(_view(actor, part, order, _Names({row.line_no: row for row in rows}, skus, places)) for part in parts)


def part_view(uow: UnitOfWork, actor: Actor, number: str, *, clock: Clock) -> PartView:
    """One part with its lots: where it came from, or where it should be picked. Raises NotFound("part.not_found")."""
    actor.require(Permission.READ_ORDERS)
    order_id = parts_store.order_of_part(uow, number)
    order = repository.read_order(uow, actor, order_id) if order_id else None
    if order is None:
        raise NotFound("part.not_found", number=number)
    part = next(one for one in parts_store.read_parts(uow, order.id) if one.number == number.strip().upper())
    skus, places = _known(uow, [part])
    rows = {row.line_no: row for row in repository.read_lines(uow, order.id)}
    shown = _view(actor, part, order, _Names(rows, skus, places))
    if part.status not in TO_SHIP:
        return shown
    taken = tuple((line.line_no, part.warehouse, line.base_qty) for line in part.lines)
    lots: dict[int, list[LotShare]] = {}
    for pick in suggest_lots(uow, order.id, taken, clock=clock):
        lots.setdefault(pick.line_no, []).append(LotShare(pick.lot, pick.base_qty))
    return replace(shown, lines=tuple(replace(line, lots=tuple(lots.get(line.line_no, ()))) for line in shown.lines))


def list_parts(uow: UnitOfWork, actor: Actor, wanted: PartFilter) -> Page[PartView]:
    """Parts inside the scope, soonest first: the work of a warehouse. Raises Invalid("part.bad_status" | "paging.bad_cursor")."""
    actor.require(Permission.SHIP_ORDERS)
    statuses = [status.upper() for status in wanted.statuses] or [status.value for status in sorted(TO_SHIP)]
    wrong = [status for status in statuses if status not in PartStatus.__members__]
    if wrong:
        raise Invalid("part.bad_status", status=wrong[0])
    size = page_size(wanted.limit)
    found = parts_store.list_parts(uow, actor, (statuses, wanted.warehouse, wanted.due), _after(wanted.cursor), size + 1)
    last = found[size - 1][0] if len(found) > size else None
    more = encode_cursor((last.promise_day or date.max).isoformat(), last.number) if last else None
    shown = found[:size]
    skus, places = _known(uow, [part for part, _ in shown])
    rows = repository.lines_by_order(uow, {order.id for _, order in shown})
    lines = {order_id: {row.line_no: row for row in listed} for order_id, listed in rows.items()}
    return Page(tuple(_view(actor, part, order, _Names(lines[order.id], skus, places)) for part, order in shown), more)


def shipments_of(
    uow: UnitOfWork, lines: Sequence[LineView], skus: Mapping[str, Sku], day: date | None, shared: Mapping[str, Mapping[str, int]]
) -> tuple[Shipment, ...]:
    """The parts in which a draft would leave if it were ordered now, over what each warehouse has of its SKUs; nothing for one that leaves whole."""
    wants = [Want(line.line_no, line.sku, line.base_qty - line.backorder_base, backorder=True) for line in lines if line.base_qty > line.backorder_base]
    allocations, _ = allocate(wants, {sku: tuple(stock.items()) for sku, stock in shared.items()})
    wished = [SplitLine(line.line_no, line.sku, line.base_qty, line.line_total or Decimal(0)) for line in lines]
    traits = {code: Traits(sku.temperature, sku.supplier) for code, sku in skus.items()}
    planned = split(wished, [Allocated(one.line_no, one.warehouse, one.base_qty, day) for one in allocations], traits)
    if len(planned) <= 1:
        return ()
    places = {one.code: one for one in list_warehouses(uow)}
    return tuple(_shipment(part, places.get(part.warehouse, NO_WAREHOUSE)) for part in planned)


def _shipment(part: PlannedPart, place: NewWarehouse) -> Shipment:
    names = (place.name_zh, place.name_en)
    return Shipment(part.warehouse, part.traits.temperature, part.traits.supplier, part.day, len(part.lines), not part.warehouse, *names)


class _Names:
    """What a part's lines and places are called."""

    def __init__(self, rows: Mapping[int, Row[Any]], skus: Mapping[str, Sku], places: Mapping[str, NewWarehouse]) -> None:
        self.rows, self.skus, self.places = rows, skus, places


def _known(uow: UnitOfWork, parts: Sequence[Part]) -> tuple[Mapping[str, Sku], Mapping[str, NewWarehouse]]:
    codes = sorted({line.sku for part in parts for line in part.lines})
    return (get_skus(uow, codes) if codes else {}), {one.code: one for one in list_warehouses(uow)}


def _view(actor: Actor, part: Part, order: Row[Any], names: _Names) -> PartView:
    priced = actor.may(Permission.READ_PRICES)
    place = names.places.get(part.warehouse, NO_WAREHOUSE)
    return PartView(
        number=part.number,
        order_number=order.number,
        status=part.status.value,
        warehouse=part.warehouse,
        warehouse_zh=place.name_zh,
        warehouse_en=place.name_en,
        temperature=part.temperature,
        supplier=part.supplier,
        promise_day=part.promise_day,
        total=part.total if priced else None,
        version=part.version,
        made_at=part.made_at,
        lines=tuple(_line(actor, part, line, names) for line in part.lines),
        carrier=part.carrier,
        tracking=part.tracking,
        signed_by=part.signed_by,
        picked_at=part.picked_at,
        shipped_at=part.shipped_at,
        delivered_at=part.delivered_at,
        dealer_name_zh=order.dealer_name_zh,
        dealer_name_en=order.dealer_name_en,
        ship_to_name_zh=order.ship_to_name_zh,
        ship_to_name_en=order.ship_to_name_en,
        recipient=order.recipient or "",
    )


def _line(actor: Actor, part: Part, line: PartLine, names: _Names) -> PartLineView:
    row, sku = names.rows.get(line.line_no), names.skus.get(line.sku)
    unit, factor = (Unit(row.unit), row.factor) if row else (Unit.BASE, 1)
    pack_word, base_word = words_of(sku, unit, actor.locale)
    named = row or sku
    return PartLineView(
        line_no=line.line_no,
        sku=line.sku,
        name_zh=named.name_zh if named else line.sku,
        name_en=named.name_en if named else line.sku,
        base_qty=line.base_qty,
        factor=factor,
        unit_word=pack_word,
        base_unit=base_word,
        line_total=line.line_total if actor.may(Permission.READ_PRICES) else None,
        picked_base=line.picked,
        shipped_base=line.shipped,
        delivered_base=line.delivered,
        refused_base=line.cancelled if part.status in {PartStatus.DELIVERED, PartStatus.REFUSED} else 0,
        lots=tuple(LotShare(lot, base_qty) for lot, base_qty in line.lots),
    )


def _after(cursor: str | None) -> tuple[date, str] | None:
    if cursor is None:
        return None
    key = decode_cursor(cursor)
    try:
        day, number = date.fromisoformat(str(key[0])), str(key[1])
    except (ValueError, IndexError) as error:
        raise Invalid("paging.bad_cursor") from error
    if len(key) != CURSOR_PARTS:
        raise Invalid("paging.bad_cursor")
    return day, number
