"""Queries over price lists. A customer only ever sees the lists that fit him: the filter is part of the query. Private to this module."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, insert, or_, select, update

from backend.kit.db import UnitOfWork
from backend.kit.prepared import Prepared, one_of
from backend.pricing.models import price_entries, price_lists

_FITS = or_(
    price_lists.c.scope == "base",
    and_(price_lists.c.scope == "grade", price_lists.c.scope_value == bindparam("grade")),
    and_(price_lists.c.scope == "contract", price_lists.c.scope_value == bindparam("dealer_id")),
)
_ENTRY = (price_entries.c.sku, price_entries.c.min_base_qty, price_entries.c.unit_price)


def _lists_query(sqlite: bool) -> Select[Any]:
    in_group = and_(price_lists.c.scope == "group", one_of(price_lists.c.scope_value, "groups", sqlite=sqlite))
    of_list = (price_entries.c.list_id == price_lists.c.id) & one_of(price_entries.c.sku, "skus", sqlite=sqlite)
    return select(price_lists, *_ENTRY).select_from(price_lists).outerjoin(price_entries, of_list).where(price_lists.c.current, or_(_FITS, in_group))


_LISTS = Prepared(_lists_query)


def lists_with_entries(uow: UnitOfWork, buyer: tuple[str, str, Sequence[str]], skus: Sequence[str]) -> list[Any]:
    """The current lists that fit (dealer, grade, groups), a row for every break of the SKUs in them; a list without one has a row without SKU."""
    dealer_id, grade, groups = buyer
    return _LISTS.all(uow, {"dealer_id": dealer_id, "grade": grade, "groups": list(groups), "skus": list(skus)})


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
