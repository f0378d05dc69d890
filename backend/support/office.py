"""When people answer: the brand's office hours, and the next moment somebody is there."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from backend.settings.domain import BrandSettings

LONGEST_CLOSURE_DAYS = 60


@dataclass(frozen=True, slots=True)
class Office:
    """Whether somebody is on duty, and from when on answers come; `next_open` is None while the office is open."""

    is_open: bool
    opens: time
    closes: time
    next_open: datetime | None


def office_at(settings: BrandSettings, instant: datetime) -> Office:
    """The office at a moment, on the brand's clock. Make-up workdays are worked, closed days are not."""
    now = instant.astimezone(settings.zone)
    opens, closes = settings.office_from, settings.office_until
    if _works_on(settings, now) and opens <= now.time() < closes:
        return Office(is_open=True, opens=opens, closes=closes, next_open=None)
    return Office(is_open=False, opens=opens, closes=closes, next_open=_next_open(settings, now))


def office_due(settings: BrandSettings, instant: datetime) -> datetime:
    """When something asked at `instant` should be answered: `answer_hours` after it, or after the office opens next."""
    start = office_at(settings, instant).next_open or instant
    return start + timedelta(hours=settings.answer_hours)


def _works_on(settings: BrandSettings, day: datetime) -> bool:
    if day.date() in settings.closed_days:
        return False
    return day.date() in settings.extra_workdays or day.weekday() in settings.office_weekdays


def _next_open(settings: BrandSettings, now: datetime) -> datetime | None:
    for offset in range(LONGEST_CLOSURE_DAYS):
        day = (now + timedelta(days=offset)).replace(hour=settings.office_from.hour, minute=settings.office_from.minute, second=0, microsecond=0)
        if day > now and _works_on(settings, day):
            return day
    return None
