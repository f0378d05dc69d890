"""Queries over price lists. A customer only ever sees the lists that fit him: the filter is part of the query. Private to this module."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, exists, func, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.kit.columns import UtcDateTime
from backend.kit.db import UnitOfWork
from backend.kit.prepared import Prepared, one_of
from backend.pricing.models import price_entries, price_lists


class Buyer(NamedTuple):
    """What decides which lists fit a customer."""

    dealer_id: str
    grade: str
    groups: Sequence[str]


def _in_force(version: FromClause) -> ColumnElement[bool]:
    """That a list version is the newest one of its code among those valid at `at`."""
    newer = price_lists.alias()
    return _valid(version) & ~exists().where(newer.c.code == version.c.code, newer.c.version > version.c.version, _valid(newer))


def _valid(version: FromClause) -> ColumnElement[bool]:
    at = bindparam("at", type_=UtcDateTime)
    return (version.c.valid_from <= at) & or_(version.c.valid_to.is_(None), version.c.valid_to > at)


def _entries_query(sqlite: bool) -> Select[Any]:
    fit, source = price_lists.alias("fit"), price_lists.alias("source")
    fits = or_(
        fit.c.scope == "base",
        and_(fit.c.scope == "grade", fit.c.scope_value == bindparam("grade")),
        and_(fit.c.scope == "group", one_of(fit.c.scope_value, "groups", sqlite=sqlite)),
        and_(fit.c.scope == "contract", fit.c.scope_value == bindparam("dealer_id")),
    )
    own = (fit.c.id, fit.c.code, fit.c.version, fit.c.scope, fit.c.priority, fit.c.valid_from, fit.c.valid_to, fit.c.discount_percent)
    validity = (source.c.valid_from.label("source_from"), source.c.valid_to.label("source_to"))
    entry = (price_entries.c.sku, price_entries.c.min_base_qty, price_entries.c.unit_price)
    joined = fit.join(source, source.c.code == func.coalesce(fit.c.derived_from, fit.c.code)).join(price_entries, price_entries.c.list_id == source.c.id)
    listed = one_of(price_entries.c.sku, "skus", sqlite=sqlite)
    return select(*own, *validity, *entry).select_from(joined).where(fits, _in_force(fit), _in_force(source), listed)


_ENTRIES = Prepared(_entries_query)


def entries_in_force(uow: UnitOfWork, buyer: Buyer, skus: Sequence[str], at: datetime) -> list[Any]:
    """A row for every break of the SKUs in every list in force at `at` that fits the buyer.

    A derived list has the rows of the list it is derived from, whether or not that one fits the buyer, with their prices as they stand there.
    """
    values = {"dealer_id": buyer.dealer_id, "grade": buyer.grade, "groups": list(buyer.groups), "skus": list(skus), "at": at}
    return _ENTRIES.all(uow, values)


def latest_version(uow: UnitOfWork, code: str) -> int:
    """The highest version of a list so far, 0 for a new one."""
    return int(uow.execute(select(func.max(price_lists.c.version)).where(price_lists.c.code == code)).scalar_one_or_none() or 0)


def is_derived(uow: UnitOfWork, code: str) -> bool | None:
    """Whether any version of a list is derived from another list; None when there is no such list."""
    found = uow.execute(select(price_lists.c.derived_from).where(price_lists.c.code == code)).scalars().all()
    return any(source is not None for source in found) if found else None


def has_derived(uow: UnitOfWork, code: str) -> bool:
    """Whether some list is derived from this one."""
    return uow.execute(select(price_lists.c.id).where(price_lists.c.derived_from == code).limit(1)).first() is not None


def add_list(uow: UnitOfWork, row: dict[str, Any], entries: list[dict[str, Any]]) -> bool:
    """Store a new version of a list; False when the same one was stored meanwhile."""
    make = (sqlite_insert if uow.is_sqlite else pg_insert)(price_lists).values(**row).on_conflict_do_nothing().returning(price_lists.c.id)
    list_id = uow.execute(make).scalar_one_or_none()
    if list_id is not None and entries:
        uow.execute(insert(price_entries), [{**entry, "list_id": list_id} for entry in entries])
    return list_id is not None


def list_codes(uow: UnitOfWork, after: str, limit: int) -> list[str]:
    """The codes of price lists behind a code."""
    query = select(price_lists.c.code).where(price_lists.c.code > after).distinct().order_by(price_lists.c.code).limit(limit)
    return list(uow.execute(query).scalars())


def versions_of(uow: UnitOfWork, codes: Sequence[str]) -> list[Any]:
    """Every version of some lists with the number of its entries, newest first."""
    counted = select(func.count()).where(price_entries.c.list_id == price_lists.c.id).scalar_subquery().label("entries")
    query = select(price_lists, counted).where(price_lists.c.code.in_(list(codes)))
    return list(uow.execute(query.order_by(price_lists.c.code, price_lists.c.version.desc())).all())


def entries_of(uow: UnitOfWork, code: str, version: int, limit: int) -> list[tuple[str, int, Any]]:
    """The first entries of a version: sku, least base units, price."""
    joined = price_entries.join(price_lists, price_lists.c.id == price_entries.c.list_id)
    query = select(price_entries.c.sku, price_entries.c.min_base_qty, price_entries.c.unit_price).select_from(joined)
    query = query.where(price_lists.c.code == code, price_lists.c.version == version)
    rows = uow.execute(query.order_by(price_entries.c.sku, price_entries.c.min_base_qty).limit(limit)).all()
    return [(row.sku, row.min_base_qty, row.unit_price) for row in rows]


def skus_of_code(uow: UnitOfWork, code: str) -> list[str]:
    """The products a list has ever had entries for."""
    joined = price_entries.join(price_lists, price_lists.c.id == price_entries.c.list_id)
    return sorted(uow.execute(select(price_entries.c.sku).select_from(joined).where(price_lists.c.code == code).distinct()).scalars())


def grades(uow: UnitOfWork) -> list[str]:
    """The grades that have price lists."""
    return list(uow.execute(select(price_lists.c.scope_value).where(price_lists.c.scope == "grade").distinct()).scalars())
