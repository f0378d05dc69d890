"""Statements over the draft of the rules, published sets, delegations, escalations and the orders that a dry run judges. Private to the rules."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.identity.domain import Actor
from backend.identity.scope import within_scope
from backend.kit.db import UnitOfWork
from backend.kit.numbering import next_number
from backend.ordering.domain import OrderStatus
from backend.ordering.models import approval_rule_sets, order_lines, orders
from backend.ordering.rules.models import approval_delegations, approval_rule_drafts, order_escalations

CURRENT = "current"
_REVISIONS = "rules_draft"


def read_draft(uow: UnitOfWork) -> Row[Any] | None:
    """The draft that is being worked on."""
    return uow.execute(select(approval_rule_drafts).where(approval_rule_drafts.c.id == CURRENT)).first()


def put_draft(uow: UnitOfWork, revision: int, values: Mapping[str, Any]) -> bool:
    """Store the draft that was `revision` as another one; False when it has moved on. No draft, not a later one either, has a revision again."""
    row = {**values, "revision": next_number(uow, _REVISIONS)}
    if revision:
        kept = (approval_rule_drafts.c.id == CURRENT) & (approval_rule_drafts.c.revision == revision)
        return uow.execute(update(approval_rule_drafts).where(kept).values(row)).rowcount == 1
    make = (sqlite_insert if uow.is_sqlite else pg_insert)(approval_rule_drafts).values(id=CURRENT, **row).on_conflict_do_nothing()
    return uow.execute(make.returning(approval_rule_drafts.c.id)).first() is not None


def drop_draft(uow: UnitOfWork, revision: int) -> bool:
    """Throw the draft away if it still is that revision; False when there is none such."""
    kept = (approval_rule_drafts.c.id == CURRENT) & (approval_rule_drafts.c.revision == revision)
    return uow.execute(delete(approval_rule_drafts).where(kept)).rowcount == 1


def list_sets(uow: UnitOfWork, before: int | None, limit: int) -> Sequence[Row[Any]]:
    """Published sets, newest first."""
    query = select(approval_rule_sets)
    if before is not None:
        query = query.where(approval_rule_sets.c.version < before)
    return uow.execute(query.order_by(approval_rule_sets.c.version.desc()).limit(limit)).all()


def read_set(uow: UnitOfWork, version: int) -> Row[Any] | None:
    """One published set."""
    return uow.execute(select(approval_rule_sets).where(approval_rule_sets.c.version == version)).first()


def placed_since(uow: UnitOfWork, actor: Actor, since: datetime, after: tuple[datetime, str] | None, limit: int) -> Sequence[Row[Any]]:
    """Orders placed since an instant inside the scope, oldest first, after the last one seen."""
    query = select(orders).where(orders.c.placed_at >= since, within_scope(orders.c.dealer_id, actor))
    if after is not None:
        query = query.where(or_(orders.c.placed_at > after[0], and_(orders.c.placed_at == after[0], orders.c.id > after[1])))
    return uow.execute(query.order_by(orders.c.placed_at, orders.c.id).limit(limit)).all()


def count_since(uow: UnitOfWork, actor: Actor, since: datetime) -> int:
    """How many orders were placed since an instant inside the scope."""
    query = select(func.count()).select_from(orders).where(orders.c.placed_at >= since, within_scope(orders.c.dealer_id, actor))
    return int(uow.execute(query).scalar_one())


def lines_of(uow: UnitOfWork, order_ids: Sequence[str]) -> Mapping[str, list[tuple[str, int]]]:
    """Product and base quantity of the lines of orders."""
    found: dict[str, list[tuple[str, int]]] = {}
    query = select(order_lines.c.order_id, order_lines.c.sku, order_lines.c.base_qty).where(order_lines.c.order_id.in_(order_ids))
    for row in uow.execute(query.order_by(order_lines.c.order_id, order_lines.c.line_no)):
        found.setdefault(row.order_id, []).append((row.sku, row.base_qty))
    return found


def held_orders(uow: UnitOfWork, actor: Actor, after: tuple[datetime, str] | None, limit: int) -> Sequence[Row[Any]]:
    """Orders on hold inside the scope, the longest waiting first."""
    query = select(orders, order_escalations.c.escalated_at)
    query = query.outerjoin(order_escalations, order_escalations.c.order_id == orders.c.id)
    query = query.where(orders.c.status == OrderStatus.HOLD.value, within_scope(orders.c.dealer_id, actor))
    if after is not None:
        query = query.where(or_(orders.c.placed_at > after[0], and_(orders.c.placed_at == after[0], orders.c.id > after[1])))
    return uow.execute(query.order_by(orders.c.placed_at, orders.c.id).limit(limit)).all()


def held_too_long(uow: UnitOfWork, before: datetime, limit: int) -> Sequence[Row[Any]]:
    """Orders on hold placed before an instant that were not escalated."""
    told = select(order_escalations.c.order_id)
    query = select(orders).where(orders.c.status == OrderStatus.HOLD.value, orders.c.placed_at <= before, orders.c.id.not_in(told))
    return uow.execute(query.order_by(orders.c.placed_at, orders.c.id).limit(limit)).all()


def add_escalation(uow: UnitOfWork, order_id: str, at: datetime) -> None:
    """Remember that somebody above was told."""
    uow.execute(insert(order_escalations).values(order_id=order_id, escalated_at=at))


def drop_escalation(uow: UnitOfWork, order_id: str) -> None:
    """Forget it: what somebody above was told of is over."""
    uow.execute(delete(order_escalations).where(order_escalations.c.order_id == order_id))


def add_delegation(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Store a delegation."""
    uow.execute(insert(approval_delegations).values(row))


def end_delegation(uow: UnitOfWork, delegation_id: str, by: str | None, at: datetime) -> bool:
    """End a delegation that `by` gave (anybody's without); False when there is none."""
    mine = (approval_delegations.c.id == delegation_id) & approval_delegations.c.ended_at.is_(None)
    if by is not None:
        mine &= approval_delegations.c.from_user == by
    return uow.execute(update(approval_delegations).where(mine).values(ended_at=at)).rowcount == 1


def delegations(uow: UnitOfWork, user_id: str | None, last: date) -> Sequence[Row[Any]]:
    """Delegations that are not over by a day, given by or to somebody (everybody's without)."""
    table = approval_delegations
    query = select(table).where(table.c.ended_at.is_(None), table.c.last_day >= last)
    if user_id is not None:
        query = query.where(or_(table.c.from_user == user_id, table.c.to_user == user_id))
    return uow.execute(query.order_by(table.c.first_day, table.c.id)).all()


def delegated_to(uow: UnitOfWork, user_id: str, day: date) -> Sequence[Row[Any]]:
    """Who has handed his approvals to somebody for a day."""
    table = approval_delegations
    on_day = (table.c.first_day <= day) & (table.c.last_day >= day)
    return uow.execute(select(table).where(table.c.to_user == user_id, table.c.ended_at.is_(None), on_day).order_by(table.c.id)).all()
