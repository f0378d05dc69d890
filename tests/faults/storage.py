"""Trouble of the storage, made on purpose: no page left, no byte left, somebody else holding the file; and what a database holds, to compare."""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import select

from backend.kit.columns import metadata
from backend.kit.db import Database, UnitOfWork
from backend.kit.ids import hash_content

Trouble = Callable[[Database], AbstractContextManager[None]]
PATIENCE_MS = 30
_MOST_PAGES = 2**31


def _pragma(database: Database, words: str) -> int:
    """A setting of the writing connection, of which there is one."""
    return int(database.write(lambda uow: uow.connection.exec_driver_sql(f"PRAGMA {words}").scalar_one()))


@contextmanager
def no_page_left(database: Database) -> Iterator[None]:
    """SQLite may not take one page more: "database or disk is full", in the middle of a transaction."""
    _pragma(database, f"max_page_count = {_pragma(database, 'page_count')}")
    try:
        yield
    finally:
        _pragma(database, f"max_page_count = {_MOST_PAGES}")


@contextmanager
def no_byte_left(database: Database) -> Iterator[None]:
    """The system writes no byte beyond the present end of the journal: an error of the disk, at the commit."""
    journal = Path(f"{database.url.database}-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (journal.stat().st_size if journal.exists() else 0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def locked_by_another(database: Database) -> Iterator[None]:
    """Another connection holds the file for longer than a write waits for it."""
    other = sqlite3.connect(str(database.url.database), isolation_level=None)
    usual = _pragma(database, "busy_timeout")
    _pragma(database, f"busy_timeout = {PATIENCE_MS}")
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
        _pragma(database, f"busy_timeout = {usual}")


def contents(database: Database) -> dict[str, str]:
    """A fingerprint of the rows of each table."""

    def read(uow: UnitOfWork) -> dict[str, str]:
        return {table.name: hash_content(*sorted(repr(tuple(row)) for row in uow.execute(select(table)))) for table in metadata.sorted_tables}

    return database.read(read)
