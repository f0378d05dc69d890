"""The timeline of an order: message, reading, offer, gates, rules, decision, parts, goods, return; from the audit log, the offers and the conversation.

Who may read the audit log also learns of each decision whether it comes out the same when it is made again from what was kept.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from backend.identity.domain import Actor, Permission
from backend.kit.audit import AuditEntry, history
from backend.kit.db import UnitOfWork
from backend.ordering.querying import find_order
from backend.ordering.timeline.domain import Doer, Replay, StepKind, Timeline, TimelineStep
from backend.ordering.timeline.entries import steps_of
from backend.ordering.timeline.goods import goods_of
from backend.ordering.timeline.replaying import replay_prices, replay_rules
from backend.ordering.timeline.seeing import step_for
from backend.ordering.timeline.words import steps_before
from backend.ordering.viewing import audit_key
from backend.settings.calendar import local_time
from backend.settings.service import load_brand_settings

_PLACED = frozenset({"submitted", "held"})
_BY_A_YES = frozenset({"submitted", "held", "changed", "cancelled"})


def order_timeline(uow: UnitOfWork, actor: Actor, key: str) -> Timeline:
    """The life of an order by number or id, on the brand's clock. Raises NotFound("order.not_found") outside the scope."""
    actor.require(Permission.READ_ORDERS)
    order = find_order(uow, actor, key)
    entries = history(uow, audit_key(order.id))
    if not entries:
        return Timeline(order.id, order.number, order.status, (_taken_over(order),))
    before = () if entries[0].action.removeprefix("order.") in _PLACED else (_taken_over(order),)
    steps = [(step, entry) for entry in entries for step in (*_before(uow, order, entry), *steps_of(entry))]
    if actor.may(Permission.READ_AUDIT):
        prices = replay_prices(uow, order.dealer_id, entries)
        seen = [_replayed(uow, step, entry, prices.get(entry.seq)) for step, entry in steps]
    else:
        seen = [step_for(actor, step, entry.actor) for step, entry in steps]
    settings = load_brand_settings(uow)
    shown = tuple(replace(step, at=local_time(settings, step.at)) for step in (*before, *seen))
    return Timeline(order.id, order.number, order.status, shown, goods_of(uow, shown))


def replay_decision(uow: UnitOfWork, dealer_id: str, entries: Sequence[AuditEntry], entry: AuditEntry) -> Replay:
    """Whether the rules and the prices of an entry come out as they did; `entries` are all of its order."""
    parts = [replay_rules(uow, entry.data["decision"])] if "decision" in entry.data else []
    prices = replay_prices(uow, dealer_id, entries).get(entry.seq)
    apart = tuple(detail for part in (*parts, *([prices] if prices else [])) for detail in part.differences)
    return Replay(not apart, apart)


def _before(uow: UnitOfWork, order: Row[Any], entry: AuditEntry) -> tuple[TimelineStep, ...]:
    if entry.action.removeprefix("order.") not in _BY_A_YES:
        return ()
    return steps_before(uow, entry, order.first_message_at if entry.seq == 1 else None)


def _replayed(uow: UnitOfWork, step: TimelineStep, entry: AuditEntry, prices: Replay | None) -> TimelineStep:
    if step.kind is StepKind.RULES:
        return replace(step, replay=replay_rules(uow, entry.data["decision"]))
    if step.kind in {StepKind.ORDER, StepKind.CHANGE} and prices is not None:
        return replace(step, data={**step.data, "prices": entry.data["prices"]}, replay=prices)
    return step


def _taken_over(order: Row[Any]) -> TimelineStep:
    """An order that came from another system has no record here but that."""
    return TimelineStep(order.placed_at, StepKind.ORDER, "imported", order.placed_by_name, Doer.JOB, version=order.version)
