"""Reading orders and quotations. Row scope is the repository's; an order outside it looks like a missing one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.catalog.domain import Unit
from backend.catalog.service import get_skus
from backend.dealers.service import get_dealer
from backend.identity.domain import Actor, Permission
from backend.inventory.service import availability
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size
from backend.ordering import repository
from backend.ordering.assembling import assemble, read_basis
from backend.ordering.domain import DraftContent
from backend.ordering.editing import apply_edits
from backend.ordering.schemas import LineEdit, LineView, OrderFilter, OrderSummary, OrderView
from backend.ordering.viewing import order_summary, order_view

CURSOR_PARTS = 2
Quoted = tuple[str, Decimal, Unit | None]
"""A SKU, a quantity and the pack it counts (None: the SKU's usual one)."""


def find_order(uow: UnitOfWork, actor: Actor, key: str, *, hold: bool = False) -> Row[Any]:
    """An order by number or id inside the scope, held with `hold`; raises NotFound("order.not_found")."""
    order = repository.read_order(uow, actor, key, hold=hold)
    if order is None:
        raise NotFound("order.not_found", number=key)
    return order


def get_order(uow: UnitOfWork, actor: Actor, key: str) -> OrderView:
    """An order by number or id, with its history."""
    actor.require(Permission.READ_ORDERS)
    return order_view(uow, actor, find_order(uow, actor, key))


def list_orders(uow: UnitOfWork, actor: Actor, wanted: OrderFilter) -> Page[OrderSummary]:
    """Orders inside the scope, newest first."""
    actor.require(Permission.READ_ORDERS)
    size = page_size(wanted.limit)
    days = (wanted.placed_from, wanted.placed_to)
    conditions = repository.wanted_orders(wanted.statuses, wanted.dealer, wanted.sku, days)
    found = repository.list_orders(uow, actor, conditions, _after(wanted.cursor), size + 1)
    more = encode_cursor(found[size - 1].placed_at.isoformat(), found[size - 1].id) if len(found) > size else None
    return Page(tuple(order_summary(row) for row in found[:size]), more)


def quote(uow: UnitOfWork, actor: Actor, items: Sequence[Quoted], *, clock: Clock) -> tuple[LineView, ...]:
    """Price and availability for the actor's own dealer on the earliest delivery day; short lines show the missing part as backorder."""
    actor.require(Permission.READ_PRICES)
    dealer = get_dealer(uow, actor, actor.own_dealer())
    skus = get_skus(uow, [sku for sku, _, _ in items])
    views: list[LineView] = []
    for round_of_items in _rounds(items):
        edits = tuple(LineEdit(sku, qty, unit) for sku, qty, unit in round_of_items)
        wished = apply_edits(DraftContent(ship_to=dealer.default_ship_to), edits, skus)
        asked = replace(wished, lines=tuple(replace(line, backorder=True) for line in wished.lines))
        basis = read_basis(uow, dealer.id, asked, clock=clock)
        stock = availability(uow, [line.sku for line in asked.lines], day=basis.plan.day, today=basis.today)
        lines = assemble(basis, asked, stock, locale=actor.locale).lines
        unsold = sorted({line.sku for line in asked.lines} - {line.sku for line in lines})
        if unsold:
            raise Invalid("order.not_sold", skus=", ".join(unsold))
        views += lines
    return tuple(views)


def _rounds(items: Sequence[Quoted]) -> list[list[Quoted]]:
    """Items in groups in which no SKU occurs twice, so that each is priced at its own quantity."""
    rounds: list[list[Quoted]] = []
    for item in items:
        fitting = next((group for group in rounds if all(other[0] != item[0] for other in group)), None)
        if fitting is None:
            rounds.append([item])
        else:
            fitting.append(item)
    return rounds


def _after(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    key = decode_cursor(cursor)
    try:
        at, order_id = datetime.fromisoformat(str(key[0])), str(key[1])
    except (ValueError, IndexError) as error:
        raise Invalid("paging.bad_cursor") from error
    if len(key) != CURSOR_PARTS or at.tzinfo is None:
        raise Invalid("paging.bad_cursor")
    return at, order_id
