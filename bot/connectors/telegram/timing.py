"""Time as the connector uses it, handed in so that tests need not wait: the instant, how long ago, and sleeping."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from backend.kit.clock import Clock, SystemClock


@dataclass(frozen=True, slots=True)
class Timing:
    """`clock` tells instants that are stored, `elapsed` seconds for pacing, `sleep` waits."""

    clock: Clock = field(default_factory=SystemClock)
    elapsed: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
