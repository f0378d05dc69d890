"""Questions about stock and price: for whom, for when, and what was meant."""

import sqlite3
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

import pytest

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import import_skus
from backend.identity.domain import Role
from backend.identity.service import NewUser, create_users
from backend.inventory.service import Want, reserve
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound, NotPermitted
from backend.ordering.schemas import PriceAnswer, PriceWish, ProductQuestion, StockAnswer
from backend.ordering.service import check_stock, quote_lines, quote_price
from backend.pricing.service import NewPriceList, import_price_list
from tests.ordering.company import START, Company

WEDNESDAY, THURSDAY, FRIDAY = (date(2025, 6, day) for day in (11, 12, 13))


def stock(company: Company, login: str = "d1", **question: object) -> StockAnswer:
    """Ask about stock."""
    return company.database.read(lambda uow: check_stock(uow, company.actor(login), ProductQuestion(**question), clock=company.clock))


def price(company: Company, login: str = "d1", **question: object) -> PriceAnswer:
    """Ask about price."""
    return company.database.read(lambda uow: quote_price(uow, company.actor(login), ProductQuestion(**question), clock=company.clock))


def test_stock_is_told_in_packs_and_loose_units_for_the_earliest_day(company: Company) -> None:
    """2,400 less 30 promised are 98 cases of 24 and 18 cans."""
    company.write(lambda uow: reserve(uow, "other", (Want(1, "COKE", 30),), day=THURSDAY, clock=company.clock))
    answer = stock(company, skus=("COKE",))
    item = answer.items[0]
    assert (answer.day, item.available_base, item.unit_qty, item.rest_base, item.factor) == (THURSDAY, 2370, 98, 18, 24)
    assert (item.unit_word_zh, item.unit_word_en, item.base_word_zh) == ("箱", "case", "罐")
    assert [(share.code, share.base) for share in item.by_warehouse] == [("BW-E", 2370)]
    assert item.wanted_base is None


def test_stock_depends_on_the_day_and_near_expiry_is_said(company: Company) -> None:
    """48 cans expire on Thursday: there on Thursday, gone on Friday."""
    company.stock("COKE", 48, "OLD", THURSDAY)
    assert stock(company, skus=("COKE",)).items[0].available_base == 2448
    later = stock(company, skus=("COKE",), day=FRIDAY, qty=Decimal(10)).items[0]
    assert (later.available_base, later.wanted_base) == (2400, 240)
    assert [(lot.lot, lot.base, lot.expiry) for lot in later.near_expiry] == [("OLD", 48, THURSDAY)]


def test_after_the_cut_off_the_earliest_day_is_a_day_later(company: Company) -> None:
    """And the stock is told for that day."""
    company.stock("COKE", 48, "OLD", THURSDAY)
    company.clock.instant = company.clock.instant.replace(hour=16, minute=0)
    answer = stock(company, skus=("COKE",))
    assert (answer.day, answer.items[0].available_base) == (FRIDAY, 2400)


def test_a_price_is_the_askers_own_and_never_another_dealers(company: Company) -> None:
    """Grade A pays 5 percent less than grade B; a contract price is its dealer's alone; the brand sees the list price."""
    contract = NewPriceList("C-D1", "contract", company.clock.now() - timedelta(days=1), scope_value="D1", entries=(("COKE", 0, Decimal("1.70")),))
    company.write(lambda uow: import_price_list(uow, contract))
    prices = {login: price(company, login, skus=("COKE", "SPRITE")).items for login in ("d1", "d2", "d3", "bm")}
    assert {login: [item.unit_price for item in items] for login, items in prices.items()} == {
        "d1": [Decimal("1.70"), Decimal("0.95")], "d2": [Decimal(2), Decimal(1)], "d3": [Decimal("1.9"), Decimal("0.95")], "bm": [Decimal(2), Decimal(1)],
    }  # fmt: skip
    own = prices["d1"][0]
    assert (own.case_price, own.list_price, own.price_list, own.line_total) == (Decimal("40.80"), Decimal(2), "C-D1@1", Decimal("40.80"))


def test_a_price_for_a_quantity_takes_the_break_it_reaches_and_keeps_the_pack_price_beside_it(company: Company) -> None:
    """From 240 cans a can costs 1.50; one case still costs the normal price."""
    broken = NewPriceList("C-D1", "contract", company.clock.now() - timedelta(days=1), scope_value="D1", entries=(("COKE", 240, Decimal("1.50")),))
    company.write(lambda uow: import_price_list(uow, broken))
    item = price(company, skus=("COKE",), qty=Decimal(10), unit=Unit.CASE).items[0]
    assert (item.base_qty, item.line_total, item.case_price) == (240, Decimal("360.00"), Decimal("45.60"))


