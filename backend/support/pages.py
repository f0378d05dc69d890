"""Reading a list of people's things page by page, newest first, by the instant and the id of the last row shown.

Invariant: a row that is added meanwhile moves no other row to another page.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Row, Select

from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.kit.paging import decode_cursor, encode_cursor, page_size

Key = tuple[Column[datetime], Column[str]]


def page_of(uow: UnitOfWork, query: Select[Any], key: Key, cursor: str | None, limit: int) -> tuple[Sequence[Row[Any]], str | None]:
    """The rows after the cursor and the cursor of the page after them; raises Invalid("paging.bad_cursor")."""
    size, (at, name) = page_size(limit), key
    if cursor is not None:
        instant, last_name = _last_shown(cursor)
        query = query.where((at < instant) | ((at == instant) & (name < last_name)))
    rows = uow.execute(query.order_by(at.desc(), name.desc()).limit(size + 1)).all()
    if len(rows) <= size:
        return rows, None
    last = rows[size - 1]
    return rows[:size], encode_cursor(getattr(last, at.key).isoformat(), getattr(last, name.key))


def _last_shown(cursor: str) -> tuple[datetime, str]:
    parts = decode_cursor(cursor)
    try:
        instant, name = parts
        at = datetime.fromisoformat(str(instant))
    except ValueError as error:
        raise Invalid("paging.bad_cursor") from error
    if at.tzinfo is None:
        raise Invalid("paging.bad_cursor")
    return at, str(name)
