"""People who wait too long: the brand's managers hear of them, again and again until somebody answers.

Invariant: the mark that it was told and the message that tells it are one transaction, so a crash tells it once or not yet.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select, update

from backend.conversations.models import HANDED_OVER, conversations, turns
from backend.identity.people import people_of
from backend.kit.db import UnitOfWork
from backend.kit.ids import new_id
from backend.kit.outbox import publish


def escalate_waiting(uow: UnitOfWork, *, waiting_before: datetime, told_before: datetime, at: datetime) -> int:
    """Tell of everybody who waits since before an instant and was not told of since another; returns how many."""
    late = conversations.c.waiting_since <= waiting_before
    untold = or_(conversations.c.escalated_at.is_(None), conversations.c.escalated_at <= told_before)
    rows = uow.execute(select(conversations).where(HANDED_OVER, late, untold).order_by(conversations.c.id).with_for_update()).all()
    people = people_of(uow, [row.user_id for row in rows])
    for row in rows:
        person = people.get(row.user_id)
        uow.execute(update(conversations).where(conversations.c.id == row.id).values(escalated_at=at))
        minutes = int((at - row.waiting_since).total_seconds() // 60)
        told = {"user_id": row.user_id, "name": person.name if person else "", "dealer_id": person.dealer_id if person else None}
        waits = {"conversation_id": row.id, "assignee": row.assignee, "minutes": minutes, "text": row.handed_over_reason or ""}
        publish(uow, "chat.unanswered", new_id("evt"), {**told, **waits}, at=at)
    return len(rows)


def last_connectors(uow: UnitOfWork, user_ids: Collection[str]) -> dict[str, str]:
    """The connector each of these people wrote through last; whoever never wrote is left out. Looks at the newest turn of each chat only."""
    own = (turns.c.conversation_id == conversations.c.id) & turns.c.speaker.is_(None)
    newest = select(turns.c.id).where(own).order_by(turns.c.id.desc()).limit(1).correlate(conversations).scalar_subquery()
    mine = select(conversations.c.user_id, conversations.c.connector, newest.label("newest")).where(conversations.c.user_id.in_(set(user_ids))).subquery()
    rows = uow.execute(select(mine).where(mine.c.newest.is_not(None)).order_by(mine.c.newest))
    return {row.user_id: row.connector for row in rows}
