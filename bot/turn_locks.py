"""One turn at a time in a conversation.

Invariant: a conversation takes up memory only while one of its turns runs or waits, whatever names clients invent.
"""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Turnstile:
    lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0


class TurnLocks:
    """A lock for each conversation that is busy."""

    def __init__(self) -> None:
        """Nobody is busy yet."""
        self._guard = threading.Lock()
        self._busy: dict[Hashable, _Turnstile] = {}

    def __len__(self) -> int:
        """How many conversations are busy."""
        return len(self._busy)

    @contextmanager
    def turn(self, key: Hashable) -> Iterator[None]:
        """The block runs alone among those of the same key."""
        with self._guard:
            turnstile = self._busy.setdefault(key, _Turnstile())
            turnstile.users += 1
        try:
            with turnstile.lock:
                yield
        finally:
            with self._guard:
                turnstile.users -= 1
                if not turnstile.users:
                    del self._busy[key]
