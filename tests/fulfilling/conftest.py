"""The small company on both databases, and a warehouse that works on its orders."""

import pytest

from backend.kit.clock import FixedClock
from backend.kit.db import Database
from tests.fulfilling.warehouse import Warehouse
from tests.ordering.company import load_company


@pytest.fixture
def warehouse(any_database: Database, clock: FixedClock) -> Warehouse:
    """The warehouse on SQLite and on PostgreSQL."""
    return Warehouse(load_company(any_database, clock))


@pytest.fixture
def sqlite_warehouse(database: Database, clock: FixedClock) -> Warehouse:
    """The warehouse on SQLite only, for what does not depend on the database."""
    return Warehouse(load_company(database, clock))
