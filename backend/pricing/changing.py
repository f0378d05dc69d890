"""Which price lists have begun, and whose prices they may have changed."""

from datetime import datetime

from sqlalchemy import select

from backend.kit.db import UnitOfWork
from backend.pricing.models import price_entries, price_lists


def lists_beginning(uow: UnitOfWork, after: datetime, until: datetime) -> list[tuple[int, datetime]]:
    """The versions whose validity began after one instant and not after another, oldest first: (id, valid from)."""
    begun = (price_lists.c.valid_from > after) & (price_lists.c.valid_from <= until)
    return [(row.id, row.valid_from) for row in uow.execute(select(price_lists.c.id, price_lists.c.valid_from).where(begun).order_by(price_lists.c.id))]


def skus_of_list(uow: UnitOfWork, list_id: int) -> set[str]:
    """The SKUs a version has entries for; for a derived one those of the list it is derived from."""
    own = set(uow.execute(select(price_entries.c.sku).where(price_entries.c.list_id == list_id)).scalars())
    source = uow.execute(select(price_lists.c.derived_from).where(price_lists.c.id == list_id)).scalar_one_or_none()
    if source is None:
        return own
    entries = select(price_entries.c.sku).join(price_lists, price_lists.c.id == price_entries.c.list_id).where(price_lists.c.code == source)
    return own | set(uow.execute(entries).scalars())
