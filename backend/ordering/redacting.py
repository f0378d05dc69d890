"""What of an order its reader may not see: money without the right to prices, credit figures without the right to credit. Pure.

Invariant: what is kept is named here; a figure that is added to the history tomorrow stays hidden from such a reader until it is named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from backend.identity.domain import Actor, Permission
from backend.ordering.planning import PROMISE_REASONS
from backend.ordering.schemas import GateReason, HistoryEntry, LineView, OrderSummary, OrderView

_WITHOUT_MONEY = PROMISE_REASONS
_STEPS = frozenset(
    {
        *("by_name", "delivery_date", "holds", "lines", "reason", "ship_to", "source_message_id", "status", "version"),
        *("before", "carrier", "complete", "day", "lots", "part", "parts", "refused", "skus", "tracking"),
        *("given_up", "outcome", "return", "return_status", "returned", "warehouse"),
    }
)
"""What of a step's record holds neither money nor credit."""


def order_for(actor: Actor, order: OrderView) -> OrderView:
    """The order as the actor may see it."""
    prices, credit = _rights(actor)
    if prices and credit:
        return order
    shown = replace(order, hold_reasons=_reasons(order.hold_reasons), history=tuple(map(_entry, order.history)))
    if prices:
        return shown
    promotions = tuple(replace(one, amount_off=None) for one in shown.promotions)
    return replace(shown, total=None, lines=tuple(map(_line, shown.lines)), promotions=promotions)


def summary_for(actor: Actor, order: OrderSummary) -> OrderSummary:
    """The order of a list as the actor may see it."""
    return order if actor.may(Permission.READ_PRICES) else replace(order, total=None)


def reasons_for(actor: Actor, reasons: tuple[GateReason, ...]) -> tuple[GateReason, ...]:
    """Why an order is held, as the actor may see it."""
    return reasons if all(_rights(actor)) else _reasons(reasons)


def _rights(actor: Actor) -> tuple[bool, bool]:
    return actor.may(Permission.READ_PRICES), actor.may(Permission.READ_CREDIT)


def _line(line: LineView) -> LineView:
    return replace(line, unit_price=None, line_total=None, price_list="", marks=tuple(mark for mark in line.marks if not mark.startswith("price")))


def _reasons(reasons: Iterable[GateReason]) -> tuple[GateReason, ...]:
    return tuple(reason if reason.code in _WITHOUT_MONEY else replace(reason, params={}) for reason in reasons)


def _entry(entry: HistoryEntry) -> HistoryEntry:
    return replace(entry, data={name: value for name, value in entry.data.items() if name in _STEPS and not _holds_more(value)})


def _holds_more(value: Any) -> bool:
    return isinstance(value, Mapping)
