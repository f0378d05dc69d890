"""Ordering by name on an imported catalogue whose names hold numbers and pack words: what stands in the name is never the quantity."""

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from backend.identity.service import actor_of_login
from backend.integration.service import import_order_history
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.ordering.schemas import DraftText, DraftView
from backend.ordering.service import draft_order

NAMES = (
    "SET/6 MELON PAPER CUPS",
    "SET OF 3 PICNIC TINS",
    "PACK OF 12 BLUE TISSUES",
    "SET 4 OWL LIGHTS",
    "6 RIBBONS ROYAL",
    "BOX OF 9 PEBBLE CANDLES",
    "WHITE HANGING HEART",
    "JUMBO BAG RED SPOTS",
)


@pytest.fixture
def shop(database: Database, tmp_path: Path, clock: FixedClock) -> Database:
    """One customer who bought everything once."""
    file = tmp_path / "lines.parquet"
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "CREATE TABLE lines (Description VARCHAR, Quantity INTEGER, InvoiceDate TIMESTAMP, UnitPrice DOUBLE, CustomerID DOUBLE, Country VARCHAR)"
        )
        row = [1, datetime(2011, 1, 5, 10, 0), 1.25, 17850.0, "UK"]  # noqa: DTZ001 - files know no zone
        connection.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?)", [[name, *row] for name in NAMES])
        connection.execute(f"COPY lines TO '{file}' (FORMAT parquet)")
    import_order_history(database, file, clock=clock)
    return database


def draft(shop: Database, clock: FixedClock, text: str) -> DraftView:
    """What the customer's message becomes."""
    actor = shop.read(lambda uow: actor_of_login(uow, "17850"))
    return shop.write(lambda uow: draft_order(uow, actor, DraftText(text), clock=clock))


@pytest.mark.parametrize("form", ["{quantity} {name}", "{quantity} x {name}", "{quantity} of the {name}", "{name} x {quantity}"])
@pytest.mark.parametrize("name", NAMES)
def test_the_number_outside_the_name_is_the_quantity(shop: Database, clock: FixedClock, form: str, name: str) -> None:
    """Twenty-four sets of six are twenty-four, not six; no question is asked for a name written out."""
    view = draft(shop, clock, form.format(quantity=24, name=name.lower()))
    assert [(line.name_en, line.base_qty) for line in view.lines] == [(name, 24)]
    assert view.questions == ()


def test_several_such_names_in_one_message_keep_their_quantities(shop: Database, clock: FixedClock) -> None:
    """Each number belongs to the name behind it."""
    view = draft(shop, clock, "12 white hanging heart and 24 of the jumbo bag red spots, 3 set of 3 picnic tins, 40 x 6 ribbons royal")
    assert {line.name_en: line.base_qty for line in view.lines} == {
        "WHITE HANGING HEART": 12,
        "JUMBO BAG RED SPOTS": 24,
        "SET OF 3 PICNIC TINS": 3,
        "6 RIBBONS ROYAL": 40,
    }
    assert view.questions == ()
