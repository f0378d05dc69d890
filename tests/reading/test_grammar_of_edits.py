"""Classes of edits and wishes that people really write: what stays, what is asked, what counts for every line."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.ordering.reading.domain import CartLine, OrderReading

Lines = Callable[..., list[str]]
Read = Callable[..., OrderReading]
DRAFT = (CartLine("COKE-330", Decimal(10), Unit.CASE, 240), CartLine("SPR-330", Decimal(5), Unit.CASE, 120))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每样加2箱", ["+COKE-330 48", "+SPR-330 48"]),
        ("both +2", ["+COKE-330 48", "+SPR-330 48"]),
        ("两样各减1", ["=COKE-330 216", "=SPR-330 96"]),
        ("coke +5, sprite -2", ["+COKE-330 120", "=SPR-330 72"]),
        ("up the coke by 5", ["+COKE-330 120"]),
        ("清空", ["-COKE-330", "-SPR-330"]),
        ("empty the cart", ["-COKE-330", "-SPR-330"]),
        ("i meant 10 sprite and 5 coke", ["=SPR-330 240", "=COKE-330 120"]),
    ],
)
def test_changes_of_every_line_and_short_signs(lines: Lines, text: str, expected: Sequence[str]) -> None:
    """A plus behind a product adds, a word for all reaches all."""
    assert lines(text, cart=DRAFT) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("可乐翻一番雪碧不动", ["xCOKE-330 2"]),
        ("全部翻倍,雪碧不动", ["xCOKE-330 2"]),
        ("double the coke, sprite stays as is", ["xCOKE-330 2"]),
        ("可乐改成12,雪碧不变", ["=COKE-330 288"]),
    ],
)
def test_what_shall_stay_is_not_touched(lines: Lines, text: str, expected: Sequence[str]) -> None:
    """The word for staying belongs to the product beside it."""
    assert lines(text, cart=DRAFT) == expected


@pytest.mark.parametrize(("text", "expected"), [("可乐多了2箱", ["=COKE-330 192"]), ("2 too many coke", ["=COKE-330 192"]), ("少了5箱雪碧", ["?need_qty"])])
def test_too_many_goes_off_and_too_few_is_asked(lines: Lines, text: str, expected: Sequence[str]) -> None:
    """Nobody can tell whether what is missing shall come or was short."""
    assert lines(text, cart=DRAFT) == expected


@pytest.mark.parametrize("text", ["可口可乐330 10箱,没有的话换百事330", "10 coke 330, if not available pepsi 330", "10 coke 330, otherwise pepsi 330"])
def test_a_substitute_is_asked_about_and_never_ordered(read: Read, text: str) -> None:
    """The first wish stands under its condition."""
    reading = read(text)
    assert [(line.sku, line.status.value, line.condition) for line in reading.lines] == [
        ("COKE-330", "ok", "if_available"),
        ("PEP-330", "need_qty", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "可口可乐330ml×24听 10箱", "coke 330 1x24 10 cases", "可口可乐330ml(1*24)10件", "coke 24/330 10cs", "可口可乐330*24 10箱", "24x330ml coke 10 cases",
        "1０箱可口可乐３３０", "可口可樂330要拾箱", "coke330*10",
    ],
)  # fmt: skip
def test_packs_and_foreign_digits_are_no_amounts(read: Read, text: str) -> None:
    """Only the cases count."""
    assert dict(read(text).final_cart) == {"COKE-330": 240}


def test_half_of_another_product_is_asked(lines: Lines) -> None:
    """Half of what is not there is no amount, and the product is not lost."""
    assert lines("可口可乐330来二十箱,雪碧330来一半") == ["+COKE-330 480", "?need_qty"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("red wire 4 sq mm 3 rolls, blue 6 sq mm 2 rolls", ["+BV-4R 3", "+BV-6B 2"]),
        ("6 each of 7up and mirinda, 500s", ["+7UP-500 144", "+MIR-500 144"]),
        ("red bull hundred and twenty cases", ["+RB-250 2880"]),
        ("coke 330 one fifty cases", ["+COKE-330 3600"]),
        ("coke 330 a hundred cases", ["+COKE-330 2400"]),
        ("red bull 250ml by the pallet, 2", ["+RB-250 5184"]),
        ("we're out of snickers and dove, please send", ["?need_qty", "?need_qty"]),
        ("雪碧330没了,送点", ["?need_qty"]),
    ],
)
def test_sizes_and_counts_in_trade_wording(lines: Lines, text: str, expected: Sequence[str]) -> None:
    """Square millimetres, a size for all, a hundred without an article."""
    assert lines(text) == expected


@pytest.mark.parametrize("text", ["let's say 5 cases of coke 330", "coke 330, let's make it 5 cases", "call it 5 cases of coke 330", "可口可乐330就5箱"])
def test_a_modest_word_orders_what_is_not_there_yet(lines: Callable[..., list[str]], text: str) -> None:
    """It sets a line of the draft, and makes one where there is none."""
    assert lines(text) == ["+COKE-330 120"]
