"""The small company, its warehouse and its promotions on both databases, for every sentence of the domain rules."""

from tests.fulfilling.conftest import warehouse
from tests.promotions.conftest import company, publish, sqlite_company

__all__ = ["company", "publish", "sqlite_company", "warehouse"]
