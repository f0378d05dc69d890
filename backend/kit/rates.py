"""A token bucket per person: a burst up to the capacity, then a steady rate (in this process, in memory).

Invariant: memory is bounded; a bucket that would be full again is forgotten.
"""

import math
import threading
import time
from collections.abc import Callable

from backend.kit.errors import TooOften

MINUTE = 60.0
KEPT = 10_000
MESSAGES_A_MINUTE = 120


class RateLimit:
    """At most `per_minute` a minute for each key; a burst of as many is fine."""

    def __init__(self, code: str, per_minute: int, *, now: Callable[[], float] = time.monotonic) -> None:
        """`code` names the sentence of the refusal."""
        self._code = code
        self._capacity = float(per_minute)
        self._per_second = per_minute / MINUTE
        self._now = now
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> None:
        """Count one use; raises TooOften with the seconds until the next one is free."""
        with self._lock:
            now = self._now()
            left, seen = self._buckets.get(key, (self._capacity, now))
            left = min(self._capacity, left + (now - seen) * self._per_second)
            if left < 1:
                raise TooOften(self._code, max(1, math.ceil((1 - left) / self._per_second)))
            self._buckets[key] = (left - 1, now)
            if len(self._buckets) > KEPT:
                self._forget(now)

    def _forget(self, now: float) -> None:
        full_after = self._capacity / self._per_second
        kept = {key: bucket for key, bucket in self._buckets.items() if now - bucket[1] < full_after}
        self._buckets = kept if len(kept) <= KEPT else {}


def new_message_limit() -> RateLimit:
    """The limit on what one person may have read: chat messages and orders in words together, one limit for each application."""
    return RateLimit("message.too_often", MESSAGES_A_MINUTE)
