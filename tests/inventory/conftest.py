"""Builders for stock: two warehouses and a function that puts lots on their shelves."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from backend.identity.domain import SYSTEM
from backend.inventory.service import NewWarehouse, Receipt, check_invariants, import_warehouses, receive_stock
from backend.kit.clock import FixedClock
from backend.kit.db import Database

Stock = Callable[..., None]


@pytest.fixture
def stock_in(clock: FixedClock) -> Callable[[Database], Stock]:
    """The same as `stock` for a database the test chooses."""

    def build(database: Database) -> Stock:
        database.write(lambda uow: import_warehouses(uow, [NewWarehouse("BW-E", "东仓", "East", 0), NewWarehouse("BW-S", "南仓", "South", 1)]))

        def put(sku: str, *, east: int = 0, south: int = 0, expiry: date | None = None, lot: str = "L1", remove_days: int = 0) -> None:
            received = clock.now().date() - timedelta(days=20)
            quantities = {"BW-E": east, "BW-S": south}
            receipts = [Receipt(place, sku, lot, quantity, received, expiry, remove_days) for place, quantity in quantities.items() if quantity]
            database.write(lambda uow: receive_stock(uow, SYSTEM, receipts, clock=clock))

        return put

    return build


@pytest.fixture
def stock(any_database: Database, stock_in: Callable[[Database], Stock]) -> Stock:
    """`stock("A", east=10, south=15, expiry=day)` receives a lot in each named warehouse; east is asked before south."""
    return stock_in(any_database)


@pytest.fixture
def consistent(any_database: Database) -> Callable[[], bool]:
    """Whether every counter agrees with its rows."""
    return lambda: any_database.read(check_invariants) == []
