"""Amounts that come from another line, go to all lines but one, or are said in two packs; goods said in one breath."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.ordering.reading.domain import CartLine, OrderReading
from tests.reading.conftest import short

Read = Callable[..., OrderReading]
Lines = Callable[..., list[str]]
CART = (CartLine("COKE-330", Decimal(10), Unit.CASE, 240), CartLine("SPR-330", Decimal(5), Unit.CASE, 120))


@pytest.mark.parametrize("words", ["10箱另加2罐", "10箱外加2罐", "10箱,另加2罐", "10箱零2罐", "10 cases plus 2 cans", "10 cases and 2 cans", "10箱2罐"])
def test_cases_and_single_pieces_are_one_amount(lines: Lines, words: str) -> None:
    """Whatever the word between them."""
    assert lines(f"可口可乐330罐装{words}") == ["+COKE-330 242"]


def test_pieces_of_the_next_product_are_its_own(lines: Lines) -> None:
    """The word only joins when nothing is named behind it."""
    assert lines("可口可乐330罐装10箱另加2罐雪碧330罐装") == ["+COKE-330 240", "+SPR-330 2"]


@pytest.mark.parametrize("words", ["雪碧330罐装跟可乐一样", "雪碧330罐装和可乐一样多", "sprite 330 same as coke"])
def test_an_amount_is_taken_from_another_product(lines: Lines, words: str) -> None:
    """As many as of the first."""
    assert lines(f"可口可乐330罐装10箱,{words}") == ["+COKE-330 240", "+SPR-330 240"]


@pytest.mark.parametrize(
    "text", ["可乐和雪碧数量对调", "可乐和雪碧的数量换一下", "swap the quantities of coke and sprite", "coke and sprite the other way round"]
)
def test_two_lines_change_their_amounts(read: Read, text: str) -> None:
    """Both or none."""
    assert [short(line) for line in read(text, cart=CART).lines] == ["=COKE-330 120", "=SPR-330 240"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("除了雪碧,其他都减半", ["xCOKE-330 0.5"]),
        ("除了雪碧,其他都去掉", ["-COKE-330"]),
        ("除了雪碧,其他都改成3箱", ["=COKE-330 72"]),
        ("double everything except the sprite", ["xCOKE-330 2"]),
        ("except sprite, remove everything else", ["-COKE-330"]),
    ],
)
def test_what_is_excepted_never_changes(read: Read, text: str, expected: list[str]) -> None:
    """It was the one line to be removed or scaled, silently."""
    assert [short(line) for line in read(text, cart=CART).lines] == expected


def test_a_wish_for_fresh_goods_is_kept_for_the_lines_of_the_draft(read: Read) -> None:
    """Said after the goods it is about all of them, or the one that is named; amounts stay."""
    cart = CART[:1]
    for text in ("要新日期的", "可乐要新日期的"):
        reading = read(text, cart=cart)
        assert [(short(line), line.lot_wish) for line in reading.lines] == [("=COKE-330 240", "要新日期的")]
        assert reading.final_cart == {"COKE-330": 240}
    assert read("日期新鲜吗", cart=cart).lines == ()


@pytest.mark.parametrize(
    "text", ["帮我下一单可口可乐330罐装要十箱红牛要三箱谢谢", "可口可乐330来十箱然后红牛来三箱吧", "嗯那个可口可乐330罐装来十箱红牛就三箱"]
)
def test_goods_said_in_one_breath_keep_their_own_amounts(lines: Lines, text: str) -> None:
    """Speech to text knows no commas; an amount is never that of the next product."""
    assert lines(text) == ["+COKE-330 240", "+RB-250 72"]


@pytest.mark.parametrize("text", ["可口可乐330ml罐装 x 24 x 10", "可口可乐330ml罐装 x 10 x 24"])
def test_of_two_crossed_numbers_the_pack_is_no_amount(lines: Lines, text: str) -> None:
    """Ten cases of 24."""
    assert lines(text) == ["+COKE-330 240"]


@pytest.mark.parametrize("words", ["hope you had a good weekend!", "happy friday!", "see you tomorrow", "祝周末愉快", "周五见"])
def test_greetings_name_no_day_of_delivery(read: Read, words: str) -> None:
    """Politeness moves no goods."""
    reading = read(f"可口可乐330罐装10箱, {words}")
    assert (reading.delivery.date, reading.delivery.open, [short(line) for line in reading.lines]) == (None, None, ["+COKE-330 240"])


@pytest.mark.parametrize("words", [" - the normal one, not the zero", ", not zero", ",不要无糖的"])
def test_a_kind_that_is_ruled_out_is_never_ordered(lines: Lines, words: str) -> None:
    """The word "zero" stands in the message only to say no."""
    assert lines(f"5 cases coca-cola 330ml can{words}") == ["+COKE-330 120"]
