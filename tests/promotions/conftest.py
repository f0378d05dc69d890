"""The small company with promotions, on both databases."""

from collections.abc import Callable

import pytest

from backend.identity.domain import SYSTEM
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.pricing.promotions.domain import Promotion
from backend.pricing.promotions.publishing import publish_promotion
from tests.ordering.company import Company, load_company


@pytest.fixture
def company(any_database: Database, clock: FixedClock) -> Company:
    """The company on SQLite and on PostgreSQL."""
    return load_company(any_database, clock)


@pytest.fixture
def sqlite_company(database: Database, clock: FixedClock) -> Company:
    """The company on SQLite only, for what does not depend on the database."""
    return load_company(database, clock)


@pytest.fixture
def publish() -> Callable[[Company, Promotion], Promotion]:
    """`publish(company, promotion)` puts a promotion into force."""

    def published(company: Company, promotion: Promotion) -> Promotion:
        return company.write(lambda uow: publish_promotion(uow, SYSTEM, promotion, clock=company.clock))

    return published
