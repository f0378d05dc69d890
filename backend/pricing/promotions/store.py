"""Statements over promotions, their versions and their budgets. Private to this module.

Of the versions of a code that are valid at an instant the newest one counts, as with price lists. Invariant: a budget is claimed by one guarded
statement, so that two orders never share the last of it.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, bindparam, exists, func, or_, select, type_coerce, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.types import Text

from backend.kit.columns import UtcDateTime
from backend.kit.db import UnitOfWork
from backend.kit.prepared import Prepared
from backend.pricing.models import promotion_versions, promotions
from backend.pricing.promotions.documents import promotion_of_row, promotion_to_document
from backend.pricing.promotions.domain import Offer, Promotion, Terms

_STEP = Decimal("0.0001")
_TEXT = type_coerce(promotion_versions.c.document, Text).label("text")
_CLAIMED = (promotions.c.claimed_amount, promotions.c.claimed_units)
_VERSION = (
    promotion_versions.c.code,
    promotion_versions.c.version,
    promotion_versions.c.name_zh,
    promotion_versions.c.name_en,
    promotion_versions.c.valid_from,
    promotion_versions.c.valid_to,
    _TEXT,
)


def _valid(version: FromClause) -> ColumnElement[bool]:
    at = bindparam("at", type_=UtcDateTime)
    return (version.c.valid_from <= at) & or_(version.c.valid_to.is_(None), version.c.valid_to > at)


_NEWER = promotion_versions.alias()
_JOINED = promotion_versions.join(promotions, promotions.c.code == promotion_versions.c.code)
_RUNNING = or_(promotions.c.stopped_at.is_(None), promotions.c.stopped_at > bindparam("at", type_=UtcDateTime))
_NEWEST = ~exists().where(_NEWER.c.code == promotion_versions.c.code, _NEWER.c.version > promotion_versions.c.version, _valid(_NEWER))
_IN_FORCE = Prepared(select(*_VERSION, *_CLAIMED).select_from(_JOINED).where(_RUNNING, _valid(promotion_versions), _NEWEST).order_by(promotion_versions.c.code))


class _Version(NamedTuple):
    """The columns of a version, hashable."""

    code: str
    version: int
    name_zh: str
    name_en: str
    valid_from: datetime
    valid_to: datetime | None
    text: str


def offers_in_force(uow: UnitOfWork, at: datetime) -> tuple[Offer, ...]:
    """Every promotion in force at an instant with what is left of its budget."""
    return tuple(_offer(_parse(_version_of(row)), row) for row in _IN_FORCE.all(uow, {"at": at}))


def read_versions(uow: UnitOfWork, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Offer]:
    """Certain versions with what is left of their budgets, whether or not they are in force."""
    wanted = set(keys)
    if not wanted:
        return {}
    query = select(*_VERSION, *_CLAIMED).select_from(_JOINED).where(promotion_versions.c.code.in_(sorted({code for code, _ in wanted})))
    rows = uow.execute(query).all()
    return {(row.code, row.version): _offer(_parse(_version_of(row)), row) for row in rows if (row.code, row.version) in wanted}


def shift_budget(uow: UnitOfWork, code: str, terms: Terms, amount: Decimal, units: int) -> bool:
    """Take from a promotion's budget, or give back with negative figures; False when there is not enough left."""
    fits = [promotions.c.code == code]
    if terms.budget_amount is not None and amount > 0:
        fits.append(promotions.c.claimed_amount <= (terms.budget_amount - amount).quantize(_STEP, ROUND_FLOOR))  # a sum in SQL would not be an Amount
    if terms.budget_units is not None and units > 0:
        fits.append(promotions.c.claimed_units + units <= terms.budget_units)
    values = {"claimed_amount": promotions.c.claimed_amount + amount, "claimed_units": promotions.c.claimed_units + units}
    return uow.execute(update(promotions).where(*fits).values(**values)).rowcount == 1


def claimed_budgets(uow: UnitOfWork) -> dict[str, tuple[Decimal, int]]:
    """What every promotion says was claimed of its budget."""
    return {row.code: (row.claimed_amount, row.claimed_units) for row in uow.execute(select(promotions.c.code, *_CLAIMED))}


def add_version(uow: UnitOfWork, promotion: Promotion, by: Mapping[str, Any]) -> bool:
    """Store a version; the first one makes the promotion. False when the same one was stored meanwhile."""
    insert = sqlite_insert if uow.is_sqlite else pg_insert
    if promotion.version == 1:
        first = {"code": promotion.code, "claimed_amount": Decimal(0), "claimed_units": 0, "stopped_at": None}
        uow.execute(insert(promotions).values(**first).on_conflict_do_nothing())
    names = ("code", "version", "name_zh", "name_en", "valid_from", "valid_to")
    row = {name: getattr(promotion, name) for name in names}
    made = insert(promotion_versions).values(**row, document=promotion_to_document(promotion), **by).on_conflict_do_nothing()
    return uow.execute(made.returning(promotion_versions.c.version)).first() is not None


def latest_version(uow: UnitOfWork, code: str) -> int:
    """The highest version of a promotion, 0 for a new one."""
    query = select(func.max(promotion_versions.c.version)).where(promotion_versions.c.code == code)
    return int(uow.execute(query).scalar_one_or_none() or 0)


def stop(uow: UnitOfWork, code: str, at: datetime) -> bool:
    """End a promotion that runs; False when it is stopped already or there is none."""
    running = or_(promotions.c.stopped_at.is_(None), promotions.c.stopped_at > at)
    return uow.execute(update(promotions).where(promotions.c.code == code, running).values(stopped_at=at)).rowcount == 1


class Published(NamedTuple):
    """Beside a version: who published it and when, when its promotion was stopped, what of the budget is used."""

    published_by: str
    published_at: datetime
    stopped_at: datetime | None
    claimed_amount: Decimal
    claimed_units: int


def list_versions(uow: UnitOfWork, code: str | None = None, after: str = "", limit: int = 50) -> list[tuple[Promotion, Published]]:
    """Versions, newest first, of one promotion, or of the next promotions by code."""
    more = (promotion_versions.c.published_by, promotion_versions.c.published_at, promotions.c.stopped_at)
    query = select(*_VERSION, *more, *_CLAIMED).select_from(_JOINED)
    if code is None:
        codes = select(promotions.c.code).where(promotions.c.code > after).order_by(promotions.c.code).limit(limit)
        query = query.where(promotion_versions.c.code.in_(codes))
    else:
        query = query.where(promotion_versions.c.code == code)
    rows = uow.execute(query.order_by(promotion_versions.c.code, promotion_versions.c.version.desc())).all()
    return [(_parse(_version_of(row)), _published(row)) for row in rows]


def _version_of(row: Any) -> _Version:
    return _Version(row.code, row.version, row.name_zh, row.name_en, row.valid_from, row.valid_to, row.text)


def _published(row: Any) -> Published:
    return Published(row.published_by, row.published_at, row.stopped_at, row.claimed_amount, row.claimed_units)


def _offer(promotion: Promotion, row: Any) -> Offer:
    money, units = promotion.terms.budget_amount, promotion.terms.budget_units
    left_amount = None if money is None else max(Decimal(0), money - row.claimed_amount)
    return Offer(promotion, left_amount, None if units is None else max(0, units - row.claimed_units))


@lru_cache(maxsize=1024)
def _parse(version: _Version) -> Promotion:
    return promotion_of_row(version, json.loads(version.text))
