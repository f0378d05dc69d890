"""Messages to messengers: stored with the answer they belong to, sent in the order of their chat, again and again until they arrived.

A message is claimed before it is sent. One that is claimed and not done is in doubt: it may have arrived although nobody was told.
Invariant: one row per (what it answers, part); a row is done only after the messenger said so, or said that it never will.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.kit.db import UnitOfWork
from backend.messengers.domain import Outgoing, StoredMessage
from backend.messengers.models import outgoing

LONGEST_ERROR = 300
LOOKED_AT = 2000
_ROW = (
    outgoing.c.id, outgoing.c.chat, outgoing.c.ref, outgoing.c.kind, outgoing.c.payload,
    outgoing.c.created_at, outgoing.c.attempts, outgoing.c.started_at, outgoing.c.floor,
)  # fmt: skip


def enqueue(uow: UnitOfWork, connector: str, chat: str, ref: str, messages: Sequence[Outgoing], *, at: datetime) -> None:
    """Queue the parts of one answer in the caller's transaction; an answer queued before is left as it is."""
    if not messages:
        return
    make = sqlite_insert if uow.is_sqlite else pg_insert
    rows = [
        {
            "connector": connector,
            "chat": chat,
            "ref": ref,
            "part": part,
            "kind": message.kind,
            "payload": dict(message.payload),
            "created_at": at,
            "next_attempt_at": at,
            "attempts": 0,
        }
        for part, message in enumerate(messages)
    ]
    uow.execute(make(outgoing).values(rows).on_conflict_do_nothing())


def sending_chats(uow: UnitOfWork, connector: str, *, at: datetime) -> list[str]:
    """The chats whose oldest waiting message is due."""
    waiting = (outgoing.c.connector == connector) & outgoing.c.done_at.is_(None)
    query = select(outgoing.c.chat, outgoing.c.next_attempt_at).where(waiting).order_by(outgoing.c.id).limit(LOOKED_AT)
    heads: dict[str, bool] = {}
    for row in uow.execute(query):
        heads.setdefault(row.chat, row.next_attempt_at <= at)
    return [chat for chat, due in heads.items() if due]


def next_message(uow: UnitOfWork, connector: str, chat: str, *, at: datetime) -> StoredMessage | None:
    """The oldest waiting message of a chat; None while it is not due."""
    waiting = (outgoing.c.connector == connector) & outgoing.c.done_at.is_(None) & (outgoing.c.chat == chat)
    row = uow.execute(select(*_ROW, outgoing.c.next_attempt_at).where(waiting).order_by(outgoing.c.id).limit(1)).first()
    return None if row is None or row.next_attempt_at > at else StoredMessage(*tuple(row)[: len(_ROW)])


def claim_message(uow: UnitOfWork, row_id: int, floor: int, *, at: datetime) -> None:
    """Note that a message is about to be sent, and the highest message id known before."""
    uow.execute(update(outgoing).where(outgoing.c.id == row_id).values(started_at=at, floor=floor))


def settle_message(
    uow: UnitOfWork, row_id: int, outcome: Literal["sent", "given_up"], *, at: datetime, message_id: int | None = None, reason: str | None = None
) -> None:
    """Note the end of a message and forget what it said."""
    told = reason[:LONGEST_ERROR] if reason else None
    values: dict[str, Any] = {"outcome": outcome, "done_at": at, "message_id": message_id, "payload": {}, "last_error": told}
    uow.execute(update(outgoing).where(outgoing.c.id == row_id).values(values))


def release_message(uow: UnitOfWork, row: StoredMessage, until: datetime, reason: str, *, in_doubt: bool) -> None:
    """Let a message wait that was not sent, or of which nobody knows (`in_doubt`)."""
    values = {"next_attempt_at": until, "attempts": row.attempts + 1, "last_error": reason[:LONGEST_ERROR]}
    uow.execute(update(outgoing).where(outgoing.c.id == row.id).values(values if in_doubt else {**values, "started_at": None, "floor": None}))


def sent_among(uow: UnitOfWork, connector: str, chat: str, above: int) -> set[int]:
    """The ids above `above` of the messages that are known to have arrived in a chat."""
    mine = (outgoing.c.connector == connector) & (outgoing.c.chat == chat) & (outgoing.c.message_id > above)
    return set(uow.execute(select(outgoing.c.message_id).where(mine)).scalars())


def highest_sent(uow: UnitOfWork, connector: str) -> dict[str, int]:
    """The highest message id sent to each chat."""
    highest = func.max(outgoing.c.message_id).label("highest")
    query = select(outgoing.c.chat, highest).where(outgoing.c.connector == connector, outgoing.c.message_id.is_not(None))
    return {row.chat: int(row.highest) for row in uow.execute(query.group_by(outgoing.c.chat))}


def purge_sent(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete up to `limit` messages that were over before an instant; returns how many."""
    old = select(outgoing.c.id).where(outgoing.c.done_at < before).limit(limit)
    return uow.execute(delete(outgoing).where(outgoing.c.id.in_(old))).rowcount
