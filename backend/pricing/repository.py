"""Queries over price lists. A customer only ever sees the lists that fit him: the filter is part of the query. Private to this module."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, insert, or_, select, update

from backend.kit.db import UnitOfWork
from backend.pricing.models import price_entries, price_lists

_FITS = or_(
    price_lists.c.scope == "base",
    and_(price_lists.c.scope == "grade", price_lists.c.scope_value == bindparam("grade")),
    and_(price_lists.c.scope == "contract", price_lists.c.scope_value == bindparam("dealer_id")),
    and_(price_lists.c.scope == "group", price_lists.c.scope_value.in_(bindparam("groups", expanding=True))),
)
_LISTS = select(price_lists).where(price_lists.c.current, _FITS)
_ENTRIES = select(price_entries.c.list_id, price_entries.c.sku, price_entries.c.min_base_qty, price_entries.c.unit_price).where(
    price_entries.c.list_id.in_(bindparam("lists", expanding=True)), price_entries.c.sku.in_(bindparam("skus", expanding=True))
)


def lists_for(uow: UnitOfWork, dealer_id: str, grade: str, groups: Sequence[str]) -> Sequence[Row[Any]]:
    """The current lists that fit a customer."""
    return uow.execute(_LISTS, {"dealer_id": dealer_id, "grade": grade, "groups": list(groups)}).all()


def entries_of(uow: UnitOfWork, list_ids: Sequence[int], skus: Sequence[str]) -> Sequence[Row[Any]]:
    """The breaks of some SKUs in some lists."""
    return uow.execute(_ENTRIES, {"lists": list(list_ids), "skus": list(skus)}).all()


def latest_version(uow: UnitOfWork, code: str) -> int:
    """The highest version of a list so far, 0 for a new one."""
    return int(uow.execute(select(func.max(price_lists.c.version)).where(price_lists.c.code == code)).scalar_one_or_none() or 0)


def current_list(uow: UnitOfWork, code: str) -> Row[Any] | None:
    """The current version of a list by code."""
    return uow.execute(select(price_lists).where(price_lists.c.code == code, price_lists.c.current)).first()


def add_list(uow: UnitOfWork, row: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    """Store a new version of a list and make it the current one."""
    uow.execute(update(price_lists).where(price_lists.c.code == row["code"]).values(current=False))
    list_id = uow.execute(insert(price_lists).values(**row).returning(price_lists.c.id)).scalar_one()
    if entries:
        uow.execute(insert(price_entries), [{**entry, "list_id": list_id} for entry in entries])
