"""The small company of the ordering tests, for tables that its dealers send."""

import pytest

from backend.kit.clock import FixedClock
from backend.kit.db import Database
from tests.ordering.company import Company, load_company


@pytest.fixture
def company(any_database: Database, clock: FixedClock) -> Company:
    """The company on SQLite and on PostgreSQL."""
    return load_company(any_database, clock)


@pytest.fixture
def sqlite_company(database: Database, clock: FixedClock) -> Company:
    """The company on SQLite only, for what does not depend on the database."""
    return load_company(database, clock)
