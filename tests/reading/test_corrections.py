"""Corrections and edits of a draft: they set, take off, exchange or keep; they never add by mistake."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.ordering.reading.domain import CartLine, OrderReading

COKE = CartLine("COKE-330", Decimal(10), Unit.CASE, 240)
SPRITE = CartLine("SPR-330", Decimal(5), Unit.CASE, 120)
RED_BULL = CartLine("RB-250", Decimal(5), Unit.CASE, 120)
EVIAN = CartLine("EVI-500", Decimal(5), Unit.CASE, 120)
Lines = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("不对,可乐还是3箱", 72), ("sorry I meant 8", 192), ("48 of them instead", 1152), ("还是8箱吧", 192), ("no, 8 cases", 192),
        ("错了,是8箱", 192), ("不要10箱,要8箱", 192),
        ("算了还是12箱", 288), ("太多了,5箱吧", 120), ("that's too much, 5 is enough", 120), ("actually, 6 cases of coke", 144),
        ("wait, coke should only be 4", 96),
        ("I said 15 coke not 20", 360), ("20 coke is too much, 12", 288), ("可乐太多了,改5箱", 120), ("drop the coke to 2", 48),
        ("cut the coke down to 3", 72),
        ("多了,减掉三箱", 168), ("take 3 off", 168), ("minus 3", 168), ("可乐一共要8箱", 192), ("coke back to 12", 288), ("不,写成二十箱", 480),
        ("can we do 8 coke instead of 10", 192),
    ],
)  # fmt: skip
def test_a_correction_sets_the_only_line(lines: Lines, text: str, base: int) -> None:
    """What corrects the draft replaces its amount; only "more" and the like add."""
    assert lines(text, cart=(COKE,)) == [f"=COKE-330 {base}"]


@pytest.mark.parametrize("text", ["sorry I meant 8", "48 of them instead", "还是8箱吧", "去掉2箱"])
def test_a_bare_correction_of_several_lines_is_asked(lines: Lines, text: str) -> None:
    """Nobody can tell which line is meant."""
    assert lines(text, cart=(COKE, SPRITE)) == ["?ambiguous"]


@pytest.mark.parametrize(("text", "base"), [("再来2箱", 48), ("1 more", 24), ("再补4箱可乐", 96), ("coke 5 more", 120), ("再加3箱可乐", 72)])
def test_more_adds_to_the_line_there_is(lines: Lines, text: str, base: int) -> None:
    """With one fitting line in the draft no size need be said again."""
    assert lines(text, cart=(COKE,)) == [f"+COKE-330 {base}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("instead of sprite give me 7up 330", ["-SPR-330", "+7UP-330 120"]),
        ("instead of coke, 20 pepsi 330", ["-COKE-330", "+PEP-330 480"]),
        ("all the coke should go", ["-COKE-330"]),
        ("除了红牛都不要", ["-COKE-330", "-SPR-330"]),
        ("remove all but the coke", ["-SPR-330", "-RB-250"]),
        ("keep the coke, drop the rest", ["-SPR-330", "-RB-250"]),
        ("只留红牛", ["-COKE-330", "-SPR-330"]),
        ("drop the sprite and the coke", ["-SPR-330", "-COKE-330"]),
        ("雪碧算了", ["-SPR-330"]),
        ("红牛不要了 雪碧加到15", ["-RB-250", "=SPR-330 360"]),
        ("change coke to 25 and sprite to 15", ["=COKE-330 600", "=SPR-330 360"]),
        ("红牛和雪碧各减2箱", ["=RB-250 72", "=SPR-330 72"]),
        ("可乐、雪碧都改成10箱", ["=COKE-330 240", "=SPR-330 240"]),
        ("可乐改成18箱,不,16箱", ["=COKE-330 384"]),
        ("hmm no, not double, triple", ["xALL 1.5"]),
        ("double it, no, triple it", ["xALL 3"]),
    ],
)
def test_edits_do_what_was_said_and_nothing_else(lines: Lines, text: str, expected: Sequence[str]) -> None:
    """Keeping, dropping, exchanging and sharing one verb among several products."""
    assert lines(text, cart=(COKE, SPRITE, RED_BULL)) == expected


@pytest.mark.parametrize("text", ["那换成330的", "switch to the 330 ones", "改成330ml的", "make it the 330ml instead"])
def test_another_size_exchanges_the_product_and_keeps_the_amount(lines: Lines, text: str) -> None:
    """A number that is pointed at as a size is never an amount."""
    assert lines(text, cart=(EVIAN,)) == ["-EVI-500", "+EVI-330 120"]


def test_an_exchange_for_an_ambiguous_product_keeps_the_amount(read: Callable[..., OrderReading]) -> None:
    """The question about the product carries what was ordered before."""
    open_line = read("swap the sprite for budweiser", cart=(SPRITE,)).lines[1]
    assert (open_line.qty, open_line.unit) == (Decimal(5), Unit.CASE)


@pytest.mark.parametrize("text", ["change order SO-1003: red bull 10 cases", "修改订单SO-1003:红牛10箱"])
def test_an_order_that_is_changed_is_set(lines: Lines, text: str) -> None:
    """What follows "change" says how the lines shall be."""
    assert lines(text, cart=(RED_BULL,)) == ["=RB-250 240"]


@pytest.mark.parametrize(
    ("text", "status"), [("负10箱可口可乐330", "bad_qty"), ("1.3箱可口可乐330", "bad_qty"), ("0箱可口可乐330", "bad_qty"), ("一百万箱可口可乐330", "check_qty")]
)
def test_an_impossible_amount_leaves_the_line_as_it_is(read: Callable[..., OrderReading], text: str, status: str) -> None:
    """The good line stays; the amount is asked about."""
    reading = read(text, cart=(COKE,))
    assert [line.status.value for line in reading.lines] == [status]
    assert reading.final_cart == {"COKE-330": 240}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sorry, wrong size. I meant the 330ml ones, and 20 of them.", ["-EVI-500", "+EVI-330 480"]),
        ("I meant the 330ml ones", ["-EVI-500", "+EVI-330 120"]),
        ("说错了,是330的", ["-EVI-500", "+EVI-330 120"]),
        ("不对,要330的,8箱", ["-EVI-500", "+EVI-330 192"]),
    ],
)
def test_a_correction_of_the_size_exchanges_the_line(lines: Lines, text: str, expected: Sequence[str]) -> None:
    """The other size takes the line's place, with the amount said after it or else the old one; nothing is added to the wrong size."""
    assert lines(text, cart=(EVIAN,)) == expected


@pytest.mark.parametrize("text", ["double just the coke", "just double the coke", "只把可乐翻倍"])
def test_only_one_line_edited_keeps_the_others(read: Callable[..., OrderReading], text: str) -> None:
    """The word "just" limits what is done, it does not take the other lines off."""
    assert read(text, cart=(COKE, SPRITE)).final_cart == {"COKE-330": 480, "SPR-330": 120}
