"""Promises of office hours: who asks outside them is told the next moment somebody is there."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend.settings.domain import BrandSettings
from backend.support.office import office_at, office_due

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2025, 6, 13, 17, 59, tzinfo=SHANGHAI)


def test_the_office_is_open_on_weekdays_from_its_opening_until_its_closing() -> None:
    """At 17:59 on Friday somebody is there, a minute later not before Monday."""
    settings = BrandSettings()
    assert office_at(settings, FRIDAY).next_open is None
    assert office_at(settings, FRIDAY + timedelta(minutes=1)).next_open == datetime(2025, 6, 16, 9, 0, tzinfo=SHANGHAI)
    assert office_at(settings, FRIDAY.replace(hour=8)).next_open == FRIDAY.replace(hour=9, minute=0)


def test_holidays_are_not_worked_and_make_up_days_are() -> None:
    """Saturday worked for a Monday off."""
    settings = BrandSettings(extra_workdays=(date(2025, 6, 14),), closed_days=(date(2025, 6, 16),))
    evening = FRIDAY + timedelta(hours=2)
    assert office_at(settings, evening).next_open == datetime(2025, 6, 14, 9, 0, tzinfo=SHANGHAI)
    assert office_at(settings, evening + timedelta(days=1)).next_open == datetime(2025, 6, 17, 9, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("asked", "due"), [(FRIDAY, FRIDAY + timedelta(hours=4)), (FRIDAY + timedelta(hours=1), datetime(2025, 6, 16, 13, 0, tzinfo=SHANGHAI))]
)
def test_an_answer_is_due_some_hours_after_the_office_is_open(asked: datetime, due: datetime) -> None:
    """Four, unless the brand set others."""
    assert office_due(BrandSettings(), asked) == due


def test_an_office_that_never_opens_promises_nothing() -> None:
    """A brand may have nobody."""
    assert office_at(BrandSettings(office_weekdays=()), FRIDAY).next_open is None
