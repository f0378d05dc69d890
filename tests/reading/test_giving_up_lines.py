"""Lines given up by name, words that only say "as ever" beside goods, and what a person thinks a pack holds."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.ordering.reading import ReadingContext, read_order
from backend.ordering.reading.domain import CartLine
from backend.ordering.reading.shortage import gives_up
from tests.reading.conftest import short

Lines = Callable[..., list[str]]
CART = (CartLine("COKE-330", Decimal(6), Unit.CASE, 144), CartLine("RB-250", Decimal(5), Unit.CASE, 120))


@pytest.mark.parametrize("text", ["算了红牛", "红牛算了", "forget the red bull", "never mind the red bull", "nvm the red bull"])
def test_what_the_draft_holds_is_given_up_by_its_name(context: ReadingContext, text: str) -> None:
    """Whichever of the two words comes first."""
    assert [short(line) for line in read_order(text, replace(context, cart=CART)).lines] == ["-RB-250"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("算了,红牛8箱", ["+RB-250 192"]), ("可口可乐330罐装6箱,算了红牛8箱", ["+RB-250 192"])],
)
def test_a_change_of_mind_takes_nothing_out(lines: Lines, text: str, expected: list[str]) -> None:
    """What comes behind the word is wanted."""
    assert lines(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("forget the pernod", "pernod"),
        ("never mind the pernod", "pernod"),
        ("剑南春不要了", "剑南春"),
        ("算了剑南春", "剑南春"),
        ("drop the pernod please", "pernod"),
    ],
)
def test_a_line_that_nobody_found_is_given_up_by_its_words(text: str, words: str) -> None:
    """And by nothing else."""
    assert gives_up(text, words)
    assert not gives_up(f"{text}?", words)
    assert not gives_up(f"3 {words}", words)


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ("照旧,红牛8箱", False), ("红牛8箱,照常", False), ("红牛8箱照常送", False), ("8 cases of red bull as usual", False),
        ("照旧,再加红牛8箱", True), ("照旧", True), ("as usual", True), ("as usual plus 8 cases of red bull", True),
    ],
)  # fmt: skip
def test_as_ever_beside_goods_repeats_nothing(westside: ReadingContext, text: str, *, repeats: bool) -> None:
    """Alone, or with goods on top, it is the usual order."""
    said = [line.op.value for line in read_order(text, westside).lines]
    assert (said.count("repeat") == 1) is repeats
    assert ("add" in said) is ("8" in text)


@pytest.mark.parametrize("text", ["what's in a case of red bull, 24?", "how many cans in a case of red bull, 12?", "红牛一箱几罐,24吗?", "红牛一箱有几罐,24?"])
def test_what_a_person_thinks_a_pack_holds_is_no_amount(context: ReadingContext, text: str) -> None:
    """It is part of the question."""
    reading = read_order(text, context)
    assert (reading.lines, reading.is_question) == ((), True)
