"""Quantities are converted once and money is rounded once (R2, R14, N1, N2)."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import import_skus
from backend.inventory.service import reserved_by_line
from backend.kit.errors import Invalid
from backend.ordering.domain import DraftLine
from backend.ordering.lines import LineFacts, priced_line
from backend.ordering.schemas import ChangeEdit, DraftEdit, LineEdit
from backend.ordering.service import edit_draft, get_order, propose_change
from backend.pricing.service import NewPriceList, PricedUnit, import_price_list
from tests.ordering.company import SKUS, START, Company

DOZEN = Sku("DOZEN", "打", "Dozen", base_unit="piece", units_per_case=12, inner_unit="pack", units_per_inner=6, cases_per_pallet=10)


@given(base_qty=st.integers(1, 10**9 - 1), price=st.decimals("0.0001", "9999.9999", places=4))
def test_a_line_is_the_exact_product_rounded_once(base_qty: int, price: Decimal) -> None:
    """Half up to the cent, whatever the price looks like; the unit price itself is never rounded."""
    line = DraftLine("DOZEN", Decimal(base_qty), Unit.BASE, base_qty)
    view = priced_line(1, LineFacts(line, DOZEN, PricedUnit(price, "L", 1, "base", price), None, 0), 2, "en")
    assert view.line_total == (base_qty * price).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    assert view.unit_price == price


def test_seventy_point_one_three_times_ten_is_the_line_rounded_and_not_the_unit(company: Company) -> None:
    """82.50 less 15 percent is 70.125 exactly: ten of them cost 701.25, and the total is the sum of the lines."""
    company.write(lambda uow: import_skus(uow, [DOZEN]))
    company.write(lambda uow: import_price_list(uow, NewPriceList("BASE", "base", START, entries=(("DOZEN", 0, Decimal("82.50")), ("COKE", 0, Decimal(2))))))
    off = NewPriceList("A", "grade", START, scope_value="A", derived_from="BASE", discount_percent=Decimal(15))
    company.write(lambda uow: import_price_list(uow, off))
    company.stock("DOZEN", 1000)
    actor, edit = company.actor("d1"), DraftEdit((LineEdit("DOZEN", Decimal(10), Unit.BASE), LineEdit("COKE", Decimal(1))))
    view = company.write(lambda uow: edit_draft(uow, actor, edit, clock=company.clock))
    assert [line.line_total for line in view.lines] == [Decimal("701.25"), Decimal("40.80")]
    assert company.confirm("d1", view.confirm_token).order.total == Decimal("742.05")


@pytest.mark.parametrize(
    ("qty", "unit", "base_qty"),
    [("1", Unit.CASE, 12), ("2.5", Unit.CASE, 30), ("3", Unit.INNER, 18), ("1", Unit.PALLET, 120), ("7", Unit.BASE, 7), ("0.5", Unit.INNER, 3)],
)
def test_every_pack_becomes_whole_base_units_that_are_reserved_as_they_are(company: Company, qty: str, unit: Unit, base_qty: int) -> None:
    """What is priced, reserved and kept with the order is the same number."""
    company.write(lambda uow: import_skus(uow, [DOZEN]))
    prices = (("DOZEN", 0, Decimal("1.00")),)
    company.write(lambda uow: import_price_list(uow, NewPriceList("BASE", "base", START, entries=prices)))
    company.stock("DOZEN", 1000)
    actor, edit = company.actor("d2"), DraftEdit((LineEdit("DOZEN", Decimal(qty), unit),))
    view = company.write(lambda uow: edit_draft(uow, actor, edit, clock=company.clock))
    order = company.confirm("d2", view.confirm_token).order
    line = order.lines[0]
    assert (line.base_qty, line.qty, line.unit, line.line_total, line.reserved_base) == (base_qty, Decimal(qty), unit, Decimal(base_qty), base_qty)
    assert company.database.read(lambda uow: reserved_by_line(uow, order.order_id)) == {1: base_qty}


def test_a_part_of_a_base_unit_is_refused(company: Company) -> None:
    """A third of a dozen is four, a fifth is nothing one can sell; a pack the product does not have is not guessed."""
    company.write(lambda uow: import_skus(uow, [DOZEN]))
    actor = company.actor("d1")
    for qty, unit, code in ((Decimal("0.2"), Unit.CASE, r"catalog\.broken_pack"), (Decimal(1), Unit.KG, r"catalog\.no_unit")):
        edit = DraftEdit((LineEdit("DOZEN", qty, unit),))
        with pytest.raises(Invalid, match=code):
            company.write(lambda uow, e=edit: edit_draft(uow, actor, e, clock=company.clock))


def test_another_factor_never_changes_what_was_ordered(company: Company) -> None:
    """A case of 24 ordered stays 24 when the case becomes 36, also when another line of the order is changed."""
    order = company.order("d1", COKE=2).order
    larger = replace(SKUS[0], units_per_case=36)
    company.write(lambda uow: import_skus(uow, [larger]))
    line = company.database.read(lambda uow: get_order(uow, company.actor("d1"), order.number)).lines[0]
    assert (line.qty, line.factor, line.base_qty) == (2, 24, 48)
    actor, more = company.actor("d1"), ChangeEdit(order.number, (LineEdit("BEER", Decimal(1)),))
    changed = company.write(lambda uow: propose_change(uow, actor, more, clock=company.clock))
    kept = company.confirm("d1", changed.confirm_token).order.lines[0]
    assert (kept.sku, kept.qty, kept.factor, kept.base_qty, kept.line_total) == ("COKE", 2, 24, 48, line.line_total)
    assert company.draft("d1", COKE=2).lines[0].base_qty == 72
    assert company.disagreements() == []


def test_two_wishes_for_one_product_are_one_line(company: Company) -> None:
    """So that breaks and stock are counted over both."""
    actor = company.actor("d1")
    edit = DraftEdit((LineEdit("COKE", Decimal(6)), LineEdit("COKE", Decimal(7))))
    view = company.write(lambda uow: edit_draft(uow, actor, edit, clock=company.clock))
    assert [(line.sku, line.base_qty) for line in view.lines] == [("COKE", 168)]
