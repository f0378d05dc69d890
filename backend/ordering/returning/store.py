"""Statements over returns, credit notes and wishes to give up the rest of an order; row scope is applied here. Private to this subpackage.

The caller holds the order of a return, so nobody else changes its returns meanwhile. Invariant: a return that changed has the next version.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, and_, case, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.identity.domain import Actor
from backend.identity.scope import within_scope
from backend.kit.db import UnitOfWork
from backend.ordering.models import credit_notes, order_close_requests, order_lines, order_return_lines, order_returns, orders
from backend.ordering.returning.domain import BACK, Return, ReturnKind, ReturnLine, ReturnStatus

_SAME = (
    "id", "number", "order_id", "dealer_id", "reason", "note", "warehouse", "version", "requested_by", "requested_by_name", "requested_at", "decided_by",
    "decided_at", "received_at", "inspected_at", "ended_at",
)  # fmt: skip


def add_return(uow: UnitOfWork, made: Return) -> None:
    """Store a new return."""
    uow.execute(insert(order_returns), [_row(made)])
    uow.execute(insert(order_return_lines), [_line_row(made.id, line) for line in made.lines])


def save_return(uow: UnitOfWork, changed: Return) -> Return:
    """Store a return that changed; it has the next version then."""
    after = replace(changed, version=changed.version + 1)
    uow.execute(update(order_returns).where(order_returns.c.id == after.id).values(**_row(after)))
    for line in after.lines:
        one = (order_return_lines.c.return_id == after.id) & (order_return_lines.c.seq == line.seq)
        uow.execute(update(order_return_lines).where(one).values(**_line_row(after.id, line)))
    return after


def order_of_return(uow: UnitOfWork, number: str) -> str | None:
    """The id of the order that a return with this number belongs to."""
    return uow.execute(select(order_returns.c.order_id).where(order_returns.c.number == number.strip().upper())).scalar_one_or_none()


def returns_of_orders(uow: UnitOfWork, order_ids: Collection[str]) -> tuple[Return, ...]:
    """The returns of some orders, oldest first."""
    query = select(order_returns).where(order_returns.c.order_id.in_(order_ids)).order_by(order_returns.c.requested_at, order_returns.c.number)
    return _returns(uow, uow.execute(query).all()) if order_ids else ()


def list_returns(
    uow: UnitOfWork, actor: Actor, statuses: Collection[ReturnStatus], after: tuple[datetime, str] | None, limit: int
) -> list[tuple[Return, Row[Any]]]:
    """Returns inside the scope in these states (all when empty), newest first, with their orders."""
    at, key = order_returns.c.requested_at, order_returns.c.id
    query: Select[Any] = select(order_returns).where(within_scope(order_returns.c.dealer_id, actor))
    if statuses:
        query = query.where(order_returns.c.status.in_([status.value for status in sorted(statuses)]))
    if after is not None:
        query = query.where(or_(at < after[0], and_(at == after[0], key < after[1])))
    found = _returns(uow, uow.execute(query.order_by(at.desc(), key.desc()).limit(limit)).all())
    rows = uow.execute(select(orders).where(orders.c.id.in_({one.order_id for one in found}))).all() if found else []
    by_id = {row.id: row for row in rows}
    return [(one, by_id[one.order_id]) for one in found]


def set_returned(uow: UnitOfWork, order_id: str, returned: Mapping[int, int]) -> None:
    """Write what has come back of the lines of an order."""
    for line_no, base_qty in sorted(returned.items()):
        one = (order_lines.c.order_id == order_id) & (order_lines.c.line_no == line_no)
        uow.execute(update(order_lines).where(one).values(returned_base=base_qty))


def add_note(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Store a credit note."""
    uow.execute(insert(credit_notes), [dict(row)])


def notes_of(uow: UnitOfWork, return_ids: Collection[str]) -> dict[str, Row[Any]]:
    """The credit notes of some returns."""
    rows = uow.execute(select(credit_notes).where(credit_notes.c.return_id.in_(return_ids))).all() if return_ids else []
    return {row.return_id: row for row in rows}


def credited_so_far(uow: UnitOfWork, order_id: str) -> tuple[Decimal, dict[str, int]]:
    """What was credited of an order, and the free goods its notes said were owed, by product."""
    amount, owed = Decimal(0), dict[str, int]()
    for row in uow.execute(select(credit_notes.c.amount, credit_notes.c.free_owed).where(credit_notes.c.order_id == order_id)):
        amount += row.amount
        for sku, base_qty in row.free_owed.items():
            owed[sku] = owed.get(sku, 0) + int(base_qty)
    return amount, owed


def note_sums(uow: UnitOfWork) -> dict[str, Decimal]:
    """What all credit notes of each order add up to."""
    total = func.sum(credit_notes.c.amount, type_=credit_notes.c.amount.type).label("total")
    return {row.order_id: row.total for row in uow.execute(select(credit_notes.c.order_id, total).group_by(credit_notes.c.order_id))}


