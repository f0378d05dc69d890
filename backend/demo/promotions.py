"""The promotions of the demo company. The world that evaluations play in has none.

Days are whole texts, so that they move with the world; the last day is named, and a promotion ends at the midnight after it.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from backend.identity.domain import SYSTEM
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.pricing.promotions.domain import Audience, Goods, Promotion, PromotionKind, Terms
from backend.pricing.promotions.publishing import publish_promotion
from backend.settings.service import load_brand_settings

PROMOTIONS: tuple[dict[str, Any], ...] = (
    {
        "code": "WATER-10-1",
        "kind": "gift",
        "name_zh": "农夫山泉 550ml 买10箱送1箱",
        "name_en": "Nongfu Spring 550ml: buy 10 cases, get 1",
        "from": "2025-06-01",
        "through": "2025-06-30",
        "skus": ("NFW-550",),
        "terms": {"least_base": 240, "free_base": 24, "budget_units": 2400},
    },
    {
        "code": "SNACK-500-5",
        "kind": "percent",
        "name_zh": "零食满500元减5%",
        "name_en": "Snacks: 5% off from 500",
        "from": "2025-06-02",
        "through": "2025-06-22",
        "categories": ("snack",),
        "grades": ("A", "B"),
        "terms": {"percent": "5", "least_amount": "500"},
    },
    {
        "code": "TSB-600-SOON",
        "kind": "clearance",
        "name_zh": "青岛啤酒 600ml 临期特价",
        "name_en": "Tsingtao 600ml near expiry",
        "from": "2025-06-09",
        "through": "2025-06-20",
        "skus": ("TSB-600",),
        "terms": {"amount": "3.00", "budget_units": 360},
    },
)
_MONEY = frozenset({"percent", "amount", "least_amount", "budget_amount"})


def load_promotions(uow: UnitOfWork, world: Mapping[str, Any], *, clock: Clock) -> int:
    """Publish the world's promotions; returns how many."""
    zone = load_brand_settings(uow).zone
    listed = world.get("promotions", ())

    def midnight(day: str, after: int) -> datetime:
        return datetime.combine(date.fromisoformat(day) + timedelta(days=after), time(0), zone)

    for one in listed:
        terms: dict[str, Any] = {name: Decimal(value) if name in _MONEY else value for name, value in one["terms"].items()}
        promotion = Promotion(
            code=one["code"],
            version=0,
            kind=PromotionKind(one["kind"]),
            name_zh=one["name_zh"],
            name_en=one["name_en"],
            valid_from=midnight(one["from"], 0),
            valid_to=midnight(one["through"], 1),
            terms=Terms(**terms),
            goods=Goods(frozenset(one.get("skus", ())), frozenset(one.get("categories", ()))),
            audience=Audience(grades=frozenset(one.get("grades", ()))),
        )
        publish_promotion(uow, SYSTEM, promotion, clock=clock)
    return len(listed)
