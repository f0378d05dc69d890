"""One worker for each chat that has something to do: chats run beside each other, what belongs to one chat runs in its order.

Invariant: never two workers for one chat, never more than `width` at once; work that fails is logged and looked at again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.connectors.telegram.timing import Timing

IDLE_S = 0.5
_log = logging.getLogger(__name__)


class Lanes:
    """`due` names the chats with work that may be done now; `work` does a chat's until there is none."""

    def __init__(
        self, due: Callable[[], Awaitable[Sequence[str]]], work: Callable[[str], Awaitable[None]], timing: Timing, *, width: int, idle_s: float = IDLE_S
    ) -> None:
        self._due, self._work, self._timing = due, work, timing
        self._width, self._idle_s = width, idle_s
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There is something new."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled; then the workers are cancelled too."""
        try:
            while True:
                self._woken.clear()
                await self._start_due()
                await self._rest()
        finally:
            tasks = tuple(self._busy.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _start_due(self) -> None:
        try:
            chats = await self._due()
        except Exception:  # noqa: BLE001 - the database may be away for a moment; it is asked again
            _log.exception("cannot see what is due")
            return
        for chat in chats:
            if chat not in self._busy and len(self._busy) < self._width:
                task = asyncio.create_task(self._run_lane(chat))
                self._busy[chat] = task

    async def _run_lane(self, chat: str) -> None:
        try:
            await self._work(chat)
        except Exception:  # noqa: BLE001 - the chat is looked at again; others go on
            _log.exception("work of a chat failed")
            await self._timing.sleep(self._idle_s)
        finally:
            self._busy.pop(chat, None)
            self._woken.set()

    async def _rest(self) -> None:
        """Until something wakes us, or for a moment: what waits for its time wakes nobody."""
        waits = (asyncio.ensure_future(self._woken.wait()), asyncio.ensure_future(self._timing.sleep(self._idle_s)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()  # not awaited: a cancellation of ourselves that arrives meanwhile must not be swallowed
