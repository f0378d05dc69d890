"""Giving up what has not left of an order: its open parts are cancelled, stock and credit are free again (R10).

Invariant: what was shipped or delivered stays as it is; nothing of the rest is held, promised or owed afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.credit.service import change_commitment
from backend.identity.domain import SYSTEM, Actor
from backend.inventory.service import release
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict
from backend.ordering import repository
from backend.ordering.domain import OrderAction
from backend.ordering.fulfilling import parts_store
from backend.ordering.fulfilling.domain import OPEN, Part, PartStatus, states_of
from backend.ordering.fulfilling.settling import OpenOrder, Step, open_order, settle, still_committed, store
from backend.ordering.promoting.claiming import give_back_rest
from backend.ordering.promoting.holding import free_lines
from backend.ordering.promoting.store import set_free_reserved
from backend.settings.service import load_brand_settings


@dataclass(frozen=True, slots=True)
class ClosedRest:
    """The order's status and version afterwards, what was given up of each line, and how much less counts against credit."""

    status: str
    version: int
    cancelled: Mapping[int, int]
    amount: Decimal


def cancel_open_parts(uow: UnitOfWork, order_id: str, *, clock: Clock) -> ClosedRest:
    """Cancel every part of an order that has not left. The caller has checked who asks for it, and tells it.

    Raises Conflict("order.nothing_open") when there is none and Conflict("order.wrong_status") where the order's life does not allow it.
    """
    opened = open_order(uow, SYSTEM, order_id)
    order, exponent = opened.order, load_brand_settings(uow).currency_exponent
    given_up: dict[int, int] = {}
    for line in (line for part in opened.parts if part.status in OPEN for line in part.lines):
        given_up[line.line_no] = given_up.get(line.line_no, 0) + line.base_qty
    if not given_up:
        raise Conflict("order.nothing_open", number=order.number)
    after = tuple(_cancelled(part) if part.status in OPEN else part for part in opened.parts)
    amount = _freed(order, opened.rows, (opened.parts, after), exponent)
    open_now = still_committed(order, opened.rows, states_of(after), exponent)
    change_commitment(uow, order.dealer_id, order.id, open_now, at=clock.now())
    release(uow, order.id, None, clock=clock)
    for line_no in sorted(set(given_up) - {row.line_no for row in opened.rows}):
        set_free_reserved(uow, order.id, line_no, 0)
    status = store(uow, opened, after, OrderAction.CLOSE)
    return ClosedRest(status.value, order.version + 1, given_up, amount)


def worth_of_rest(uow: UnitOfWork, order: Row[Any]) -> Decimal:
    """How much less would count against credit if what has not left of an order was given up. Raises Conflict("order.nothing_open")."""
    rows, parts = repository.read_lines(uow, order.id), parts_store.read_parts(uow, order.id)
    if not any(part.status in OPEN for part in parts):
        raise Conflict("order.nothing_open", number=order.number)
    after = tuple(_cancelled(part) if part.status in OPEN else part for part in parts)
    return _freed(order, rows, (parts, after), load_brand_settings(uow).currency_exponent)


def drop_rest(uow: UnitOfWork, actor: Actor, opened: OpenOrder, parts: tuple[Part, Part], step: Step, *, clock: Clock) -> None:
    """Settle a part that left short, for a dealer who takes nothing later: what stayed behind is given up at once.

    `parts` are what left and what stayed. The step also tells what was given up.
    """
    shipped, rest = parts
    order, exponent = opened.order, load_brand_settings(uow).currency_exponent
    after = opened.with_part(shipped, _cancelled(rest))
    given_up = [[line.line_no, line.base_qty] for line in rest.lines]
    amount = _freed(order, opened.rows, (opened.parts, after), exponent)
    change_commitment(uow, order.dealer_id, order.id, still_committed(order, opened.rows, states_of(after), exponent), at=clock.now())
    release(uow, order.id, tuple((line.line_no, line.base_qty) for line in rest.lines), clock=clock, warehouse=rest.warehouse)
    held = {row.line_no: row.reserved_base for row in free_lines(uow, order.id)}
    for line in (one for one in rest.lines if one.line_no in held):
        set_free_reserved(uow, order.id, line.line_no, held[line.line_no] - line.base_qty)
    also = (("short_closed", {"given_up": given_up, "amount": str(amount)}),)
    settle(uow, actor, opened, after, replace(step, also=also), clock=clock)
    give_back_rest(uow, order.id)


def _freed(order: Row[Any], rows: Sequence[Row[Any]], parts: tuple[Sequence[Part], Sequence[Part]], exponent: int) -> Decimal:
    before, after = (still_committed(order, rows, states_of(those), exponent) for those in parts)
    return before - after


def _cancelled(part: Part) -> Part:
    return replace(part, status=PartStatus.CANCELLED, lines=tuple(replace(line, picked=0, cancelled=line.base_qty) for line in part.lines))
