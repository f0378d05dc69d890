"""Messengers: what came in, what goes out, and what stands behind a button; the same for every messenger."""

from datetime import datetime

from backend.kit.db import UnitOfWork
from backend.messengers.buttons import find_button, make_button, purge_buttons, use_button
from backend.messengers.domain import KEPT_FOR, NewUpdate, Outgoing, StoredMessage, StoredUpdate, wait_after
from backend.messengers.inbox import (
    count_waiting,
    finish_update,
    highest_received,
    next_update,
    postpone_update,
    purge_updates,
    rest_update,
    store_updates,
    waiting_chats,
)
from backend.messengers.outbox import (
    claim_message,
    enqueue,
    highest_sent,
    next_message,
    purge_sent,
    release_message,
    sending_chats,
    sent_among,
    settle_message,
)

__all__ = [
    "KEPT_FOR",
    "NewUpdate",
    "Outgoing",
    "StoredMessage",
    "StoredUpdate",
    "claim_message",
    "count_waiting",
    "enqueue",
    "find_button",
    "finish_update",
    "highest_known",
    "make_button",
    "next_message",
    "next_update",
    "postpone_update",
    "purge_messengers",
    "release_message",
    "rest_update",
    "sending_chats",
    "sent_among",
    "settle_message",
    "store_updates",
    "use_button",
    "wait_after",
    "waiting_chats",
]


def highest_known(uow: UnitOfWork, connector: str) -> dict[str, int]:
    """The highest message id known of each chat, received or sent."""
    known = highest_received(uow, connector)
    for chat, highest in highest_sent(uow, connector).items():
        known[chat] = max(highest, known.get(chat, 0))
    return known


def purge_messengers(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete what was over before an instant, up to `limit` rows of each table; returns the largest number."""
    return max(purge_updates(uow, before, limit), purge_sent(uow, before, limit), purge_buttons(uow, before, limit))
