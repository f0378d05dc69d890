"""Promises of the promotion engine (R4): recomputed from scratch, over all lines of a product, in base units, whole units only."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.errors import Invalid
from backend.pricing.promotions.documents import check_sound
from backend.pricing.promotions.domain import Audience, Goods, PromotedLine, Promotion
from backend.pricing.promotions.engine import apply, nearest
from tests.promotions.baskets import BUYER, NOW, ZONE, gift, line, offers, promotion

BASKETS = {
    "15 give 1": ([line("COKE", 15)], 1),
    "9 give none": ([line("COKE", 9)], 0),
    "2 rows of 5 give 1": ([line("COKE", 5, number=1), line("COKE", 5, number=2)], 1),
    "1 case of 12 gives 1": ([line("COKE", 12)], 1),
    "20 give 2": ([line("COKE", 20)], 2),
}


def free(lines: list[PromotedLine], *promotions: Promotion, at: datetime = NOW) -> dict[str | None, int]:
    """The free goods of a basket."""
    found: dict[str | None, int] = {}
    for one in apply(offers(*promotions), lines, BUYER, at):
        if one.free_base:
            found[one.sku] = found.get(one.sku, 0) + one.free_base
    return found


def off(lines: list[PromotedLine], *promotions: Promotion) -> list[tuple[str, str]]:
    """Promotion and money off."""
    return [(one.promotion.code, str(one.amount_off)) for one in apply(offers(*promotions), lines, BUYER, NOW)]


@pytest.mark.parametrize("name", BASKETS)
def test_buy_ten_get_one_counts_whole_tens_of_base_units_over_all_rows(name: str) -> None:
    """买10赠1 (R4)."""
    lines, expected = BASKETS[name]
    assert free(lines, gift()) == ({"COKE": expected} if expected else {})


def test_a_promotion_that_ends_at_midnight_counts_at_its_last_second_and_not_at_midnight() -> None:
    """Half-open validity, exact to the second (R3)."""
    midnight = datetime(2025, 6, 12, tzinfo=ZONE)
    ends = gift(more={"valid_to": midnight})
    assert free([line("COKE", 10)], ends, at=midnight - timedelta(seconds=1)) == {"COKE": 1}
    assert free([line("COKE", 10)], ends, at=midnight) == {}


def test_another_product_can_be_the_gift_and_the_goods_count_together() -> None:
    """Six of one and four of another of the category are ten."""
    mixed = gift(skus="", free_sku="CUP", more={"goods": Goods(categories=frozenset({"cola"}))})
    basket = [line("COKE", 6, number=1, category="cola"), line("PEPSI", 4, number=2, category="cola"), line("BEER", 50, number=3, category="beer")]
    assert free(basket, mixed) == {"CUP": 1}


def test_a_percentage_is_rounded_once_a_product_and_an_amount_counts_for_every_full_threshold() -> None:
    """5% off 3.33 is 0.17; 满100减10 of 250 is 20."""
    assert off([line("COKE", 1, "3.33")], promotion("P5", "percent", percent="5")) == [("P5", "0.17")]
    every = promotion("M100", "amount", amount="10", least_amount="100")
    assert off([line("COKE", 250)], every) == [("M100", "20.00")]
    once = replace(every, terms=replace(every.terms, repeats=False))
    assert off([line("COKE", 250)], once) == [("M100", "10.00")]
    assert off([line("COKE", 99)], every) == []


def test_a_bundle_costs_its_price_as_often_as_it_is_whole() -> None:
    """One cola and two beers for 4.00 instead of 5.00, twice."""
    bundle = promotion("SET", "bundle", amount="4", parts=(("COKE", 1), ("BEER", 2)))
    assert off([line("COKE", 3, "1", 1), line("BEER", 4, "2", 2)], bundle) == [("SET", "2.00")]
    assert off([line("COKE", 3, "1", 1)], bundle) == []


def test_a_clearance_price_reaches_as_many_units_as_there_are() -> None:
    """Of 10 at 2.00 only 6 can be had at 1.50."""
    clearance = promotion("OLD", "clearance", skus="COKE", amount="1.50", budget_units=6)
    (found,) = apply(offers(clearance), [line("COKE", 10, "2")], BUYER, NOW)
    assert (found.amount_off, found.units) == (Decimal("3.00"), 6)


def test_of_one_group_only_the_first_by_priority_counts_on_a_product_and_others_stack() -> None:
    """The later one still counts on goods the first one did not touch."""
    first = promotion("AAA", "percent", skus="COKE", percent="10", more={"group": "x", "priority": 1})
    second = promotion("BBB", "percent", percent="50", more={"group": "x"})
    stacking = promotion("CCC", "percent", percent="10")
    basket = [line("COKE", 10, "1", 1), line("BEER", 10, "1", 2)]
    assert off(basket, second, first, stacking) == [("AAA", "1.00"), ("BBB", "5.00"), ("CCC", "1.40")]


def test_a_promotion_is_for_whom_it_names() -> None:
    """Dealer, grade, group and region: what is named must fit."""
    fits = Audience(frozenset({"D1"}), frozenset({"A"}), frozenset({"KA", "KB"}), frozenset({"R-W"}))
    assert free([line("COKE", 10)], gift(more={"audience": fits})) == {"COKE": 1}
    for other in ({"dealers": {"D2"}}, {"grades": {"B"}}, {"groups": {"KB"}}, {"regions": {"R-S"}}):
        audience = replace(fits, **{name: frozenset(value) for name, value in other.items()})
        assert free([line("COKE", 10)], gift(more={"audience": audience})) == {}


def test_a_budget_limits_free_goods_to_whole_gifts_and_money_to_what_is_left() -> None:
    """Five units left give two gifts of two; 3.00 left is all that comes off."""
    assert free([line("COKE", 50)], gift(free=2, budget_units=5)) == {"COKE": 4}
    assert off([line("COKE", 100)], promotion("P5", "percent", percent="5", budget_amount="3")) == [("P5", "3.00")]


def test_money_off_is_whole_cents_whatever_the_terms_are_written_with() -> None:
    """A budget, an amount and a set's share with fractions of a cent: never more than is left or than the goods cost."""
    assert off([line("COKE", 100)], promotion("P5", "percent", percent="5", budget_amount="3.0075")) == [("P5", "3.00")]
    assert off([line("COKE", 100)], promotion("M", "amount", amount="1.005")) == [("M", "1.01")]
    assert off([line("COKE", 100)], promotion("OLD", "clearance", amount="0.5", budget_amount="7.009")) == [("OLD", "7.00")]
    thirds = [PromotedLine(1, "COKE", "", 3, Decimal("2.00")), line("TEA", 1, "0.50", 2)]
    assert off(thirds, promotion("SET", "bundle", amount="0", parts=(("COKE", 1), ("TEA", 1)))) == [("SET", "1.16")]


