"""Promises of news: buyers hear of their own new price and of lots near their date, once; owners of an offer before it ends."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from backend.bootstrap import purge, relay_events
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.notices.service import Notice, list_notices
from backend.pricing.service import NewPriceList, import_price_list
from backend.settings.domain import BrandSettings
from backend.settings.service import save_brand_settings
from backend.support.watching import watch_expiry, watch_offers, watch_prices
from bot.rendering.people import notice_sentence
from bot.sentences import phrasebook
from tests.ordering.company import Company, load_company


@pytest.fixture
def company(any_database: Database, clock: FixedClock) -> Company:
    """Dealers d1 (grade A, five per cent off) and d3; only d1 has bought Coke."""
    loaded = load_company(any_database, clock)
    loaded.order("d1", COKE=2)
    return loaded


def heard(company: Company, login: str, kind: str) -> list[Notice]:
    """Somebody's notices of a kind."""
    relay_events(company.database, company.clock)
    actor = company.actor(login)
    return [notice for notice in company.database.read(lambda uow: list_notices(uow, actor)) if notice.kind == kind]


def new_prices(company: Company, days: int, **prices: str) -> None:
    """A version of the base list that begins in some days."""
    since = company.clock.now().replace(hour=0, minute=0) + timedelta(days=days)
    entries = tuple((sku, 0, Decimal(price)) for sku, price in {"COKE": "2.00", "SPRITE": "1.00", "BEER": "3.00", "DRILL": "500.00", **prices}.items())
    company.write(lambda uow: import_price_list(uow, NewPriceList("BASE", "base", since, entries=entries)))


def test_buyers_hear_of_their_own_new_price_on_its_day_and_once(company: Company) -> None:
    """Per case, with their grade's discount; not of what they never bought, not before it counts."""
    new_prices(company, 1, COKE="2.20", BEER="9.00")
    assert watch_prices(company.database, company.clock) == 0
    company.clock.instant += timedelta(days=1)
    assert [watch_prices(company.database, company.clock) for _ in range(2)] == [1, 0]
    told = heard(company, "d1", "price.changed")
    assert [(notice.params["sku"], notice.params["before"], notice.params["after"]) for notice in told] == [("COKE", "45.60", "50.16")]
    assert (heard(company, "d3", "price.changed"), len(heard(company, "d1b", "price.changed"))) == ([], 1)


def test_a_list_that_changes_no_price_is_no_news(company: Company) -> None:
    """And neither is one that began long ago."""
    new_prices(company, 1)
    company.clock.instant += timedelta(days=1)
    watch_prices(company.database, company.clock)
    assert heard(company, "d1", "price.changed") == []


def test_who_bought_too_long_ago_hears_nothing(company: Company) -> None:
    """Ninety days, as the brand set it."""
    company.clock.instant += timedelta(days=91)
    new_prices(company, 0, COKE="3.00")
    watch_prices(company.database, company.clock)
    assert heard(company, "d1", "price.changed") == []


def test_buyers_hear_once_of_a_lot_whose_date_came_near(company: Company) -> None:
    """On the day it does, or up to a week later when nobody looked; not of lots that have been near for long."""
    today = company.clock.now().date()
    company.stock("COKE", 240, "NEAR", today + timedelta(days=32))
    company.stock("COKE", 240, "OLD", today + timedelta(days=10))
    company.stock("BEER", 240, "BEER-NEAR", today + timedelta(days=32))
    assert watch_expiry(company.database, company.clock) == 0
    company.clock.instant += timedelta(days=4)
    assert [watch_expiry(company.database, company.clock) for _ in range(2)] == [2, 0]
    told = heard(company, "d1", "stock.near_expiry")
    assert [(notice.params["sku"], notice.params["lot"], date.fromisoformat(notice.params["day"])) for notice in told] == [
        ("COKE", "NEAR", today + timedelta(days=32))
    ]
    assert heard(company, "d3", "stock.near_expiry") == []


def test_an_offer_is_reminded_of_once_before_it_ends(company: Company) -> None:
    """Its owner only, in the last five minutes; one that was confirmed or taken back is not."""
    company.draft("d1", SPRITE=1)
    company.draft("d3", SPRITE=1)
    token = company.draft("d2", SPRITE=1).confirm_token
    company.clock.instant += timedelta(minutes=24)
    assert watch_offers(company.database, company.clock) == 0
    company.confirm("d2", token)
    company.clock.instant += timedelta(minutes=2)
    assert [watch_offers(company.database, company.clock) for _ in range(2)] == [2, 0]
    assert [notice.params["minutes"] for notice in heard(company, "d1", "proposal.expiring")] == [4]
    assert (heard(company, "d1b", "proposal.expiring"), heard(company, "d2", "proposal.expiring")) == ([], [])


def test_news_is_told_once_also_where_the_brand_forgets_soon_what_was_told(company: Company) -> None:
    """Nothing is looked back for longer than it is known that it was told."""
    company.write(lambda uow: save_brand_settings(uow, BrandSettings(keep_answers_days=1, keep_messages_days=0, keep_notices_days=0)))
    new_prices(company, 0, COKE="2.20")
    company.stock("COKE", 240, "NEAR", company.clock.now().date() + timedelta(days=29))
    told = []
    for _ in range(6):
        told.append((watch_prices(company.database, company.clock), watch_expiry(company.database, company.clock)))
        relay_events(company.database, company.clock)
        company.clock.instant += timedelta(days=1, minutes=1)
        purge(company.database, company.clock)
    assert told == [(1, 1), *[(0, 0)] * 5]


def test_the_news_of_an_order_names_who_placed_it_and_its_amount(company: Company) -> None:
    """For the colleagues, who may see prices; whoever placed it is not told."""
    order = company.order("d1", COKE=3).order
    assert order is not None
    placed = heard(company, "d1b", "order.submitted")[0]
    sentence = notice_sentence(placed, "en", phrasebook())
    assert company.actor("d1").name in sentence
    assert f"{order.total} CNY" in sentence
    assert heard(company, "d1", placed.kind) == []
