"""The demo catalogue and the sets of messages that reading is tested on."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from backend.catalog.catalogue_file import read_catalogue
from backend.catalog.index import CatalogueIndex
from backend.ordering.reading import ReadingContext, read_order
from backend.ordering.reading.domain import LineStatus, OrderReading, ReadLine
from bot.evaluation.orders import context_of, read_places

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
CATALOGUE = ROOT / "backend" / "demo" / "data" / "catalogue.csv"
NOW = datetime(2025, 6, 11, 9, 30, tzinfo=timezone(timedelta(hours=8)))

Read = Callable[..., OrderReading]


@pytest.fixture(scope="session")
def index() -> CatalogueIndex:
    """The demo catalogue."""
    built = CatalogueIndex.build([sku for sku, _price in read_catalogue(CATALOGUE)])
    built.warm()
    return built


@pytest.fixture(scope="session")
def context(index: CatalogueIndex) -> ReadingContext:
    """Wednesday 11 June 2025, an empty draft, no history, the demo places."""
    return ReadingContext(index=index, now=NOW, places=read_places(DATA / "orders" / "ship_to.csv"))


@pytest.fixture(scope="session")
def westside(index: CatalogueIndex) -> ReadingContext:
    """A dealer with three orders of cola, sprite and water."""
    items = [json.loads(line) for line in (DATA / "orders" / "messages_dev.jsonl").read_text(encoding="utf-8").splitlines()]
    item: dict[str, Any] = next(one for one in items if one["dealer_id"] == "D1")
    return context_of({**item, "cart": []}, index, read_places(DATA / "orders" / "ship_to.csv"))


def short(line: ReadLine) -> str:
    """A line in short: +COKE-330 240, =COKE-330 360, -SPR-330, xALL 2, again SO-1001, ?ambiguous."""
    if line.status is not LineStatus.OK:
        return f"?{line.status.value}"
    sign = {"add": "+", "set": "=", "remove": "-", "scale": "x", "repeat": "again "}[line.op.value]
    amount = line.base_qty if line.base_qty is not None else line.factor
    return f"{sign}{line.sku or line.order_id}" + (f" {amount}" if amount is not None else "")


@pytest.fixture(scope="session")
def lines(read: Read) -> Callable[..., list[str]]:
    """The lines of a message in short."""
    return lambda text, **fields: [short(line) for line in read(text, **fields).lines]


@pytest.fixture(scope="session")
def read(context: ReadingContext) -> Read:
    """Read a message in the plain context; keywords replace fields of it."""
    return lambda text, **fields: read_order(text, replace(context, **fields))
