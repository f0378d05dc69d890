"""The one thread that writes to SQLite: group commit with a savepoint for each waiting closure.

Invariant: a caller hears of success only after the common commit, and of failure only when nothing of its closure is stored.
SQLite may roll a whole transaction back by itself (disk full, I/O error); the group then stops at once, because statements
that followed would run outside a transaction and be stored one by one.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from backend.kit.errors import Unavailable
from backend.kit.storage_errors import storage_error

T = TypeVar("T")
GROUP = 32
Job = tuple[Callable[[Connection], Any], Future[Any]]


class _TransactionLost(Exception):
    """SQLite gave the whole transaction up; the cause says why."""


class Writer:
    """Takes closures from any thread and answers each after the commit it was part of."""

    def __init__(self, engine: Engine) -> None:
        """Starts the thread; `engine` begins its transactions with BEGIN IMMEDIATE."""
        self._engine = engine
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._stopped = False
        self._admission = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="sqlite-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Connection], T]) -> Future[T]:
        """Queue `work`; raises Unavailable("database.closed") after `stop`, RuntimeError inside another write."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a write inside a write: pass the unit of work on instead")
        future: Future[T] = Future()
        with self._admission:
            if self._stopped:
                raise Unavailable("database.closed")
            self._jobs.put((work, future))
        return future

    def stop(self) -> None:
        """Commit what waits and end the thread."""
        with self._admission:
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

    def _commit_group(self, group: list[Job]) -> None:
        done: list[tuple[Future[Any], Any]] = []
        try:
            with self._engine.begin() as connection:
                for work, future in group:
                    try:
                        done.append((future, _run_in_savepoint(connection, work)))
                    except _TransactionLost:
                        raise
                    except BaseException as error:  # noqa: BLE001 - handed to the caller through its future
                        future.set_exception(_meaning(error))
        except BaseException as error:  # noqa: BLE001 - nothing of the group was stored: every waiting caller must hear it
            cause = error.__cause__ if isinstance(error, _TransactionLost) and error.__cause__ else error
            for _, future in group:
                if not future.done():
                    future.set_exception(_meaning(cause))
            return
        for future, result in done:
            future.set_result(result)


def _run_in_savepoint(connection: Connection, work: Callable[[Connection], T]) -> T:
    """Run `work` so that its failure leaves nothing; raises _TransactionLost when that cannot be promised any more."""
    savepoint = connection.begin_nested()
    try:
        result = work(connection)
    except BaseException as error:
        if not _in_transaction(connection):
            raise _TransactionLost from error
        try:
            savepoint.rollback()
        except Exception:  # noqa: BLE001 - whatever it is, this savepoint cannot be taken back any more
            raise _TransactionLost from error
        raise
    try:
        savepoint.commit()
    except Exception as error:
        raise _TransactionLost from error
    return result


def _in_transaction(connection: Connection) -> bool:
    return bool(getattr(connection.connection.dbapi_connection, "in_transaction", False))


def _meaning(error: BaseException) -> BaseException:
    if isinstance(error, DBAPIError):
        unavailable = storage_error(error)
        if unavailable is not None:
            unavailable.__cause__ = error
            return unavailable
    return error
