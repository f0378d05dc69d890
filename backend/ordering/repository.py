"""Statements over orders and approval rules; row scope is applied here. Private to this module."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, exists, func, insert, or_, select, type_coerce, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.types import Text

from backend.identity.domain import Actor
from backend.identity.scope import within_scope
from backend.kit.db import UnitOfWork
from backend.kit.prepared import Prepared
from backend.ordering.domain import DEAD_STATUSES, OPEN_STATUSES, OrderStatus
from backend.ordering.models import approval_rule_sets, backorder_days, order_lines, orders

_DEAD = [status.value for status in sorted(DEAD_STATUSES)]
_OPEN = [status.value for status in sorted(OPEN_STATUSES)]
_LINES = select(order_lines).where(order_lines.c.order_id == bindparam("order")).order_by(order_lines.c.line_no)
_RULE_TEXT = type_coerce(approval_rule_sets.c.document, Text).label("document")
_RULES = Prepared(select(approval_rule_sets.c.version, _RULE_TEXT).order_by(approval_rule_sets.c.version.desc()).limit(1))
_CLOSE_LINES = (
    update(order_lines)
    .where(order_lines.c.order_id == bindparam("order"))
    .values(cancelled_base=order_lines.c.base_qty - order_lines.c.shipped_base, reserved_base=0, backorder_base=0)
)
_TWIN_NUMBER = (
    select(orders.c.number)
    .where(
        orders.c.dealer_id == bindparam("dealer"),
        orders.c.placed_at >= bindparam("since", type_=orders.c.placed_at.type),
        orders.c.lines_hash == bindparam("hash"),
        *(orders.c.status != status for status in _DEAD),
    )
    .order_by(orders.c.placed_at.desc(), orders.c.id.desc())
    .limit(1)
)
_TWIN = Prepared(_TWIN_NUMBER)
_NEWEST_RULES = select(approval_rule_sets.c.version).order_by(approval_rule_sets.c.version.desc()).limit(1)
_RULES_AND_TWIN = Prepared(
    select(
        _NEWEST_RULES.scalar_subquery().label("version"),
        _NEWEST_RULES.with_only_columns(_RULE_TEXT).scalar_subquery().label("document"),
        _TWIN_NUMBER.scalar_subquery().label("twin"),
    )
)
_ADD_ORDER = Prepared(insert(orders), [column.name for column in orders.c])
_ADD_LINES = Prepared(insert(order_lines), [column.name for column in order_lines.c])


def add_orders(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]]) -> None:
    """Insert orders and their lines in two batches."""
    _ADD_ORDER.run_many(uow, rows)
    _ADD_LINES.run_many(uow, lines)


def set_order(uow: UnitOfWork, order_id: str, version: int, values: Mapping[str, Any]) -> bool:
    """Change an order that still has `version`; False when it moved on."""
    change = update(orders).where(orders.c.id == order_id, orders.c.version == version)
    return uow.execute(change.values(**values, version=version + 1)).rowcount == 1


def close_lines(uow: UnitOfWork, order_id: str) -> None:
    """Cancel what of an order's lines has not left: nothing is reserved or on backorder afterwards."""
    uow.execute(_CLOSE_LINES, {"order": order_id})


def replace_lines(uow: UnitOfWork, order_id: str, lines: Sequence[Mapping[str, Any]]) -> None:
    """Put new lines in the place of an order's lines."""
    uow.execute(order_lines.delete().where(order_lines.c.order_id == order_id))
    _ADD_LINES.run_many(uow, lines)


def read_order(uow: UnitOfWork, actor: Actor, key: str, *, hold: bool = False) -> Row[Any] | None:
    """An order by id or number inside the actor's scope."""
    query = select(orders).where(or_(orders.c.id == key, orders.c.number == key.strip().upper()), within_scope(orders.c.dealer_id, actor))
    return uow.execute(query.with_for_update(of=orders) if hold and not uow.is_sqlite else query).first()


def read_lines(uow: UnitOfWork, order_id: str) -> Sequence[Row[Any]]:
    """The lines of an order."""
    return uow.execute(_LINES, {"order": order_id}).all()


def lines_by_order(uow: UnitOfWork, order_ids: Collection[str]) -> dict[str, list[Row[Any]]]:
    """The lines of several orders, in one statement."""
    found: dict[str, list[Row[Any]]] = {}
    for row in uow.execute(select(order_lines).where(order_lines.c.order_id.in_(order_ids)).order_by(order_lines.c.order_id, order_lines.c.line_no)):
        found.setdefault(row.order_id, []).append(row)
    return found


def own_numbers(uow: UnitOfWork, dealer_id: str, limit: int) -> list[str]:
    """Numbers of a dealer's orders that may be changed or cancelled, newest first."""
    query = select(orders.c.number).where(orders.c.dealer_id == dealer_id, orders.c.status.in_(_OPEN))
    return list(uow.execute(query.order_by(orders.c.placed_at.desc(), orders.c.id.desc()).limit(limit)).scalars())


