"""What an order keeps when it is changed: agreed prices of lines that do not grow, and products that are no longer sold (R8)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from backend.catalog.service import import_skus
from backend.dealers.domain import NewDealer
from backend.dealers.service import import_dealers
from backend.identity.domain import Role
from backend.identity.service import NewUser, create_users, place_org_units
from backend.kit.db import UnitOfWork
from backend.ordering.schemas import ChangeEdit, ChangeView, LineEdit, OrderView
from backend.ordering.service import propose_change
from backend.pricing.service import NewPriceList, import_price_list
from tests.ordering.company import PRICES, SKUS, START, Company


def change(company: Company, number: str, login: str = "d1", **quantities: int) -> ChangeView:
    """Propose other quantities in cases."""
    actor = company.actor(login)
    edits = tuple(LineEdit(sku, Decimal(qty)) for sku, qty in quantities.items())
    return company.write(lambda uow: propose_change(uow, actor, ChangeEdit(number, edits), clock=company.clock))


def carry_out(company: Company, view: ChangeView, login: str = "d1") -> OrderView:
    """Press its button."""
    result = company.confirm(login, view.confirm_token)
    assert (result.outcome, company.disagreements()) == ("changed", [])
    assert result.order is not None
    return result.order


def prices_times(company: Company, factor: int) -> None:
    """A new version of the base list."""
    entries = tuple((sku, 0, Decimal(price) * factor) for sku, price in PRICES.items())
    company.write(lambda uow: import_price_list(uow, NewPriceList("BASE", "base", START, entries=entries)))


def tiers(company: Company) -> None:
    """Coke at 1.00 from 240 cans, for D1 alone."""
    tier = NewPriceList("OURS", "contract", START, scope_value="D1", entries=(("COKE", 240, Decimal("1.00")),))
    company.write(lambda uow: import_price_list(uow, tier))


def ordered(company: Company, login: str = "d1", **quantities: int) -> str:
    """The number of a fresh order."""
    order = company.order(login, **quantities).order
    assert order is not None
    return order.number


def test_less_of_a_line_keeps_the_agreed_price(company: Company) -> None:
    """Ten cases became nine after prices tripled: cheaper than before, and nothing is marked; the line beside it keeps its price too."""
    number = ordered(company, COKE=10, SPRITE=1)
    prices_times(company, 3)
    view = change(company, number, COKE=9)
    assert [(line.unit_price, line.marks) for line in view.after] == [(Decimal("1.90"), ()), (Decimal("0.95"), ())]
    assert view.total_after == view.total_before - Decimal("45.60")
    order = carry_out(company, view)
    assert [(line.base_qty, line.unit_price, line.line_total) for line in order.lines] == [
        (216, Decimal("1.90"), Decimal("410.40")),
        (24, Decimal("0.95"), Decimal("22.80")),
    ]


def test_more_of_a_line_is_priced_anew_and_marked(company: Company) -> None:
    """The whole line at today's price, and the person is told; the line beside it stays."""
    number = ordered(company, COKE=10, SPRITE=1)
    prices_times(company, 3)
    view = change(company, number, COKE=11)
    assert [(line.unit_price, line.marks) for line in view.after] == [(Decimal("5.70"), ("price_changed",)), (Decimal("0.95"), ())]
    assert carry_out(company, view).total == Decimal("5.70") * 264 + Decimal("22.80")


def test_more_at_the_same_price_is_not_marked(company: Company) -> None:
    """Only a price that is another one is worth a word; a line that is new was never agreed."""
    view = change(company, ordered(company, COKE=10), COKE=11, SPRITE=1)
    assert [line.marks for line in view.after] == [(), ()]


def test_less_than_the_break_loses_the_price_of_the_break(company: Company) -> None:
    """Otherwise everybody would order a truck and keep a case; down to the break the price stays."""
    tiers(company)
    number = ordered(company, COKE=12)
    kept, lost = change(company, number, COKE=10), change(company, number, COKE=9)
    assert [(line.unit_price, line.marks) for line in kept.after] == [(Decimal("1.00"), ())]
    assert [(line.unit_price, line.marks) for line in lost.after] == [(Decimal("1.90"), ("price_changed",))]
    assert carry_out(company, lost).total == Decimal("410.40")


def test_a_price_that_changes_before_the_yes_does_not_move_a_kept_line(company: Company) -> None:
    """The change was shown at the agreed price and is carried out at it."""
    number = ordered(company, COKE=10)
    view = change(company, number, COKE=9)
    prices_times(company, 3)
    assert carry_out(company, view).total == Decimal("410.40")


def test_a_product_that_is_no_longer_sold_may_stay_or_become_less(company: Company) -> None:
    """Its line is shown and counted; more of it is refused, and so is a new order of it."""
    number = ordered(company, COKE=2, SPRITE=2)
    company.write(lambda uow: import_skus(uow, [replace(SKUS[1], status="discontinued")]))
    beside = change(company, number, COKE=1)
    assert ([line.sku for line in beside.after], beside.gates, beside.total_after) == (["COKE", "SPRITE"], (), Decimal("91.20"))
    assert carry_out(company, beside).total == Decimal("91.20")
    assert carry_out(company, change(company, number, SPRITE=1)).total == Decimal("68.40")
    more = change(company, number, SPRITE=2)
    assert [gate.code for gate in more.gates] == ["NOT_SOLD"]
    assert company.confirm("d1", more.confirm_token).outcome == "blocked"
    assert [gate.code for gate in company.draft("d1", SPRITE=1).gates] == ["NOT_SOLD"]
    assert [line.sku for line in carry_out(company, change(company, number, SPRITE=0)).lines] == ["COKE"]


def test_a_line_whose_price_list_is_gone_stays_at_its_price(company: Company) -> None:
    """Less of it too: what was agreed needs no list any more."""
    number = ordered(company, COKE=10, SPRITE=1)
    left = tuple((sku, 0, Decimal(price)) for sku, price in PRICES.items() if sku != "COKE")
    company.write(lambda uow: import_price_list(uow, NewPriceList("BASE", "base", START, entries=left)))
    assert carry_out(company, change(company, number, COKE=5)).lines[0].unit_price == Decimal("1.90")


@pytest.mark.parametrize(("groups", "unit_price"), [((), "2.00"), (("chains",), "1.50"), (("south", "chains"), "1.50")])
def test_the_lists_of_a_dealers_groups_apply(sqlite_company: Company, groups: tuple[str, ...], unit_price: str) -> None:
    """They come with the dealer and are asked in a draft like every other list."""
    company = sqlite_company

    def load(uow: UnitOfWork) -> None:
        place_org_units(uow, [("D9", None)])
        import_dealers(uow, [NewDealer("D9", "连锁", "Chain", "B", 2, None, "WH-W", ("R-W",), {"L-9": date(2026, 1, 1)}, groups=groups)])
        create_users(uow, [NewUser("d9", "D9", Role.DEALER_USER, "zh", "D9")])
        import_price_list(uow, NewPriceList("CHAIN", "group", START, scope_value="chains", entries=(("COKE", 0, Decimal("1.50")),)))

    company.write(load)
    company.credit("D9", "1000")
    assert company.draft("d9", COKE=1).lines[0].unit_price == Decimal(unit_price)
