"""Cursor paging: a page of rows and an opaque cursor to the next one, stable while rows are added."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Generic, TypeVar

from backend.kit.errors import Invalid

T = TypeVar("T")
MAX_PAGE = 200
LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, newest first, and the cursor of the next page (None at the end)."""

    items: tuple[T, ...]
    next_cursor: str | None = None


def encode_cursor(*key: str | int) -> str:
    """An opaque cursor that holds the sort key of the last row shown."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> list[str | int]:
    """The sort key inside a cursor; raises Invalid("paging.bad_cursor")."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        raise Invalid("paging.bad_cursor") from error
    if not isinstance(key, list) or not key or not all(isinstance(part, str | int) and str(part).isprintable() for part in key):
        raise Invalid("paging.bad_cursor")
    return key


def cursor_number(cursor: str) -> int:
    """The number that is the whole sort key inside a cursor; raises Invalid("paging.bad_cursor")."""
    key = decode_cursor(cursor)
    if len(key) != 1 or not isinstance(key[0], int) or abs(key[0]) > LARGEST_NUMBER:
        raise Invalid("paging.bad_cursor")
    return key[0]


def page_size(limit: int) -> int:
    """`limit` bounded to 1..200."""
    return max(1, min(limit, MAX_PAGE))
