"""New amounts stated for lines of the draft, a share of a line exchanged, one kind in the place of another, amounts that are denied."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.ordering.reading import ReadingContext, read_order
from backend.ordering.reading.domain import CartLine

Lines = Callable[..., list[str]]
DRAFT = tuple(CartLine(code, Decimal(10), Unit.CASE, 240) for code in ("COKE-330", "SPR-330"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("coke 330 now 52 cases, sprite 330 70 cases", ["=COKE-330 1248", "=SPR-330 1680"]),
        ("coke 330 is now 52 cases and sprite 330 70 cases", ["=COKE-330 1248", "=SPR-330 1680"]),
        ("可口可乐现在要15箱", ["=COKE-330 360"]),
        ("可口可乐现在要15箱,雪碧20箱", ["=COKE-330 360", "=SPR-330 480"]),
        ("sprite at 14 cases", ["=SPR-330 336"]),
        ("coke now 52 cases, red bull 250 10 cases", ["=COKE-330 1248", "+RB-250 240"]),
        ("coke now 52 cases. sprite 330 2 cases", ["=COKE-330 1248", "+SPR-330 48"]),
        ("coke now 52 cases, add sprite 330 2 cases", ["=COKE-330 1248", "+SPR-330 48"]),
        ("10 cases of coke 330 now please", ["+COKE-330 240"]),
    ],
)
def test_the_new_amount_of_a_line_is_stated(lines: Lines, text: str, expected: list[str]) -> None:
    """Words that say how things stand now set lines of the draft; the list that follows is set likewise."""
    assert lines(text, cart=DRAFT) == expected


@pytest.mark.parametrize("text", ["10 cases of coke 330 now please", "coke 330 now 10 cases", "可口可乐330现在要10箱"])
def test_without_a_line_the_goods_are_ordered(lines: Lines, text: str) -> None:
    """On an empty draft "now" says nothing about amounts."""
    assert lines(text) == ["+COKE-330 240"]


def test_the_usual_with_another_amount(westside: ReadingContext) -> None:
    """The lines of the repeated order are known lines."""
    read = read_order("the usual, with sprite at 14 cases", westside)
    assert [(line.op.value, line.sku) for line in read.lines] == [("repeat", None), ("set", "SPR-330")]


FLOOR = (CartLine("DPT-W600", Decimal(30), Unit.CASE, 120), CartLine("ADH-C1", Decimal(40), Unit.BASE, 40))
SODA = (CartLine("COKE-330", Decimal(50), Unit.CASE, 1200), CartLine("SPR-330", Decimal(6), Unit.CASE, 144))
TAPE = (CartLine("TAP-R", Decimal(5), Unit.BASE, 5),)


@pytest.mark.parametrize(
    "text",
    [
        "tiles now 52 boxes, adhesive 70 bags",
        "now 52 boxes of tiles and 70 bags of adhesive",
        "瓷砖现在要52箱,胶70袋",
        "updated quantities: tiles 52 boxes, adhesive 70 bags",
        "改一下数量:瓷砖52箱,瓷砖胶70袋",
    ],
)
def test_a_list_of_how_things_stand_now_sets_every_line(lines: Lines, text: str) -> None:
    """The head of a compound says which line is meant: tiles are no tile adhesive."""
    assert lines(text, cart=FLOOR) == ["=DPT-W600 208", "=ADH-C1 70"]


@pytest.mark.parametrize("text", ["coke is at 12 now, sprite 8", "coke to 12, sprite to 8", "it's now coke 12 sprite 8", "现在可乐要12箱,雪碧8箱"])
def test_short_forms_of_new_amounts_set_too(lines: Lines, text: str) -> None:
    """Nothing is added to what is there."""
    assert lines(text, cart=SODA) == ["=COKE-330 288", "=SPR-330 192"]


@pytest.mark.parametrize("text", ["now give me 10 cases of coke 330", "现在再要10箱可乐330", "现在加10箱可乐330"])
def test_a_verb_of_ordering_beside_now_still_adds(lines: Lines, text: str) -> None:
    """Now is a time there, not a state."""
    assert lines(text, cart=SODA) == ["+COKE-330 240"]


@pytest.mark.parametrize(
    "text",
    [
        "swap half of the sprite for 7up 330",
        "half the sprite should be 7up 330",
        "雪碧一半换成七喜330",
        "把雪碧换一半成七喜330",
        "replace 50% of the sprite with 7up 330",
    ],
)
def test_half_a_line_exchanged_keeps_the_other_half(lines: Lines, text: str) -> None:
    """Both amounts together are the old one."""
    assert lines(text, cart=SODA) == ["=SPR-330 72", "+7UP-330 72"]


def test_half_of_what_was_just_ordered_is_exchanged(lines: Lines) -> None:
    """The share is taken off the wish of the same message."""
    assert lines("雪碧330 10箱,一半换成七喜330") == ["+SPR-330 120", "+7UP-330 120"]


@pytest.mark.parametrize(
    "text", ["make it 15 not 50", "不是50是15", "15 not 50", "not 50, 15", "可乐是15箱不是50箱", "50打错了,是15", "coke should be 15, not 50"]
)
def test_a_denied_amount_points_at_the_line_that_has_it(lines: Lines, text: str) -> None:
    """Of several lines the one with the wrong amount is corrected; the wrong amount is never set."""
    assert lines(text, cart=SODA) == ["=COKE-330 360"]


@pytest.mark.parametrize("text", ["电工胶带不要红的要黑的", "不要红的,要黑的", "not the red tape, the black", "want black not red", "红的不要,要黑的"])
def test_not_this_kind_but_that_one_exchanges_the_line(lines: Lines, text: str) -> None:
    """The amount stays."""
    assert lines(text, cart=TAPE) == ["-TAP-R", "+TAP-K 5"]


@pytest.mark.parametrize("text", ["电工胶带10卷,不要红的要黑的", "电工胶带不要红的要黑的,10卷", "electrical tape 10 rolls, not the red ones"])
def test_a_kind_ruled_out_narrows_what_is_ordered(lines: Lines, text: str) -> None:
    """On an empty draft the words choose the product."""
    assert lines(text) == ["+TAP-K 10"]


@pytest.mark.parametrize("text", ["304不锈钢螺母M6 3盒", "M6 304不锈钢螺母3盒"])
def test_a_grade_of_steel_is_a_part_of_the_name(lines: Lines, text: str) -> None:
    """Digits at the head of a Chinese word are no amount."""
    assert lines(text) == ["+NUT-A2-M6 600"]


def test_a_bare_size_of_a_line_is_never_its_amount(lines: Lines) -> None:
    """500 with a 500 ml water in the draft is asked about."""
    assert lines("500", cart=(CartLine("EVI-500", Decimal(5), Unit.CASE, 120),)) == ["?need_qty"]
