"""Statements over floor lists. Private to this module. Of the versions of a list valid at an instant the newest one counts, as with price lists."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, exists, func, or_, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.kit.columns import UtcDateTime
from backend.kit.db import UnitOfWork
from backend.kit.prepared import Prepared, one_of
from backend.pricing.floors.domain import FloorEntry
from backend.pricing.models import floor_entries, floor_lists

_FIGURES = ("price", "cost", "margin_percent", "guide_percent")


def _valid(version: FromClause) -> ColumnElement[bool]:
    at = bindparam("at", type_=UtcDateTime)
    return (version.c.valid_from <= at) & or_(version.c.valid_to.is_(None), version.c.valid_to > at)


def _in_force(sqlite: bool) -> Select[Any]:
    newer = floor_lists.alias()
    newest = ~exists().where(newer.c.code == floor_lists.c.code, newer.c.version > floor_lists.c.version, _valid(newer))
    fits = one_of(floor_entries.c.sku, "skus", sqlite=sqlite) & one_of(floor_entries.c.category, "categories", sqlite=sqlite)
    columns = [floor_entries.c[name] for name in ("list_id", "sku", "category", *_FIGURES)]
    joined = floor_lists.join(floor_entries, floor_entries.c.list_id == floor_lists.c.id)
    return select(*columns).select_from(joined).where(_valid(floor_lists), newest, fits)


_IN_FORCE = Prepared(_in_force)


def entries_in_force(uow: UnitOfWork, goods: Mapping[str, str], at: datetime) -> Mapping[int, list[FloorEntry]]:
    """What the lists in force at an instant say of products (code -> category), list by list."""
    values = {"skus": ["", *goods], "categories": ["", *dict.fromkeys(goods.values())], "at": at}
    found: dict[int, list[FloorEntry]] = {}
    for row in _IN_FORCE.all(uow, values):
        found.setdefault(row.list_id, []).append(_entry(row))
    return found


def latest_version(uow: UnitOfWork, code: str) -> int:
    """The highest version of a list so far, 0 for a new one."""
    return int(uow.execute(select(func.max(floor_lists.c.version)).where(floor_lists.c.code == code)).scalar_one_or_none() or 0)


def add_version(uow: UnitOfWork, row: Mapping[str, Any], entries: Sequence[FloorEntry]) -> bool:
    """Store a version; False when the same one was stored meanwhile."""
    make = (sqlite_insert if uow.is_sqlite else pg_insert)(floor_lists).values(**row).on_conflict_do_nothing().returning(floor_lists.c.id)
    list_id = uow.execute(make).scalar_one_or_none()
    if list_id is None:
        return False
    if entries:
        names = ("sku", "category", *_FIGURES)
        uow.execute(plain_insert(floor_entries), [{"list_id": list_id, **{name: getattr(one, name) for name in names}} for one in entries])
    return True


def list_codes(uow: UnitOfWork, after: str, limit: int) -> list[str]:
    """The codes of floor lists behind a code."""
    return list(uow.execute(select(floor_lists.c.code).where(floor_lists.c.code > after).distinct().order_by(floor_lists.c.code).limit(limit)).scalars())


def versions_of(uow: UnitOfWork, codes: Sequence[str]) -> Sequence[Any]:
    """Every version of some lists with the number of its entries, newest first."""
    counted = select(func.count()).where(floor_entries.c.list_id == floor_lists.c.id).scalar_subquery().label("entries")
    query = select(floor_lists, counted).where(floor_lists.c.code.in_(list(codes)))
    return uow.execute(query.order_by(floor_lists.c.code, floor_lists.c.version.desc())).all()


def entries_of(uow: UnitOfWork, list_id: int, limit: int) -> tuple[FloorEntry, ...]:
    """The first entries of a version."""
    query = select(floor_entries).where(floor_entries.c.list_id == list_id)
    rows = uow.execute(query.order_by(floor_entries.c.sku, floor_entries.c.category).limit(limit))
    return tuple(_entry(row) for row in rows)


def _entry(row: Any) -> FloorEntry:
    return FloorEntry(row.sku, row.category, *(getattr(row, name) for name in _FIGURES))
