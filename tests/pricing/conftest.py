"""The small company, on both databases and on SQLite."""

from tests.promotions.conftest import company, sqlite_company

__all__ = ["company", "sqlite_company"]
