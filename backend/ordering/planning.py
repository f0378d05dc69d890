"""The day an order arrives: the earliest, or exactly the day asked for; one that cannot be kept is moved and said so (N5). Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backend.kit.errors import Invalid
from backend.ordering.domain import DraftContent
from backend.ordering.schemas import GateReason
from backend.settings.calendar import delivers_on, earliest_delivery, local_day, next_delivery_day
from backend.settings.domain import BrandSettings

PROMISE_REASONS = frozenset({"DATE_MOVED", "SHORT_STOCK"})
"""Reasons that come from the day and the goods of an order, not from a rule; their figures are days and products."""


@dataclass(frozen=True, slots=True)
class DeliveryPlan:
    """The promised day, and a warning when it is not the one asked for."""

    day: date
    moved: GateReason | None = None


def check_day(settings: BrandSettings, content: DraftContent, before: DraftContent | None, now: datetime) -> None:
    """Raise Invalid("order.day_too_far") for a newly wished day further ahead than goods are reserved; "by" a day is no such wish."""
    wanted = content.requested_day
    if wanted is None or content.relation == "by" or (before is not None and before.requested_day == wanted):
        return
    if wanted > local_day(settings, now) + timedelta(days=settings.longest_lead_days):
        raise Invalid("order.day_too_far", day=wanted.isoformat(), longest=settings.longest_lead_days)


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