def test_what_is_unknown_or_has_no_price_is_said_and_the_rest_is_answered(company: Company) -> None:
    """A code nobody knows beside one that is known."""
    assert (stock(company, skus=("COKE", "NOPE")).unknown, len(stock(company, skus=("COKE", "NOPE")).items)) == (("NOPE",), 1)
    assert price(company, skus=("NOPE",)).unknown == ("NOPE",)


def test_words_that_fit_several_products_are_answered_for_all_of_them(company: Company) -> None:
    """Read with the real reader: a full name is one product."""
    assert [item.sku for item in stock(company, text="可口可乐330ml还有多少库存").items] == ["COKE"]
    assert [item.sku for item in price(company, text="How much is Snow Beer?").items] == ["BEER"]


def test_a_bad_quantity_is_refused_and_people_without_the_right_get_nothing(company: Company) -> None:
    """Half a can does not exist; a technician asks in vain."""
    with pytest.raises(Invalid, match=r"catalog\.broken_pack"):
        price(company, skus=("COKE",), qty=Decimal("0.5"), unit=Unit.BASE)
    with pytest.raises(NotPermitted):
        stock(company, "tech", skus=("COKE",))
    company.write(lambda uow: create_users(uow, [NewUser("wh", "Wh", Role.WAREHOUSE, "zh")]))
    assert stock(company, "wh", skus=("COKE",)).items
    with pytest.raises(NotPermitted):
        price(company, "wh", skus=("COKE",))


def test_asking_promises_nothing(company: Company) -> None:
    """Neither question leaves a row behind."""
    stock(company, skus=("COKE",))
    price(company, skus=("COKE",))
    assert stock(company, skus=("COKE",)).items[0].available_base == 2400
    assert company.disagreements() == []


def test_fifty_lines_are_priced_with_as_many_statements_as_one(sqlite_company: Company) -> None:
    """One look at all of them together; a product asked about at two quantities takes one look more."""
    actor = sqlite_company.actor("d1")

    def statements(*wishes: PriceWish) -> int:
        def counted(uow: UnitOfWork) -> int:
            seen: list[str] = []
            connection = cast("sqlite3.Connection", uow.connection.connection.dbapi_connection)
            connection.set_trace_callback(seen.append)
            try:
                answer = quote_lines(uow, actor, wishes, clock=sqlite_company.clock)
            finally:
                connection.set_trace_callback(None)
            assert [item.sku for item in answer.items] == [wish.sku for wish in wishes]
            return len(seen)

        return sqlite_company.database.read(counted)

    one = statements(PriceWish("COKE"))
    many = statements(*(PriceWish(sku) for sku in ("COKE", "SPRITE", "BEER", "DRILL") * 12))
    assert many == one
    assert statements(PriceWish("COKE"), PriceWish("COKE", Decimal(5)), PriceWish("SPRITE", Decimal(5))) == one + 1


def test_lines_are_priced_in_their_order_each_at_its_own_quantity(sqlite_company: Company) -> None:
    """A break counts for the line that reaches it; what has no price is named once; an unknown code refuses all."""
    breaks = NewPriceList("C", "contract", START, scope_value="D1", entries=(("COKE", 0, Decimal("1.80")), ("COKE", 240, Decimal("1.50"))))
    sqlite_company.write(lambda uow: import_price_list(uow, breaks))
    extra = Sku("FANTA", "芬达", "Fanta", category="soda", base_unit="can", units_per_case=24, default_unit=Unit.CASE)
    sqlite_company.write(lambda uow: import_skus(uow, [extra]))
    actor = sqlite_company.actor("d1")
    wishes = [PriceWish("COKE", Decimal(10)), PriceWish("FANTA"), PriceWish("COKE"), PriceWish("SPRITE", Decimal(3), Unit.BASE), PriceWish("FANTA", Decimal(2))]
    answer = sqlite_company.database.read(lambda uow: quote_lines(uow, actor, wishes, clock=sqlite_company.clock))
    assert [(item.sku, item.base_qty, item.unit_price) for item in answer.items] == [
        ("COKE", 240, Decimal("1.50")),
        ("COKE", 24, Decimal("1.80")),
        ("SPRITE", 3, Decimal("0.95")),
    ]
    assert answer.unknown == ("FANTA",)
    with pytest.raises(NotFound, match=r"catalog\.no_sku"):
        sqlite_company.database.read(lambda uow: quote_lines(uow, actor, [*wishes, PriceWish("NOPE")], clock=sqlite_company.clock))