def unequal_returns(uow: UnitOfWork) -> Sequence[Row[Any]]:
    """Lines of which another quantity came back than their claims say: order number, line, what it says, what claims say."""
    is_back = and_(order_returns.c.kind == ReturnKind.CLAIM.value, order_returns.c.status.in_([status.value for status in sorted(BACK)]))
    received = func.sum(case((is_back, order_return_lines.c.received_base), else_=0)).label("received")
    sums: Select[Any] = select(order_returns.c.order_id, order_return_lines.c.line_no, received)
    sums = sums.join(order_return_lines, order_return_lines.c.return_id == order_returns.c.id).group_by(order_returns.c.order_id, order_return_lines.c.line_no)
    found = sums.subquery()
    same = (found.c.order_id == order_lines.c.order_id) & (found.c.line_no == order_lines.c.line_no)
    claimed = func.coalesce(found.c.received, 0)
    query: Select[Any] = select(orders.c.number, order_lines.c.line_no, order_lines.c.returned_base, claimed.label("claimed"))
    query = query.select_from(order_lines).join(orders, orders.c.id == order_lines.c.order_id).outerjoin(found, same)
    return uow.execute(query.where(or_(order_lines.c.returned_base > 0, found.c.received > 0), order_lines.c.returned_base != claimed)).all()


def ask_close(uow: UnitOfWork, order_id: str, asked_by: tuple[str, str], at: datetime) -> bool:
    """Note that somebody of the dealer gives up the rest of an order; False when that was noted before."""
    make = (sqlite_insert if uow.is_sqlite else pg_insert)(order_close_requests)
    row = {"order_id": order_id, "asked_by": asked_by[0], "asked_by_name": asked_by[1], "asked_at": at}
    return uow.execute(make.on_conflict_do_nothing(), row).rowcount == 1


def close_asked(uow: UnitOfWork, order_id: str) -> Row[Any] | None:
    """Who asked to close the rest of an order, and when."""
    return uow.execute(select(order_close_requests).where(order_close_requests.c.order_id == order_id)).first()


def forget_close(uow: UnitOfWork, order_id: str) -> None:
    """Nobody asks for it any more."""
    uow.execute(delete(order_close_requests).where(order_close_requests.c.order_id == order_id))


def asked_to_close(uow: UnitOfWork, actor: Actor, statuses: Collection[str], limit: int) -> Sequence[Row[Any]]:
    """Orders inside the scope whose dealers give up the rest, the longest waiting first: the order's row with who asked and when."""
    query: Select[Any] = select(orders, order_close_requests.c.asked_by_name, order_close_requests.c.asked_at)
    query = query.join(order_close_requests, order_close_requests.c.order_id == orders.c.id)
    query = query.where(orders.c.status.in_(list(statuses)), within_scope(orders.c.dealer_id, actor))
    return uow.execute(query.order_by(order_close_requests.c.asked_at, orders.c.id).limit(limit)).all()


def _returns(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> tuple[Return, ...]:
    lines: dict[str, list[ReturnLine]] = {}
    if rows:
        query = select(order_return_lines).where(order_return_lines.c.return_id.in_([row.id for row in rows]))
        for row in uow.execute(query.order_by(order_return_lines.c.return_id, order_return_lines.c.seq)):
            lines.setdefault(row.return_id, []).append(_line_of(row))
    return tuple(_return_of(row, tuple(lines.get(row.id, ()))) for row in rows)


def _return_of(row: Row[Any], lines: tuple[ReturnLine, ...]) -> Return:
    return Return(**{name: getattr(row, name) for name in _SAME}, kind=ReturnKind(row.kind), status=ReturnStatus(row.status), lines=lines)


def _line_of(row: Row[Any]) -> ReturnLine:
    quantities = (row.received_base, row.restocked_base, row.quarantined_base, row.scrapped_base)
    return ReturnLine(row.seq, row.line_no, row.part_number, row.sku, row.lot, row.base_qty, *quantities, row.amount)


def _row(one: Return) -> dict[str, Any]:
    return {**{name: getattr(one, name) for name in _SAME}, "kind": one.kind.value, "status": one.status.value}


def _line_row(return_id: str, line: ReturnLine) -> dict[str, Any]:
    return {
        "return_id": return_id,
        "seq": line.seq,
        "line_no": line.line_no,
        "part_number": line.part_number,
        "sku": line.sku,
        "lot": line.lot,
        "base_qty": line.base_qty,
        "received_base": line.received,
        "restocked_base": line.restocked,
        "quarantined_base": line.quarantined,
        "scrapped_base": line.scrapped,
        "amount": line.amount,
    }
