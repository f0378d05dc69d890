"""The day an order arrives: the earliest, or exactly the day asked for; one that cannot be kept is moved and said so (N5). Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from backend.ordering.domain import DraftContent
from backend.ordering.schemas import GateReason
from backend.settings.calendar import delivers_on, earliest_delivery, next_delivery_day
from backend.settings.domain import BrandSettings

PROMISE_REASONS = frozenset({"DATE_MOVED", "SHORT_STOCK"})
"""Reasons that come from the day and the goods of an order, not from a rule; their figures are days and products."""


@dataclass(frozen=True, slots=True)
class DeliveryPlan:
    """The promised day, and a warning when it is not the one asked for."""

    day: date
    moved: GateReason | None = None


def plan_delivery(settings: BrandSettings, content: DraftContent, now: datetime) -> DeliveryPlan:
    """The promise for an order confirmed at `now`; "by" a day means the earliest one, "on" exactly that one."""
    earliest, wanted = earliest_delivery(settings, now), content.requested_day
    if wanted is None:
        return DeliveryPlan(earliest)
    if content.relation == "by":
        day, kept = earliest, wanted >= earliest
    else:
        day = next_delivery_day(settings, max(wanted, earliest))
        kept = wanted >= earliest and delivers_on(settings, wanted)
    if kept:
        return DeliveryPlan(day)
    figures = {"requested": wanted.isoformat(), "earliest": earliest.isoformat(), "day": day.isoformat(), "cutoff": f"{settings.cutoff:%H:%M}"}
    return DeliveryPlan(day, GateReason("DATE_MOVED", blocks=False, params=figures))
