"""A dealer's own words for products and the amounts that he usually orders."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from backend.catalog.domain import Unit
from backend.ordering.reading.domain import LearnedName, LineStatus, OrderReading, ReadingPolicy

Read = Callable[..., OrderReading]
OWN = (
    LearnedName("小甜水", "SPR-330", Unit.CASE, 3),
    LearnedName("bubbly red", "COKE-330", Unit.BASE, 2),
    LearnedName("可乐", "COKE-330", None, 4),
    LearnedName("雪碧", "COKE-330", None, 9),
)


@pytest.mark.parametrize(("text", "expected"), [("小甜水10箱", ("SPR-330", 240)), ("来10箱小甜水", ("SPR-330", 240)), ("bubbly red 48", ("COKE-330", 48))])
def test_a_word_that_only_this_dealer_uses_names_his_product(read: Read, text: str, expected: tuple[str, int]) -> None:
    """The line says that the word was learned; the unit that goes with it is taken when none is said."""
    line = read(text, learned=OWN).lines[0]
    assert ((line.sku, line.base_qty), line.learned) == (expected, True)


def test_of_several_products_the_dealers_own_meaning_is_taken(read: Read) -> None:
    """Without it the word is asked about."""
    assert read("可乐10箱").lines[0].status is LineStatus.AMBIGUOUS
    line = read("可乐10箱", learned=OWN).lines[0]
    assert (line.sku, line.learned) == ("COKE-330", True)


@pytest.mark.parametrize(("text", "sku"), [("可口可乐500 10箱", "COKE-500"), ("可口可乐2L 10箱", "COKE-2L")])
def test_a_size_said_beside_a_learned_word_counts(read: Read, text: str, sku: str) -> None:
    """What was learned is no reason to send another size."""
    line = read(text, learned=OWN).lines[0]
    assert (line.sku, line.learned) == (sku, False)


def test_a_learned_word_never_overrides_the_catalogue(read: Read) -> None:
    """Sprite is Sprite, whatever was learned."""
    assert "COKE-330" not in (read("雪碧330 10箱", learned=OWN).lines[0].sku or "")
    assert read("雪碧10箱", learned=OWN).lines[0].status is LineStatus.AMBIGUOUS


@pytest.mark.parametrize(("text", "likely"), [("可口可乐330 500箱", Decimal(50)), ("500 cases of coke 330", Decimal(50)), ("可口可乐330 130箱", Decimal(13))])
def test_an_unusual_amount_is_asked_with_the_likely_one(read: Read, text: str, likely: Decimal) -> None:
    """The dealer's most is 12 cases; a zero too many is the likely slip."""
    reading = read(text, usual={"COKE-330": 288}, policy=ReadingPolicy(unusual_factor=Decimal(10)))
    assert (reading.lines[0].status, reading.lines[0].likely, dict(reading.final_cart)) == (LineStatus.CHECK_QTY, likely, {})


@pytest.mark.parametrize(
    ("usual", "policy"),
    [({"COKE-330": 288}, ReadingPolicy()), ({}, ReadingPolicy(unusual_factor=Decimal(10))), ({"COKE-330": 1200}, ReadingPolicy(unusual_factor=Decimal(10)))],
)
def test_what_is_usual_or_unknown_is_not_asked(read: Read, usual: dict[str, int], policy: ReadingPolicy) -> None:
    """Off by default, and silent about products that the dealer never ordered."""
    assert read("可口可乐330 500箱", usual=usual, policy=policy).lines[0].status is LineStatus.OK


def test_without_a_fitting_slip_no_amount_is_suggested(read: Read) -> None:
    """777 is no typing error of 7 or 70."""
    line = read("可口可乐330 777箱", usual={"COKE-330": 24}, policy=ReadingPolicy(unusual_factor=Decimal(10))).lines[0]
    assert (line.status, line.likely) == (LineStatus.CHECK_QTY, None)
