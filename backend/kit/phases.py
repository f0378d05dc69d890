"""Work with a slow part that only reads, done beside other people's writes: first read and work things out, then write.

Invariant: what was worked out is written only against the state it was worked out from; the writing part says so when that moved on, and
then everything is done once more.
"""

from collections.abc import Callable
from typing import TypeVar

from backend.kit.errors import Conflict

P = TypeVar("P")
T = TypeVar("T")


def read_then_write(read: Callable[[], P], write: Callable[[P], T], *, moved_on: str) -> T:
    """`write` of what `read` gave; once more from the start when it raises Conflict(`moved_on`)."""
    try:
        return write(read())
    except Conflict as stale:
        if stale.code != moved_on:
            raise
    return write(read())
