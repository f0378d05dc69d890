"""Releasing or rejecting a held order by somebody else than who placed or changed it (R9).

At a release the gates are judged again and the promise is checked: what blocks the order now refuses it; a new reason to hold, a day that
passed or goods that are gone are put on the order, which then stays held at its next version.
Invariant: a decision is for exactly the version that was looked at; a rejected order gives back stock and credit.
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.catalog.service import get_skus
from backend.credit.service import hold_exposure, release_commitment
from backend.dealers.service import order_standing
from backend.identity.domain import Actor
from backend.inventory.service import release
from backend.kit.audit import AuditEntry, history
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotPermitted, Reason, Refused
from backend.ordering import repository
from backend.ordering.announcing import Event, announce
from backend.ordering.comparing import codes_of
from backend.ordering.documents import reasons_of_document, reasons_to_document
from backend.ordering.domain import OrderAction, OrderStatus, check_step
from backend.ordering.gates import blocking_gates
from backend.ordering.planning import PROMISE_REASONS
from backend.ordering.promising import Promise, promise_again
from backend.ordering.promoting.claiming import give_back
from backend.ordering.querying import find_order
from backend.ordering.rules.approving import TWO_PEOPLE, Hat, check_content, check_second, choose_hat, first_release, level_of, requesters_of, require_hats
from backend.ordering.rules.delegating import waits_anew
from backend.ordering.rules.judging import RuleDecision, judge
from backend.ordering.rules.seeing import facts_of_order
from backend.ordering.rules.versions import load_approval_rules
from backend.ordering.schemas import Decision, GateReason, OrderView
from backend.ordering.viewing import audit_key, order_view
from backend.proposals.service import withdraw_everybodys
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

LONGEST_REASON = 500


def release_order(uow: UnitOfWork, actor: Actor, request: Decision, *, clock: Clock) -> OrderView:
    """Release a held order; what it was held for stays in its history. Still HOLD in the answer means: a reason, day or stock is new, look again.

    Raises Conflict("order.stale" | "order.wrong_status"), NotPermitted, Refused("order.blocked") naming every gate that forbids it now.
    """
    order, hat, first = _held_order(uow, actor, request, (OrderAction.RELEASE, OrderStatus.APPROVED), clock)
    blocks, decision = _judge_again(uow, order, clock)
    if blocks or decision.blocks:
        found = (*blocks, *(reason for reason in decision.reasons if reason.blocks))
        raise Refused("order.blocked", [Reason(reason.code, reason.params) for reason in found], number=order.number)
    promise = promise_again(uow, order, clock)
    known = {reason["code"] for reason in order.hold_reasons}
    if promise.reasons or any(reason.code not in known for reason in decision.reasons):
        return _hold_again(uow, actor, order, (decision, promise), clock)
    data = {"reason": request.reason, "holds": sorted(known), "decision": decision.to_document(), **_in_place_of(actor, hat)}
    check_second(order, first, actor, hat)
    if first is None and level_of((*reasons_of_document(order.hold_reasons), *decision.reasons)) >= TWO_PEOPLE:
        return _store(uow, actor, (order, {}, "first_release"), data, clock)
    return _store(uow, actor, (order, {"status": OrderStatus.APPROVED.value, "hold_reasons": []}, "released"), data, clock)


def _hold_again(uow: UnitOfWork, actor: Actor, order: Row[Any], found: tuple[RuleDecision, Promise], clock: Clock) -> OrderView:
    """Put what is new on the order; what an earlier look found about its day or stock stays to be read."""
    decision, promise = found
    new = {reason.code for reason in promise.reasons}
    earlier = [one for one in reasons_of_document(order.hold_reasons) if one.rule is None and one.code in PROMISE_REASONS - new]
    reasons = (*decision.reasons, *earlier, *promise.reasons)
    day = promise.day.isoformat() if promise.day else None
    values = {"hold_reasons": reasons_to_document(reasons), "decision": decision.to_document(), "delivery_date": promise.day}
    return _store(uow, actor, (order, values, "held"), {"holds": codes_of(reasons), "delivery_date": day, "decision": decision.to_document()}, clock)


def reject_order(uow: UnitOfWork, actor: Actor, request: Decision, *, clock: Clock) -> OrderView:
    """Turn a held order down with a reason."""
    if not request.reason.strip():
        raise Invalid("order.reason_needed")
    order, hat, _ = _held_order(uow, actor, request, (OrderAction.REJECT, OrderStatus.REJECTED), clock)
    release_commitment(uow, order.dealer_id, order.id, at=clock.now())
    release(uow, order.id, None, clock=clock)
    repository.close_lines(uow, order.id)
    give_back(uow, order.id)
    data = {"reason": request.reason, "holds": [reason["code"] for reason in order.hold_reasons], **_in_place_of(actor, hat)}
    return _store(uow, actor, (order, {"status": OrderStatus.REJECTED.value}, "rejected"), data, clock)


def _held_order(
    uow: UnitOfWork, actor: Actor, request: Decision, step: tuple[OrderAction, OrderStatus], clock: Clock
) -> tuple[Row[Any], Hat, AuditEntry | None]:
    """The order that waits, exactly as it was looked at, the right by which the actor decides about it, and the first of two releases."""
    hats = require_hats(uow, actor, clock=clock)
    if len(request.reason) > LONGEST_REASON:
        raise Invalid("order.reason_too_long", longest=LONGEST_REASON)
    order = find_order(uow, actor, request.order_id, hold=True)
    entries = history(uow, audit_key(order.id))
    if actor.user_id in requesters_of(order, entries):
        raise NotPermitted("order.own_order", number=order.number)
    check_step(order.number, OrderStatus(order.status), *step)
    if order.version != request.version:
        raise Conflict("order.stale", number=order.number)
    check_content(order, request.content_hash)
    return order, choose_hat(order, entries, actor, hats), first_release(order, entries)


def _in_place_of(actor: Actor, hat: Hat) -> dict[str, str]:
    """In whose place somebody decided, where it was not in his own right."""
    return {} if hat.user_id == actor.user_id else {"in_place_of": hat.user_id, "in_place_of_name": hat.name}


def _judge_again(uow: UnitOfWork, order: Row[Any], clock: Clock) -> tuple[tuple[GateReason, ...], RuleDecision]:
    settings, now = load_brand_settings(uow), clock.now()
    today = local_day(settings, now)
    standing = order_standing(uow, order.dealer_id, order.ship_to, day=today)
    lines, rules = repository.read_lines(uow, order.id), load_approval_rules(uow)
    skus = get_skus(uow, [row.sku for row in lines])
    credit = hold_exposure(uow, order.dealer_id, Decimal(0), at=now)
    decision = judge(rules, facts_of_order(uow, rules, (order, lines), standing, credit, clock=clock))
    return blocking_gates(standing, skus.values(), today=today), decision


def _store(uow: UnitOfWork, actor: Actor, step: tuple[Row[Any], dict[str, Any], str], data: dict[str, Any], clock: Clock) -> OrderView:
    order, values, done = step
    if not repository.set_order(uow, order.id, order.version, values):
        raise Conflict("order.stale", number=order.number)
    withdraw_everybodys(uow, order.id)
    waits_anew(uow, order.id)
    status = values.get("status", order.status)
    announce(uow, actor, Event(done, order.id, order.number, order.dealer_id, order.version + 1, status, data), at=clock.now())
    return order_view(uow, actor, find_order(uow, actor, order.id))
