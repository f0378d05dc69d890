"""Names of people beside recipient words, and the new amounts of lines in the draft."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.ordering.reading import ReadingContext, read_order
from backend.ordering.reading.domain import CartLine

Lines = Callable[..., list[str]]
DRAFT = tuple(CartLine(code, Decimal(10), Unit.CASE, 240) for code in ("COKE-330", "SPR-330"))


def test_a_numeral_in_the_name_of_a_person_is_no_amount(context: ReadingContext) -> None:
    """Who receives the goods changes no line of the draft."""
    chinese = ("把收货人改成张三", "联系人换成李四", "收货人改为王五", "收件人是赵六")
    named = (*chinese, "receiver: John Three", "contact person: Mary Ten", "change the receiver to John Three")
    for cart in (DRAFT, DRAFT[:1], ()):
        assert {text: read_order(text, replace(context, cart=cart)).lines for text in named} == dict.fromkeys(named, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("receiver is Tom Five, coke 330 10 cases", ["+COKE-330 240"]),
        ("收货人是赵六,可口可乐330 10箱", ["+COKE-330 240"]),
        ("联系人:张三 可口可乐330 10箱", ["+COKE-330 240"]),
        ("可口可乐330 10箱,张三收", ["+COKE-330 240"]),
    ],
)
def test_goods_beside_a_name_are_read(lines: Lines, text: str, expected: list[str]) -> None:
    """The name ends where the goods begin."""
    assert lines(text) == expected
