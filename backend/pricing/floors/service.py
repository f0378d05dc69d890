"""Floor prices in use: which products an order sells below their floor. What the floor is stays here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from backend.kit.db import UnitOfWork
from backend.pricing.floors import store
from backend.pricing.floors.domain import FloorEntry, Paid, floor_of, undercut
from backend.pricing.service import PriceQuery, known_prices

__all__ = ["Paid", "below_floor"]


def below_floor(uow: UnitOfWork, paid: Sequence[Paid], at: datetime, exponent: int) -> tuple[str, ...]:
    """The products that would be sold below their floor at an instant."""
    goods = {one.sku: one.category for one in paid}
    listed = store.entries_in_force(uow, goods, at) if goods else {}
    return undercut(paid, floors_by(uow, listed, goods, at), exponent) if listed else ()


def floors_by(uow: UnitOfWork, listed: Mapping[int, Sequence[FloorEntry]], goods: Mapping[str, str], at: datetime) -> dict[str, Decimal]:
    """The floor of every product that has one by these lists: of several the highest."""
    guides = _guide_prices(uow, list(goods), at) if any(one.guide_percent is not None for entries in listed.values() for one in entries) else {}
    found: dict[str, Decimal] = {}
    for entries in listed.values():
        for sku, category in goods.items():
            floor = floor_of(entries, sku, category, guides.get(sku))
            if floor is not None:
                found[sku] = max(floor, found.get(sku, floor))
    return found


def _guide_prices(uow: UnitOfWork, skus: Sequence[str], at: datetime) -> dict[str, Decimal]:
    priced = known_prices(uow, PriceQuery("", "", at, tuple((sku, 1) for sku in skus)))
    return {sku: price.unit_net for sku, price in priced.items()}
