"""Notices to Telegram: put into the outbox, one row for each notice and account, so each is sent once and in the order of its chat.

Invariant: a notice goes only to accounts bound to its person now, and only while that person is active.
"""

from collections.abc import Callable
from dataclasses import dataclass

from backend.identity.service import accounts_of_user
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.messengers.service import Outgoing, enqueue
from backend.notices.service import Notice
from bot.connectors.telegram.arriving import CONNECTOR
from bot.connectors.telegram.layout import part_of


@dataclass(frozen=True, slots=True)
class TelegramDeliverer:
    """Fills the `Deliverer` protocol. `sentence` words a notice for its person; `wake` tells the connector that there is something to send."""

    database: Database
    clock: Clock
    sentence: Callable[[Notice], str]
    wake: Callable[[], None]

    @property
    def connector(self) -> str:
        """The connector that this reaches people on."""
        return CONNECTOR

    def deliver(self, notice: Notice) -> bool:
        """Queue it for every account of the person; False when he has none."""
        text = part_of(self.sentence(notice)).text

        def queue(uow: UnitOfWork) -> bool:
            accounts = accounts_of_user(uow, notice.user_id, CONNECTOR)
            for account in accounts:
                enqueue(uow, CONNECTOR, account, f"n:{notice.id}:{account}", [Outgoing("message", {"text": text, "keyboard": []})], at=self.clock.now())
            return bool(accounts)

        reached = self.database.write(queue)
        if reached:
            self.wake()
        return reached
