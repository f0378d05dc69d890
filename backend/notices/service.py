"""Notices: what a person should hear without asking. A queue per person and a protocol that connectors fill.

Invariant: the same key is queued once per person, so an event handled twice is heard once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.notices.models import notices


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one person; `kind` names the sentence and `params` fill it."""

    id: int
    user_id: str
    kind: str
    params: Mapping[str, Any]
    created_at: datetime
    read_at: datetime | None


class Deliverer(Protocol):
    """A connector that can reach people by itself (a messenger)."""

    def deliver(self, notice: Notice) -> bool:
        """Send it; False when this connector does not reach the person."""
        ...


def queue_notice(uow: UnitOfWork, user_ids: Sequence[str], kind: str, params: Mapping[str, Any], *, key: str, at: datetime) -> None:
    """Queue one notice for each person in the caller's transaction; a key queued before is left as it is."""
    if not user_ids:
        return
    make = sqlite_insert if uow.is_sqlite else pg_insert
    rows = [{"user_id": user, "kind": kind, "key": key, "params": dict(params), "created_at": at} for user in user_ids]
    uow.execute(make(notices).values(rows).on_conflict_do_nothing())


def list_notices(uow: UnitOfWork, actor: Actor, *, unread_only: bool = True, limit: int = 50) -> list[Notice]:
    """The actor's own notices, newest first."""
    query = _select().where(notices.c.user_id == actor.user_id)
    if unread_only:
        query = query.where(notices.c.read_at.is_(None))
    return [Notice(*tuple(row)) for row in uow.execute(query.order_by(notices.c.id.desc()).limit(limit))]


def mark_read(uow: UnitOfWork, actor: Actor, notice_ids: Sequence[int], *, clock: Clock) -> None:
    """Mark the actor's own notices read; others are left alone."""
    mine = (notices.c.user_id == actor.user_id) & notices.c.id.in_(notice_ids) & notices.c.read_at.is_(None)
    uow.execute(update(notices).where(mine).values(read_at=clock.now()))


def deliver_due(database: Database, deliverers: Sequence[Deliverer], clock: Clock, *, batch: int = 50) -> int:
    """Send waiting notices through the first connector that reaches the person; returns how many went out."""
    waiting = _select().where(notices.c.delivered_at.is_(None)).order_by(notices.c.id).limit(batch)
    due = database.read(lambda uow: [Notice(*tuple(row)) for row in uow.execute(waiting)])
    sent = [notice.id for notice in due if any(deliverer.deliver(notice) for deliverer in deliverers)]
    if sent:
        database.write(lambda uow: uow.execute(update(notices).where(notices.c.id.in_(sent)).values(delivered_at=clock.now())))
    return len(sent)


def _select() -> Any:
    return select(notices.c.id, notices.c.user_id, notices.c.kind, notices.c.params, notices.c.created_at, notices.c.read_at)
