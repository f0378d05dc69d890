"""Server-sent events of a turn. The turn runs in its own thread, so a client that goes away does not end it.

Event ids: what comes while turn N+1 runs is "N.1", "N.2", …, its reply is "N+1". Whoever resumes after any of them gets every turn
he has not seen whole. Invariant: the stream of a turn ends with its `reply`, or with a `problem`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor
from contextlib import suppress
from typing import Any

from pydantic_core import to_json

KEEP_ALIVE_S = 15.0
RETRY_MS = 3000
MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def frame(event: str, data: Any, event_id: str) -> bytes:
    """One server-sent event; JSON never holds a line break, so one data line is enough."""
    return f"id: {event_id}\nevent: {event}\ndata: ".encode() + to_json(data, fallback=str) + b"\n\n"


def opening() -> bytes:
    """How long a client that lost the stream waits before it resumes."""
    return f"retry: {RETRY_MS}\n\n".encode()


async def run_detached(executor: Executor, produce: Callable[[], Iterator[bytes]], keep_alive_s: float = KEEP_ALIVE_S) -> AsyncIterator[bytes]:
    """The frames of `produce`, which runs to its end in the executor whether or not anybody still reads here."""
    loop = asyncio.get_running_loop()
    frames: asyncio.Queue[bytes | None] = asyncio.Queue()

    def put(piece: bytes | None) -> None:
        with suppress(RuntimeError):  # the server is shutting down: nobody reads any more, the turn still ends
            loop.call_soon_threadsafe(frames.put_nowait, piece)

    def work() -> None:
        try:
            for piece in produce():
                put(piece)
        finally:
            put(None)

    executor.submit(work)
    while True:
        try:
            piece = await asyncio.wait_for(frames.get(), keep_alive_s)
        except TimeoutError:
            yield b": still working\n\n"
            continue
        if piece is None:
            return
        yield piece


def last_seen(after: str | None) -> int:
    """The turn that an event id stands for; 0 for none or for nonsense."""
    number = (after or "").partition(".")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) <= 15 else 0  # noqa: PLR2004 - fits 64 bits
