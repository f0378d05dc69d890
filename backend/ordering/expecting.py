"""When the goods of a backorder should come: the deliveries that are announced go to waiting lines in order of placing (R1).

The days are stored beside the lines, so that a delivery that moves shows which orders it delays; those are told. Invariant: two waiting lines are
never promised the same goods of a delivery.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select

from backend.identity.domain import SYSTEM, Actor
from backend.inventory.promising import Claims, PromiseOption, promise_dates
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.ordering import repository
from backend.ordering.announcing import Event, announce
from backend.ordering.assembling import Assembled, Basis
from backend.ordering.domain import RESERVING_STATUSES
from backend.ordering.models import backorder_days, order_lines, orders
from backend.ordering.schemas import LineView, QuestionKind
from backend.ordering.substituting import offers_for
from backend.ordering.supplying import supply_of
from backend.settings.calendar import earliest_delivery, next_delivery_day
from backend.settings.service import load_brand_settings

_RESERVING = sorted(status.value for status in RESERVING_STATUSES)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of a placed order that waits for goods, and the day they are expected so far."""

    order_id: str
    line_no: int
    sku: str
    base_qty: int
    lot_wish: str | None
    dealer_id: str
    day: date | None


def with_options(uow: UnitOfWork, basis: Basis, assembled: Assembled) -> Assembled:
    """The same with the day on which what is short should be there, and what could be taken instead. Reads only where something is short."""
    short = [question for question in assembled.questions if question.kind is QuestionKind.SHORT_STOCK and question.sku]
    later = [line for line in assembled.lines if line.backorder_base]
    if not short and not later:
        return assembled
    wanted = {**{line.sku: line.base_qty for line in later}, **{question.sku or "": question.base_qty or 0 for question in short}}
    claims = Claims(basis.supply.through, waiting_base(uow, wanted))
    options = promise_dates(uow, wanted, wanted, day=basis.plan.day, clock=basis.clock, claims=claims)
    days = {sku: _delivered(basis, option.first_day) for sku, option in options.items()}
    offers = offers_for(uow, short, (basis.plan.day, basis.today), basis.supply.through) if short else {}
    questions = tuple(
        replace(one, expected_on=days[one.sku or ""], may_wait=basis.supply.may_wait, substitutes=offers.get(one.sku or "", ())) if one in short else one
        for one in assembled.questions
    )
    lines = tuple(replace(line, expected_on=days[line.sku]) if line.backorder_base else line for line in assembled.lines)
    return replace(assembled, questions=questions, lines=lines)


def waiting_base(uow: UnitOfWork, skus: Iterable[str]) -> dict[str, int]:
    """What placed orders still wait for, by SKU."""
    query = (
        select(order_lines.c.sku, func.sum(order_lines.c.backorder_base))
        .join(orders, orders.c.id == order_lines.c.order_id)
        .where(order_lines.c.sku.in_(list(skus)), order_lines.c.backorder_base > 0, orders.c.status.in_(_RESERVING))
        .group_by(order_lines.c.sku)
    )
    rows: Any = uow.execute(query)
    return {sku: int(base_qty) for sku, base_qty in rows}


def expect(uow: UnitOfWork, order_id: str, lines: Sequence[LineView], *, clock: Clock) -> tuple[LineView, ...]:
    """Store and show when the backorders of an order that was just placed or changed should come."""
    uow.execute(delete(backorder_days).where(backorder_days.c.order_id == order_id))
    later = [line for line in lines if line.backorder_base]
    if not later:
        return tuple(lines)
    days = _planned(uow, _waiting(uow, {line.sku for line in later}), clock)
    own = {line.line_no: days.get((order_id, line.line_no)) for line in later}
    uow.execute(insert(backorder_days), [{"order_id": order_id, "line_no": line_no, "day": day} for line_no, day in own.items()])
    return tuple(replace(line, expected_on=own.get(line.line_no)) for line in lines)


