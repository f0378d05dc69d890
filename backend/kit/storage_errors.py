"""Telling trouble of the storage (full, locked, damaged, unreachable) from errors of a statement.

Invariant: only trouble that is nobody's fault in the request becomes Unavailable; a broken constraint or statement stays what it is. What a person
can do differs: a full disk needs room, a file in use needs only another try.
"""

from sqlalchemy.exc import DBAPIError, OperationalError

from backend.kit.errors import Unavailable

BUSY, DAMAGED, FULL, UNAVAILABLE = "database.busy", "database.damaged", "database.full", "database.unavailable"
_DAMAGED = ("malformed", "not a database", "file is encrypted", "database corruption")
_FULL = ("disk is full",)
_LOCKED = ("locked",)
_TROUBLE = ("disk i/o error", "unable to open", "interrupted", "out of memory")
_SERVER_FULL = "53100"
_SERVER_GONE = ("08", "53", "57P")
"""SQLSTATE classes of PostgreSQL: connection, resources, operator intervention."""


def storage_error(error: DBAPIError) -> Unavailable | None:
    """The Unavailable that `error` means, or None when it is an error of the statement."""
    code = _code_of(error)
    return None if code is None else Unavailable(code)


def _code_of(error: DBAPIError) -> str | None:
    text = str(error.orig).lower()
    state = getattr(error.orig, "sqlstate", None) or ""
    if any(words in text for words in _DAMAGED):
        return DAMAGED
    if state == _SERVER_FULL:
        return FULL
    if error.connection_invalidated or state.startswith(_SERVER_GONE):
        return UNAVAILABLE
    if not isinstance(error, OperationalError):
        return None
    for code, known in ((FULL, _FULL), (BUSY, _LOCKED), (UNAVAILABLE, _TROUBLE)):
        if any(words in text for words in known):
            return code
    return UNAVAILABLE if not state and type(error.orig).__module__.startswith("psycopg") else None
