"""Document numbers: unique, never reused, gaps allowed, no lock held until commit on PostgreSQL (R15)."""

from sqlalchemy import BigInteger, Column, Sequence, String, Table, select, update

from backend.kit.columns import metadata
from backend.kit.db import UnitOfWork

number_series = Table(
    "number_series",
    metadata,
    Column("series", String(30), primary_key=True),
    Column("last", BigInteger, nullable=False),
)
document_numbers = Sequence("document_numbers", metadata=metadata)


def next_number(uow: UnitOfWork, series: str) -> int:
    """The next number of `series`. PostgreSQL uses one sequence for all series; SQLite, with its single writer, a row each."""
    if not uow.is_sqlite:
        return int(uow.execute(select(document_numbers.next_value())).scalar_one())
    step = update(number_series).where(number_series.c.series == series).values(last=number_series.c.last + 1).returning(number_series.c.last)
    number = uow.execute(step).scalar_one_or_none()
    if number is None:
        uow.execute(number_series.insert().values(series=series, last=1))
        return 1
    return int(number)
