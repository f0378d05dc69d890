"""Conversations: who talks where, what was said and answered, and the state of the dialogue.

Invariant: one reply per (conversation, message id); a repeated message gets the stored reply (R6).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.conversations.calling import keep_calls
from backend.conversations.domain import Conversation, Handover, InboxItem, PassedOn, ToolCall, Transcript, Turn, TurnRow
from backend.conversations.handing_over import hand_back, hand_over, handed_over, note_message, pass_on, say_as_staff, take
from backend.conversations.inbox import InboxQuery, list_inbox, read_talk, read_transcript
from backend.conversations.models import conversations, turns
from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.kit.ids import new_id
from backend.kit.paging import page_size
from backend.kit.prepared import Prepared

__all__ = [
    "Conversation",
    "Handover",
    "InboxItem",
    "InboxQuery",
    "PassedOn",
    "ToolCall",
    "Transcript",
    "Turn",
    "TurnRow",
    "find_conversation",
    "find_reply",
    "find_turn_id",
    "hand_back",
    "hand_over",
    "handed_over",
    "list_inbox",
    "list_turns",
    "open_conversation",
    "pass_on",
    "read_conversation",
    "read_talk",
    "read_transcript",
    "recent_turns",
    "record_turn",
    "save_state",
    "say_as_staff",
    "take",
    "turns_after",
]
_MINE = (
    (conversations.c.user_id == bindparam("owner"))
    & (conversations.c.connector == bindparam("its_connector"))
    & (conversations.c.chat == bindparam("its_chat"))
)
_WAITS = conversations.c.handed_over_at.is_not(None).label("waits")
_OTHER = conversations.alias("other")
_ELSEWHERE = (
    select(_OTHER.c.id)
    .where(_OTHER.c.user_id == conversations.c.user_id, _OTHER.c.connector != conversations.c.connector)
    .where(_OTHER.c.handed_over_at.is_not(None), _OTHER.c.answered_at.is_not(None))
    .order_by(_OTHER.c.answered_at.desc())
    .limit(1)
    .scalar_subquery()
    .label("elsewhere")
)
_OPEN = Prepared(select(conversations.c.id, conversations.c.user_id, conversations.c.state, _WAITS, _ELSEWHERE).where(_MINE))
_REPLY = Prepared(select(turns.c.reply).where(turns.c.conversation_id == bindparam("conversation"), turns.c.message_id == bindparam("message")))
_RECORD = Prepared(insert(turns).inline(), ("conversation_id", "message_id", "text", "reply", "at"))
_SAVE = Prepared(
    update(conversations)
    .where(conversations.c.id == bindparam("conversation"))
    .values(state=bindparam("its_state", type_=conversations.c.state.type))
    .returning(conversations.c.handed_over_at)  # not the comparison: SQLite takes it for true where a partial index has the same one
)
_TURN = (turns.c.id, turns.c.message_id, turns.c.text, turns.c.reply, turns.c.at, turns.c.speaker)


def open_conversation(uow: UnitOfWork, actor: Actor, connector: str, chat: str) -> Conversation:
    """The actor's conversation in a chat, made at first use."""
    found = read_conversation(uow, actor, connector, chat)
    if found is not None:
        return found
    make = sqlite_insert if uow.is_sqlite else pg_insert
    values = {"id": new_id("cnv"), "user_id": actor.user_id, "connector": connector, "chat": chat, "state": {}}
    uow.execute(make(conversations).values(**values).on_conflict_do_nothing())
    return Conversation(*_OPEN.all(uow, _names(actor, connector, chat))[0])


def read_conversation(uow: UnitOfWork, actor: Actor, connector: str, chat: str) -> Conversation | None:
    """The same without making it: None when the actor never wrote there."""
    row = _OPEN.first(uow, _names(actor, connector, chat))
    return None if row is None else Conversation(*row)


