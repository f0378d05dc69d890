"""Money is for who may read prices and credit figures for who may read credit, in an order, its reasons, its history and every list."""

import json
from dataclasses import asdict
from datetime import timedelta

import pytest

from backend.identity.domain import PERMISSIONS, Permission, Role
from backend.identity.service import NewUser, create_users
from backend.ordering.schemas import Decision, OrderFilter, OrderView
from backend.ordering.service import get_order, list_orders, release_order
from tests.ordering.company import Company


@pytest.fixture
def held(company: Company) -> OrderView:
    """An order over its limit, with a keeper of the warehouse who looks at it."""
    company.write(lambda uow: create_users(uow, [NewUser("keeper", "Keeper", Role.WAREHOUSE, "en")]))
    company.credit("D2", "777.77", "123.45")
    order = company.order("d2", DRILL=2, COKE=3).order
    company.clock.instant += timedelta(days=7)
    decision = Decision(order.order_id, 1, "known")
    return company.write(lambda uow: release_order(uow, company.actor("bm"), decision, clock=company.clock))


def test_the_warehouse_sees_goods_days_and_reasons_but_no_figure_of_money_or_credit(company: Company, held: OrderView) -> None:
    """Not in lines, total, reasons or history; what it needs to ship is all there."""
    keeper = company.actor("keeper")
    seen = company.database.read(lambda uow: get_order(uow, keeper, held.number))
    assert (seen.total, [(line.sku, line.base_qty, line.unit_price, line.line_total, line.price_list) for line in seen.lines]) == (
        None,
        [("DRILL", 2, None, None, ""), ("COKE", 72, None, None, "")],
    )
    assert [reason.code for reason in seen.hold_reasons] == ["OVER_CREDIT", "GRADE_NOT_A", "DATE_MOVED"]
    assert [bool(reason.params) for reason in seen.hold_reasons] == [False, False, True]
    assert [entry.action for entry in seen.history] == ["held", "held"]
    text = json.dumps(asdict(seen), default=str)
    assert not [figure for figure in ("1144", "1000.00", "500.00", "2.00", "777.77", "123.45", "decision", "facts") if figure in text]
    assert "2025-06-19" in text


def test_a_list_shows_the_warehouse_no_totals(company: Company, held: OrderView) -> None:
    """Everything else of the row stays."""
    rows = [company.database.read(lambda uow, who=who: list_orders(uow, company.actor(who), OrderFilter())).items[0] for who in ("keeper", "bm")]
    assert (rows[0].number, rows[0].total, rows[0].hold_codes) == (held.number, None, rows[1].hold_codes)
    assert rows[1].total == held.total


def test_who_may_read_prices_and_credit_sees_all_of_it(company: Company, held: OrderView) -> None:
    """The dealer and the brand manager see the same figures."""
    for who in ("d2", "bm"):
        seen = company.database.read(lambda uow, who=who: get_order(uow, company.actor(who), held.number))
        assert (seen.total, seen.hold_reasons) == (held.total, held.hold_reasons)
        assert seen.hold_reasons[0].params["limit"] == "777.77"
        assert "decision" in seen.history[0].data


def test_whoever_may_order_may_read_prices_and_credit() -> None:
    """So drafts, changes and confirmations need not hide anything."""
    buyers = [allowed for allowed in PERMISSIONS.values() if Permission.PLACE_ORDERS in allowed]
    assert all({Permission.READ_PRICES, Permission.READ_CREDIT} <= allowed for allowed in buyers)
