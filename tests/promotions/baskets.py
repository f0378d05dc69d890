"""Promotions and baskets in few words."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from backend.pricing.promotions.domain import Audience, Goods, Offer, PromotedLine, Promotion, PromotionBuyer, PromotionKind, Terms

ZONE = ZoneInfo("Asia/Shanghai")
JUNE = datetime(2025, 6, 1, tzinfo=ZONE)
NOW = datetime(2025, 6, 11, 9, 30, tzinfo=ZONE)
BUYER = PromotionBuyer("D1", "A", frozenset({"KA"}), "R-W")


def promotion(code: str, kind: str, *, skus: str = "", more: dict[str, Any] | None = None, **terms: Any) -> Promotion:
    """A promotion since June without end; figures of `terms` as text or int, everything else in `more`."""
    money = {name: Decimal(value) if isinstance(value, str) and name != "free_sku" else value for name, value in terms.items()}
    made = Promotion(code, 0, PromotionKind(kind), f"{code}活动", f"{code} deal", JUNE, None, Terms(**money), Goods(frozenset(skus.split())), Audience())
    return replace(made, **(more or {}))


def gift(code: str = "B10G1", *, buy: int = 10, free: int = 1, skus: str = "COKE", more: dict[str, Any] | None = None, **terms: Any) -> Promotion:
    """Buy some, get some."""
    return promotion(code, "gift", skus=skus, more=more, least_base=buy, free_base=free, **terms)


def line(sku: str, base: int, price: str = "1.00", number: int = 1, category: str = "") -> PromotedLine:
    """A line at a price per base unit."""
    return PromotedLine(number, sku, category, base, base * Decimal(price))


def offers(*promotions: Promotion) -> list[Offer]:
    """Promotions whose budgets are untouched."""
    return [Offer(one, one.terms.budget_amount, one.terms.budget_units) for one in promotions]
