"""One product or another: an open choice is asked as one, never taken; 还是 is "as before" in front of an amount."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from backend.ordering.reading import ReadingContext, read_order
from backend.ordering.reading.domain import LineStatus, OrderReading
from tests.reading.conftest import short

Read = Callable[..., OrderReading]
Lines = Callable[..., list[str]]


@pytest.mark.parametrize(
    "text",
    [
        "8箱红牛还是雪碧", "红牛还是雪碧8箱", "雪碧8箱还是红牛", "来8箱雪碧或者红牛", "雪碧,或者红牛,8箱",
        "8 cases of sprite or red bull?", "8 red bull or sprite", "8 cases of red bull, or sprite?", "8 cases of sprite or 8 cases of red bull",
    ],
)  # fmt: skip
def test_one_product_or_another_is_one_question(westside: ReadingContext, text: str) -> None:
    """The amount is kept; what the dealer usually takes settles each name, never the choice between them."""
    (line,) = read_order(text, westside).lines
    assert (line.status, set(line.candidates), line.qty) == (LineStatus.AMBIGUOUS, {"RB-250", "SPR-330"}, Decimal(8))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("可乐20箱,说错了,22箱,雪碧还是6箱", ["+COKE-330 528", "+SPR-330 144"]),
        ("雪碧8箱,还是红牛吧", ["+RB-250 192"]),
        ("8箱雪碧还是换红牛吧", ["+RB-250 192"]),
        ("红牛还是8箱", ["+RB-250 192"]),
        ("8 cases of sprite, or rather red bull", ["+RB-250 192"]),
    ],
)
def test_a_change_of_mind_is_no_choice(westside: ReadingContext, text: str, expected: list[str]) -> None:
    """The last word counts, as ever."""
    assert [short(line) for line in read_order(text, westside).lines] == expected
