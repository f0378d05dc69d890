"""Returns as they are shown: in an order, in lists, and one with what its reader may do next.

Invariant: who may not read prices sees no amounts; a return of an order outside the scope is "not found".
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import get_skus
from backend.identity.domain import Actor, Permission
from backend.inventory.service import NewWarehouse, list_warehouses
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size
from backend.ordering import repository
from backend.ordering.lines import words_of
from backend.ordering.promoting.deriving import FIRST_LINE
from backend.ordering.returning import store
from backend.ordering.returning.domain import OPEN_RETURNS, Place, Return, ReturnAction, ReturnLine, ReturnStatus, actions_from
from backend.ordering.returning.schemas import CreditNoteView, FreeOwed, ReturnableLine, ReturnFilter, ReturnLineView, ReturnView

CURSOR_PARTS = 2
_NOWHERE = NewWarehouse("", "", "")
_DECISIONS = frozenset({ReturnAction.APPROVE, ReturnAction.REJECT, ReturnAction.CREDIT})


@dataclass(frozen=True, slots=True)
class _Known:
    """What lines, goods and places of some returns are called, and their credit notes."""

    rows: Mapping[tuple[str, int], Row[Any]]
    skus: Mapping[str, Sku]
    places: Mapping[str, NewWarehouse]
    notes: Mapping[str, Row[Any]]


def return_view(uow: UnitOfWork, actor: Actor, number: str) -> ReturnView:
    """One return. Raises NotFound("return.not_found")."""
    actor.require(Permission.READ_ORDERS)
    order_id = store.order_of_return(uow, number)
    order = repository.read_order(uow, actor, order_id) if order_id else None
    if order is None:
        raise NotFound("return.not_found", number=number)
    return next(one for one in returns_of_order(uow, actor, order) if one.number == number.strip().upper())


def returns_of_order(uow: UnitOfWork, actor: Actor, order: Row[Any]) -> tuple[ReturnView, ...]:
    """The returns of an order that the caller may see, oldest first."""
    found = store.returns_of_orders(uow, [order.id])
    known = _known(uow, found)
    return tuple(_view(actor, one, order, known) for one in found)


def list_returns(uow: UnitOfWork, actor: Actor, wanted: ReturnFilter) -> Page[ReturnView]:
    """Returns inside the scope, newest first. Raises Invalid("return.bad_status" | "paging.bad_cursor")."""
    actor.require(Permission.READ_ORDERS)
    wrong = [status for status in wanted.statuses if status.upper() not in ReturnStatus.__members__]
    if wrong:
        raise Invalid("return.bad_status", status=wrong[0])
    statuses: Collection[ReturnStatus] = OPEN_RETURNS if wanted.open_only else [ReturnStatus(status.upper()) for status in wanted.statuses]
    size = page_size(wanted.limit)
    found = store.list_returns(uow, actor, statuses, _after(wanted.cursor), size + 1)
    more = encode_cursor(found[size - 1][0].requested_at.isoformat(), found[size - 1][0].id) if len(found) > size else None
    known = _known(uow, [one for one, _ in found[:size]])
    return Page(tuple(_view(actor, one, order, known) for one, order in found[:size]), more)


def line_views(uow: UnitOfWork, actor: Actor, order: Row[Any], lines: Sequence[ReturnLine]) -> tuple[ReturnLineView, ...]:
    """Lines of an order's return as they are shown."""
    rows = {(order.id, row.line_no): row for row in repository.read_lines(uow, order.id)}
    known = _Known(rows, get_skus(uow, sorted({line.sku for line in lines})), {}, {})
    return tuple(_line(actor, order.id, line, known) for line in lines)


def returnable_line(uow: UnitOfWork, actor: Actor, row: Any, places: Sequence[Place]) -> ReturnableLine:
    """A line of an order with what of it may come back; `row` is that of a paid line or of free goods."""
    free = row.line_no >= FIRST_LINE
    sku = get_skus(uow, [row.sku]).get(row.sku)
    unit, factor = (Unit.BASE, 1) if free else (Unit(row.unit), row.factor)
    pack_word, base_word = words_of(sku, unit, actor.locale)
    names = (row.sku_name_zh, row.sku_name_en) if free else (row.name_zh, row.name_en)
    lots = tuple((place.lot, place.left) for place in places if place.lot and place.left)
    return ReturnableLine(row.line_no, row.sku, *names, sum(place.left for place in places), factor, pack_word, base_word, lots, is_free=free)


