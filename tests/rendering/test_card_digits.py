"""Every digit of a card comes from the typed result: nothing is invented, added up or rounded on the way."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.kit.money import line_total
from tests.rendering.examples import NAMES, change, draft, line, order, plain_of
from tools.views import ChangeView, DraftView, LineView, OrderView

NUMBER = re.compile(r"\d+(?:\.\d+)?")
CENT = Decimal("0.01")


@st.composite
def lines(drawn: st.DrawFn) -> LineView:
    """A line of any quantity and exact price, with any stock behind it."""
    qty = drawn(st.integers(1, 5000).map(Decimal) | st.just(Decimal("0.5")))
    price = drawn(st.decimals("0.01", "999", places=drawn(st.integers(2, 4))))
    base = int(qty * 24)
    some = drawn(st.integers(0, base))
    return line(
        drawn(st.sampled_from(sorted(NAMES))),
        str(qty),
        price=str(price),
        line_total=line_total(base, price),
        available_base=drawn(st.integers(0, 10**6)),
        backorder_base=some,
    )


def _numbers(text: str) -> set[str]:
    return set(NUMBER.findall(text.replace(",", "")))


def _allowed(view: DraftView | OrderView | ChangeView, shown: tuple[LineView, ...]) -> set[str]:
    words = " ".join(part for names in NAMES.values() for part in names)
    allowed = _numbers(words) | {"24"}
    for one in shown:
        allowed |= {f"{one.qty.normalize():f}", str(one.base_qty), f"{one.line_total:.2f}", f"{line_total(24, one.unit_price):.2f}"}
        for base in (one.available_base or 0, one.backorder_base):
            allowed |= {str(base // 24), str(base % 24)}
    if view.delivery_date is not None:
        allowed |= {str(view.delivery_date.month), str(view.delivery_date.day), str(view.delivery_date.year)}
    return allowed


@settings(max_examples=60, deadline=None)
@given(st.lists(lines(), min_size=1, max_size=4), st.sampled_from(["zh", "en"]), st.integers(1, 99))
def test_a_draft_says_no_number_of_its_own(made: list[LineView], lang: str, version: int) -> None:
    """Quantities, packs, stock, prices, amounts, total, credit, day, version: all of the view."""
    shown = tuple(made)
    view = draft(lang, lines=shown, version=version, repeated_order=None, repeated_date=None)
    allowed = _allowed(view, shown) | {str(version), f"{view.total:.2f}", f"{view.credit_available_after:.2f}", "09", "30"}
    assert _numbers(plain_of(view, lang=lang)) <= allowed


@settings(max_examples=40, deadline=None)
@given(st.lists(lines(), min_size=1, max_size=4), st.sampled_from(["zh", "en"]))
def test_an_order_and_a_change_say_no_number_of_their_own(made: list[LineView], lang: str) -> None:
    """The same for an order and for before and after."""
    shown = tuple(replace(one, backorder_base=0) for one in made)
    placed = order(lang, lines=shown, order_date=date(2025, 6, 10))
    allowed = _allowed(placed, shown) | {f"{placed.total:.2f}", "1003", "6", "10", "2025"}
    assert _numbers(plain_of(placed, lang=lang)) <= allowed
    changed = change(lang=lang, after=shown)
    both = (*changed.before, *shown)
    totals = {f"{changed.total_before:.2f}", f"{changed.total_after:.2f}", "1003", "09", "30"}
    assert _numbers(plain_of(changed, lang=lang)) <= _allowed(changed, both) | totals
