"""Queries over dealers; row scope is applied here. Private to this module."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Date, Row, String, and_, bindparam, func, insert, literal, or_, select, union_all, update

from backend.dealers.domain import Dealer, ShipTo
from backend.dealers.models import dealer_licences, dealer_regions, dealers, region_forbidden_categories, regions, ship_to_places
from backend.identity.domain import Actor
from backend.identity.scope import within_scope
from backend.kit.db import UnitOfWork
from backend.kit.prepared import Prepared

_COLUMNS = tuple(dealers.c)
_PLACE = tuple(column.label(f"place_{column.name}") for column in ship_to_places.c)
_STANDING = Prepared(
    select(*_COLUMNS, dealer_licences.c.number, dealer_licences.c.valid_through, *_PLACE)
    .select_from(dealers)
    .outerjoin(dealer_licences, dealer_licences.c.dealer_id == dealers.c.id)
    .outerjoin(ship_to_places, ship_to_places.c.code == bindparam("ship_to", type_=String))
    .where(dealers.c.id == bindparam("dealer_id"))
    .order_by(dealer_licences.c.valid_through.desc())
    .limit(1)
)
_DAY: BindParameter[date] = bindparam("day", type_=Date)
_RULES = Prepared(
    union_all(
        select(literal("region").label("kind"), dealer_regions.c.region.label("value"))
        .where(dealer_regions.c.dealer_id == bindparam("dealer_id"), dealer_regions.c.valid_from <= _DAY)
        .where(or_(dealer_regions.c.valid_to.is_(None), dealer_regions.c.valid_to > _DAY)),
        select(literal("forbidden"), region_forbidden_categories.c.category)
        .select_from(region_forbidden_categories.join(ship_to_places, ship_to_places.c.region == region_forbidden_categories.c.region))
        .where(ship_to_places.c.code == bindparam("ship_to")),
    )
)


def dealer_of_row(row: Any) -> Dealer:
    """A Dealer from a row that starts with the dealers' columns."""
    values = tuple(row)[: len(_COLUMNS)]
    return Dealer(*(*values[:-1], tuple(values[-1])))


def get_dealer(uow: UnitOfWork, actor: Actor, dealer_id: str) -> Dealer | None:
    """A dealer inside the actor's scope."""
    row = uow.execute(select(*_COLUMNS).where(dealers.c.id == dealer_id, within_scope(dealers.c.id, actor))).first()
    return dealer_of_row(row) if row else None


def list_dealers(uow: UnitOfWork, actor: Actor, text: str | None, after: str, limit: int) -> list[Dealer]:
    """Dealers inside the scope in order of code, optionally with `text` in code or name."""
    query = select(*_COLUMNS).where(within_scope(dealers.c.id, actor), dealers.c.id > after)
    if text:
        like = f"%{text.lower()}%"
        query = query.where(or_(func.lower(dealers.c.id).like(like), dealers.c.name_zh.like(like), func.lower(dealers.c.name_en).like(like)))
    return [dealer_of_row(row) for row in uow.execute(query.order_by(dealers.c.id).limit(limit))]


def names_in_scope(uow: UnitOfWork, actor: Actor) -> list[Dealer]:
    """All dealers inside the scope, for finding names in a text."""
    return [dealer_of_row(row) for row in uow.execute(select(*_COLUMNS).where(within_scope(dealers.c.id, actor)).order_by(dealers.c.id))]


def read_standing(uow: UnitOfWork, dealer_id: str, ship_to: str, day: date) -> tuple[Any, Sequence[Any]]:
    """The dealer with its longest licence and the place (None where there is none), and the region rules valid on `day`."""
    values = {"dealer_id": dealer_id, "ship_to": ship_to, "day": day}
    standing = _STANDING.first(uow, {"dealer_id": dealer_id, "ship_to": ship_to})
    return standing, _RULES.all(uow, values)


def place_of_standing(row: Any) -> ShipTo | None:
    """The place of a row of `read_standing`."""
    if row.place_code is None:
        return None
    return ShipTo(row.place_code, row.place_name_zh, row.place_name_en, tuple(row.place_aliases), row.place_region)


def list_places(uow: UnitOfWork) -> list[ShipTo]:
    """Every ship-to place in order of loading."""
    return [place_of_row(row) for row in uow.execute(select(ship_to_places).order_by(ship_to_places.c.code))]


def known_grades(uow: UnitOfWork) -> tuple[str, ...]:
    """Every grade that some dealer has, in order."""
    return tuple(uow.execute(select(dealers.c.grade).distinct().order_by(dealers.c.grade)).scalars())


def place_of_row(row: Row[Any]) -> ShipTo:
    """A ShipTo from its row."""
    return ShipTo(row.code, row.name_zh, row.name_en, tuple(row.aliases), row.region)


def set_frozen(uow: UnitOfWork, actor: Actor, dealer_id: str, values: dict[str, Any]) -> bool:
    """Change the freeze flag of a dealer inside the scope; False when there is none."""
    changed = uow.execute(update(dealers).where(and_(dealers.c.id == dealer_id, within_scope(dealers.c.id, actor))).values(**values))
    return changed.rowcount == 1


def add_dealers(uow: UnitOfWork, rows: list[dict[str, Any]], licences: list[dict[str, Any]], areas: list[dict[str, Any]]) -> None:
    """Insert dealers with their licences and regions in three batches."""
    for table, batch in ((dealers, rows), (dealer_licences, licences), (dealer_regions, areas)):
        if batch:
            uow.execute(insert(table), batch)


def add_regions(uow: UnitOfWork, rows: list[dict[str, Any]], forbidden: list[dict[str, Any]]) -> None:
    """Insert regions and what may not go there."""
    for table, batch in ((regions, rows), (region_forbidden_categories, forbidden)):
        if batch:
            uow.execute(insert(table), batch)


def add_places(uow: UnitOfWork, rows: list[dict[str, Any]]) -> None:
    """Insert ship-to places."""
    if rows:
        uow.execute(insert(ship_to_places), rows)
