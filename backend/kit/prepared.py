"""Core statements that are compiled once and run on the driver's cursor: for the few transactions that everybody waits for.

The statement is written in SQLAlchemy Core like every other one; its text, bind processors and result processors are worked out at the first use
on each kind of database. What is left per run is the driver's own cost. Columns keep their types in both directions.
Invariant: every value the statement needs is a named bind parameter or written in it; nothing is filled in by column defaults.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Executable, String, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import SQLColumnExpression

from backend.kit.columns import JsonText
from backend.kit.db import UnitOfWork

Processor = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Form:
    """The statement as one kind of database takes it."""

    text: str
    order: tuple[tuple[str, Processor | None], ...] | None
    fixed: Mapping[str, Any]
    binds: Mapping[str, Processor]
    results: tuple[tuple[int, Processor], ...]
    row: Any


class Prepared:
    """A statement to be run many times. `build` is the statement, or a function that makes it for SQLite (True) or PostgreSQL (False)."""

    def __init__(self, build: Executable | Callable[[bool], Executable], columns: Sequence[str] | None = None) -> None:
        """`columns` are what an INSERT without values is given."""
        self._build = build
        self._columns = columns
        self._forms: dict[str, _Form] = {}

    def all(self, uow: UnitOfWork, values: Mapping[str, Any] | None = None) -> list[Any]:
        """Every row, as named tuples."""
        form, cursor = self._run(uow, values or {})
        return [_typed(form, row) for row in cursor.fetchall()]

    def first(self, uow: UnitOfWork, values: Mapping[str, Any] | None = None) -> Any:
        """The first row as a named tuple, or None."""
        form, cursor = self._run(uow, values or {})
        row = cursor.fetchone()
        return None if row is None else _typed(form, row)

    def run(self, uow: UnitOfWork, values: Mapping[str, Any] | None = None) -> int:
        """Run a statement that returns no rows; gives the number of rows it touched."""
        return int(self._run(uow, values or {})[1].rowcount)

    def run_many(self, uow: UnitOfWork, values: Sequence[Mapping[str, Any]]) -> int:
        """The same for a batch."""
        form, cursor = self._cursor(uow)
        batch = [_bound(form, one) for one in values]
        _guarded(uow, form, batch, lambda: cursor.executemany(form.text, batch))
        return int(cursor.rowcount)

    def _run(self, uow: UnitOfWork, values: Mapping[str, Any]) -> tuple[_Form, Any]:
        form, cursor = self._cursor(uow)
        bound = _bound(form, values)
        _guarded(uow, form, bound, lambda: cursor.execute(form.text, bound))
        return form, cursor

    def _cursor(self, uow: UnitOfWork) -> tuple[_Form, Any]:
        dialect = uow.connection.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _compile(self._build, self._columns, dialect)
        return form, uow.connection.connection.cursor()


@contextmanager
def together(uow: UnitOfWork) -> Iterator[None]:
    """Send the writes inside in one round trip where the database can (PostgreSQL's pipeline); their row counts are not known inside.

    No statement inside may return rows. An error of any of them is raised at the latest at the end of the block.
    """
    if uow.is_sqlite:
        yield
        return
    error: Any = uow.connection.dialect.loaded_dbapi.Error
    connection: Any = uow.connection.connection.driver_connection
    try:
        with connection.pipeline():
            yield
    except error as raised:
        raise DBAPIError.instance("pipeline", None, raised, error, hide_parameters=True, dialect=uow.connection.dialect) from raised


def one_of(column: SQLColumnExpression[str], name: str, *, sqlite: bool) -> ColumnElement[bool]:
    """The condition that a text column is one of a list given as one bind parameter, so that the statement's text never changes."""
    if sqlite:
        listed = func.json_each(bindparam(name, type_=JsonText)).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(bindparam(name, type_=ARRAY(String)))


def _compile(build: Executable | Callable[[bool], Executable], columns: Sequence[str] | None, dialect: Dialect) -> _Form:
    statement: Any = build(dialect.name == "sqlite") if callable(build) else build
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
    if compiled.insert_prefetch or compiled.update_prefetch:
        raise ValueError("a prepared statement cannot use column defaults")
    binds: dict[str, Any] = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
    fixed = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required and name not in (columns or ())}
    returned = tuple(statement.exported_columns)
    processors = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in returned]
    results = tuple((index, processor) for index, processor in enumerate(processors) if processor is not None)
    names = [str(column.key) for column in returned]
    row = namedtuple("Row", names, rename=True) if names else None  # noqa: PYI024 - the fields are only known here
    order = tuple((name, binds[name]) for name in compiled.positiontup) if compiled.positional else None
    return _Form(str(compiled), order, fixed, {name: bind for name, bind in binds.items() if bind is not None}, results, row)


def _bound(form: _Form, values: Mapping[str, Any]) -> Any:
    given = {**form.fixed, **values} if form.fixed else values
    if form.order is not None:
        return [given[name] if processor is None else processor(given[name]) for name, processor in form.order]
    bound = dict(given)
    for name, processor in form.binds.items():
        bound[name] = processor(bound[name])
    return bound


def _typed(form: _Form, row: Any) -> Any:
    if form.results:
        row = list(row)
        for index, processor in form.results:
            row[index] = processor(row[index])
    return form.row._make(row)


def _guarded(uow: UnitOfWork, form: _Form, values: Any, run: Callable[[], Any]) -> None:
    """Errors of the driver look as SQLAlchemy's own, so that retries and translations work the same."""
    error: Any = uow.connection.dialect.loaded_dbapi.Error
    try:
        run()
    except error as raised:
        raise DBAPIError.instance(form.text, values, raised, error, hide_parameters=True, dialect=uow.connection.dialect) from raised
