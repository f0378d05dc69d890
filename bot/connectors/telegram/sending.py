"""Sending the outbox: in the order of the chat, again until it arrives, and looked for before it is sent a second time.

Telegram takes a message or says no; when its answer is lost, nobody knows. Then the messages after the last known one are asked, by an
edit that changes nothing: "not modified" proves that ours is there. Only if none of them is ours it is sent again. A duplicate remains
possible when Telegram takes a message after it was looked for, or when more than LOOKED_AT others came in between.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any, Literal, TypeVar

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from backend.kit.db import Database, UnitOfWork
from backend.messengers import service as messengers
from backend.messengers.service import StoredMessage
from bot.connectors.telegram.arriving import CONNECTOR
from bot.connectors.telegram.heights import Heights
from bot.connectors.telegram.pacing import Pace
from bot.connectors.telegram.threads import Threads
from bot.connectors.telegram.timing import Timing

T = TypeVar("T")
LOOKED_AT = 40
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Ended:
    """How one try ended. `never` gives up; `later` was surely not sent; `doubt` may have been."""

    kind: Literal["sent", "never", "later", "doubt"]
    message_id: int | None = None
    wait_s: float | None = None
    reason: str = ""


class Sender:
    """Sends what waits for one chat."""

    def __init__(self, bot: Bot, database: Database, threads: Threads, pace: Pace, timing: Timing, heights: Heights) -> None:
        self._bot, self._database, self._threads = bot, database, threads
        self._pace, self._timing, self._heights = pace, timing, heights

    async def due(self) -> list[str]:
        """The chats with something to send now."""
        at = self._timing.clock.now()
        return await self._read(lambda uow: messengers.sending_chats(uow, CONNECTOR, at=at))

    async def send_chat(self, chat: str) -> None:
        """Send until nothing of the chat is due."""
        while True:
            at = self._timing.clock.now()
            row = await self._read(lambda uow, at=at: messengers.next_message(uow, CONNECTOR, chat, at=at))  # type: ignore[misc] # bound default
            if row is None:
                return
            await self._store(row, await self._try(row))

    async def _try(self, row: StoredMessage) -> _Ended:
        if row.kind == "keyboard":
            return await self._attempt(lambda: self._edit_keyboard(row), row, counts=False)
        if row.started_at is not None:
            found = await self._look_for(row)
            if found is not None:
                return found
        await self._pace.take(row.chat)
        floor, at = self._heights.floor(row.chat), self._timing.clock.now()
        await self._write(lambda uow: messengers.claim_message(uow, row.id, floor, at=at))
        return await self._attempt(lambda: self._send(row), row)

    async def _attempt(self, call: Callable[[], Any], row: StoredMessage, *, counts: bool = True) -> _Ended:
        if not counts:
            await self._pace.take(row.chat, counts=False)
        try:
            message_id = await call()
        except TelegramError as error:
            return self._ended(error, row)
        if message_id is not None:
            self._heights.see(row.chat, message_id)
        return _Ended("sent", message_id)

    async def _send(self, row: StoredMessage) -> int:
        payload = row.payload
        try:
            sent = await self._bot.send_message(int(row.chat), payload["text"], parse_mode=ParseMode.HTML, reply_markup=markup_of(payload))
        except BadRequest as error:
            if "parse entities" not in str(error).casefold():
                raise
            _log.warning("a message could not be laid out and goes as plain text")
            sent = await self._bot.send_message(int(row.chat), plain_text(payload["text"]), reply_markup=markup_of(payload))
        return sent.message_id

    async def _edit_keyboard(self, row: StoredMessage) -> None:
        try:
            await self._bot.edit_message_reply_markup(int(row.chat), row.payload["message_id"], reply_markup=markup_of(row.payload))
        except BadRequest as error:
            _log.info("a keyboard stays as it is: %s", error)

    async def _look_for(self, row: StoredMessage) -> _Ended | None:
        """Find a message whose answer was lost; None when it is surely or probably not there."""
        floor = row.floor or 0
        ours = await self._read(lambda uow: messengers.sent_among(uow, CONNECTOR, row.chat, floor))
        for candidate in range(floor + 1, floor + 1 + LOOKED_AT) if floor else ():
            if candidate in ours or self._heights.is_foreign(row.chat, candidate):
                continue
            await self._pace.take(row.chat, counts=False)
            try:
                await self._bot.edit_message_text(row.payload["text"], int(row.chat), candidate, parse_mode=ParseMode.HTML, reply_markup=markup_of(row.payload))
            except BadRequest as error:
                if "not modified" not in str(error).casefold():
                    continue
            except TelegramError as error:
                ended = self._ended(error, row)
                return _Ended("doubt", wait_s=ended.wait_s, reason=ended.reason)
            self._heights.see(row.chat, candidate)
            return _Ended("sent", candidate)
        return None

    def _ended(self, error: TelegramError, row: StoredMessage) -> _Ended:
        reason = f"{type(error).__name__}: {error}"
        if isinstance(error, RetryAfter):
            seconds = error.retry_after.total_seconds() if isinstance(error.retry_after, timedelta) else float(error.retry_after)
            self._pace.hold(row.chat, seconds)
            return _Ended("later", wait_s=seconds, reason=reason)
        if isinstance(error, Forbidden | BadRequest | ChatMigrated):
            return _Ended("never", reason=reason)
        if isinstance(error, InvalidToken):
            return _Ended("later", reason="InvalidToken")
        if isinstance(error, NetworkError) and isinstance(error.__cause__, _NEVER_SENT):
            return _Ended("later", reason=reason)
        return _Ended("doubt", reason=reason)

    async def _store(self, row: StoredMessage, ended: _Ended) -> None:
        at = self._timing.clock.now()
        too_old = ended.kind in {"later", "doubt"} and at - row.created_at > messengers.KEPT_FOR
        if ended.kind == "sent":
            await self._write(lambda uow: messengers.settle_message(uow, row.id, "sent", at=at, message_id=ended.message_id))
        elif ended.kind == "never" or too_old:
            _log.warning("a message is given up: %s", ended.reason)
            await self._write(lambda uow: messengers.settle_message(uow, row.id, "given_up", at=at, reason=ended.reason))
        else:
            until = at + (timedelta(seconds=ended.wait_s) if ended.wait_s is not None else messengers.wait_after(row.attempts + 1))
            await self._write(lambda uow: messengers.release_message(uow, row, until, ended.reason, in_doubt=ended.kind == "doubt"))

    async def _read(self, work: Callable[[UnitOfWork], T]) -> T:
        return await self._threads.run(lambda: self._database.read(work))

    async def _write(self, work: Callable[[UnitOfWork], T]) -> T:
        return await self._threads.run(lambda: self._database.write(work))


def markup_of(payload: Any) -> InlineKeyboardMarkup | None:
    """The inline keyboard of a payload."""
    rows = [[InlineKeyboardButton(label, callback_data=token) for label, token in row] for row in payload.get("keyboard", ()) if row]
    return InlineKeyboardMarkup(rows) if rows else None


def plain_text(html: str) -> str:
    """Our own HTML without its tags."""
    return unescape(re.sub(r"</?(?:b|pre)>", "", html))
