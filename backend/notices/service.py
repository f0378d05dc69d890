"""Notices: what a person should hear without asking. A queue per person and a protocol that connectors fill.

Invariant: the same key is queued once per person, so an event handled twice is heard once; a topic that somebody switched off is not queued
for him.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.notices.delivery import IN_THE_LIST, PUSHED, LastUsed, count_given_up, deliver_due, give_up_cut_off
from backend.notices.domain import Deliverer, Notice, NoticeSettings
from backend.notices.models import notices
from backend.notices.preferences import read_settings, save_settings, set_topic, settings_of
from backend.notices.topics import TOPICS, topic_of

__all__ = [
    "TOPICS",
    "Deliverer",
    "LastUsed",
    "Notice",
    "NoticeSettings",
    "count_given_up",
    "count_unread",
    "deliver_due",
    "give_up_cut_off",
    "list_notices",
    "mark_read",
    "newest_through",
    "purge_notices",
    "queue_notice",
    "read_settings",
    "save_settings",
    "set_topic",
    "topic_of",
]


_COLUMNS = (notices.c.id, notices.c.user_id, notices.c.kind, notices.c.params, notices.c.created_at, notices.c.read_at, notices.c.connector)


def queue_notice(uow: UnitOfWork, user_ids: Sequence[str], kind: str, params: Mapping[str, Any], *, key: str, at: datetime) -> None:
    """Queue one notice for each person in the caller's transaction; a key queued before is left as it is."""
    chosen = settings_of(uow, user_ids)
    wanting = [user for user in user_ids if user not in chosen or topic_of(kind) not in chosen[user].muted]
    if not wanting:
        return
    make = sqlite_insert if uow.is_sqlite else pg_insert
    rows = [{"user_id": user, "kind": kind, "key": key, "params": dict(params), "created_at": at, "attempts": 0} for user in wanting]
    uow.execute(make(notices).values(rows).on_conflict_do_nothing())


def list_notices(
    uow: UnitOfWork, actor: Actor, *, unread_only: bool = True, limit: int = 50, after: int | None = None, before: int | None = None
) -> list[Notice]:
    """The actor's own notices, newest first; with `after` only those that came later than that id, with `before` earlier ones."""
    query = select(*_COLUMNS).where(notices.c.user_id == actor.user_id)
    if unread_only:
        query = query.where(notices.c.read_at.is_(None))
    if after is not None:
        query = query.where(notices.c.id > after)
    if before is not None:
        query = query.where(notices.c.id < before)
    return [Notice(*tuple(row)) for row in uow.execute(query.order_by(notices.c.id.desc()).limit(limit))]


def newest_through(uow: UnitOfWork, actor: Actor, kind: str, connector: str) -> Notice | None:
    """The newest notice of a kind that reached the actor through a connector; the web shows all that are in his list."""
    reached = notices.c.delivered_at.is_not(None) & notices.c.connector.in_((connector, PUSHED))
    mine = (notices.c.user_id == actor.user_id) & (notices.c.kind == kind)
    row = uow.execute(select(*_COLUMNS).where(mine if connector == IN_THE_LIST else mine & reached).order_by(notices.c.id.desc()).limit(1)).first()
    return None if row is None else Notice(*tuple(row))


def count_unread(uow: UnitOfWork, actor: Actor) -> int:
    """How many notices the actor has not read."""
    mine = (notices.c.user_id == actor.user_id) & notices.c.read_at.is_(None)
    return int(uow.execute(select(func.count()).select_from(notices).where(mine)).scalar_one())


def mark_read(uow: UnitOfWork, actor: Actor, notice_ids: Sequence[int], *, clock: Clock) -> None:
    """Mark the actor's own notices read; others are left alone."""
    mine = (notices.c.user_id == actor.user_id) & notices.c.id.in_(notice_ids) & notices.c.read_at.is_(None)
    uow.execute(update(notices).where(mine).values(read_at=clock.now()))


def purge_notices(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete up to `limit` notices that came before an instant, read or not; returns how many."""
    old = select(notices.c.id).where(notices.c.created_at < before).order_by(notices.c.id).limit(limit)
    return uow.execute(delete(notices).where(notices.c.id.in_(old))).rowcount
