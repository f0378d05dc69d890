"""What waits for stock is served when there is some, in the order in which it was ordered, and what comes late is promised anew.

An order with parts gets further ones for what can follow; one without holds more than before. Invariant: who ordered first is served first,
and a promise that cannot be kept any more is moved and told, once.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from backend.identity.domain import SYSTEM
from backend.inventory.service import Allocation, Want, availability, reserve
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Conflict, DomainError
from backend.ordering import repository
from backend.ordering.announcing import Event, announce
from backend.ordering.domain import OrderAction, OrderStatus
from backend.ordering.fulfilling import parts_store
from backend.ordering.fulfilling.allocating import allocated_for, part_of, traits_of
from backend.ordering.fulfilling.domain import TO_SHIP, Part, PartLine, PartStatus, carved
from backend.ordering.fulfilling.settling import OpenOrder, Step, open_order, settle
from backend.ordering.fulfilling.shipping import delay_data
from backend.ordering.fulfilling.splitting import SplitLine, split
from backend.ordering.promoting.holding import free_lines, set_held
from backend.ordering.supplying import supply_of
from backend.settings.calendar import earliest_delivery, local_day
from backend.settings.service import load_brand_settings

WAITING_IN = (OrderStatus.APPROVED, OrderStatus.ALLOCATED, OrderStatus.PICKING, OrderStatus.PARTLY_SHIPPED)
BATCH = 200


def fill_backorders(database: Database, clock: Clock) -> int:
    """Serve what waits, each order in a transaction of its own; returns how many got something."""
    served = 0
    for order_id in database.read(lambda uow: _servable(uow, clock)):
        try:
            served += database.write(partial(fill_order, order_id=order_id, clock=clock))
        except DomainError:
            continue
    return served


def fill_order(uow: UnitOfWork, order_id: str, *, clock: Clock) -> bool:
    """Reserve what there is now of what an order waits for; whether there was anything."""
    opened = open_order(uow, SYSTEM, order_id)
    order = opened.order
    if OrderStatus(order.status) not in WAITING_IN:
        return False
    earliest = earliest_delivery(load_brand_settings(uow), clock.now())
    day = max(order.delivery_date or earliest, earliest)
    supply = supply_of(uow, order.dealer_id, opened.rows, day)
    free = {row.line_no: row for row in free_lines(uow, order.id)}
    missing = [(row.line_no, row.sku, row.backorder_base) for row in opened.rows]
    missing += [(row.line_no, row.sku, row.free_base - row.reserved_base - row.shipped_base) for row in free.values()]
    wants = tuple(Want(line_no, sku, base_qty, True, supply.through.get(sku)) for line_no, sku, base_qty in missing if base_qty > 0)
    held = reserve(uow, order.id, wants, day=day, clock=clock) if wants else ()
    if not held:
        return False
    data = {"day": day.isoformat(), "skus": sorted({one.sku for one in held})}
    for line_no, base_qty in _by_line(held).items():
        if line_no in free:
            set_held(uow, order.id, line_no, free[line_no].reserved_base + base_qty)
    if opened.parts:
        after = _with_followers(uow, opened, held, day, clock)
        settle(uow, SYSTEM, opened, after, Step(OrderAction.FILL, "filled", data), clock=clock)
    else:
        _hold_more(uow, opened, held)
        told = Event("filled", order.id, order.number, order.dealer_id, order.version + 1, order.status, data)
        announce(uow, SYSTEM, told, at=clock.now())
    return True


def postpone_late(database: Database, clock: Clock) -> int:
    """Move the promise of what should have arrived and has not left, and tell it; returns how many orders."""
    today = database.read(lambda uow: local_day(load_brand_settings(uow), clock.now()))
    late = database.read(lambda uow: parts_store.late_orders(uow, today, BATCH))
    for order_id in late:
        database.write(partial(_postpone, order_id=order_id, today=today, clock=clock))
    return len(late)


def _postpone(uow: UnitOfWork, *, order_id: str, today: date, clock: Clock) -> None:
    opened = open_order(uow, SYSTEM, order_id)
    day = earliest_delivery(load_brand_settings(uow), clock.now())
    late = [part for part in opened.parts if part.status in TO_SHIP and part.promise_day and part.promise_day < today]
    if not late:
        return
    after = tuple(replace(part, promise_day=day) if part in late else part for part in opened.parts)
    data = delay_data(replace(late[0], promise_day=day), late[0].promise_day)
    settle(uow, SYSTEM, opened, after, Step(OrderAction.FILL, "delayed", {**data, "parts": [part.number for part in late]}), clock=clock)


def _servable(uow: UnitOfWork, clock: Clock) -> list[str]:
    """The orders that wait for a product of which there is some, in the order of placing."""
    waiting = sorted((*parts_store.waiting_orders(uow, WAITING_IN), *parts_store.waiting_gifts(uow, WAITING_IN)), key=lambda one: one[:2])
    if not waiting:
        return []
    settings = load_brand_settings(uow)
    day, today = earliest_delivery(settings, clock.now()), local_day(settings, clock.now())
    stock = availability(uow, sorted({sku for *_, sku in waiting}), day=day, today=today)
    return list(dict.fromkeys(order_id for _, order_id, sku in waiting if stock[sku].total))[:BATCH]


def _hold_more(uow: UnitOfWork, opened: OpenOrder, held: Sequence[Allocation]) -> None:
    order, more = opened.order, _by_line(held)
    for row in opened.rows:
        if row.line_no in more:
            repository.set_reserved(uow, order.id, row.line_no, row.reserved_base + more[row.line_no])
    if not repository.set_order(uow, order.id, order.version, {}):
        raise Conflict("order.stale", number=order.number)


def _with_followers(uow: UnitOfWork, opened: OpenOrder, held: Sequence[Allocation], day: date, clock: Clock) -> tuple[Part, ...]:
    """The parts with what can follow carved out of the one that waits; when nothing waits any more that one becomes the last follower."""
    exponent = load_brand_settings(uow).currency_exponent
    waiting = next(part for part in opened.parts if part.status is PartStatus.WAITING)
    left = {line.line_no: line for line in waiting.lines}
    wished = [SplitLine(one.line_no, one.sku, one.base_qty, one.line_total) for one in _sums(held, left)]
    planned = split(wished, allocated_for(held, day), traits_of(uow, [one.sku for one in held]), exponent=exponent)
    following: list[Part] = []
    for number, one in enumerate(planned, start=opened.next_no):
        lines: list[PartLine] = []
        for line in one.lines:
            taken, rest = carved(left.pop(line.line_no), line.base_qty, exponent)
            lines += [taken] if taken else []
            left |= {line.line_no: rest} if rest else {}
        following.append(part_of(opened.order, number, replace(one, lines=tuple(lines)), clock.now()))
    if left:
        return opened.with_part(replace(waiting, lines=tuple(left[number] for number in sorted(left))), *following)
    *others, last = following
    return opened.with_part(replace(last, id=waiting.id, part_no=waiting.part_no, number=waiting.number, version=waiting.version), *others)


def _sums(held: Sequence[Allocation], left: dict[int, PartLine]) -> list[PartLine]:
    """What is held of each waiting line; its money is shared when it is carved."""
    return [replace(left[number], base_qty=base_qty) for number, base_qty in sorted(_by_line(held).items())]


def _by_line(held: Sequence[Allocation]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for one in held:
        sums[one.line_no] = sums.get(one.line_no, 0) + one.base_qty
    return sums
