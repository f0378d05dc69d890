"""Prices for ordering: what a dealer pays, leaving out what has no price instead of refusing the whole question."""

from collections.abc import Mapping
from dataclasses import replace

from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.pricing.service import PricedUnit, PriceQuery, quote_prices


def quote_known(uow: UnitOfWork, query: PriceQuery) -> Mapping[str, PricedUnit]:
    """The price of every SKU that has one; the others are missing from the answer."""
    if not query.items:
        return {}
    try:
        return quote_prices(uow, query)
    except Invalid as error:
        missing = error.params.get("skus")
        if error.code != "pricing.no_price" or not isinstance(missing, list):
            raise
        rest = tuple(item for item in query.items if item[0] not in missing)
        return quote_prices(uow, replace(query, items=rest)) if rest else {}
