"""An earlier order wanted again without something, and the rest of it as it was."""

from dataclasses import replace
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.ordering.reading import ReadingContext, read_order
from backend.ordering.reading.domain import CartLine
from tests.reading.conftest import short

WITHOUT = ["again SO-1003", "-RB-250"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上次的不要红牛,其他照旧", WITHOUT),
        ("上次的不要红牛", WITHOUT),
        ("上次订的红牛不要了,其余照旧", WITHOUT),
        ("红牛不要,其他照旧", WITHOUT),
        ("除了红牛,其他跟上次一样", WITHOUT),
        ("same as last time without the Red Bull, rest as usual", WITHOUT),
        ("last order, no red bull, rest unchanged", WITHOUT),
        ("last order minus the red bull", WITHOUT),
        ("everything from last time except the red bull", WITHOUT),
        ("no red bull this time, the rest as usual", WITHOUT),
        ("上次的红牛10箱,其他照旧", ["again SO-1003", "=RB-250 240"]),
        ("coke 330 20 cases, rest same as last time", ["again SO-1003", "=COKE-330 480"]),
        ("上次的红牛不要了", []),
        ("上次的雪碧改成5箱,其他不变", ["=SPR-330 120"]),
    ],
)
def test_the_rest_of_an_earlier_order_is_wanted_again(westside: ReadingContext, text: str, expected: list[str]) -> None:
    """What is named is left out or has its own amount; an order that is changed is not repeated."""
    assert [short(line) for line in read_order(text, westside).lines] == expected


@pytest.mark.parametrize("text", ["红牛不要,其他照旧", "no red bull, the rest as is"])
def test_over_a_draft_the_rest_is_the_rest_of_the_draft(westside: ReadingContext, text: str) -> None:
    """Nothing is repeated."""
    cart = (CartLine("COKE-330", Decimal(10), Unit.CASE, 240), CartLine("RB-250", Decimal(5), Unit.CASE, 120))
    assert [short(line) for line in read_order(text, replace(westside, cart=cart)).lines] == ["-RB-250"]
