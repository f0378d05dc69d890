"""Price lists and quotations. `quote_prices` is the only way a price enters a draft or an order.

Derived lists are a percentage off another list, computed exactly when they are read, so a changed base price reaches every grade.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.pricing import repository
from backend.pricing.resolution import PricedUnit, PriceEntry, ScopeRank, resolve_price

__all__ = ["NewPriceList", "PriceQuery", "PricedUnit", "import_price_list", "quote_prices"]
Scope = Literal["base", "grade", "group", "contract"]
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class PriceQuery:
    """Who buys what, where to and when. `items` are (sku, base units summed over its lines)."""

    dealer_id: str
    grade: str
    at: datetime
    items: tuple[tuple[str, int], ...]
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewPriceList:
    """A version of a list: own entries (sku, least base units, price per base unit), or a percentage off another list."""

    code: str
    scope: Scope
    valid_from: datetime
    scope_value: str = ""
    priority: int = 0
    currency: str = "CNY"
    valid_to: datetime | None = None
    entries: tuple[tuple[str, int, Decimal], ...] = ()
    derived_from: str | None = None
    discount_percent: Decimal | None = None


def quote_prices(uow: UnitOfWork, query: PriceQuery) -> dict[str, PricedUnit]:
    """The price of every SKU asked for; raises Invalid("pricing.no_price") naming all that have none."""
    by_sku: dict[str, list[PriceEntry]] = {sku: [] for sku, _ in query.items}
    lists: dict[int, Any] = {}
    own: dict[int, list[Any]] = {}
    for row in repository.lists_with_entries(uow, (query.dealer_id, query.grade, query.groups), list(by_sku)):
        lists[row.id] = row
        if row.sku is not None:
            own.setdefault(row.id, []).append(row)
            by_sku[row.sku].append(_entry(row, row, row.unit_price))
    current = {row.code: row.id for row in lists.values()}
    for row in lists.values():
        if row.derived_from is not None:
            keep = (HUNDRED - row.discount_percent) / HUNDRED
            for entry in own.get(current.get(row.derived_from, -1), ()):
                by_sku[entry.sku].append(_entry(row, entry, entry.unit_price * keep))
    priced = {sku: resolve_price(by_sku[sku], base_qty, query.at) for sku, base_qty in query.items}
    missing = sorted(sku for sku, price in priced.items() if price is None)
    if missing:
        raise Invalid("pricing.no_price", skus=missing)
    return {sku: price for sku, price in priced.items() if price is not None}


def import_price_list(uow: UnitOfWork, new: NewPriceList) -> int:
    """Store a new version of a list, effective by its validity; returns the version."""
    if (new.derived_from is None) == (new.discount_percent is not None):
        raise Invalid("pricing.bad_list", price_list=new.code)
    if any(price < 0 or least < 0 for _, least, price in new.entries):
        raise Invalid("pricing.bad_list", price_list=new.code)
    version = repository.latest_version(uow, new.code) + 1
    names = ("code", "scope", "scope_value", "priority", "currency", "valid_from", "valid_to", "derived_from", "discount_percent")
    row = {**{name: getattr(new, name) for name in names}, "version": version, "current": True}
    repository.add_list(uow, row, [{"sku": sku, "min_base_qty": least, "unit_price": price} for sku, least, price in new.entries])
    return version


def _entry(row: Any, entry: Any, price: Decimal) -> PriceEntry:
    rank = ScopeRank[row.scope.upper()]
    return PriceEntry(row.id, row.code, row.version, rank, row.priority, row.valid_from, row.valid_to, entry.min_base_qty, price)
