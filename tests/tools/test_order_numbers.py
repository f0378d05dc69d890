"""Order numbers are found however they are written, and product codes are not taken for them."""

import pytest

from tools.numbers import find_number, number_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("SO-1003发货了吗", "SO-1003"),
        ("where is so1003?", "SO-1003"),
        ("Take the Budweiser off SO 7003", "SO-7003"),
        ("inv-17850-201012010826 please", "INV-17850-201012010826"),
        ("SPR-330 10箱", None),
        ("also 1000 cases", None),
        ("ISO-9001", None),
        ("", None),
    ],
)
def test_a_sentence_names_an_order_or_none(text: str, number: str | None) -> None:
    """Only prefixes of orders count inside a sentence."""
    assert find_number(text) == number


@pytest.mark.parametrize(
    ("text", "number"), [("1003", "SO-1003"), ("#1003", "SO-1003"), (" so-1003 ", "SO-1003"), ("ord_1x", "ord_1x"), ("", None), (None, None)]
)
def test_an_argument_is_a_number_in_any_form(text: str | None, number: str | None) -> None:
    """Digits alone are our own series; anything else is passed on as it is and will not be found."""
    assert number_in(text) == number