def find_reply(uow: UnitOfWork, conversation_id: str, message_id: str) -> Mapping[str, Any] | None:
    """The stored reply to a message that was answered before."""
    row = _REPLY.first(uow, {"conversation": conversation_id, "message": message_id})
    return None if row is None else row.reply


def record_turn(uow: UnitOfWork, conversation_id: str, turn: Turn, *, clock: Clock) -> None:
    """Store a finished turn and the dialogue's new state; the last thing a turn does. While a person is to answer, he hears of it."""
    now = clock.now()
    row = {"conversation_id": conversation_id, "message_id": turn.message_id, "text": turn.text, "reply": dict(turn.reply), "at": now}
    _RECORD.run(uow, row)
    keep_calls(uow, conversation_id, turn.message_id, turn.calls, at=now)
    if save_state(uow, conversation_id, turn.state):
        note_message(uow, conversation_id, turn.message_id, turn.text, at=now)


def save_state(uow: UnitOfWork, conversation_id: str, state: Mapping[str, Any]) -> bool:
    """Replace the dialogue's state; gives whether a person is to answer the conversation now."""
    row = _SAVE.first(uow, {"conversation": conversation_id, "its_state": dict(state)})
    return row is not None and row.handed_over_at is not None


def list_turns(uow: UnitOfWork, actor: Actor, conversation_id: str, *, limit: int = 30, before: int | None = None) -> list[TurnRow]:
    """The latest turns of the actor's own conversation, oldest first; `before` is the id of the oldest turn shown so far."""
    owner = uow.execute(select(conversations.c.user_id).where(conversations.c.id == conversation_id)).scalar_one_or_none()
    if owner != actor.user_id:
        raise NotFound("conversation.not_found")
    query = select(*_TURN).where(turns.c.conversation_id == conversation_id)
    if before is not None:
        query = query.where(turns.c.id < before)
    rows = uow.execute(query.order_by(turns.c.id.desc()).limit(page_size(limit))).all()
    return [TurnRow(*tuple(row)) for row in reversed(rows)]


def recent_turns(uow: UnitOfWork, actor: Actor, connector: str, chat: str, *, limit: int = 30, before: int | None = None) -> list[TurnRow]:
    """The actor's latest turns in a chat, oldest first; empty when he never wrote there. Reads only."""
    mine = (conversations.c.user_id == actor.user_id) & (conversations.c.connector == connector) & (conversations.c.chat == chat)
    found = uow.execute(select(conversations.c.id).where(mine)).scalar_one_or_none()
    return [] if found is None else list_turns(uow, actor, found, limit=limit, before=before)


def find_conversation(uow: UnitOfWork, actor: Actor, connector: str, chat: str) -> str | None:
    """The id of the actor's conversation in a chat, None when he never wrote there. Reads only."""
    mine = (conversations.c.user_id == actor.user_id) & (conversations.c.connector == connector) & (conversations.c.chat == chat)
    found: str | None = uow.execute(select(conversations.c.id).where(mine)).scalar_one_or_none()
    return found


def find_turn_id(uow: UnitOfWork, conversation_id: str, message_id: str) -> int | None:
    """The id of the turn that answered a message."""
    query = select(turns.c.id).where(turns.c.conversation_id == conversation_id, turns.c.message_id == message_id)
    found: int | None = uow.execute(query).scalar_one_or_none()
    return found


def turns_after(uow: UnitOfWork, actor: Actor, conversation_id: str, turn_id: int, *, limit: int = 50) -> list[TurnRow]:
    """The turns that came after `turn_id`, oldest first, for a client that reconnects."""
    query = select(*_TURN).join(conversations)
    mine = (conversations.c.id == conversation_id) & (conversations.c.user_id == actor.user_id) & (turns.c.id > turn_id)
    return [TurnRow(*tuple(row)) for row in uow.execute(query.where(mine).order_by(turns.c.id).limit(page_size(limit)))]


def _names(actor: Actor, connector: str, chat: str) -> dict[str, str]:
    return {"owner": actor.user_id, "its_connector": connector, "its_chat": chat}