def delivered_numbers(uow: UnitOfWork, dealer_id: str, skus: Collection[str], limit: int) -> list[str]:
    """Numbers of a dealer's orders of which something was delivered and is not back, newest first; with one of the products when some are named."""
    here = order_lines.c.delivered_base > order_lines.c.returned_base
    lines = exists().where(order_lines.c.order_id == orders.c.id, here)
    if skus:
        lines = lines.where(order_lines.c.sku.in_(sorted(skus)))
    query = select(orders.c.number).where(orders.c.dealer_id == dealer_id, lines)
    return list(uow.execute(query.order_by(orders.c.placed_at.desc(), orders.c.id.desc()).limit(limit)).scalars())


def open_among(uow: UnitOfWork, dealer_id: str, numbers: Sequence[str]) -> set[str]:
    """Those of a dealer's orders with these numbers that may be changed or cancelled."""
    query = select(orders.c.number).where(orders.c.dealer_id == dealer_id, orders.c.number.in_(numbers), orders.c.status.in_(_OPEN))
    return set(uow.execute(query).scalars())


def newest_number(uow: UnitOfWork, dealer_id: str) -> str | None:
    """The number of a dealer's latest order that was not cancelled or rejected."""
    query = select(orders.c.number).where(orders.c.dealer_id == dealer_id, orders.c.status.not_in(_DEAD))
    return uow.execute(query.order_by(orders.c.placed_at.desc(), orders.c.id.desc()).limit(1)).scalar_one_or_none()


def past_lines(uow: UnitOfWork, dealer_id: str, limit: int) -> Sequence[Row[Any]]:
    """The lines of a dealer's latest orders that were not cancelled or rejected, oldest order first."""
    latest = select(orders.c.id, orders.c.number, orders.c.order_date, orders.c.placed_at).where(orders.c.dealer_id == dealer_id, orders.c.status.not_in(_DEAD))
    latest_orders = latest.order_by(orders.c.placed_at.desc(), orders.c.id.desc()).limit(limit).subquery()
    columns = (order_lines.c.sku, order_lines.c.qty, order_lines.c.unit, order_lines.c.base_qty)
    query = select(latest_orders.c.number, latest_orders.c.order_date, *columns).join(order_lines, order_lines.c.order_id == latest_orders.c.id)
    return uow.execute(query.order_by(latest_orders.c.placed_at, latest_orders.c.id, order_lines.c.line_no)).all()


def past_days(uow: UnitOfWork, dealer_id: str, limit: int) -> Sequence[Row[Any]]:
    """Number and day of the same orders, oldest first."""
    latest = select(orders.c.number, orders.c.order_date).where(orders.c.dealer_id == dealer_id, orders.c.status.not_in(_DEAD))
    return uow.execute(latest.order_by(orders.c.placed_at.desc(), orders.c.id.desc()).limit(limit)).all()[::-1]


def skus_of(uow: UnitOfWork, dealer_id: str, numbers: Sequence[str]) -> set[str]:
    """The products of a dealer's orders with these numbers."""
    query = select(order_lines.c.sku).join(orders, orders.c.id == order_lines.c.order_id)
    return set(uow.execute(query.where(orders.c.dealer_id == dealer_id, orders.c.number.in_(numbers)).distinct()).scalars())


def twin_number(uow: UnitOfWork, dealer_id: str, lines_hash: str, since: datetime) -> str | None:
    """The number of the newest order with exactly the same lines placed since an instant."""
    row = _TWIN.first(uow, {"dealer": dealer_id, "hash": lines_hash, "since": since})
    return str(row.number) if row else None


def list_orders(uow: UnitOfWork, actor: Actor, wanted: Sequence[ColumnElement[bool]], after: tuple[datetime, str] | None, limit: int) -> Sequence[Row[Any]]:
    """Orders inside the scope that fit, newest first, after the cursor."""
    query = select(orders).where(within_scope(orders.c.dealer_id, actor), *wanted)
    if after is not None:
        at, order_id = after
        query = query.where(or_(orders.c.placed_at < at, and_(orders.c.placed_at == at, orders.c.id < order_id)))
    return uow.execute(query.order_by(orders.c.placed_at.desc(), orders.c.id.desc()).limit(limit)).all()


def order_totals(uow: UnitOfWork, actor: Actor, wanted: Sequence[ColumnElement[bool]]) -> Sequence[Row[Any]]:
    """Currency, number and total of the orders inside the scope that fit."""
    query = select(orders.c.currency, func.count().label("many"), func.coalesce(func.sum(orders.c.total), 0).label("total"))
    return uow.execute(query.where(within_scope(orders.c.dealer_id, actor), *wanted).group_by(orders.c.currency).order_by(orders.c.currency)).all()


def wanted_orders(statuses: Sequence[str], dealer: str | None, sku: str | None, days: tuple[date | None, date | None]) -> list[ColumnElement[bool]]:
    """The conditions of a list."""
    found: list[ColumnElement[bool]] = []
    if statuses:
        found.append(orders.c.status.in_(list(statuses)))
    if dealer:
        found.append(orders.c.dealer_id == dealer)
    if sku:
        found.append(exists().where(order_lines.c.order_id == orders.c.id, order_lines.c.sku == sku))
    if days[0]:
        found.append(orders.c.order_date >= days[0])
    if days[1]:
        found.append(orders.c.order_date <= days[1])
    return found


