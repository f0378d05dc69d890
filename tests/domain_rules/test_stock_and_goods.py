"""The sentences of R1 (available), R2 (units), R10 (parts) and R11 (lots), each as a test of its name."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest

from backend.catalog.domain import Unit
from backend.identity.domain import SYSTEM
from backend.inventory.service import Receipt, Want, availability, near_expiry, receive_stock, reserve, ship_reserved
from backend.kit.db import UnitOfWork
from backend.kit.errors import Refused
from backend.ordering.fulfilling.splitting import Allocated, SplitLine, split
from backend.ordering.schemas import DraftEdit, LineEdit
from backend.ordering.service import edit_draft
from tests.fulfilling.warehouse import Warehouse
from tests.ordering.company import Company
from tests.ordering.test_stock_terms import test_new_dates_skip_the_oldest_lot_and_the_line_says_so as test_r11_new_dates_skip_the_oldest_lot_and_say_so

__all__ = ["test_r11_new_dates_skip_the_oldest_lot_and_say_so"]
TODAY = date(2025, 6, 11)
TOMORROW = TODAY + timedelta(days=1)


def _receive(company: Company, warehouse: str, quantity: int, expiry: date | None = None) -> None:
    receipt = Receipt(warehouse, "X", "L1", quantity, TODAY, expiry)
    company.write(lambda uow: receive_stock(uow, SYSTEM, [receipt], clock=company.clock))


def _free(uow: UnitOfWork, day: date) -> int:
    return availability(uow, ["X"], day=day)["X"].total


def _reserve(company: Company, order: str, *wants: Want, day: date = TOMORROW) -> list[tuple[int, int]]:
    """Line and quantity of each thing reserved."""
    found = company.write(lambda uow: reserve(uow, order, wants, day=day, clock=company.clock))
    return [(one.line_no, one.base_qty) for one in found]


def test_r1_of_two_parallel_orders_for_the_last_unit_exactly_one_wins(company: Company) -> None:
    """Both were shown it as free."""
    company.credit("D1", "10000000")
    company.order("d1", DRILL=999)
    tokens = {login: company.draft(login, DRILL=1).confirm_token for login in ("d1", "d2")}
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda login: company.confirm(login, tokens[login]), tokens))
    assert sorted(result.outcome for result in results) == ["needs_review", "submitted"]
    assert company.disagreements() == []


def test_r1_two_lines_of_6_of_one_product_with_10_in_stock_never_reserve_12(company: Company) -> None:
    """Refused, or two on backorder where that was agreed."""
    _receive(company, "BW-E", 10)
    with pytest.raises(Refused):
        _reserve(company, "o1", Want(1, "X", 6), Want(2, "X", 6))
    assert _reserve(company, "o1", Want(1, "X", 6), Want(2, "X", 6, backorder=True)) == [(1, 6), (2, 4)]


def test_r1_an_order_of_13_over_10_and_15_takes_10_and_3(company: Company) -> None:
    """What the first warehouse gave is not asked of the second."""
    _receive(company, "BW-E", 10)
    _receive(company, "BW-S", 15)
    assert _reserve(company, "o1", Want(1, "X", 13)) == [(1, 10), (1, 3)]


def test_r2_one_case_of_24_is_24_reserved_24_shipped_and_24_taken_back(warehouse: Warehouse) -> None:
    """Never 576."""
    order = warehouse.ordered(COKE=1)
    assert order.lines[0].reserved_base == 24
    warehouse.allocate(order.number)
    shipped = warehouse.ship(f"{order.number}-01")
    assert shipped.lines[0].shipped_base == 24
    back = warehouse.deliver(f"{order.number}-01", {1: 24})
    assert back.lines[0].refused_base == 24
    assert warehouse.company.disagreements() == []


def test_r2_one_unit_of_a_product_in_dozens_delivers_one(warehouse: Warehouse) -> None:
    """Not 0.96."""
    company, edit = warehouse.company, DraftEdit((LineEdit("BEER", Decimal(1), Unit.BASE),))
    actor = company.actor("d1")
    draft = company.write(lambda uow: edit_draft(uow, actor, edit, clock=company.clock))
    order = company.confirm("d1", draft.confirm_token).order
    assert order is not None
    warehouse.allocate(order.number)
    warehouse.ship(f"{order.number}-01")
    assert warehouse.deliver(f"{order.number}-01").lines[0].delivered_base == 1


def test_r10_of_15_ordered_and_10_shipped_5_are_still_to_come(warehouse: Warehouse) -> None:
    """As a part of its own, for which goods are held."""
    order = warehouse.ordered(DRILL=15)
    warehouse.allocate(order.number)
    warehouse.ship(f"{order.number}-01", {1: 10})
    shown = warehouse.order(order.number)
    assert [(part.status, part.lines[0].base_qty) for part in shown.parts] == [("SHIPPED", 10), ("ALLOCATED", 5)]
    assert sum(part.total or 0 for part in shown.parts) == shown.total


def test_r10_an_order_of_100_00_in_three_parts_is_33_34_and_33_33_and_33_33() -> None:
    """By the largest remainder."""
    held = [Allocated(1, warehouse, 1, TOMORROW) for warehouse in ("A", "B", "C")]
    parts = split([SplitLine(1, "X", 3, Decimal("100.00"))], held, {})
    assert [sum((line.line_total for line in part.lines), Decimal(0)) for part in parts] == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


def test_r11_a_lot_that_expires_today_is_the_same_in_list_reservation_pick_and_alert(company: Company) -> None:
    """It can be had and shipped today, is alerted, and is promised for tomorrow to nobody."""
    _receive(company, "BW-E", 2, TODAY)
    today, tomorrow = (company.database.read(partial(_free, day=day)) for day in (TODAY, TOMORROW))
    assert (today, tomorrow) == (2, 0)
    assert ("X", "BW-E", "L1", 2, TODAY) in company.database.read(lambda uow: near_expiry(uow, today=TODAY, days=1))
    with pytest.raises(Refused):
        _reserve(company, "late", Want(1, "X", 1))
    _reserve(company, "o1", Want(1, "X", 2), day=TODAY)
    assert [pick.base_qty for pick in company.write(lambda uow: ship_reserved(uow, SYSTEM, "o1", clock=company.clock))] == [2]


def test_r11_two_orders_of_1_on_a_lot_of_2_both_ship(company: Company) -> None:
    """A lot serves many orders."""
    _receive(company, "BW-E", 2, TOMORROW)
    for order in ("o1", "o2"):
        _reserve(company, order, Want(1, "X", 1))
    picks = [company.write(partial(ship_reserved, actor=SYSTEM, order_id=order, clock=company.clock)) for order in ("o1", "o2")]
    assert [[pick.lot for pick in one] for one in picks] == [["L1"], ["L1"]]
