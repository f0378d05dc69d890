"""Document numbers: unique, never reused, gaps allowed, no lock held until commit on PostgreSQL (R15)."""

from sqlalchemy import BigInteger, Column, Sequence, String, Table, bindparam, column, func, select, table, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.kit.columns import metadata
from backend.kit.db import UnitOfWork
from backend.kit.prepared import Prepared

number_series = Table(
    "number_series",
    metadata,
    Column("series", String(30), primary_key=True),
    Column("last", BigInteger, nullable=False),
)
document_numbers = Sequence("document_numbers", metadata=metadata)
_NEXT = Prepared(select(document_numbers.next_value().label("last")))
_STEP = Prepared(
    update(number_series).where(number_series.c.series == bindparam("wanted")).values(last=number_series.c.last + 1).returning(number_series.c.last)
)


def next_number(uow: UnitOfWork, series: str) -> int:
    """The next number of `series`. PostgreSQL uses one sequence for all series; SQLite, with its single writer, a row each."""
    if not uow.is_sqlite:
        return int(_NEXT.first(uow)[0])
    row = _STEP.first(uow, {"wanted": series})
    if row is None:
        uow.execute(number_series.insert().values(series=series, last=1))
        return 1
    return int(row.last)


def next_unbroken(uow: UnitOfWork, series: str) -> int:
    """The next number of a series without gaps: whoever takes one holds the series until the transaction ends, so take it last (R15)."""
    make = (sqlite_insert if uow.is_sqlite else pg_insert)(number_series)
    uow.execute(make.on_conflict_do_nothing(), {"series": series, "last": 0})
    return int(_STEP.all(uow, {"wanted": series})[0].last)


def skip_to(uow: UnitOfWork, series: str, number: int) -> None:
    """Make sure that `number` and everything below it is never given out. Numbers that were given out stay so."""
    if not uow.is_sqlite:
        last = select(column("last_value", BigInteger)).select_from(table(document_numbers.name)).scalar_subquery()
        uow.execute(select(func.setval(document_numbers.name, func.greatest(last, number))))
        return
    known = update(number_series).where(number_series.c.series == series).values(last=func.max(number_series.c.last, number))
    if uow.execute(known).rowcount == 0:
        uow.execute(number_series.insert().values(series=series, last=number))