def placed_by(user_id: str) -> ColumnElement[bool]:
    """The condition that a person himself placed an order."""
    return orders.c.placed_by == user_id


def rules_and_twin(uow: UnitOfWork, dealer_id: str, lines_hash: str, since: datetime) -> tuple[tuple[int, str] | None, str | None]:
    """`load_rules` and `twin_number` in one statement, for the moment when others wait."""
    row = _RULES_AND_TWIN.first(uow, {"dealer": dealer_id, "hash": lines_hash, "since": since})
    return (None if row.version is None else (int(row.version), str(row.document))), row.twin


def load_rules(uow: UnitOfWork) -> tuple[int, str] | None:
    """The version and document of the newest published rule set."""
    row = _RULES.first(uow)
    return (int(row.version), str(row.document)) if row else None


def add_rules(uow: UnitOfWork, row: Mapping[str, Any]) -> bool:
    """Store a new version of the rules; False when the same one was stored meanwhile."""
    make = (sqlite_insert if uow.is_sqlite else pg_insert)(approval_rule_sets).values(**row).on_conflict_do_nothing()
    return uow.execute(make.returning(approval_rule_sets.c.version)).first() is not None


def orders_before(uow: UnitOfWork, dealer_id: str, at: datetime, since: datetime, without: str) -> tuple[int, int]:
    """How many orders a dealer had placed by an instant, since another one and in all; cancelled and rejected ones and `without` do not count."""
    recent = func.count(case((orders.c.placed_at >= since, 1))).label("recent")
    mine = (orders.c.dealer_id == dealer_id) & (orders.c.placed_at <= at) & orders.c.status.not_in(_DEAD) & (orders.c.id != without)
    found = uow.execute(select(recent, func.count().label("ever")).select_from(orders).where(mine)).one()
    return int(found.recent), int(found.ever)


def totals_and_sums(uow: UnitOfWork) -> Sequence[Row[Any]]:
    """Every order with its total and the sum of its line totals."""
    total = func.sum(order_lines.c.line_total, type_=orders.c.total.type).label("lines_total")
    query: Select[Any] = select(orders.c.id, orders.c.number, orders.c.dealer_id, orders.c.status, orders.c.total, total)
    query = query.outerjoin(order_lines, order_lines.c.order_id == orders.c.id)
    return uow.execute(query.group_by(orders.c.id, orders.c.number, orders.c.dealer_id, orders.c.status, orders.c.total).order_by(orders.c.id)).all()


def reserved_lines(uow: UnitOfWork, statuses: Sequence[str]) -> Sequence[Row[Any]]:
    """The lines of orders in these statuses with what they say they hold."""
    query = select(order_lines.c.order_id, order_lines.c.line_no, order_lines.c.reserved_base).join(orders, orders.c.id == order_lines.c.order_id)
    return uow.execute(query.where(orders.c.status.in_(list(statuses))).order_by(order_lines.c.order_id, order_lines.c.line_no)).all()


def moved_orders(uow: UnitOfWork) -> set[str]:
    """Orders of which something was delivered or cancelled."""
    moved = (order_lines.c.delivered_base > 0) | (order_lines.c.cancelled_base > 0)
    return set(uow.execute(select(order_lines.c.order_id).where(moved).distinct()).scalars())


def known_orders(uow: UnitOfWork, order_ids: set[str]) -> set[str]:
    """Which of the ids are orders."""
    return set(uow.execute(select(orders.c.id).where(orders.c.id.in_(sorted(order_ids)))).scalars()) if order_ids else set()


def set_reserved(uow: UnitOfWork, order_id: str, line_no: int, reserved: int) -> None:
    """Correct what a line holds; the rest of what is not shipped or cancelled is its backorder."""
    line = (order_lines.c.order_id == order_id) & (order_lines.c.line_no == line_no)
    rest = order_lines.c.base_qty - order_lines.c.shipped_base - order_lines.c.cancelled_base - reserved
    uow.execute(update(order_lines).where(line).values(reserved_base=reserved, backorder_base=rest))


def held_total(uow: UnitOfWork, dealer_id: str) -> Decimal:
    """What a dealer's orders that wait for a release add up to."""
    held = (orders.c.dealer_id == dealer_id) & (orders.c.status == OrderStatus.HOLD.value)
    return Decimal(uow.execute(select(func.coalesce(func.sum(orders.c.total), 0, type_=orders.c.total.type)).where(held)).scalar_one())


def expected_days(uow: UnitOfWork, order_id: str) -> dict[int, date | None]:
    """When the backorders of an order should come, by line."""
    rows = uow.execute(select(backorder_days.c.line_no, backorder_days.c.day).where(backorder_days.c.order_id == order_id))
    return {row.line_no: row.day for row in rows}