@pytest.mark.parametrize("one", [gift(budget_amount="5"), promotion("P5", "percent", percent="5", budget_units=9)], ids=lambda one: one.code)
def test_a_budget_that_its_kind_does_not_count_is_refused(one: Promotion) -> None:
    """A limit that would never be reached is no limit."""
    with pytest.raises(Invalid) as refused:
        check_sound(one)
    assert refused.value.code == "promotion.bad_terms"


def test_the_hint_names_the_nearest_threshold_of_goods_that_are_in_the_basket() -> None:
    """Seven of ten: three more; nothing when the basket has none of it, or a promotion is further than half away."""
    hint = nearest(offers(gift(), promotion("M", "amount", amount="5", least_amount="1000")), [line("COKE", 7)], BUYER, NOW)
    assert hint is not None
    assert (hint.promotion.code, hint.sku, hint.missing_base) == ("B10G1", "COKE", 3)
    assert nearest(offers(gift()), [line("COKE", 4)], BUYER, NOW) is None
    assert nearest(offers(gift()), [line("BEER", 7)], BUYER, NOW) is None


ALL = [
    gift(),
    gift("CUPS", skus="BEER", buy=7, free=2, free_sku="CUP", budget_units=9),
    promotion("P5", "percent", percent="5", least_base=3, more={"group": "g"}),
    promotion("P9", "percent", skus="BEER", percent="9", more={"group": "g", "priority": 3}),
    promotion("M50", "amount", amount="7", least_amount="50", budget_amount="20"),
    promotion("SET", "bundle", amount="2.5", parts=(("COKE", 1), ("TEA", 2))),
    promotion("OLD", "clearance", skus="TEA", amount="0.80", budget_units=5, more={"priority": -1}),
]
QUANTITIES = st.dictionaries(st.sampled_from(["COKE", "BEER", "TEA", "GUM"]), st.lists(st.integers(1, 40), min_size=1, max_size=3), min_size=1)


@given(quantities=QUANTITIES, shuffle=st.randoms(use_true_random=False), on=st.sets(st.sampled_from(ALL), min_size=1))
def test_the_same_goods_give_the_same_whatever_the_order_of_lines_and_promotions(quantities: dict[str, list[int]], shuffle: Random, on: set[Promotion]) -> None:
    """Rows in any order, split in any way, promotions in any order: the same free goods and the same money, never more than the goods cost."""
    rows = [(sku, base) for sku, bases in quantities.items() for base in bases]
    whole = [line(sku, sum(bases), "1.37", number) for number, (sku, bases) in enumerate(sorted(quantities.items()), 1)]
    shuffle.shuffle(rows)
    split = [line(sku, base, "1.37", number) for number, (sku, base) in enumerate(rows, 1)]
    chosen = sorted(on, key=lambda one: one.code)
    found = [
        [(one.promotion.code, one.sku, one.free_base, one.amount_off, one.units) for one in apply(offers(*order), lines, BUYER, NOW)]
        for lines in (whole, split)
        for order in (chosen, chosen[::-1])
    ]
    assert all(one == found[0] for one in found)
    assert sum(one[3] for one in found[0]) <= sum(one.line_total for one in whole)
    assert all(one[2] >= 0 and one[3] >= 0 for one in found[0])
