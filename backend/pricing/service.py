"""Price lists and quotations. `quote_prices` is the only way a price enters a draft or an order.

Derived lists are a percentage off another list, computed exactly when they are read, so a changed base price reaches every grade.
Which version of a list is in force follows from the instant asked about alone: of the versions valid then the newest one, as a whole.
Invariant: an entry of a derived list is valid only while the entry it is derived from is; every list is in the brand's currency.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from backend.kit.audit import Stamp
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid
from backend.pricing import repository
from backend.pricing.repository import Buyer
from backend.pricing.resolution import PricedUnit, PriceEntry, ScopeRank, resolve_price
from backend.settings.service import load_brand_settings

__all__ = ["NewPriceList", "PriceQuery", "PricedUnit", "import_price_list", "quote_prices"]
Scope = Literal["base", "grade", "group", "contract"]
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class PriceQuery:
    """Who buys what and when. `items` are (sku, base units summed over its lines), `groups` the customer groups the dealer belongs to."""

    dealer_id: str
    grade: str
    at: datetime
    items: tuple[tuple[str, int], ...]
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewPriceList:
    """A version of a list: own entries (sku, least base units, price per base unit), or a percentage off another list.

    Valid from `valid_from` until before `valid_to`; the instants are midnights of the brand's time zone. No currency means the brand's.
    """

    code: str
    scope: Scope
    valid_from: datetime
    scope_value: str = ""
    priority: int = 0
    currency: str | None = None
    valid_to: datetime | None = None
    entries: tuple[tuple[str, int, Decimal], ...] = ()
    derived_from: str | None = None
    discount_percent: Decimal | None = None


def quote_prices(uow: UnitOfWork, query: PriceQuery) -> dict[str, PricedUnit]:
    """The price of every SKU asked for; raises Invalid("pricing.no_price") naming all that have none."""
    by_sku: dict[str, list[PriceEntry]] = {sku: [] for sku, _ in query.items}
    for row in repository.entries_in_force(uow, Buyer(query.dealer_id, query.grade, query.groups), list(by_sku), query.at):
        by_sku[row.sku].append(_entry(row))
    priced = {sku: resolve_price(by_sku[sku], base_qty, query.at) for sku, base_qty in query.items}
    missing = sorted(sku for sku, price in priced.items() if price is None)
    if missing:
        raise Invalid("pricing.no_price", skus=missing)
    return {sku: price for sku, price in priced.items() if price is not None}


def known_prices(uow: UnitOfWork, query: PriceQuery) -> dict[str, PricedUnit]:
    """The same for those that have a price; the others are left out."""
    while query.items:
        try:
            return quote_prices(uow, query)
        except Invalid as error:
            missing = error.params.get("skus")
            if error.code != "pricing.no_price" or not isinstance(missing, list):
                raise
            query = replace(query, items=tuple(item for item in query.items if item[0] not in missing))
    return {}


def import_price_list(uow: UnitOfWork, new: NewPriceList, by: Stamp | None = None) -> int:
    """Store a new version of a list, effective by its validity; returns the version.

    Raises Invalid("pricing.bad_list" | "pricing.other_currency"), Conflict("pricing.list_moved_on") when the same version was stored meanwhile.
    A list is derived from one that exists and has entries of its own.
    """
    currency = load_brand_settings(uow).currency
    if new.currency not in {None, currency}:
        raise Invalid("pricing.other_currency", price_list=new.code, currency=new.currency, expected=currency)
    if not _is_sound(uow, new):
        raise Invalid("pricing.bad_list", price_list=new.code)
    version = repository.latest_version(uow, new.code) + 1
    names = ("code", "scope", "scope_value", "priority", "valid_from", "valid_to", "derived_from", "discount_percent")
    row = {**{name: getattr(new, name) for name in names}, "version": version, "currency": currency}
    row |= {"published_by": by.actor if by else None, "published_at": by.at if by else None}
    if not repository.add_list(uow, row, [{"sku": sku, "min_base_qty": least, "unit_price": price} for sku, least, price in new.entries]):
        raise Conflict("pricing.list_moved_on", price_list=new.code)
    return version


def _is_sound(uow: UnitOfWork, new: NewPriceList) -> bool:
    if new.valid_to is not None and new.valid_to <= new.valid_from:
        return False
    if any(price < 0 or least < 0 for _, least, price in new.entries):
        return False
    if len({(sku, least) for sku, least, _ in new.entries}) < len(new.entries) or (new.scope != "base" and not new.scope_value.strip()):
        return False
    if new.derived_from is None:
        return new.discount_percent is None
    if new.discount_percent is None or new.discount_percent > HUNDRED or new.entries:
        return False
    return repository.is_derived(uow, new.derived_from) is False and not repository.has_derived(uow, new.code)


def _entry(row: Any) -> PriceEntry:
    price, since, until = row.unit_price, max(row.valid_from, row.source_from), row.valid_to
    if row.discount_percent is not None:
        price *= (HUNDRED - row.discount_percent) / HUNDRED
    if row.source_to is not None:
        until = row.source_to if until is None else min(until, row.source_to)
    return PriceEntry(row.id, row.code, row.version, ScopeRank[row.scope.upper()], row.priority, since, until, row.min_base_qty, price)
