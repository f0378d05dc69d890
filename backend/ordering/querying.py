"""Reading orders. Row scope is the repository's; an order outside it looks like a missing one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row

from backend.identity.domain import Actor, Permission
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size
from backend.ordering import repository
from backend.ordering.schemas import OrderFilter, OrderSummary, OrderView
from backend.ordering.viewing import order_summary, order_view

CURSOR_PARTS = 2


@dataclass(frozen=True, slots=True)
class OrderCount:
    """How many orders a list has, and their total by currency for who sees prices."""

    orders: int
    totals: Mapping[str, Decimal]


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
    found = repository.list_orders(uow, actor, _conditions(actor, wanted), _after(wanted.cursor), size + 1)
    more = encode_cursor(found[size - 1].placed_at.isoformat(), found[size - 1].id) if len(found) > size else None
    return Page(tuple(order_summary(actor, row) for row in found[:size]), more)


def count_orders(uow: UnitOfWork, actor: Actor, wanted: OrderFilter) -> OrderCount:
    """How many orders a list has on all its pages, and what they come to in each currency."""
    actor.require(Permission.READ_ORDERS)
    rows = repository.order_totals(uow, actor, _conditions(actor, wanted))
    return OrderCount(sum(row.many for row in rows), {row.currency: row.total for row in rows} if actor.may(Permission.READ_PRICES) else {})


def _conditions(actor: Actor, wanted: OrderFilter) -> list[ColumnElement[bool]]:
    days = (wanted.placed_from, wanted.placed_to)
    conditions = repository.wanted_orders([status.upper() for status in wanted.statuses], wanted.dealer, wanted.sku, days)
    return [*conditions, repository.placed_by(actor.user_id)] if wanted.mine else conditions


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
