"""The market with two levels of dealers in a fresh database."""

import pytest

import backend.kit.idempotency  # noqa: F401 - its table must be known before the databases of the tests are made
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from tests.tools.market import Market, load_market


@pytest.fixture
def market(database: Database, clock: FixedClock) -> Market:
    """Dealer 0 above 1 and 2; dealer 3 alone."""
    return load_market(database, clock)
