"""The demo company as files: `catalogue.csv` and `company.json` beside this module, in the form of a world document.

Invariant: every date of a world is a whole text "YYYY-MM-DD" or an ISO instant, so that moving the world in time touches dates only.
"""

import csv
import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
CATALOGUE = "catalogue.csv"
COMPANY = "company.json"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?([+-]\d{2}:\d{2}|Z)")
DAYS_OF_A_WEEK = 7


def read_company(folder: Path = DATA) -> dict[str, Any]:
    """The demo company as one world document."""
    world: dict[str, Any] = json.loads((folder / COMPANY).read_text(encoding="utf-8"))
    with (folder / CATALOGUE).open(encoding="utf-8", newline="") as file:
        world["catalogue"] = {"file": CATALOGUE, "rows": list(csv.DictReader(file))}
    return world


def world_now(world: dict[str, Any]) -> datetime:
    """The instant the world was written for."""
    return datetime.fromisoformat(world["clock"]["now"])


def days_to_this_week(world: dict[str, Any], now: datetime) -> int:
    """Whole weeks, in days, that bring the world's "now" into the calendar week (Monday to Sunday) of `now`."""
    written = world_now(world)
    local = now.astimezone(written.tzinfo).date()
    return (_monday(local) - _monday(written.date())).days


def shift_dates(document: Any, days: int) -> Any:
    """The document with every date and instant moved by `days`."""
    if isinstance(document, dict):
        return {key: shift_dates(value, days) for key, value in document.items()}
    if isinstance(document, list | tuple):
        return [shift_dates(value, days) for value in document]
    if isinstance(document, str):
        step = timedelta(days=days)
        if _DATE.fullmatch(document):
            return (date.fromisoformat(document) + step).isoformat()
        if _INSTANT.fullmatch(document):
            return (datetime.fromisoformat(document) + step).isoformat()
    return document


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
