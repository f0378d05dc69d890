"""Queries over SKUs. The catalogue is the same for everybody in the brand's channel, so no row scope. Private to this module."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select

from backend.catalog.domain import Sku, Unit
from backend.catalog.models import catalogue_revision, skus
from backend.kit.db import UnitOfWork
from backend.kit.ids import new_id
from backend.kit.prepared import Prepared, one_of

_BY_CODE = Prepared(lambda sqlite: select(skus).where(one_of(skus.c.code, "codes", sqlite=sqlite)))
_REVISION = Prepared(select(catalogue_revision.c.revision).where(catalogue_revision.c.id == 1))


def sku_of_row(row: Any) -> Sku:
    """A Sku from its row."""
    values = {name: getattr(row, name) for name in Sku.__dataclass_fields__}
    return Sku(**{**values, "default_unit": Unit(values["default_unit"]), "aliases": tuple(values["aliases"])})


def read_skus(uow: UnitOfWork, codes: Sequence[str]) -> dict[str, Sku]:
    """SKUs by code."""
    return {row.code: sku_of_row(row) for row in _BY_CODE.all(uow, {"codes": list(codes)})}


def read_all(uow: UnitOfWork) -> list[Sku]:
    """The whole catalogue in its order."""
    return [sku_of_row(row) for row in uow.execute(select(skus).order_by(skus.c.position))]


def read_revision(uow: UnitOfWork) -> str:
    """Changes whenever the catalogue does."""
    row = _REVISION.first(uow)
    return str(row.revision) if row else ""


def put_skus(uow: UnitOfWork, new: Sequence[Sku]) -> None:
    """Insert or replace SKUs in one batch; known ones keep their position."""
    known: dict[str, int] = {}
    for start in range(0, len(new), 500):
        codes = [sku.code for sku in new[start : start + 500]]
        known.update({row.code: row.position for row in uow.execute(select(skus.c.code, skus.c.position).where(skus.c.code.in_(codes)))})
        uow.execute(delete(skus).where(skus.c.code.in_(codes)))
    last = uow.execute(select(func.max(skus.c.position))).scalar_one_or_none() or 0
    rows = []
    for offset, sku in enumerate(new, start=max([last, *known.values()]) + 1):
        values = {name: getattr(sku, name) for name in Sku.__dataclass_fields__}
        rows.append({**values, "default_unit": sku.default_unit.value, "aliases": list(sku.aliases), "position": known.get(sku.code, offset)})
    if rows:
        uow.execute(insert(skus), rows)
    uow.execute(delete(catalogue_revision))
    uow.execute(insert(catalogue_revision), [{"id": 1, "revision": new_id("rev")}])
