"""The database and its unit of work: one request or tool call is one transaction, committed at the edge.

SQLite has one writer thread per process: waiting closures share one BEGIN IMMEDIATE, each in its own savepoint, and are
answered after the common commit (group commit at synchronous=FULL). PostgreSQL runs closures concurrently and tries again
after a deadlock. Invariant: a closure either commits whole or leaves nothing, and its caller hears of success only after
the commit reached the disk.
"""

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

from backend.kit.errors import Unavailable

T = TypeVar("T")
GROUP = 32
ATTEMPTS = 4
_RETRY_STATES = {"40001", "40P01"}


class UnitOfWork:
    """One open transaction. Use cases execute statements through it and never commit."""

    def __init__(self, connection: Connection) -> None:
        """`connection` is inside a transaction owned by the Database."""
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


Work = Callable[[UnitOfWork], T]


class Database:
    """Opens transactions on SQLite or PostgreSQL. `write` commits, `read` never does."""

    def __init__(self, url: str) -> None:
        """`url` is an SQLAlchemy URL; a SQLite file's folder is created."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer: _Writer | None = None
        if self.is_sqlite:
            Path(self.url.database or "").parent.mkdir(parents=True, exist_ok=True)
            self._write_engine = _sqlite_engine(url, writable=True)
            self._read_engine = _sqlite_engine(url, writable=False)
        else:
            self._write_engine = create_engine(url, pool_size=16, max_overflow=16, pool_pre_ping=True)
            self._read_engine = self._write_engine

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations only."""
        return self._write_engine

    def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction and return its result after the commit. DomainErrors roll back and propagate."""
        if self.is_sqlite:
            return self._sqlite_writer().submit(work).result()
        return self._write_concurrently(work)

    def read(self, work: Work[T]) -> T:
        """Run `work` on a consistent snapshot; anything it writes is rolled back."""
        with self._read_engine.connect() as connection:
            return work(UnitOfWork(connection))

    def close(self) -> None:
        """Finish waiting writes and close every connection."""
        if self._writer is not None:
            self._writer.stop()
            self._writer = None
        self._write_engine.dispose()
        self._read_engine.dispose()

    def _sqlite_writer(self) -> "_Writer":
        if self._writer is None:
            with _writer_creation:
                if self._writer is None:
                    self._writer = _Writer(self._write_engine)
        return self._writer

    def _write_concurrently(self, work: Work[T]) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._write_engine.begin() as connection:
                    uow = UnitOfWork(connection)
                    result = work(uow)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) in _RETRY_STATES and attempt < ATTEMPTS:
                    continue
                raise
            _run_after_commit(uow)
            return result
        raise AssertionError("unreachable")


_writer_creation = threading.Lock()


def _run_after_commit(uow: UnitOfWork) -> None:
    for callback in uow.after_commit:
        callback()


def _sqlite_engine(url: str, *, writable: bool) -> Engine:
    engine = create_engine(url, poolclass=QueuePool, pool_size=1 if writable else 8, max_overflow=0 if writable else 8)

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
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writable else "BEGIN")

    return engine


class _Writer:
    """The one thread that writes to SQLite."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[tuple[Work[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="sqlite-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> Future[T]:
        if self._stopped:
            raise Unavailable("database.closed")
        if threading.current_thread() is self._thread:
            raise RuntimeError("a write inside a write: pass the unit of work on instead")
        future: Future[T] = Future()
        self._jobs.put((work, future))
        return future

    def stop(self) -> None:
        self._stopped = True
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            group = [job]
            last = False
            while len(group) < GROUP and not self._jobs.empty():
                another = self._jobs.get()
                if another is None:
                    last = True
                    break
                group.append(another)
            self._commit_group(group)
            if last:
                return

    def _commit_group(self, group: list[tuple[Work[Any], Future[Any]]]) -> None:
        done: list[tuple[Future[Any], Any, UnitOfWork]] = []
        try:
            with self._engine.begin() as connection:
                for work, future in group:
                    uow = UnitOfWork(connection)
                    try:
                        with connection.begin_nested():
                            result = work(uow)
                    except BaseException as error:  # noqa: BLE001 - handed to the caller through its future
                        future.set_exception(error)
                    else:
                        done.append((future, result, uow))
        except BaseException as error:  # noqa: BLE001 - nothing of the group was stored: every waiting caller must hear it
            for _, future in group:
                if not future.done():
                    future.set_exception(_storage_error(error))
            return
        for future, result, uow in done:
            _run_after_commit(uow)
            future.set_result(result)


def _storage_error(error: BaseException) -> BaseException:
    if isinstance(error, OperationalError):
        unavailable = Unavailable("database.unavailable", detail=str(error.orig))
        unavailable.__cause__ = error
        return unavailable
    return error
