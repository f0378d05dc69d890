"""Prepared statements give exactly what the same statement gives through SQLAlchemy, on both databases."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Boolean, Column, Date, Integer, MetaData, String, Table, bindparam, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from backend.kit.columns import Amount, ExactDecimal, JsonText, UtcDateTime
from backend.kit.db import Database, UnitOfWork
from backend.kit.prepared import Prepared, one_of, together

things = Table(
    "things",
    MetaData(),
    Column("name", String(40), primary_key=True),
    Column("amount", Amount, nullable=False),
    Column("price", ExactDecimal),
    Column("facts", JsonText),
    Column("at", UtcDateTime),
    Column("day", Date),
    Column("good", Boolean),
    Column("number", Integer, default=7),
)
COLUMNS = tuple(column.name for column in things.c)
ADD = Prepared(insert(things), COLUMNS)
ONE = Prepared(select(things).where(things.c.name == bindparam("wanted")).with_for_update())
SOME = Prepared(lambda sqlite: select(things.c.name).where(one_of(things.c.name, "names", sqlite=sqlite)).order_by(things.c.name))
ROW = {
    "name": "甲's \"thing\"", "amount": Decimal("12.34"), "price": Decimal("1.805"), "facts": {"a": [1, "二"]},
    "at": datetime(2025, 6, 11, 1, 30, tzinfo=UTC), "day": date(2025, 6, 12), "good": True, "number": None,
}  # fmt: skip


@pytest.fixture
def unit(any_database: Database) -> Database:
    """A database with the table."""
    things.metadata.create_all(any_database.engine)
    return any_database


def test_every_type_survives_both_ways(unit: Database) -> None:
    """Written by a prepared statement, read by both ways: the same values."""
    unit.write(lambda uow: ADD.run(uow, ROW))

    def both(uow: UnitOfWork) -> tuple[dict[str, object], dict[str, object]]:
        plain = uow.execute(select(things)).one()
        return ONE.first(uow, {"wanted": ROW["name"]})._asdict(), dict(plain._mapping)

    prepared, plain = unit.write(both)
    assert prepared == plain == ROW


def test_values_written_in_the_statement_and_defaults_of_parameters_count(unit: Database) -> None:
    """A constant in a SET or LIMIT is not a parameter the caller has to give."""
    unit.write(lambda uow: ADD.run_many(uow, [{**ROW, "name": name} for name in "abc"]))
    named = update(things).where(things.c.name == bindparam("wanted"))
    change = Prepared(named.values(price=Decimal("2.5"), good=False).returning(things.c.price, things.c.good))
    assert unit.write(lambda uow: tuple(change.first(uow, {"wanted": "b"}))) == (Decimal("2.5"), False)
    newest = Prepared(select(things.c.name).order_by(things.c.name.desc()).limit(2))
    assert [row.name for row in unit.read(newest.all)] == ["c", "b"]


def test_a_list_is_one_parameter_and_may_be_empty_or_hostile(unit: Database) -> None:
    """The statement's text never changes with the list."""
    unit.write(lambda uow: ADD.run_many(uow, [{**ROW, "name": name} for name in ("a", "b", "c')--")]))
    for names, found in ((["b", "a", "b"], ["a", "b"]), ([], []), (["c')--"], ["c')--"]), (["%", "'"], [])):
        assert [row.name for row in unit.read(lambda uow, names=names: SOME.all(uow, {"names": names}))] == found


def test_counts_tell_how_many_rows_were_touched(unit: Database) -> None:
    """One by one and in a batch."""
    unit.write(lambda uow: ADD.run_many(uow, [{**ROW, "name": name} for name in "abc"]))
    touch = Prepared(update(things).where(things.c.name == bindparam("wanted")).values(number=1))
    assert unit.write(lambda uow: touch.run(uow, {"wanted": "a"})) == 1
    assert unit.write(lambda uow: touch.run(uow, {"wanted": "z"})) == 0
    assert unit.write(lambda uow: touch.run_many(uow, [{"wanted": "a"}, {"wanted": "b"}, {"wanted": "z"}])) == 2


def test_errors_look_like_every_other_statements_errors(unit: Database) -> None:
    """So that retries and translations treat them the same; in a batch sent together too, and nothing of it is stored."""
    unit.write(lambda uow: ADD.run(uow, ROW))
    with pytest.raises(IntegrityError):
        unit.write(lambda uow: ADD.run(uow, ROW))

    def several(uow: UnitOfWork) -> None:
        with together(uow):
            ADD.run(uow, {**ROW, "name": "new"})
            ADD.run_many(uow, [ROW])
            ADD.run(uow, {**ROW, "name": "newer"})

    with pytest.raises(IntegrityError):
        unit.write(several)
    assert unit.read(lambda uow: uow.execute(text("SELECT count(*) FROM things")).scalar_one()) == 1


def test_statements_sent_together_are_all_stored_in_their_order(unit: Database) -> None:
    """Later ones see the earlier ones."""
    touch = Prepared(update(things).where(things.c.name == bindparam("wanted")).values(number=bindparam("new", type_=Integer)))

    def several(uow: UnitOfWork) -> int:
        with together(uow):
            ADD.run(uow, ROW)
            touch.run(uow, {"wanted": ROW["name"], "new": 1})
            touch.run(uow, {"wanted": ROW["name"], "new": 2})
        return int(ONE.first(uow, {"wanted": ROW["name"]}).number)

    assert unit.write(several) == 2


def test_a_column_default_is_refused_when_the_statement_is_first_used(unit: Database) -> None:
    """What is not given would silently be missing."""
    careless = Prepared(insert(things), ("name", "amount"))
    with pytest.raises(ValueError, match="column defaults"):
        unit.write(lambda uow: careless.run(uow, {"name": "x", "amount": Decimal(1)}))
