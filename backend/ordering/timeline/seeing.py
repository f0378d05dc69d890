"""What of a timeline its reader may see. Pure.

Who reads the audit log sees all of it inside his scope. Everybody else sees when what happened to his order and why it was held: his own words
only, no ids of rules and facts, no name of who was stood in for, no money and no credit without the right to them.
Invariant: what such a reader sees of a step is named here; what is added tomorrow stays hidden until it is named.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from backend.identity.domain import Actor, Permission
from backend.ordering.timeline.domain import StepKind, TimelineStep

_PLAIN = frozenset(
    {
        "after",
        "backorders",
        "before",
        "blocks",
        "carrier",
        "delivery_date",
        "day",
        "from_day",
        "for",
        "holds",
        "hours",
        "lines",
        "part",
        "parts",
        "promise_day",
        "reason",
        "return",
        "ship_to",
        "status",
        "tracking",
        "warehouse",
    }
)
_MONEY = frozenset({"total", "currency", "promotions"})


def step_for(actor: Actor, step: TimelineStep, owner: str) -> TimelineStep:
    """A step as the actor may see it; `owner` is whose conversation its words are from."""
    if actor.may(Permission.READ_AUDIT):
        return step
    own = actor.user_id == owner
    words, source = (step.words, step.message_id) if own else (None, None)
    if step.kind is StepKind.RULES:
        return replace(step, data={}, words=None, message_id=None, replay=None)
    prices = actor.may(Permission.READ_PRICES)
    data = {name: _without_money(value, prices=prices) for name, value in step.data.items() if name in _PLAIN or (prices and name in _MONEY)}
    return replace(step, data=data, words=words, message_id=source, replay=None)


def _without_money(value: Any, *, prices: bool) -> Any:
    if prices:
        return value
    if isinstance(value, Mapping):
        return {name: inner for name, inner in value.items() if name in _PLAIN}
    if isinstance(value, list | tuple):
        return [list(row[:2]) if isinstance(row, list | tuple) else row for row in value]
    return value
