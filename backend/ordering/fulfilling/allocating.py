"""Calling for the goods of a released order: what it holds becomes its parts, and from then on the dealer cannot change it any more.

By a person of the warehouse, or by the job for orders whose day can no longer be ordered for. Invariant: the parts add up to the order.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Row

from backend.catalog.service import get_skus
from backend.identity.domain import SYSTEM, Actor, Permission
from backend.inventory.domain import BackorderPolicy
from backend.inventory.policies import backorder_policy_of
from backend.inventory.service import held_by_order
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Conflict, DomainError
from backend.kit.ids import new_id
from backend.ordering.domain import OrderAction, OrderStatus, check_step
from backend.ordering.fulfilling import parts_store
from backend.ordering.fulfilling.domain import Part, PartStatus, net_totals
from backend.ordering.fulfilling.settling import OpenOrder, Step, open_order, settle
from backend.ordering.fulfilling.splitting import Allocated, PlannedPart, SplitLine, Traits, split
from backend.ordering.promoting.holding import free_lines
from backend.ordering.querying import find_order
from backend.ordering.schemas import OrderSummary, OrderView
from backend.ordering.viewing import order_summary, order_view
from backend.proposals.service import withdraw_everybodys
from backend.settings.calendar import earliest_delivery
from backend.settings.service import load_brand_settings

BATCH = 200


def allocate_order(uow: UnitOfWork, actor: Actor, key: str, *, clock: Clock, version: int | None = None) -> OrderView:
    """Make the parts of a released order.

    Raises Conflict("order.wrong_status" | "order.stale"), and Conflict("order.nothing_to_ship") while all of it waits for stock,
    Conflict("order.waits_for_all") for a dealer who takes an order only as a whole.
    """
    actor.require(Permission.SHIP_ORDERS)
    opened = open_order(uow, actor, key)
    order = opened.order
    check_step(order.number, OrderStatus(order.status), OrderAction.ALLOCATE)
    if version is not None and version != order.version:
        raise Conflict("order.stale", number=order.number)
    if backorder_policy_of(uow, order.dealer_id) is BackorderPolicy.COMPLETE and any(row.backorder_base for row in opened.rows):
        raise Conflict("order.waits_for_all", number=order.number)
    parts = _planned(uow, opened, clock)
    if all(part.status is PartStatus.WAITING for part in parts):
        raise Conflict("order.nothing_to_ship", number=order.number)
    day = order.delivery_date.isoformat() if order.delivery_date else None
    data = {"parts": [part.number for part in parts], "delivery_date": day}
    settle(uow, actor, opened, parts, Step(OrderAction.ALLOCATE, "allocated", data), clock=clock)
    withdraw_everybodys(uow, order.id)
    return order_view(uow, actor, find_order(uow, actor, order.id))


def list_released(uow: UnitOfWork, actor: Actor, due: date | None, limit: int) -> tuple[OrderSummary, ...]:
    """Released orders whose goods can be called for, soonest first; those promised by a day, or all."""
    actor.require(Permission.SHIP_ORDERS)
    return tuple(order_summary(actor, row) for row in parts_store.released_orders(uow, actor, due, limit))


def allocate_due(database: Database, clock: Clock) -> int:
    """Call for the goods of every order whose day can no longer be ordered for, each in a transaction of its own; returns how many."""
    before = database.read(lambda uow: earliest_delivery(load_brand_settings(uow), clock.now()))
    done = 0
    for order_id in database.read(lambda uow: parts_store.due_orders(uow, before, BATCH)):
        try:
            database.write(partial(allocate_order, actor=SYSTEM, key=order_id, clock=clock))
        except DomainError:
            continue
        done += 1
    return done


def part_of(order: Row[Any], part_no: int, planned: PlannedPart, at: datetime) -> Part:
    """A planned part as it is stored."""
    return Part(
        id=new_id("part"),
        order_id=order.id,
        part_no=part_no,
        number=f"{order.number}-{part_no:02d}",
        warehouse=planned.warehouse,
        temperature=planned.traits.temperature,
        supplier=planned.traits.supplier,
        promise_day=planned.day,
        status=PartStatus.ALLOCATED if planned.warehouse else PartStatus.WAITING,
        lines=planned.lines,
        made_at=at,
    )


def traits_of(uow: UnitOfWork, skus: Sequence[str]) -> dict[str, Traits]:
    """With what each product may travel; what the catalogue does not know any more travels with anything."""
    return {code: Traits(sku.temperature, sku.supplier) for code, sku in get_skus(uow, sorted(set(skus))).items()}


def allocated_for(held: Sequence[Any], day: date | None) -> list[Allocated]:
    """What warehouses hold of an order for a day."""
    return [Allocated(one.line_no, one.warehouse, one.base_qty, day) for one in held]


def _planned(uow: UnitOfWork, opened: OpenOrder, clock: Clock) -> tuple[Part, ...]:
    order, exponent = opened.order, load_brand_settings(uow).currency_exponent
    held = held_by_order(uow, order.id)
    totals = net_totals({row.line_no: row.line_total for row in opened.rows}, order.total, exponent)
    lines = [SplitLine(row.line_no, row.sku, row.base_qty - row.cancelled_base, totals[row.line_no]) for row in opened.rows]
    nothing = order.total - order.total
    lines += [SplitLine(row.line_no, row.sku, row.free_base, nothing) for row in free_lines(uow, order.id)]
    planned = split(lines, allocated_for(held, order.delivery_date), traits_of(uow, [line.sku for line in lines]), exponent=exponent)
    return tuple(part_of(order, number, one, clock.now()) for number, one in enumerate(planned, start=1))
