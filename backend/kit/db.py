"""The database and its unit of work: one request or tool call is one transaction, committed at the edge.

SQLite has one writer thread per process: waiting closures share one BEGIN IMMEDIATE, each in its own savepoint, and are
answered after the common commit (group commit at synchronous=FULL). PostgreSQL runs closures concurrently and tries again
after a deadlock. Invariant: a closure either commits whole or leaves nothing, and its caller hears of success only after
the commit reached the disk; an error never shows the values of its statement, which may be a secret or what a person wrote.
The writer thread itself is in `backend/kit/writer.py`.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from backend.kit.errors import Invalid, Unavailable
from backend.kit.storage_errors import storage_error
from backend.kit.writer import Writer

T = TypeVar("T")
ATTEMPTS = 4
_log = logging.getLogger(__name__)
_RETRY_STATES = {"40001", "40P01"}


class UnitOfWork:
    """One open transaction. Use cases execute statements through it and never commit."""

    def __init__(self, connection: Connection) -> None:
        """`connection` is inside a transaction owned by the Database. Callbacks in `after_commit` run in the caller's thread."""
        self.connection = connection
        self.after_commit: list[Callable[[], None]] = []

    @property
    def is_sqlite(self) -> bool:
        """Whether the transaction runs on SQLite."""
        return self.connection.dialect.name == "sqlite"

    def execute(self, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None) -> CursorResult[Any]:
        """Run one Core statement; a list of values is sent as one batch."""
        return self.connection.execute(statement, values)

    def savepoint(self) -> AbstractContextManager[Any]:
        """A block that rolls back alone when it raises."""
        return self.connection.begin_nested()

    @contextmanager
    def trial(self) -> Iterator[None]:
        """A block of which nothing stays, whether it raises or not: to look at what something would make."""
        savepoint = self.connection.begin_nested()
        try:
            yield
        finally:
            if savepoint.is_active:
                savepoint.rollback()


Work = Callable[[UnitOfWork], T]


class Database:
    """Opens transactions on SQLite or PostgreSQL. `write` commits, `read` never does."""

    def __init__(self, url: str) -> None:
        """`url` is an SQLAlchemy URL; a SQLite file's folder is created. Raises Invalid("database.memory") for SQLite without a file."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer: Writer | None = None
        self._closed = False
        self._state = threading.Lock()
        if self.is_sqlite:
            if self.url.database in {None, "", ":memory:"}:
                raise Invalid("database.memory")
            Path(str(self.url.database)).parent.mkdir(parents=True, exist_ok=True)
            self._write_engine = _sqlite_engine(url, writable=True)
            self._read_engine = _sqlite_engine(url, writable=False)
        else:
            self._write_engine = create_engine(url, pool_size=16, max_overflow=16, pool_pre_ping=True, hide_parameters=True)
            self._read_engine = self._write_engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations only."""
        return self._write_engine

    def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction and return its result after the commit. DomainErrors roll back and propagate."""
        if not self.is_sqlite:
            return self._write_concurrently(work)
        result, uow = self._sqlite_writer().submit(lambda connection: _with_unit(work, connection)).result()
        _run_after_commit(uow)
        return result

    def read(self, work: Work[T]) -> T:
        """Run `work` on a consistent snapshot; it cannot write."""
        self._check_open()
        with _translated(), self._read_engine.connect() as connection:
            connection.begin()  # prepared statements go to the driver, which would begin none by itself; closing rolls back
            return work(UnitOfWork(connection))

    def close(self) -> None:
        """Finish waiting writes and close every connection; later calls raise Unavailable("database.closed")."""
        with self._state:
            self._closed = True
            writer, self._writer = self._writer, None
        if writer is not None:
            writer.stop()
        self._write_engine.dispose()
        self._read_engine.dispose()

    def _check_open(self) -> None:
        if self._closed:
            raise Unavailable("database.closed")

    def _sqlite_writer(self) -> Writer:
        with self._state:
            self._check_open()
            if self._writer is None:
                self._writer = Writer(self._write_engine)
            return self._writer

    def _write_concurrently(self, work: Work[T]) -> T:
        self._check_open()
        with _translated():
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    with self._write_engine.begin() as connection:
                        result, uow = _with_unit(work, connection)
                except DBAPIError as error:
                    if getattr(error.orig, "sqlstate", None) in _RETRY_STATES and attempt < ATTEMPTS:
                        continue
                    raise
                _run_after_commit(uow)
                return result
        raise AssertionError("unreachable")


def _with_unit(work: Work[T], connection: Connection) -> tuple[T, UnitOfWork]:
    uow = UnitOfWork(connection)
    return work(uow), uow


def _run_after_commit(uow: UnitOfWork) -> None:
    """The work is stored, so a callback that fails is logged and never turns the answer into an error."""
    for callback in uow.after_commit:
        try:
            callback()
        except Exception:  # noqa: BLE001 - a callback may fail in any way and is logged
            _log.exception("a callback after the commit failed")


@contextmanager
def _translated() -> Iterator[None]:
    """Trouble of the storage itself becomes Unavailable; every other error passes unchanged."""
    try:
        yield
    except DBAPIError as error:
        unavailable = storage_error(error)
        if unavailable is None:
            raise
        raise unavailable from error


def _sqlite_engine(url: str, *, writable: bool) -> Engine:
    engine = create_engine(url, poolclass=QueuePool, pool_size=1 if writable else 8, max_overflow=0 if writable else 8, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _configure(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        pragmas = ["journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON", "cache_size=-32000"]
        for pragma in pragmas if writable else [*pragmas, "query_only=ON"]:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if writable:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            dbapi: Any = connection.connection.driver_connection
            dbapi.execute("BEGIN")  # locks nothing, so it cannot fail

    return engine
