"""R1: a counter is a cache, checked against its rows, with a repair command."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import update

from backend.inventory.models import balances, lots, reservations
from backend.inventory.service import Want, check_invariants, repair, reserve, stock_by_warehouse
from backend.kit.clock import FixedClock
from backend.kit.db import Database

DAY = date(2025, 6, 12)
Stock = Callable[..., None]


@pytest.fixture
def reserved_stock(any_database: Database, stock: Stock, clock: FixedClock) -> Database:
    """10 of A stand in the east, 4 of them promised."""
    stock("A", east=10)
    stock("B", east=10)
    any_database.write(lambda uow: reserve(uow, "o1", (Want(1, "A", 4),), day=DAY, clock=clock))
    return any_database


def test_agreeing_counters_give_no_finding_and_repair_changes_nothing(reserved_stock: Database) -> None:
    """The usual night."""
    assert reserved_stock.read(check_invariants) == []
    assert reserved_stock.write(repair) == []


def test_a_wrong_reserved_counter_is_found_and_set_to_the_sum_of_active_rows(reserved_stock: Database) -> None:
    """The rows are the truth."""
    reserved_stock.write(lambda uow: uow.execute(update(balances).where(balances.c.sku == "A").values(reserved=9)))
    assert reserved_stock.read(check_invariants) == ["inventory.reserved A@BW-E counter=9 rows=4"]
    assert reserved_stock.write(repair) == ["inventory.reserved A@BW-E 9 -> 4"]
    assert reserved_stock.read(check_invariants) == []


def test_wrong_on_hand_counters_are_set_to_the_moves_ledger(reserved_stock: Database) -> None:
    """Balance and lot alike."""
    reserved_stock.write(lambda uow: uow.execute(update(balances).where(balances.c.sku == "A").values(on_hand=77)))
    reserved_stock.write(lambda uow: uow.execute(update(lots).where(lots.c.sku == "A").values(on_hand=66)))
    assert reserved_stock.read(check_invariants) == ["inventory.on_hand A@BW-E counter=77 rows=10", "inventory.lot_on_hand A@BW-E/L1 counter=66 rows=10"]
    assert len(reserved_stock.write(repair)) == 2
    assert reserved_stock.read(check_invariants) == []
    (shelf,) = reserved_stock.read(lambda uow: stock_by_warehouse(uow, ["A"]))["A"]
    assert (shelf.on_hand, shelf.lots[0].on_hand) == (10, 10)


def test_what_the_rows_themselves_get_wrong_is_left_to_a_person_and_the_rest_is_repaired(reserved_stock: Database) -> None:
    """More promised by rows than stands: no counter can be right, so nobody's promise is dropped silently."""
    reserved_stock.write(lambda uow: uow.execute(update(reservations).values(base_qty=99)))
    reserved_stock.write(lambda uow: uow.execute(update(balances).where(balances.c.sku == "B").values(reserved=3)))
    assert reserved_stock.write(repair) == ["inventory.needs_decision inventory.reserved A@BW-E 4 -> 99", "inventory.reserved B@BW-E 3 -> 0"]
    assert reserved_stock.read(check_invariants) == ["inventory.reserved A@BW-E counter=4 rows=99"]
