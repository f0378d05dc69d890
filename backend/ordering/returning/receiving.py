"""Goods come back and are looked at: they stand in quarantine until somebody says what becomes of each of them (R16).

Invariant: nothing that came back can be sold before it was inspected; what the inspection says adds up to what was counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from backend.identity.domain import Actor, Permission
from backend.inventory.service import Returned, Settled, list_warehouses, receive_returned, settle_returned
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.ordering.promoting.deriving import FIRST_LINE
from backend.ordering.returning import store
from backend.ordering.returning.domain import BACK, Return, ReturnAction, ReturnKind, ReturnLine, ReturnStatus
from backend.ordering.returning.opening import keep, open_return
from backend.ordering.returning.schemas import Arrival, Findings, ReturnStep, ReturnView
from backend.ordering.returning.views import return_view

LONGEST_LOT = 76


def receive_return(uow: UnitOfWork, actor: Actor, step: ReturnStep, arrival: Arrival, *, clock: Clock) -> ReturnView:
    """Count the goods in. Raises Invalid("return.bad_quantity"), NotFound("inventory.no_warehouse"), Conflict("return.wrong_status" | "return.stale")."""
    actor.require(Permission.HANDLE_RETURNS)
    opened = open_return(uow, actor, step, ReturnAction.RECEIVE)
    if arrival.warehouse not in {place.code for place in list_warehouses(uow)}:
        raise NotFound("inventory.no_warehouse", warehouse=arrival.warehouse)
    lines = tuple(_counted(opened.one, line, arrival) for line in opened.one.lines)
    known = {line.seq for line in lines}
    if not any(line.received for line in lines) or not known.issuperset({*arrival.received, *arrival.lots}):
        raise Invalid("return.bad_quantity", number=opened.one.number)
    after = replace(opened.one, status=ReturnStatus.RECEIVED, lines=lines, warehouse=arrival.warehouse, received_at=clock.now())
    others = [one for one in opened.all if one.id != after.id]
    store.set_returned(uow, opened.order.id, back_by_line([*others, after]))
    goods = [Returned(after.warehouse, line.sku, line.lot, line.received, after.number) for line in lines if line.received]
    receive_returned(uow, actor, goods, clock=clock)
    keep(uow, actor, opened, after, ("returned", {"warehouse": after.warehouse}), clock=clock)
    return return_view(uow, actor, step.number)


def inspect_return(uow: UnitOfWork, actor: Actor, step: ReturnStep, findings: Findings, *, clock: Clock) -> ReturnView:
    """Say what becomes of the goods: sold again, kept apart, scrapped.

    Raises Invalid("return.bad_outcome") unless the outcomes of every line add up to what was received, and Refused("inventory.in_use").
    """
    actor.require(Permission.HANDLE_RETURNS)
    opened = open_return(uow, actor, step, ReturnAction.INSPECT)
    one = opened.one
    if set(findings.outcomes) - {line.seq for line in one.lines}:
        raise Invalid("return.bad_outcome", number=one.number)
    lines = tuple(_inspected(one, line, findings.outcomes.get(line.seq, (0, 0, 0))) for line in one.lines)
    settle_returned(uow, actor, _settled(one, lines), clock=clock)
    at, refused = clock.now(), one.kind is ReturnKind.REFUSED
    status = ReturnStatus.SETTLED if refused else ReturnStatus.INSPECTED
    after = replace(one, status=status, lines=lines, inspected_at=at, ended_at=at if refused else None)
    outcome = {name: sum(getattr(line, name) for line in lines) for name in ("restocked", "quarantined", "scrapped")}
    keep(uow, actor, opened, after, ("return_inspected", {"outcome": outcome}), clock=clock)
    return return_view(uow, actor, step.number)


def back_by_line(returns: Sequence[Return]) -> Mapping[int, int]:
    """What has come back of each paid line of an order by its claims."""
    sums: dict[int, int] = {}
    for one in returns:
        if one.kind is not ReturnKind.CLAIM or one.status not in BACK:
            continue
        for line in one.lines:
            if line.line_no < FIRST_LINE:
                sums[line.line_no] = sums.get(line.line_no, 0) + line.received
    return sums


def _counted(one: Return, line: ReturnLine, arrival: Arrival) -> ReturnLine:
    received = arrival.received.get(line.seq, line.base_qty)
    lot = line.lot or arrival.lots.get(line.seq, "").strip()[:LONGEST_LOT] or one.number
    if not 0 <= received <= line.base_qty:
        raise Invalid("return.bad_quantity", number=one.number)
    return replace(line, received=received, lot=lot)


def _inspected(one: Return, line: ReturnLine, outcome: tuple[int, int, int]) -> ReturnLine:
    restocked, quarantined, scrapped = outcome
    if min(outcome) < 0 or sum(outcome) != line.received:
        raise Invalid("return.bad_outcome", number=one.number)
    return replace(line, restocked=restocked, quarantined=quarantined, scrapped=scrapped)


def _settled(one: Return, lines: Sequence[ReturnLine]) -> list[Settled]:
    return [Settled(one.warehouse, line.sku, line.lot, line.restocked, line.scrapped, one.number) for line in lines]
