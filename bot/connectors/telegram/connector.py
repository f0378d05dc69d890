"""The connector's life: polling or a webhook fills the inbox, one worker a chat answers it, another sends; restarts lose nothing.

An update is acknowledged only after it is stored: the next poll moves the offset, or the webhook answers 200. Invariant: whatever breaks
on the way is tried again with patience; the secret token is never logged.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from backend.messengers import service as messengers
from backend.messengers.service import StoredUpdate
from bot.connectors.telegram.arriving import ALLOWED, CONNECTOR, as_new, read_update
from bot.connectors.telegram.desk import Desk, Fetched
from bot.connectors.telegram.fetching import fetch
from bot.connectors.telegram.heights import Heights
from bot.connectors.telegram.lanes import IDLE_S, Lanes
from bot.connectors.telegram.pacing import Pace
from bot.connectors.telegram.sending import Sender
from bot.connectors.telegram.threads import Threads
from bot.connectors.telegram.timing import Timing

T = TypeVar("T")
POLL_S = 25
BATCH = 100
WORKERS = 8
SENDERS = 32
MOST_ATTEMPTS = 12
LONGEST_PAUSE_S = 60.0
SETTLE = timedelta(seconds=1)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Account:
    """How to reach Telegram. Without `webhook_url` a webhook is expected to be registered already."""

    token: str = field(repr=False)
    base_url: str = "https://api.telegram.org"
    polling: bool = True
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    poll_s: int = POLL_S
    idle_s: float = IDLE_S


class TelegramConnector:
    """Runs in one event loop; `receive` may be called from any thread."""

    def __init__(self, account: Account, desk: Desk, timing: Timing | None = None) -> None:
        self._account, self._desk = account, desk
        self._timing = timing or Timing()
        self.bot_name = ""
        self._heights = Heights()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._answering: Lanes | None = None
        self._sending: Lanes | None = None

    async def run(self) -> None:
        """Until cancelled."""
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log addresses, which hold the token
        self._loop = asyncio.get_running_loop()
        threads = Threads(WORKERS + 4)
        bot, requests = bot_of(self._account)
        try:
            await self._run(bot, threads)
        finally:
            self._loop = None
            for request in requests:
                await request.shutdown()
            threads.close()

    async def _run(self, bot: Bot, threads: Threads) -> None:
        known = await threads.run(lambda: self._desk.database.read(lambda uow: messengers.highest_known(uow, CONNECTOR)))
        self._heights = Heights(known)
        sender = Sender(bot, self._desk.database, threads, Pace(self._timing), self._timing, self._heights)
        reader = _Reader(bot, self._desk, threads, self._timing, self)
        self._sending = Lanes(sender.due, sender.send_chat, self._timing, width=SENDERS, idle_s=self._account.idle_s)
        self._answering = Lanes(reader.due, reader.answer_chat, self._timing, width=WORKERS, idle_s=self._account.idle_s)
        await self._introduce(bot)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._sending.run())
            group.create_task(self._answering.run())
            if self._account.polling:
                group.create_task(self._poll(bot, threads))

    def receive(self, payloads: Sequence[Mapping[str, Any]]) -> set[int]:
        """Store updates and return the ids of those that were new. Blocking; once it returns they may be acknowledged."""
        new = [one for one in map(as_new, payloads) if one is not None]
        at = self._timing.clock.now()
        stored = self._desk.database.write(lambda uow: messengers.store_updates(uow, CONNECTOR, new, at=at))
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._stored, [(one.chat, one.message_id or 0) for one in new])
        return stored

    def wake_sending(self) -> None:
        """Something was put into the outbox, from any thread."""
        if self._loop is not None and self._sending is not None:
            self._loop.call_soon_threadsafe(self._sending.wake)

    def _stored(self, seen: list[tuple[str, int]]) -> None:
        for chat, message_id in seen:
            self._heights.see(chat, message_id)
        if self._answering is not None:
            self._answering.wake()

    async def _introduce(self, bot: Bot) -> None:
        """Learn our name and say how updates are to come."""
        me = await self._patiently(bot.get_me)
        self.bot_name = me.username or ""
        if self._account.polling:
            await self._patiently(lambda: bot.delete_webhook(drop_pending_updates=False))
        elif self._account.webhook_url:
            url, secret = self._account.webhook_url, self._account.webhook_secret
            await self._patiently(lambda: bot.set_webhook(url, secret_token=secret or None, allowed_updates=ALLOWED, max_connections=10))
        _log.info("telegram bot @%s is connected", self.bot_name)

    async def _poll(self, bot: Bot, threads: Threads) -> None:
        offset: int | None = None
        while True:
            wanted = offset
            updates = await self._patiently(
                lambda wanted=wanted: bot.get_updates(  # type: ignore[misc] # bound default
                    offset=wanted, limit=BATCH, timeout=self._account.poll_s, allowed_updates=ALLOWED, read_timeout=self._account.poll_s + 10
                )
            )
            if not updates:
                continue
            payloads = sorted((update.to_dict() for update in updates), key=lambda payload: int(payload["update_id"]))
            stored = await self._patiently(lambda payloads=payloads: threads.run(lambda: self.receive(payloads)))  # type: ignore[misc] # bound default
            offset = max(payload["update_id"] for payload in payloads) + 1
            await self._acknowledge_buttons(bot, payloads, stored)

    async def _acknowledge_buttons(self, bot: Bot, payloads: Sequence[Mapping[str, Any]], stored: set[int]) -> None:
        """Stop the little clock on a pressed button; best effort, the answer itself is a message."""
        for payload in payloads:
            query = payload.get("callback_query")
            if query:
                asyncio.create_task(self._acknowledge(bot, query, fresh=payload["update_id"] in stored)).add_done_callback(_forget)

    async def _acknowledge(self, bot: Bot, query: Mapping[str, Any], *, fresh: bool) -> None:
        locale = str(query.get("from", {}).get("language_code") or "zh")
        text = None if fresh else self._desk.phrasebook.say("zh" if locale.startswith("zh") else "en", "telegram-pressed-before")
        await bot.answer_callback_query(str(query["id"]), text=text)

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """The result of a call that is tried until it works."""
        pause = 1.0
        while True:
            try:
                return await call()
            except RetryAfter as error:
                pause = error.retry_after.total_seconds() if isinstance(error.retry_after, timedelta) else float(error.retry_after)
            except InvalidToken:
                _log.error("telegram does not know this token; trying again later")
                pause = LONGEST_PAUSE_S
            except TelegramError as error:
                _log.warning("telegram does not answer: %s", type(error).__name__)
            except Exception as error:  # noqa: BLE001 - the database may be away; nothing is acknowledged meanwhile
                _log.warning("updates cannot be stored: %s", type(error).__name__)
            await self._timing.sleep(pause)
            pause = min(LONGEST_PAUSE_S, pause * 2)


class _Reader:
    """Answers what waits in one chat."""

    def __init__(self, bot: Bot, desk: Desk, threads: Threads, timing: Timing, connector: TelegramConnector) -> None:
        self._bot, self._desk, self._threads, self._timing, self._connector = bot, desk, threads, timing, connector

    async def due(self) -> list[str]:
        """The chats with something to answer now."""
        at = self._timing.clock.now()
        return await self._threads.run(lambda: self._desk.database.read(lambda uow: messengers.waiting_chats(uow, CONNECTOR, at=at, settle=SETTLE)))

    async def answer_chat(self, chat: str) -> None:
        """Answer until nothing of the chat is due."""
        while True:
            at = self._timing.clock.now()
            stored = await self._threads.run(lambda at=at: self._desk.database.read(lambda uow: messengers.next_update(uow, CONNECTOR, chat, at=at)))  # type: ignore[misc] # bound default
            if stored is None:
                return
            await self._answer(stored)
            self._connector.wake_sending()

    async def _answer(self, stored: StoredUpdate) -> None:
        arrived = read_update(stored.payload, self._connector.bot_name)
        try:
            fetched = Fetched()
            if arrived is not None and arrived.media is not None and arrived.private:
                known = await self._threads.run(lambda: self._desk.actor_of(arrived))
                fetched = await fetch(self._bot, arrived.media) if known is not None else fetched
            await self._threads.run(lambda: self._desk.answer(stored, arrived, fetched, self._timing.clock))
        except Exception as error:  # noqa: BLE001 - whatever it is, the update is tried again and at last apologised for
            _log.exception("an update could not be answered")
            at = self._timing.clock.now()
            if stored.attempts + 1 >= MOST_ATTEMPTS:
                await self._threads.run(lambda: self._desk.give_up(stored, arrived, self._timing.clock))
                return
            reason = type(error).__name__
            await self._threads.run(lambda: self._desk.database.write(lambda uow: messengers.postpone_update(uow, stored, reason, at=at)))


def bot_of(account: Account) -> tuple[Bot, tuple[HTTPXRequest, ...]]:
    """The client, with room for many chats at once, and its connections, which the caller closes."""
    base = account.base_url.rstrip("/")
    request = HTTPXRequest(connection_pool_size=SENDERS + 8, read_timeout=20.0, pool_timeout=20.0)
    polling = HTTPXRequest(connection_pool_size=2, read_timeout=account.poll_s + 10.0)
    bot = Bot(account.token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot", request=request, get_updates_request=polling)
    return bot, (request, polling)


def _forget(task: "asyncio.Task[None]") -> None:
    """A little clock that could not be stopped ends by itself."""
    if not task.cancelled() and task.exception() is not None:
        _log.info("a pressed button was not acknowledged")
