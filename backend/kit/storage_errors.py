"""Telling trouble of the storage (full, locked, damaged, unreachable) from errors of a statement.

Invariant: only trouble that is nobody's fault in the request becomes Unavailable; a broken constraint or statement stays what it is.
"""

from sqlalchemy.exc import DBAPIError, OperationalError

from backend.kit.errors import Unavailable

_DAMAGED = ("malformed", "not a database", "file is encrypted", "database corruption")
_TROUBLE = ("locked", "disk i/o error", "disk is full", "unable to open", "interrupted", "out of memory")
_SERVER_GONE = ("08", "53", "57P")
"""SQLSTATE classes of PostgreSQL: connection, resources, operator intervention."""


def storage_error(error: DBAPIError) -> Unavailable | None:
    """The Unavailable that `error` means, or None when it is an error of the statement."""
    text = str(error.orig).lower()
    state = getattr(error.orig, "sqlstate", None)
    if any(words in text for words in _DAMAGED):
        return Unavailable("database.damaged")
    if error.connection_invalidated or (state or "").startswith(_SERVER_GONE):
        return Unavailable("database.unavailable")
    if not isinstance(error, OperationalError):
        return None
    no_connection = state is None and type(error.orig).__module__.startswith("psycopg")
    return Unavailable("database.unavailable") if no_connection or any(words in text for words in _TROUBLE) else None
