"""Promises of price lists: which version is in force when, what reaches a derived list, and what is refused at the door (R3)."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from backend.kit.db import Database
from backend.kit.errors import Invalid
from backend.pricing.service import NewPriceList, PricedUnit, PriceQuery, Scope, import_price_list, quote_prices
from backend.settings.domain import BrandSettings
from backend.settings.service import save_brand_settings

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2025, 1, 1, tzinfo=ZONE)
NOW = datetime(2025, 6, 11, 9, 30, tzinfo=ZONE)
JULY = datetime(2025, 7, 1, tzinfo=ZONE)
SECOND = timedelta(seconds=1)
Entries = tuple[tuple[str, int, Decimal], ...]


def entries(**prices: str) -> Entries:
    """One break from zero for each SKU."""
    return tuple((sku, 0, Decimal(price)) for sku, price in prices.items())


class Prices:
    """Loads lists and asks what D1 of grade A pays."""

    def __init__(self, database: Database) -> None:
        """Nothing is loaded."""
        self.database = database

    def load(self, code: str, scope: str, start: datetime = START, **more: Any) -> int:
        """A version of a list."""
        return self.database.write(lambda uow: import_price_list(uow, NewPriceList(code, cast("Scope", scope), start, **more)))

    def ask(self, sku: str = "COKE", qty: int = 1, at: datetime = NOW, **who: Any) -> PricedUnit:
        """The whole answer."""
        query = PriceQuery(**{"dealer_id": "D1", "grade": "A", **who}, at=at, items=((sku, qty),))
        return self.database.read(lambda uow: quote_prices(uow, query))[sku]

    def pay(self, sku: str = "COKE", qty: int = 1, at: datetime = NOW, **who: Any) -> str:
        """The price of a base unit."""
        return format(self.ask(sku, qty, at, **who).unit_net.normalize(), "f")


@pytest.fixture
def prices(any_database: Database) -> Prices:
    """No list at all, on both databases."""
    return Prices(any_database)


def test_contract_before_group_before_grade_before_base(prices: Prices) -> None:
    """The narrower list wins, whatever it costs; the list price stays the base one."""
    prices.load("BASE", "base", entries=entries(COKE="2"))
    assert prices.ask().reason == "base"
    prices.load("A", "grade", scope_value="A", entries=entries(COKE="3"))
    assert (prices.ask().reason, prices.pay(), prices.pay(grade="B")) == ("grade", "3", "2")
    prices.load("CHAIN", "group", scope_value="chains", entries=entries(COKE="4"))
    assert (prices.pay(groups=("chains", "south")), prices.pay(groups=("south",)), prices.pay()) == ("4", "3", "3")
    prices.load("OURS", "contract", scope_value="D1", entries=entries(COKE="5"))
    found = prices.ask(groups=("chains",))
    assert (found.unit_net, found.reason, found.list_code, found.list_version, found.list_price) == (Decimal(5), "contract", "OURS", 1, Decimal(2))
    assert prices.pay(dealer_id="D2") == "3"


def test_of_several_groups_the_higher_priority_counts(prices: Prices) -> None:
    """All are looked at, the same rule of ties decides."""
    prices.load("G1", "group", scope_value="one", priority=1, entries=entries(COKE="4"))
    prices.load("G2", "group", scope_value="two", priority=2, entries=entries(COKE="6"))
    assert prices.pay(groups=("one", "two")) == "6"


def test_the_deepest_break_reached_counts_and_below_the_lowest_the_next_list_is_asked(prices: Prices) -> None:
    """R3: a tier from 3 at 80 with a list price of 100 costs 100 for one."""
    prices.load("BASE", "base", entries=entries(COKE="100"))
    prices.load("OURS", "contract", scope_value="D1", entries=(("COKE", 3, Decimal(80)), ("COKE", 10, Decimal(70))))
    assert [prices.pay(qty=qty) for qty in (1, 2, 3, 9, 10, 1000)] == ["100", "100", "80", "80", "70", "70"]


def test_validity_is_half_open_in_the_brands_zone(prices: Prices) -> None:
    """A promotion until 30 June counts at 23:59:59 and no longer at 00:00:00, whatever zone the question is asked in."""
    prices.load("BASE", "base", entries=entries(COKE="2"))
    prices.load("PROMO", "contract", datetime(2025, 6, 12, tzinfo=ZONE), scope_value="D1", valid_to=JULY, entries=entries(COKE="1"))
    edges = (datetime(2025, 6, 11, 23, 59, 59, tzinfo=ZONE), datetime(2025, 6, 12, tzinfo=ZONE), JULY - SECOND, JULY)
    assert [prices.pay(at=at) for at in edges] == ["2", "1", "1", "2"]
    assert [prices.pay(at=at.astimezone(ZoneInfo("America/New_York"))) for at in edges] == ["2", "1", "1", "2"]


def test_a_list_loaded_for_the_future_changes_nothing_today(prices: Prices) -> None:
    """Neither the base list nor what is derived from it, nor a contract; on its day all of them change."""
    prices.load("BASE", "base", entries=entries(COKE="2"))
    prices.load("A", "grade", scope_value="A", derived_from="BASE", discount_percent=Decimal(5))
    prices.load("OURS", "contract", scope_value="D2", entries=entries(COKE="1.5"))
    assert prices.load("BASE", "base", JULY, entries=entries(COKE="3")) == 2
    prices.load("OURS", "contract", JULY, scope_value="D2", entries=entries(COKE="1.6"))
    assert [prices.pay(at=at) for at in (NOW, JULY - SECOND, JULY)] == ["1.9", "1.9", "2.85"]
    assert [prices.pay(grade="B", at=at) for at in (NOW, JULY - SECOND, JULY)] == ["2", "2", "3"]
    assert [prices.pay(dealer_id="D2", at=at) for at in (NOW, JULY - SECOND, JULY)] == ["1.5", "1.5", "1.6"]
    assert (prices.ask(grade="B").list_version, prices.ask(grade="B", at=JULY).list_version) == (1, 2)


def test_the_newest_version_replaces_the_older_one_as_a_whole(prices: Prices) -> None:
    """What it leaves out is not for sale any more; when it ends, the version before it is in force again."""
    prices.load("BASE", "base", entries=entries(COKE="2", SPRITE="1"))
    prices.load("BASE", "base", START + timedelta(days=30), valid_to=JULY, entries=entries(COKE="1.8"))
    assert prices.pay() == "1.8"
    with pytest.raises(Invalid, match=r"pricing\.no_price"):
        prices.ask("SPRITE")
    assert (prices.pay(at=JULY), prices.pay("SPRITE", at=JULY)) == ("2", "1")


def test_a_code_that_was_given_to_another_dealer_leaves_the_first(prices: Prices) -> None:
    """The newest version says whom the list is for."""
    prices.load("BASE", "base", entries=entries(COKE="2"))
    prices.load("DEAL", "contract", scope_value="D1", entries=entries(COKE="1"))
    prices.load("DEAL", "contract", scope_value="D2", entries=entries(COKE="1"))
    assert (prices.pay(dealer_id="D1"), prices.pay(dealer_id="D2")) == ("2", "1")


def test_a_derived_list_ends_with_the_list_it_is_derived_from(prices: Prices) -> None:
    """Half a cent is kept exactly; what the source no longer has, the derived list has not."""
    prices.load("BASE", "base", valid_to=JULY, entries=entries(COKE="1.83"))
    prices.load("A", "grade", scope_value="A", derived_from="BASE", discount_percent=Decimal(5))
    assert prices.pay(at=JULY - SECOND) == "1.7385"
    with pytest.raises(Invalid, match=r"pricing\.no_price"):
        prices.ask(at=JULY)


def test_a_list_may_be_derived_from_one_that_does_not_fit_the_buyer(prices: Prices) -> None:
    """Grade B pays ten percent more than grade A, with A's breaks, and does not see A's list."""
    prices.load("A", "grade", scope_value="A", entries=(("COKE", 0, Decimal(2)), ("COKE", 10, Decimal(1))))
    prices.load("B", "grade", scope_value="B", derived_from="A", discount_percent=Decimal(-10))
    assert [prices.pay(grade="B", qty=qty) for qty in (1, 10)] == ["2.2", "1.1"]
    with pytest.raises(Invalid, match=r"pricing\.no_price"):
        prices.ask(grade="C")


def test_all_products_without_a_price_are_named(prices: Prices) -> None:
    """In one error, sorted."""
    prices.load("BASE", "base", entries=entries(COKE="2"))
    query = PriceQuery("D1", "A", NOW, (("X2", 1), ("COKE", 1), ("X1", 1)))
    with pytest.raises(Invalid) as error:
        prices.database.read(lambda uow: quote_prices(uow, query))
    assert error.value.params["skus"] == ["X1", "X2"]


def test_a_list_in_another_currency_is_refused(prices: Prices) -> None:
    """A brand has one currency; a list that names none is in it."""
    with pytest.raises(Invalid, match=r"pricing\.other_currency"):
        prices.load("US", "contract", scope_value="D1", currency="USD", entries=entries(COKE="0.3"))
    prices.database.write(lambda uow: save_brand_settings(uow, BrandSettings(currency="USD")))
    assert prices.load("US", "contract", scope_value="D1", currency="USD", entries=entries(COKE="0.3")) == 1
    assert prices.load("BASE", "base", entries=entries(COKE="0.4")) == 1
    with pytest.raises(Invalid, match=r"pricing\.other_currency"):
        prices.load("BASE", "base", currency="CNY", entries=entries(COKE="2"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"entries": (("COKE", 0, Decimal(-1)),)},
        {"entries": (("COKE", -1, Decimal(1)),)},
        {"valid_to": START},
        {"discount_percent": Decimal(5)},
        {"derived_from": "BASE"},
        {"derived_from": "BASE", "discount_percent": Decimal(101)},
        {"derived_from": "BASE", "discount_percent": Decimal(5), "entries": entries(COKE="1")},
        {"derived_from": "NOWHERE", "discount_percent": Decimal(5)},
        {"derived_from": "A", "discount_percent": Decimal(5)},
    ],
)
def test_a_list_that_could_never_give_a_price_is_refused(database: Database, wrong: dict[str, Any]) -> None:
    """Negative prices and breaks, an empty validity, half a derivation, and lists derived from nothing or from a derived one."""
    prices = Prices(database)
    prices.load("BASE", "base", entries=entries(COKE="2"))
    prices.load("A", "grade", scope_value="A", derived_from="BASE", discount_percent=Decimal(5))
    with pytest.raises(Invalid, match=r"pricing\.bad_list"):
        prices.load("NEW", "grade", scope_value="B", **wrong)


def test_a_list_that_others_are_derived_from_stays_one_with_entries(database: Database) -> None:
    """Otherwise the lists below it would lose their prices."""
    prices = Prices(database)
    prices.load("BASE", "base", entries=entries(COKE="2"))
    prices.load("OTHER", "base", priority=-1, entries=entries(COKE="9"))
    prices.load("A", "grade", scope_value="A", derived_from="BASE", discount_percent=Decimal(5))
    with pytest.raises(Invalid, match=r"pricing\.bad_list"):
        prices.load("BASE", "base", derived_from="OTHER", discount_percent=Decimal(5))


@pytest.mark.parametrize("bad", [{"entries": (("COKE", 0, Decimal(1)), ("COKE", 0, Decimal(2)))}, {"scope": "contract", "entries": entries(COKE="1")}])
def test_two_prices_for_one_quantity_and_a_list_for_nobody_are_refused(prices: Prices, bad: dict[str, Any]) -> None:
    """Neither which price counts nor whose it is is guessed."""
    with pytest.raises(Invalid) as refused:
        prices.load("X", **{"scope": "base", **bad})
    assert refused.value.code == "pricing.bad_list"
