"""The connector beside the application: a thread with an event loop of its own, started and stopped with the application.

Invariant: a connector that breaks is started again; after `stop` returns nothing of it runs.
"""

import asyncio
import logging
import threading
from contextlib import suppress

from bot.connectors.telegram.connector import TelegramConnector

AGAIN_S = 5.0
_log = logging.getLogger(__name__)


class ConnectorThread:
    """Runs a connector until it is stopped."""

    def __init__(self, connector: TelegramConnector) -> None:
        """Nothing runs before `start`."""
        self._connector = connector
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="telegram", daemon=True)

    def start(self) -> "ConnectorThread":
        """Begin; returns itself."""
        self._thread.start()
        self._ready.wait()
        return self

    def stop(self) -> None:
        """End; what was under way is taken up at the next start."""
        while self._thread.is_alive():
            loop, task = self._loop, self._task
            if loop is not None and task is not None:
                with suppress(RuntimeError):  # the loop has ended by itself
                    loop.call_soon_threadsafe(task.cancel)
            self._thread.join(AGAIN_S)  # a library may swallow a cancellation: then once more

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        self._ready.set()
        while True:
            try:
                await self._connector.run()
            except Exception as error:  # noqa: BLE001 - whatever broke, people still write
                _log.error("the telegram connector broke and starts again: %s", type(error).__name__, exc_info=error)
                await asyncio.sleep(AGAIN_S)
