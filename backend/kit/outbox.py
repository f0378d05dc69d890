"""The outbox: what must be told to others is a row in the same transaction; a relay sends it after the commit (R6).

A failed delivery is tried again after two seconds, then four, and so on up to an hour, for about two days; then the row stays, for `reconcile` to name.
Invariant: one row per event and recipient key; a row is marked sent only after its delivery returned.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, String, Table, Text, UniqueConstraint, delete, insert, or_, select, update

from backend.kit.clock import Clock
from backend.kit.columns import BigId, JsonText, UtcDateTime, metadata
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Unavailable
from backend.kit.prepared import Prepared

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("topic", String(60), nullable=False),
    Column("key", String(120), nullable=False),
    Column("payload", JsonText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime, index=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("last_error", Text),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    UniqueConstraint("topic", "key"),
)
MAX_ATTEMPTS = 60
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_ERROR = 500
_QUEUE = Prepared(insert(outbox), ("topic", "key", "payload", "created_at", "attempts", "next_attempt_at"))


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """One thing to tell, queued `at` an instant; `key` makes repeats recognisable to the receiver."""

    id: int
    topic: str
    key: str
    payload: Mapping[str, Any]
    attempts: int
    at: datetime | None = None


def publish(uow: UnitOfWork, topic: str, key: str, payload: Mapping[str, Any], *, at: datetime) -> None:
    """Queue one message in the caller's transaction."""
    _QUEUE.run(uow, {"topic": topic, "key": key, "payload": dict(payload), "created_at": at, "attempts": 0, "next_attempt_at": at})


def relay_once(database: Database, deliver: Callable[[OutboxMessage], None], clock: Clock, *, batch: int = 50) -> int:
    """Deliver messages that are due, oldest first, and return how many went out; a failed one stays with its error and waits for its next time.

    Raises Unavailable when the storage itself is in trouble: that is no failure of the message, and does not count as one.
    """
    waiting = database.read(lambda uow: _waiting(uow, clock.now(), batch))
    sent = 0
    for message in waiting:
        try:
            deliver(message)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a receiver may fail in any way; the row keeps the reason
            reason = repr(error)[:LONGEST_ERROR]
            database.write(partial(_mark_failed, message=message, reason=reason, at=clock.now()))
        else:
            database.write(partial(_mark_sent, message=message, at=clock.now()))
            sent += 1
    return sent


def purge_sent(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete up to `limit` messages that were sent before an instant; returns how many."""
    old = select(outbox.c.id).where(outbox.c.sent_at < before).limit(limit)
    return uow.execute(delete(outbox).where(outbox.c.id.in_(old))).rowcount


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failures: twice as long each time, an hour at most."""
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(attempts - 1, 16)))


def is_due(next_attempt: ColumnElement[Any], now: datetime, longest: timedelta = LONGEST_WAIT) -> ColumnElement[bool]:
    """Whether its time has come, or is farther away than anything ever waits: then a wrong clock set it, and it does not wait for that time."""
    return or_(next_attempt <= now, next_attempt > now + longest)


def _waiting(uow: UnitOfWork, now: datetime, batch: int) -> list[OutboxMessage]:
    columns = (outbox.c.id, outbox.c.topic, outbox.c.key, outbox.c.payload, outbox.c.attempts, outbox.c.created_at)
    due = outbox.c.sent_at.is_(None) & (outbox.c.attempts < MAX_ATTEMPTS) & is_due(outbox.c.next_attempt_at, now)
    return [OutboxMessage(*tuple(row)) for row in uow.execute(select(*columns).where(due).order_by(outbox.c.id).limit(batch))]


def _mark_sent(uow: UnitOfWork, message: OutboxMessage, at: datetime) -> None:
    uow.execute(update(outbox).where(outbox.c.id == message.id).values(sent_at=at, attempts=outbox.c.attempts + 1))


def _mark_failed(uow: UnitOfWork, message: OutboxMessage, reason: str, at: datetime) -> None:
    failed = {"attempts": message.attempts + 1, "last_error": reason, "next_attempt_at": at + wait_after(message.attempts + 1)}
    uow.execute(update(outbox).where(outbox.c.id == message.id).values(failed))
