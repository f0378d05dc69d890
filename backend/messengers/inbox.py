"""Updates of messengers, stored before they are acknowledged and answered in the order of their chat (R6).

Invariant: one row per update id and per (chat, key), so whatever arrives twice is answered once; a row stays until its answer is stored.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.kit.db import UnitOfWork
from backend.messengers.domain import NewUpdate, StoredUpdate, wait_after
from backend.messengers.models import updates

LONGEST_ERROR = 300
LOOKED_AT = 2000
_ROW = (updates.c.id, updates.c.update_id, updates.c.chat, updates.c.key, updates.c.payload, updates.c.received_at, updates.c.attempts)


def store_updates(uow: UnitOfWork, connector: str, new: Sequence[NewUpdate], *, at: datetime) -> set[int]:
    """Store what is new and return the update ids that were; everything that was seen before is left as it is."""
    if not new:
        return set()
    make = sqlite_insert if uow.is_sqlite else pg_insert
    rows = [
        {
            "connector": connector,
            "update_id": one.update_id,
            "chat": one.chat,
            "key": one.key,
            "message_id": one.message_id,
            "payload": dict(one.payload),
            "received_at": at,
            "next_attempt_at": at,
            "attempts": 0,
        }
        for one in new
    ]
    return set(uow.execute(make(updates).values(rows).on_conflict_do_nothing().returning(updates.c.update_id)).scalars())


def waiting_chats(uow: UnitOfWork, connector: str, *, at: datetime, settle: timedelta = timedelta(0)) -> list[str]:
    """The chats whose oldest waiting update is due.

    An update whose predecessor has not arrived yet rests for `settle` after it came, so that two that overtook each other are answered in order.
    """
    waiting = (updates.c.connector == connector) & updates.c.done_at.is_(None)
    query = select(updates.c.chat, updates.c.update_id, updates.c.next_attempt_at, updates.c.received_at).where(waiting)
    heads: dict[str, bool] = {}
    rows = uow.execute(query.order_by(updates.c.update_id).limit(LOOKED_AT)).all()
    gaps = _after_a_gap(uow, connector, [row.update_id for row in rows]) if settle else set()
    for row in rows:
        rests = row.update_id in gaps and row.received_at + settle > at
        heads.setdefault(row.chat, row.next_attempt_at <= at and not rests)
    return [chat for chat, due in heads.items() if due]


def next_update(uow: UnitOfWork, connector: str, chat: str, *, at: datetime) -> StoredUpdate | None:
    """The oldest waiting update of a chat; None while it is not due."""
    waiting = (updates.c.connector == connector) & updates.c.done_at.is_(None) & (updates.c.chat == chat)
    row = uow.execute(select(*_ROW, updates.c.next_attempt_at).where(waiting).order_by(updates.c.update_id).limit(1)).first()
    return None if row is None or row.next_attempt_at > at else StoredUpdate(*tuple(row)[: len(_ROW)])


def finish_update(uow: UnitOfWork, row_id: int, *, at: datetime) -> bool:
    """Mark an update answered and forget what it said; False when that was done before."""
    mine = (updates.c.id == row_id) & updates.c.done_at.is_(None)
    return uow.execute(update(updates).where(mine).values(done_at=at, payload={})).rowcount == 1


def postpone_update(uow: UnitOfWork, row: StoredUpdate, reason: str, *, at: datetime) -> None:
    """Let an update that could not be answered wait, longer each time."""
    attempts = row.attempts + 1
    values = {"attempts": attempts, "last_error": reason[:LONGEST_ERROR], "next_attempt_at": at + wait_after(attempts)}
    uow.execute(update(updates).where(updates.c.id == row.id).values(values))


def rest_update(uow: UnitOfWork, row_id: int, until: datetime) -> None:
    """Let an update wait that comes too soon; that is no failure."""
    uow.execute(update(updates).where(updates.c.id == row_id).values(next_attempt_at=until))


def count_waiting(uow: UnitOfWork, connector: str, chat: str) -> int:
    """How many updates of a chat wait."""
    waiting = (updates.c.connector == connector) & updates.c.done_at.is_(None) & (updates.c.chat == chat)
    return int(uow.execute(select(func.count()).select_from(updates).where(waiting)).scalar_one())


def highest_received(uow: UnitOfWork, connector: str) -> dict[str, int]:
    """The highest message id each chat sent."""
    highest = func.max(updates.c.message_id).label("highest")
    query = select(updates.c.chat, highest).where(updates.c.connector == connector, updates.c.message_id.is_not(None))
    return {row.chat: int(row.highest) for row in uow.execute(query.group_by(updates.c.chat))}


def purge_updates(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete up to `limit` updates that were answered before an instant; returns how many."""
    old = select(updates.c.id).where(updates.c.done_at < before).limit(limit)
    return uow.execute(delete(updates).where(updates.c.id.in_(old))).rowcount


def _after_a_gap(uow: UnitOfWork, connector: str, ids: Sequence[int]) -> set[int]:
    """The update ids whose predecessor never arrived, as long as anything older did."""
    if not ids:
        return set()
    before = {update_id - 1 for update_id in ids}
    known = set(uow.execute(select(updates.c.update_id).where(updates.c.connector == connector, updates.c.update_id.in_(before))).scalars())
    oldest = uow.execute(select(func.min(updates.c.update_id)).where(updates.c.connector == connector)).scalar_one()
    return {update_id for update_id in ids if update_id - 1 not in known and update_id != oldest}
