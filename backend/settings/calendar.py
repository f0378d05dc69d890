"""Days as the brand counts them: local dates, the cut-off, days without delivery and the Chinese make-up workdays (R15).

Invariant: a promise is an absolute date that is a delivery day and not before the earliest one.
"""

from datetime import date, datetime, timedelta

from backend.settings.domain import BrandSettings

LONGEST_CLOSURE_DAYS = 60


def local_time(settings: BrandSettings, instant: datetime) -> datetime:
    """`instant` on the brand's clock."""
    return instant.astimezone(settings.zone)


def local_day(settings: BrandSettings, instant: datetime) -> date:
    """The brand's date at `instant`."""
    return local_time(settings, instant).date()


def day_began(settings: BrandSettings, instant: datetime) -> datetime:
    """The midnight on the brand's clock before `instant`."""
    return local_time(settings, instant).replace(hour=0, minute=0, second=0, microsecond=0)


def delivers_on(settings: BrandSettings, day: date) -> bool:
    """Whether goods are delivered on `day`: make-up workdays win over the weekday rule, closed days win over everything."""
    if day in settings.closed_days:
        return False
    return day in settings.extra_workdays or day.weekday() not in settings.no_delivery_weekdays


def next_delivery_day(settings: BrandSettings, day: date) -> date:
    """`day` itself when goods are delivered then, else the next day on which they are."""
    for offset in range(LONGEST_CLOSURE_DAYS):
        candidate = day + timedelta(days=offset)
        if delivers_on(settings, candidate):
            return candidate
    raise ValueError(f"no delivery day within {LONGEST_CLOSURE_DAYS} days of {day}")


def earliest_delivery(settings: BrandSettings, instant: datetime) -> date:
    """The earliest day an order confirmed at `instant` arrives: tomorrow before the cut-off, else the day after (N5)."""
    now = local_time(settings, instant)
    days = 1 if now.time() < settings.cutoff else 2
    return next_delivery_day(settings, now.date() + timedelta(days=days))
