"""Keeping the promise of an order that waited for its release: its day may have passed and its goods may have gone meanwhile (N5, R5, R11).

Invariant: what the order says it holds for its day is what inventory holds for it; less than before or another day is a reason to look again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from backend.inventory.lapsing import take_lapsed
from backend.inventory.service import Want, availability, release, reserve
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering import repository
from backend.ordering.domain import DraftContent
from backend.ordering.planning import plan_delivery
from backend.ordering.promoting.deriving import FIRST_LINE
from backend.ordering.promoting.holding import free_lines, set_held, wanted_of
from backend.ordering.schemas import GateReason
from backend.ordering.supplying import supply_of
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

_Days = tuple[date, Mapping[str, date]]
"""The delivery day, and until when which goods must last beyond it."""


@dataclass(frozen=True, slots=True)
class Promise:
    """The day an order can be delivered now, and why that is not what it said before."""

    day: date | None
    reasons: tuple[GateReason, ...] = ()


def promise_again(uow: UnitOfWork, order: Row[Any], clock: Clock) -> Promise:
    """Check an order's day and goods; when either does not hold any more, plan and reserve anew: what is missing becomes its backorder."""
    settings, now = load_brand_settings(uow), clock.now()
    plan = plan_delivery(settings, DraftContent(requested_day=order.delivery_date, relation="on"), now)
    rows: Sequence[Any] = [*repository.read_lines(uow, order.id), *free_lines(uow, order.id)]
    through = supply_of(uow, order.dealer_id, [row for row in rows if row.line_no < FIRST_LINE], plan.day).through
    lapsed = take_lapsed(uow, order.id)
    if plan.moved is None and not lapsed and _is_covered(uow, order.id, rows, (plan.day, through), clock):
        return Promise(order.delivery_date)
    before = {row.line_no: row.reserved_base + lapsed.get(row.line_no, 0) for row in rows}
    short = _reserve_anew(uow, order.id, (rows, before), (plan.day, through), clock)
    missing = (GateReason("SHORT_STOCK", blocks=False, params={"skus": ", ".join(short)}),) if short else ()
    return Promise(plan.day, (*((plan.moved,) if plan.moved else ()), *missing))


def _is_covered(uow: UnitOfWork, order_id: str, rows: Sequence[Any], days: _Days, clock: Clock) -> bool:
    """Whether there is enough for the day if the order gave back what it holds."""
    held: dict[str, int] = {}
    for row in rows:
        held[row.sku] = held.get(row.sku, 0) + row.reserved_base
    today = local_day(load_brand_settings(uow), clock.now())
    with uow.trial():
        release(uow, order_id, None, clock=clock)
        stock = availability(uow, list(held), day=days[0], today=today, through=days[1])
    return all(stock[sku].total >= base_qty for sku, base_qty in held.items())


def _reserve_anew(uow: UnitOfWork, order_id: str, lines: tuple[Sequence[Any], Mapping[int, int]], days: _Days, clock: Clock) -> list[str]:
    """Give back and reserve for the day what there is; returns the SKUs of which less is held than before."""
    (rows, before), (day, through) = lines, days
    release(uow, order_id, None, clock=clock)
    wants = tuple(Want(row.line_no, row.sku, wanted_of(row), backorder=True, usable_through=through.get(row.sku)) for row in rows)
    held: dict[int, int] = {}
    for allocation in reserve(uow, order_id, wants, day=day, clock=clock):
        held[allocation.line_no] = held.get(allocation.line_no, 0) + allocation.base_qty
    for row in rows:
        if held.get(row.line_no, 0) != row.reserved_base:
            set_held(uow, order_id, row.line_no, held.get(row.line_no, 0))
    return [row.sku for row in rows if held.get(row.line_no, 0) < before[row.line_no]]