def may_do(actor: Actor, one: Return) -> tuple[str, ...]:
    """The steps that an actor can take with a return now."""
    found: list[str] = []
    for name in actions_from(one.status):
        action = ReturnAction(name)
        if action in _DECISIONS:
            allowed = actor.may(Permission.APPROVE_ORDERS) and (action is ReturnAction.CREDIT or actor.user_id != one.requested_by)
        elif action is ReturnAction.WITHDRAW:
            allowed = may_withdraw(actor, one)
        else:
            allowed = actor.may(Permission.HANDLE_RETURNS)
        found += [name] if allowed else []
    return tuple(found)


def may_withdraw(actor: Actor, one: Return) -> bool:
    """A dealer his own company's, whoever asked for it, and staff one whose goods do not come."""
    own = actor.may(Permission.PLACE_ORDERS) and actor.dealer_id == one.dealer_id
    staff = actor.may(Permission.HANDLE_RETURNS) and (one.status is ReturnStatus.APPROVED or actor.user_id == one.requested_by)
    return own or staff


def _known(uow: UnitOfWork, returns: Sequence[Return]) -> _Known:
    if not returns:
        return _Known({}, {}, {}, {})
    lines = repository.lines_by_order(uow, {one.order_id for one in returns})
    rows = {(order_id, row.line_no): row for order_id, listed in lines.items() for row in listed}
    notes = store.notes_of(uow, [one.id for one in returns])
    codes = {line.sku for one in returns for line in one.lines} | {sku for note in notes.values() for sku in note.free_owed}
    return _Known(rows, get_skus(uow, sorted(codes)), {place.code: place for place in list_warehouses(uow)}, notes)


def _view(actor: Actor, one: Return, order: Row[Any], known: _Known) -> ReturnView:
    place, note = known.places.get(one.warehouse, _NOWHERE), known.notes.get(one.id)
    return ReturnView(
        return_id=one.id,
        number=one.number,
        order_id=one.order_id,
        order_number=order.number,
        dealer_id=one.dealer_id,
        dealer_name_zh=order.dealer_name_zh,
        dealer_name_en=order.dealer_name_en,
        kind=one.kind.value,
        status=one.status.value,
        reason=one.reason,
        note=one.note,
        requested_by=one.requested_by_name,
        requested_at=one.requested_at,
        version=one.version,
        lines=tuple(_line(actor, one.order_id, line, known) for line in one.lines),
        may=may_do(actor, one),
        warehouse=one.warehouse,
        warehouse_zh=place.name_zh,
        warehouse_en=place.name_en,
        received_at=one.received_at,
        inspected_at=one.inspected_at,
        ended_at=one.ended_at,
        credit=_credit(actor, note, known) if note is not None and actor.may(Permission.READ_PRICES) else None,
    )


def _line(actor: Actor, order_id: str, line: ReturnLine, known: _Known) -> ReturnLineView:
    row, sku = known.rows.get((order_id, line.line_no)), known.skus.get(line.sku)
    unit, factor = (Unit(row.unit), row.factor) if row else (Unit.BASE, 1)
    pack_word, base_word = words_of(sku, unit, actor.locale)
    named = row or sku
    return ReturnLineView(
        seq=line.seq,
        line_no=line.line_no,
        sku=line.sku,
        name_zh=named.name_zh if named else line.sku,
        name_en=named.name_en if named else line.sku,
        base_qty=line.base_qty,
        factor=factor,
        unit_word=pack_word,
        base_unit=base_word,
        lot=line.lot,
        part_number=line.part_number,
        received_base=line.received,
        restocked_base=line.restocked,
        quarantined_base=line.quarantined,
        scrapped_base=line.scrapped,
        amount=line.amount if actor.may(Permission.READ_PRICES) else None,
        is_free=line.line_no >= FIRST_LINE,
    )


def _credit(actor: Actor, note: Row[Any], known: _Known) -> CreditNoteView:
    owed = tuple(_owed(actor, sku, int(base_qty), known.skus.get(sku)) for sku, base_qty in sorted(note.free_owed.items()))
    off: Decimal = note.goods_amount - note.amount
    return CreditNoteView(note.number, note.goods_amount, off, note.amount, note.currency, note.made_at, owed)


def _owed(actor: Actor, code: str, base_qty: int, sku: Sku | None) -> FreeOwed:
    _, base_word = words_of(sku, Unit.BASE, actor.locale)
    return FreeOwed(code, sku.name_zh if sku else code, sku.name_en if sku else code, base_qty, base_word)


def _after(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    key = decode_cursor(cursor)
    try:
        at, return_id = datetime.fromisoformat(str(key[0])), str(key[1])
    except (ValueError, IndexError) as error:
        raise Invalid("paging.bad_cursor") from error
    if len(key) != CURSOR_PARTS or at.tzinfo is None:
        raise Invalid("paging.bad_cursor")
    return at, return_id
