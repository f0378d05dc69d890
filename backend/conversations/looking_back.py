"""What somebody said in the conversation in which a message was sent: for the record of what came of it. Reads only.

The caller has checked that his reader may know what came of the message.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from backend.conversations.domain import TurnRow
from backend.conversations.models import conversations, turns
from backend.kit.db import UnitOfWork

MOST_TURNS = 200


@dataclass(frozen=True, slots=True)
class Talk:
    """Turns of one conversation, oldest first, and by which connector it was held."""

    conversation_id: str
    connector: str
    turns: tuple[TurnRow, ...]


def talk_before(uow: UnitOfWork, user_id: str, message_id: str, since: datetime) -> Talk | None:
    """What a person said from an instant up to a message of his, that one included; None when the message is not kept."""
    mine = (conversations.c.user_id == user_id) & (turns.c.message_id == message_id)
    query = select(turns.c.id, turns.c.conversation_id, conversations.c.connector).join(conversations, conversations.c.id == turns.c.conversation_id)
    last = uow.execute(query.where(mine).order_by(turns.c.id.desc()).limit(1)).first()
    if last is None:
        return None
    own = (turns.c.conversation_id == last.conversation_id) & (turns.c.id <= last.id) & turns.c.speaker.is_(None)
    columns = (turns.c.id, turns.c.message_id, turns.c.text, turns.c.reply, turns.c.at, turns.c.speaker)
    within = (turns.c.at >= since) | (turns.c.id == last.id)
    rows = uow.execute(select(*columns).where(own, within).order_by(turns.c.id.desc()).limit(MOST_TURNS)).all()
    return Talk(last.conversation_id, last.connector, tuple(TurnRow(*tuple(row)) for row in reversed(rows)))
