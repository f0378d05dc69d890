"""What every step of a part leaves behind: lines, order, parts and event of one order in one transaction (R7).

Invariant: an order's status and its lines' quantities follow from its parts; a step that the order's life does not allow changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.ordering import repository
from backend.ordering.announcing import Event, announce
from backend.ordering.domain import LineQuantities, OrderAction, OrderStatus, check_step, shipped_status
from backend.ordering.fulfilling import parts_store
from backend.ordering.fulfilling.domain import OPEN, LineState, Part, PartStatus, net_totals, states_of, value_of
from backend.ordering.fulfilling.schemas import PartStep
from backend.ordering.querying import find_order

_DONE = frozenset({OrderStatus.SHIPPED, OrderStatus.DELIVERED})


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order that this transaction holds, its lines, and its parts as they are."""

    order: Row[Any]
    rows: Sequence[Row[Any]]
    parts: tuple[Part, ...]

    def part(self, step: PartStep, *statuses: PartStatus) -> Part:
        """The part of a step. Raises Conflict("part.stale") for another version, Conflict("part.wrong_status") for another state."""
        part = next(one for one in self.parts if one.number == step.number.strip().upper())
        if part.status not in statuses:
            raise Conflict("part.wrong_status", number=part.number, status=part.status.value)
        if part.version != step.version:
            raise Conflict("part.stale", number=part.number)
        return part

    def with_part(self, changed: Part, *more: Part) -> tuple[Part, ...]:
        """The parts with one changed and others added."""
        return (*(changed if one.id == changed.id else one for one in self.parts), *more)

    @property
    def next_no(self) -> int:
        """The number of the next part."""
        return max((part.part_no for part in self.parts), default=0) + 1


@dataclass(frozen=True, slots=True)
class Step:
    """What was done to an order, and what its event tells; `also` are further events of the same step."""

    action: OrderAction
    event: str
    data: Mapping[str, Any]
    also: tuple[tuple[str, Mapping[str, Any]], ...] = field(default=())


def open_order(uow: UnitOfWork, actor: Actor, key: str) -> OpenOrder:
    """Hold an order inside the actor's scope. Raises NotFound("order.not_found")."""
    order = find_order(uow, actor, key, hold=True)
    return OpenOrder(order, repository.read_lines(uow, order.id), parts_store.read_parts(uow, order.id))


def open_part(uow: UnitOfWork, actor: Actor, number: str) -> OpenOrder:
    """Hold the order of a part, for who may ship. Raises NotFound("part.not_found")."""
    actor.require(Permission.SHIP_ORDERS)
    order_id = parts_store.order_of_part(uow, number)
    if order_id is None:
        raise NotFound("part.not_found", number=number)
    return open_order(uow, actor, order_id)


def settle(uow: UnitOfWork, actor: Actor, opened: OpenOrder, after: tuple[Part, ...], step: Step, *, clock: Clock) -> OrderStatus:
    """Store what a step made of an order, its lines and its parts, and tell it."""
    order = opened.order
    status = store(uow, opened, after, step.action)
    for event, data in ((step.event, step.data), *step.also):
        told = Event(event, order.id, order.number, order.dealer_id, order.version + 1, status.value, data)
        announce(uow, actor, told, at=clock.now())
    return status


def store(uow: UnitOfWork, opened: OpenOrder, after: tuple[Part, ...], action: OrderAction) -> OrderStatus:
    """The same without telling it, for a caller who tells more than a step."""
    order, states = opened.order, states_of(after)
    status = status_after(opened.rows, states, after)
    check_step(order.number, OrderStatus(order.status), action, status)
    parts_store.save_parts(uow, opened.parts, after)
    parts_store.set_states(uow, order.id, {row.line_no: states[row.line_no] for row in opened.rows})
    if not repository.set_order(uow, order.id, order.version, {"status": status.value}):
        raise Conflict("order.stale", number=order.number)
    return status


def status_after(rows: Sequence[Row[Any]], states: Mapping[int, LineState], parts: Sequence[Part]) -> OrderStatus:
    """What lines and parts say about an order that has parts."""
    lines = [quantities_of(row, states[row.line_no]) for row in rows]
    found = shipped_status(lines)
    open_parts = [part for part in parts if part.status in OPEN]
    if found is None:
        return OrderStatus.PICKING if any(part.status is PartStatus.PICKING for part in open_parts) else OrderStatus.ALLOCATED
    return OrderStatus.PARTLY_SHIPPED if found in _DONE and open_parts else found


def quantities_of(row: Row[Any], state: LineState) -> LineQuantities:
    """The quantities of a line, checked (R7)."""
    found = LineQuantities(row.base_qty, state.cancelled, state.reserved, state.shipped, state.delivered, row.returned_base)
    if found.backorder != state.backorder:
        raise ValueError(f"line {row.line_no}: the parts hold {state}, {row.base_qty} were ordered")
    return found


def still_committed(order: Row[Any], rows: Sequence[Row[Any]], states: Mapping[int, LineState], exponent: int) -> Decimal:
    """What an order still counts against credit: its total less what was delivered, refused or cancelled of each line."""
    totals = net_totals({row.line_no: row.line_total for row in rows}, order.total, exponent)
    return sum((_open_value(row, totals[row.line_no], states[row.line_no], exponent) for row in rows), Decimal(0))


def delivered_value(order: Row[Any], rows: Sequence[Row[Any]], states: Mapping[int, LineState], exponent: int) -> Decimal:
    """What was accepted of an order is worth."""
    totals = net_totals({row.line_no: row.line_total for row in rows}, order.total, exponent)
    return sum((value_of(states[row.line_no].delivered, row.base_qty, totals[row.line_no], exponent) for row in rows), Decimal(0))


def wished(part: Part, quantities: Mapping[int, int] | None, most: Mapping[int, int]) -> Mapping[int, int]:
    """The quantity of each line a step is about. Raises Invalid("part.bad_quantity") for a line it has not, more than `most`, or nothing at all."""
    wanted = most if quantities is None else {line.line_no: quantities.get(line.line_no, 0) for line in part.lines}
    unknown = set(quantities or ()) - set(most)
    if unknown or any(not 0 <= wanted[number] <= most[number] for number in most) or not any(wanted.values()):
        raise Invalid("part.bad_quantity", number=part.number)
    return wanted


def _open_value(row: Row[Any], total: Decimal, state: LineState, exponent: int) -> Decimal:
    return total - value_of(state.delivered + state.cancelled, row.base_qty, total, exponent)
