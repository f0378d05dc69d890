"""The demo company: its files, the world they describe once loaded, and moving it to this week."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalog.catalogue_file import skus_of_rows
from backend.catalog.service import catalogue_index
from backend.credit.service import credit_status
from backend.dealers.service import get_dealer, list_places, order_standing
from backend.demo.company import CATALOGUE, COMPANY, DATA, days_to_this_week, read_company, shift_dates, world_now
from backend.demo.loader import is_loaded, load_demo_company, load_world
from backend.demo.regenerate import main, regenerate
from backend.identity.domain import SYSTEM, Role, ScopeKind
from backend.identity.service import actor_of_login
from backend.inventory.inbound import list_inbound
from backend.inventory.listing import ShelfFilter, list_shelves
from backend.inventory.policies import list_sku_lives, list_stock_policies
from backend.inventory.service import availability, stock_by_warehouse
from backend.inventory.substitutes import list_substitutes
from backend.kit.clock import FixedClock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Invalid
from backend.ordering.rules.judging import BELOW_FLOOR
from backend.ordering.rules.table import Outcome
from backend.ordering.schemas import OrderFilter
from backend.ordering.service import check_invariants, get_order, list_orders, load_approval_rules
from backend.pricing.service import PriceQuery, quote_prices
from backend.settings.service import load_brand_settings

WORLD = read_company()
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def loaded(database: Database, clock: FixedClock) -> Database:
    """A database that holds the world at its own time."""
    database.write(lambda uow: load_world(uow, WORLD, clock=clock))
    return database


def test_every_figure_of_credit_is_the_worlds(loaded: Database, clock: FixedClock) -> None:
    """N3: exposure is receivables plus approved, held and shipped orders; delivered ones are in the receivables already."""
    counted = {"approved", "held", "shipped"}
    for dealer in WORLD["dealers"]:
        orders = sum((Decimal(o["total"]) for o in WORLD["orders"] if o["dealer"] == dealer["dealer"] and o["status"] in counted), Decimal(0))
        code = dealer["dealer"]
        status = loaded.read(lambda uow, code=code: credit_status(uow, SYSTEM, code, clock=clock))
        assert status.exposure == Decimal(dealer["open_receivables"]) + orders
        assert (status.limit, status.overdue) == (Decimal(dealer["credit_limit"]), dealer["overdue"])


def test_free_stock_is_what_the_world_calls_free_although_its_orders_reserve(loaded: Database, clock: FixedClock) -> None:
    """N4: free_base is after reservations, so on hand is free plus what approved and held orders hold, for every SKU and warehouse."""
    today = clock.now().date()
    units = {sku.code: sku.units_per_case for sku, _ in skus_of_rows(WORLD["catalogue"]["rows"])}
    free = loaded.read(lambda uow: availability(uow, units, day=today + timedelta(days=1), today=today))
    for sku, per_case in units.items():
        lots = WORLD["stock"]["overrides"].get(sku)
        if lots is None:
            expected = {w["code"]: w["default_free_cases"] * per_case for w in WORLD["brand_warehouses"]}
        else:
            usable = {code: [lot for lot in listed if lot["expiry"] is None or lot["expiry"] > today.isoformat()] for code, listed in lots.items()}
            expected = {code: sum(lot["free_base"] for lot in listed) for code, listed in usable.items()}
        assert {code: base for code, base in free[sku].by_warehouse.items() if base} == {code: base for code, base in expected.items() if base}, sku
    coke = loaded.read(lambda uow: stock_by_warehouse(uow, ["COKE-330"]))["COKE-330"]
    assert sum(shelf.reserved for shelf in coke) == 480 + 288


def test_prices_follow_grade_and_contract(loaded: Database, clock: FixedClock) -> None:
    """N2: grade discounts come off the guide price, a contract price replaces both."""
    expected = {("A", "D1", "COKE-330"): Decimal("1.805"), ("B", "D7", "XH-500"): Decimal("3.528"), ("C", "D8", "TAP-K"): Decimal("3.0")}
    expected[("A", "D3", "GSB-120")] = Decimal("500.00")
    for (grade, dealer, sku), price in expected.items():
        query = PriceQuery(dealer, grade, clock.now(), ((sku, 1),))
        assert loaded.read(lambda uow, query=query: quote_prices(uow, query))[query.items[0][0]].unit_net == price


def test_orders_keep_number_status_reasons_and_totals(loaded: Database) -> None:
    """The history is shown, repeated and changed under the numbers people know."""
    for order in WORLD["orders"]:
        number = order["order_id"]
        view = loaded.read(lambda uow, number=number: get_order(uow, SYSTEM, number))
        assert view.total == Decimal(order["total"])
        assert {line.sku: line.base_qty for line in view.lines} == {line["sku"]: line["base_qty"] for line in order["lines"]}
        assert sorted(reason.code for reason in view.hold_reasons) == sorted(order["hold_reasons"])
        assert view.status == {"held": "HOLD"}.get(order["status"], order["status"].upper())
        assert view.order_date.isoformat() == order["order_date"]
    held = loaded.read(lambda uow: get_order(uow, SYSTEM, "SO-7003"))
    assert {reason.code: dict(reason.params) for reason in held.hold_reasons}["OVERDUE"]["days"] == 18


def test_everything_reconciles_on_both_databases(any_database: Database, clock: FixedClock) -> None:
    """Stock, credit and orders agree after loading, as if the orders had been placed here."""
    any_database.write(lambda uow: load_world(uow, WORLD, clock=clock))
    assert any_database.read(check_invariants) == []
    coke = any_database.read(lambda uow: stock_by_warehouse(uow, ["COKE-330"]))["COKE-330"]
    assert sum(shelf.reserved for shelf in coke) == 480 + 288


def test_people_have_their_roles_scopes_and_languages(loaded: Database) -> None:
    """Row scope follows the tree: D2 sees D6, D7, D1 and D5; a technician sees nobody."""
    for person in WORLD["users"]:
        actor = loaded.read(lambda uow, login=person["user"]: actor_of_login(uow, login))
        assert (actor.name, actor.locale, actor.dealer_id) == (person["name"], person["lang"], person["dealer"])
        assert actor.role is (Role.DEALER_USER if person["role"] == "dealer" else Role(person["role"]))
    manager = loaded.read(lambda uow: actor_of_login(uow, "pm.zh"))
    seen = {summary.dealer_id for summary in loaded.read(lambda uow: list_orders(uow, manager, OrderFilter(limit=100))).items}
    assert seen == {"D2", "D1", "D5", "D7"}
    assert loaded.read(lambda uow: actor_of_login(uow, "tech.en")).scope.kind is ScopeKind.NOTHING


def test_dealers_carry_licence_regions_and_freeze(loaded: Database) -> None:
    """The gates of an order read exactly these."""
    frozen = loaded.read(lambda uow: get_dealer(uow, SYSTEM, "D4"))
    assert (frozen.frozen, frozen.frozen_since) == (True, date(2025, 6, 10))
    standing = loaded.read(lambda uow: order_standing(uow, "D5", "WH-R", day=date(2025, 6, 11)))
    assert standing.licence_valid_through == date(2025, 6, 30)
    assert standing.authorised_regions == {"R-RIVER", "R-EAST"}
    assert standing.forbidden_categories == {"beer"}


def test_rules_places_products_and_calendar_are_the_worlds(loaded: Database) -> None:
    """Hold reasons beside the floor prices that guard every set, ship-to places, 290 products in file order, the cut-off, the day without delivery."""
    rules = loaded.read(load_approval_rules)
    holding = [row.code for row in (*rules.guards, *rules.table.rows) if row.outcome is Outcome.HOLD and row is not BELOW_FLOOR]
    assert (holding, BELOW_FLOOR in rules.guards) == (WORLD["approval_policy"]["holds"], True)
    assert {place.code for place in loaded.read(list_places)} == {place["code"] for place in WORLD["ship_to"]}
    assert list(loaded.read(catalogue_index).by_code) == [row["sku"] for row in WORLD["catalogue"]["rows"]]
    settings = loaded.read(load_brand_settings)
    assert (settings.cutoff.isoformat("minutes"), settings.no_delivery_weekdays, settings.currency) == ("16:00", (6,), "CNY")


def test_the_demo_is_loaded_once_and_its_now_is_this_week(database: Database) -> None:
    """`make run` loads it on the first start only; an open order then has a delivery date near today, on the same weekday as in the files."""
    now = datetime(2027, 3, 5, 15, 0, tzinfo=SHANGHAI)
    clock = FixedClock(now)
    assert database.read(is_loaded) is False
    told: list[tuple[str, int, int]] = []
    assert load_demo_company(database, clock=clock, progress=lambda *step: told.append(step)) is True
    assert load_demo_company(database, clock=clock) is False
    assert told[-1] == ("done", len(told) - 1, len(told) - 1)
    assert [done for _, done, _ in told] == list(range(len(told)))
    order = database.read(lambda uow: get_order(uow, SYSTEM, "SO-1003"))
    assert (order.order_date, order.delivery_date) == (date(2027, 2, 24), date(2027, 3, 4))
    assert database.read(check_invariants) == []


def test_the_demo_shows_what_can_be_agreed_on_about_stock(database: Database, clock: FixedClock) -> None:
    """Terms of three dealers, substitutes, lives, deliveries on their way with the right days, a recalled lot that nobody is promised; all agrees."""
    load_demo_company(database, clock=clock)
    today = clock.now().date()

    def check(uow: UnitOfWork) -> None:
        assert [one.dealer_id for one in list_stock_policies(uow, SYSTEM)] == ["D2", "D3", "D6"]
        assert list_substitutes(uow, SYSTEM)["MON-330"] == ("RB-250",)
        assert list_sku_lives(uow, SYSTEM)["YKL-100"] == 28
        assert [(one.external_id, one.due > today) for one in list_inbound(uow, SYSTEM).items] == [("PO-4411", True), ("PO-4412", True), ("PO-4413", True)]
        assert [one.lots[-1].lot.lot for one in list_shelves(uow, SYSTEM, ShelfFilter(status="recalled"), at=clock.now()).items] == ["WLJ-R1"]
        assert check_invariants(uow) == []

    database.read(check)


@given(st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive by signature
def test_a_shift_is_whole_weeks_into_the_week_of_now(now: datetime) -> None:
    """Weekdays never move, so the cut-off, Sundays and licences mean the same in every week."""
    days = days_to_this_week(WORLD, now)
    moved = world_now(shift_dates(WORLD, days))
    assert days % 7 == 0
    assert moved.isocalendar()[:2] == now.astimezone(moved.tzinfo).isocalendar()[:2]
    assert moved.weekday() == world_now(WORLD).weekday()


def test_a_shift_moves_dates_and_nothing_else() -> None:
    """Order numbers, lot codes, amounts and texts that hold digits stay as they are."""
    document = {"day": "2025-06-11", "at": "2025-06-11T09:30:00+08:00", "lot": "L-2025-06-11", "amount": "2025.06", "deep": [{"none": None, "n": 7}]}
    moved = shift_dates(document, 7)
    assert moved == {**document, "day": "2025-06-18", "at": "2025-06-18T09:30:00+08:00"}
    assert shift_dates(moved, -7) == document


def test_regenerating_from_the_same_world_writes_the_same_files(tmp_path: Path) -> None:
    """The data files are made by a command and never edited by hand."""
    source = tmp_path / "world.json"
    source.write_text(json.dumps(WORLD, ensure_ascii=False), encoding="utf-8")
    assert main([str(source)]) == 2
    counts = regenerate(source, DATA / CATALOGUE, tmp_path / "out")
    assert counts["products"] == len(WORLD["catalogue"]["rows"])
    for name in (CATALOGUE, COMPANY):
        assert (tmp_path / "out" / name).read_bytes() == (DATA / name).read_bytes()


def test_a_catalogue_of_another_world_is_refused(tmp_path: Path) -> None:
    """A world with prices of one catalogue and orders of another would not add up."""
    source, catalogue = tmp_path / "world.json", tmp_path / "catalogue.csv"
    source.write_text(json.dumps(WORLD, ensure_ascii=False), encoding="utf-8")
    catalogue.write_text("".join((DATA / CATALOGUE).read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    with pytest.raises(Invalid, match=r"demo\.other_catalogue"):
        regenerate(source, catalogue, tmp_path / "out")
