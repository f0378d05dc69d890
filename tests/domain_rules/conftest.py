"""The small company, its warehouse and its promotions on both databases, for every sentence of the domain rules."""

from tests.fulfilling.conftest import warehouse
from tests.promotions.conftest import company, publish

__all__ = ["company", "publish", "warehouse"]
