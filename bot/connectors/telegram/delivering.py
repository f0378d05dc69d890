"""Notices to Telegram: put into the outbox, one row for each notice and account, so each is sent once and in the order of its chat.

Invariant: a notice goes only to accounts bound to its person now, and only while that person is active.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backend.identity.people import people_of
from backend.identity.service import accounts_of_user
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.messengers import service as messengers
from backend.notices.service import Notice
from bot.connectors.telegram.arriving import CONNECTOR
from bot.connectors.telegram.layout import parts_of
from bot.connectors.telegram.outgoing import as_messages
from bot.messages import Block, Reply

Words = Callable[[UnitOfWork, Notice, str], Sequence[Block]]
"""A notice as its person reads it, in a language."""


@dataclass(frozen=True, slots=True)
class TelegramDeliverer:
    """Fills the `Deliverer` protocol. `words` tells a notice; `wake` says to the connector that there is something to send."""

    database: Database
    clock: Clock
    words: Words
    wake: Callable[[], None]

    def deliver(self, notice: Notice) -> bool:
        """Queue it for every account of the person; False when he has none."""
        reached = self.database.write(lambda uow: self._queue(uow, notice))
        if reached:
            self.wake()
        return reached

    def _queue(self, uow: UnitOfWork, notice: Notice) -> bool:
        accounts = accounts_of_user(uow, notice.user_id, CONNECTOR)
        if not accounts:
            return False
        locale = people_of(uow, [notice.user_id])[notice.user_id].locale
        parts = parts_of(Reply(locale, tuple(self.words(uow, notice, locale))))
        for account in accounts:
            messages = as_messages(uow, parts, account, notice.user_id, at=self.clock.now())
            messengers.enqueue(uow, CONNECTOR, account, f"n:{notice.id}:{account}", messages, at=self.clock.now())
        return True