def refresh_expected(uow: UnitOfWork, actor: Actor, skus: Iterable[str], *, clock: Clock) -> tuple[str, ...]:
    """Plan every waiting line of the SKUs again and tell the orders whose goods come later than was said, or on no known day any more.

    Returns the numbers of the orders that were told.
    """
    waiting = _waiting(uow, set(skus))
    days = _planned(uow, waiting, clock)
    changed = [one for one in waiting if one.day != days[one.order_id, one.line_no]]
    late: dict[str, date | None] = {}
    for one in changed:
        day = days[one.order_id, one.line_no]
        uow.execute(delete(backorder_days).where(backorder_days.c.order_id == one.order_id, backorder_days.c.line_no == one.line_no))
        uow.execute(insert(backorder_days), [{"order_id": one.order_id, "line_no": one.line_no, "day": day}])
        if one.day is not None and (day is None or day > one.day):
            known = late.get(one.order_id, day)
            late[one.order_id] = None if day is None or known is None else max(day, known)
    return tuple(tell_delay(uow, actor, order_id, day, "inbound", clock=clock) for order_id, day in late.items())


def plan_backorders(database: Database, clock: Clock) -> int:
    """Plan everything that waits again, because a day passed or stock was sold meanwhile; returns how many orders were told of a delay."""
    return len(database.write(lambda uow: refresh_expected(uow, SYSTEM, _waited_for(uow), clock=clock)))


def tell_delay(uow: UnitOfWork, actor: Actor, order_id: str, day: date | None, why: str, *, clock: Clock) -> str:
    """A new version of an order whose goods come later, its event, and its number."""
    order = repository.read_order(uow, actor, order_id, hold=True)
    if order is None:
        return ""
    repository.set_order(uow, order.id, order.version, {})
    data = {"day": day.isoformat() if day else "", "why": why}
    announce(uow, actor, Event("delayed", order.id, order.number, order.dealer_id, order.version + 1, order.status, data), at=clock.now())
    return str(order.number)


def _delivered(basis: Basis, day: date | None) -> date | None:
    return None if day is None else next_delivery_day(basis.settings, day)


def _waited_for(uow: UnitOfWork) -> list[str]:
    query = select(order_lines.c.sku).join(orders, orders.c.id == order_lines.c.order_id)
    return list(uow.execute(query.where(order_lines.c.backorder_base > 0, orders.c.status.in_(_RESERVING)).distinct()).scalars())


def _waiting(uow: UnitOfWork, skus: set[str]) -> list[Waiting]:
    here = (backorder_days.c.order_id == order_lines.c.order_id) & (backorder_days.c.line_no == order_lines.c.line_no)
    columns = (order_lines.c.order_id, order_lines.c.line_no, order_lines.c.sku, order_lines.c.backorder_base, order_lines.c.lot_wish)
    query = (
        select(*columns, orders.c.dealer_id, backorder_days.c.day)
        .join(orders, orders.c.id == order_lines.c.order_id)
        .outerjoin(backorder_days, here)
        .where(order_lines.c.sku.in_(sorted(skus)), order_lines.c.backorder_base > 0, orders.c.status.in_(_RESERVING))
        .order_by(orders.c.placed_at, orders.c.id, order_lines.c.line_no)
    )
    return [Waiting(*tuple(row)) for row in uow.execute(query)]


def _planned(uow: UnitOfWork, waiting: Sequence[Waiting], clock: Clock) -> dict[tuple[str, int], date | None]:
    """The day of each line when earlier lines are served first; lines that must last as long share one look at the stock."""
    settings = load_brand_settings(uow)
    first = earliest_delivery(settings, clock.now())
    before: dict[str, int] = {}
    seen: dict[tuple[str, timedelta], PromiseOption] = {}
    lasting: dict[tuple[str, str, str | None], date] = {}
    found: dict[tuple[str, int], date | None] = {}
    for one in waiting:
        asked = (one.dealer_id, one.sku, one.lot_wish)
        if asked not in lasting:
            lasting[asked] = supply_of(uow, one.dealer_id, [one], first).through.get(one.sku, first)
        until = lasting[asked]
        key = (one.sku, until - first)
        if key not in seen:
            claims = Claims({one.sku: until} if until > first else {})
            seen[key] = promise_dates(uow, [one.sku], {one.sku: one.base_qty}, day=first, clock=clock, claims=claims)[one.sku]
        before[one.sku] = before.get(one.sku, 0) + one.base_qty
        day = _reached(seen[key], first, before[one.sku])
        found[one.order_id, one.line_no] = None if day is None else next_delivery_day(settings, day)
    return found


def _reached(option: PromiseOption, first: date, base_qty: int) -> date | None:
    return next((day for day, there in ((first, option.on_day), *option.steps) if there >= base_qty), None)
