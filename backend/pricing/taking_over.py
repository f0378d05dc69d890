"""Prices that another system states product by product: a new version of a list, with everything else carried over from the one before.

Invariant: a version is whole; one that begins later keeps its day, because the new version ends where the later one begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, or_, select

from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.pricing.models import price_entries, price_lists
from backend.pricing.service import NewPriceList, import_price_list

_L, _E = price_lists.c, price_entries.c


@dataclass(frozen=True, slots=True)
class PriceStep:
    """The price of one base unit of a product from a quantity on."""

    sku: str
    min_base_qty: int
    unit_price: Decimal


def carry_prices_over(uow: UnitOfWork, code: str, begins: datetime, steps: Sequence[PriceStep]) -> int:
    """A version of list `code` from `begins` on; returns its number. Raises Invalid("pricing.no_list" | "pricing.bad_list") (a derived list has no prices)."""
    valid = (_L.valid_from <= begins) & or_(_L.valid_to.is_(None), _L.valid_to > begins)
    before = uow.execute(select(price_lists).where(_L.code == code, valid).order_by(_L.version.desc()).limit(1)).first()
    if before is None:
        raise Invalid("pricing.no_list", price_list=code)
    if before.derived_from is not None:
        raise Invalid("pricing.bad_list", price_list=code)
    entries = {(row.sku, row.min_base_qty): row.unit_price for row in uow.execute(select(price_entries).where(_E.list_id == before.id))}
    entries.update({(step.sku, step.min_base_qty): step.unit_price for step in steps})
    later = uow.execute(select(func.min(_L.valid_from)).where(_L.code == code, _L.valid_from > begins)).scalar_one_or_none()
    ends = min((one for one in (later, before.valid_to) if one is not None), default=None)
    kept = {"scope": before.scope, "scope_value": before.scope_value, "priority": before.priority}
    return import_price_list(uow, NewPriceList(code, valid_from=begins, valid_to=ends, entries=tuple((*key, price) for key, price in entries.items()), **kept))
