"""Lines of the draft that are pointed at by their place are edited like lines that are named."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.ordering.reading import ReadingContext, read_order
from backend.ordering.reading.domain import CartLine

DRAFT = (
    CartLine("COKE-330", Decimal(10), Unit.CASE, 240),
    CartLine("SPR-330", Decimal(6), Unit.CASE, 144),
    CartLine("RB-250", Decimal(4), Unit.CASE, 96),
)
Lines = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第二行改成10", ["=SPR-330 240"]),
        ("第2个改成10箱", ["=SPR-330 240"]),
        ("倒数第二个改成9", ["=SPR-330 216"]),
        ("make the last one 8", ["=RB-250 192"]),
        ("line 2 to 10", ["=SPR-330 240"]),
        ("#2: 20", ["=SPR-330 480"]),
        ("no. 2: 20", ["=SPR-330 480"]),
        ("second line 10 not 6", ["=SPR-330 240"]),
        ("第一个15第二个20", ["=COKE-330 360", "=SPR-330 480"]),
        ("line 1 and 2 to 20", ["=COKE-330 480", "=SPR-330 480"]),
        ("第1、3行改成5箱", ["=COKE-330 120", "=RB-250 120"]),
    ],
)
def test_an_amount_beside_a_pointer_is_the_new_one(lines: Lines, text: str, expected: Sequence[str]) -> None:
    """Pointing at a line says that it is there: the amount replaces the old one."""
    assert lines(text, cart=DRAFT) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("last one x2", ["xRB-250 2"]),
        ("最后那个加倍", ["xRB-250 2"]),
        ("前两个都减半", ["xCOKE-330 0.5", "xSPR-330 0.5"]),
        ("the first two double", ["xCOKE-330 2", "xSPR-330 2"]),
        ("halve the second", ["xSPR-330 0.5"]),
        ("最后一个不要了", ["-RB-250"]),
        ("drop line 3", ["-RB-250"]),
        ("第一行和第三行删掉", ["-COKE-330", "-RB-250"]),
        ("add 3 to the first line", ["+COKE-330 72"]),
        ("第二个加5", ["+SPR-330 120"]),
        ("second item +5", ["+SPR-330 120"]),
        ("前两个各加5箱", ["+COKE-330 120", "+SPR-330 120"]),
        ("第二行减2箱", ["=SPR-330 96"]),
        ("第二行换成七喜330", ["-SPR-330", "+7UP-330 144"]),
        ("swap line 2 for 7up 330", ["-SPR-330", "+7UP-330 144"]),
    ],
)
def test_every_verb_works_on_a_pointer(lines: Lines, text: str, expected: Sequence[str]) -> None:
    """Scaling, removing, adding, taking off and exchanging."""
    assert lines(text, cart=DRAFT) == expected


def test_after_goods_of_the_message_the_last_one_is_one_of_these(lines: Lines) -> None:
    """The nearer line is meant."""
    assert lines("5 red bull 250, 3 yakult, make the last one 8", cart=DRAFT[:2]) == ["+RB-250 120", "+YKL-100 400"]


@pytest.mark.parametrize("text", ["第五行改成10", "line 7 to 10"])
def test_a_place_that_is_not_there_changes_nothing(lines: Lines, text: str) -> None:
    """A line that the draft does not have is asked about."""
    assert all(line.startswith("?") for line in lines(text, cart=DRAFT))


def test_a_pointer_without_an_amount_is_asked(lines: Lines) -> None:
    """Which line is clear, what about it is not."""
    assert lines("第二行", cart=DRAFT) == ["?need_qty"]


@pytest.mark.parametrize("text", ["same as last order, second line 20", "上次那单再来一份,第二行改成20"])
def test_pointers_reach_into_a_repeated_order(westside: ReadingContext, text: str) -> None:
    """The lines of the order that is wanted again are known lines too."""
    changed = read_order(text, westside).lines[1]
    assert (changed.op.value, changed.sku, changed.base_qty) == ("set", "SPR-330", 480)
