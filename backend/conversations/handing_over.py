"""Handing a conversation to a person and back, and what staff say in it.

The assistant is silent while `handed_over_at` is set. What happens is audited and published, so that those concerned hear of it.
Invariant: staff reach only conversations of people inside their scope, never their own; anything else is "not found". What staff say is
stored words: nothing reads it as an order or a confirmation.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update

from backend.conversations.domain import Handover, PassedOn
from backend.conversations.models import HANDED_OVER, conversations, turns
from backend.identity.domain import Actor, Permission
from backend.identity.people import people_of
from backend.identity.scope import person_within_scope
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound, TooMuch
from backend.kit.ids import hash_content, new_id
from backend.kit.outbox import publish

LONGEST_REASON = 500
LONGEST_ANSWER = 4000
STAFF_MESSAGE = "staff:"
"""Begins the message id of everything staff wrote, so that it never meets one of the person's."""
PASSED_ON = "passed:"
"""Begins the message id of what the person wrote on another connector."""
TALK_LASTS = timedelta(hours=12)
"""After this silence of staff what somebody writes on another connector is no answer to them any more."""


def hand_over(uow: UnitOfWork, actor: Actor, conversation_id: str, reason: str, *, clock: Clock) -> Handover:
    """Ask for a person in the actor's own conversation; asking again changes nothing."""
    row = _locked(uow, conversation_id)
    if row is None or row.user_id != actor.user_id:
        raise NotFound("conversation.not_found")
    if row.handed_over_at is None:
        now, why = clock.now(), reason.strip()[:LONGEST_REASON]
        asked = {"handed_over_at": now, "handed_over_by": actor.user_id, "handed_over_reason": why, "waiting_since": now}
        _set(uow, conversation_id, {**asked, "assignee": None, "answered_at": None, "escalated_at": None, "handed_back_at": None})
        _record(uow, actor, conversation_id, "handed_over", {"reason": why}, now)
        told = {"user_id": actor.user_id, "dealer_id": actor.dealer_id, "name": actor.name, "text": why}
        _tell(uow, conversation_id, "handed_over", new_id("evt"), told, now)
        row = _locked(uow, conversation_id)
    return handover_of(row)


def handed_over(uow: UnitOfWork, conversation_id: str) -> Handover | None:
    """Who looks after a conversation now; None while the assistant does. The caller has checked whose it is."""
    row = uow.execute(select(conversations).where(conversations.c.id == conversation_id, HANDED_OVER)).first()
    return None if row is None else handover_of(row)


def hand_back(uow: UnitOfWork, staff: Actor, conversation_id: str, *, clock: Clock) -> bool:
    """Give a conversation back to the assistant: by staff, or by the person himself. False when the assistant has it already."""
    row = _locked(uow, conversation_id)
    if row is None or (row.user_id != staff.user_id and not _may_answer(uow, staff, row)):
        raise NotFound("conversation.not_found")
    if row.handed_over_at is None:
        return False
    now = clock.now()
    _set(uow, conversation_id, {"handed_over_at": None, "assignee": None, "waiting_since": None, "handed_back_at": now, "state": _look_first(row.state)})
    _record(uow, staff, conversation_id, "handed_back", {"since": row.handed_over_at}, now)
    told = {"user_id": row.user_id, "assignee": row.assignee, "by": staff.user_id, "name": staff.name}
    _tell(uow, conversation_id, "handed_back", new_id("evt"), told, now)
    return True


def take(uow: UnitOfWork, staff: Actor, conversation_id: str, *, clock: Clock) -> Handover:
    """Become the one who answers; whoever had it before has it no longer."""
    row = _answerable(uow, staff, conversation_id)
    if row.assignee != staff.user_id:
        _set(uow, conversation_id, {"assignee": staff.user_id})
        _record(uow, staff, conversation_id, "taken", {"from": row.assignee}, clock.now())
        row = _answerable(uow, staff, conversation_id)
    return handover_of(row)


def say_as_staff(uow: UnitOfWork, staff: Actor, conversation_id: str, text: str, message_id: str, *, clock: Clock) -> int:
    """Answer the person; takes the conversation when nobody has. Returns the turn's id; the same message id of the same staff is said once.

    Raises NotFound("conversation.not_found"), Conflict("conversation.taken" | "conversation.not_handed_over" | "conversation.other_answer"),
    Invalid("conversation.empty").
    """
    row, words = _answerable(uow, staff, conversation_id), _words(text)
    message, now = STAFF_MESSAGE + hash_content(staff.user_id, message_id), clock.now()
    said = uow.execute(select(turns.c.id, turns.c.text).where(turns.c.conversation_id == conversation_id, turns.c.message_id == message)).first()
    if said is not None:
        return _said_before(said, words)
    if row.assignee not in {None, staff.user_id}:
        raise Conflict("conversation.taken", name=_name_of(uow, row.assignee))
    take(uow, staff, conversation_id, clock=clock)
    reply = {"lang": row.state.get("lang", staff.locale), "brain": "none", "blocks": [], "meta": {"speaker": staff.name}}
    new = {"conversation_id": conversation_id, "message_id": message, "text": words, "reply": reply, "at": now, "speaker": staff.name}
    turn_id = int(uow.execute(insert(turns).values(new).returning(turns.c.id)).scalar_one())
    _set(uow, conversation_id, {"waiting_since": None, "answered_at": now, "escalated_at": None, "state": _look_first(row.state)})
    _record(uow, staff, conversation_id, "answered", {"turn": turn_id}, now)
    _tell(uow, conversation_id, "staff_message", str(turn_id), {"user_id": row.user_id, "name": staff.name, "text": words, "turn_id": turn_id}, now)
    return turn_id


def pass_on(uow: UnitOfWork, actor: Actor, conversation_id: str, text: str, message_id: str, *, clock: Clock) -> PassedOn | None:
    """What the person answers to staff on another connector goes into the conversation that is theirs, once for a message id.

    None when that talk is over: it went back to the assistant, or staff have said nothing for `TALK_LASTS`.
    """
    row, now = _locked(uow, conversation_id), clock.now()
    if row is None or row.user_id != actor.user_id:
        raise NotFound("conversation.not_found")
    if row.handed_over_at is None or row.answered_at is None or row.answered_at < now - TALK_LASTS:
        return None
    message = PASSED_ON + hash_content(message_id)
    said = uow.execute(select(turns.c.id).where(turns.c.conversation_id == conversation_id, turns.c.message_id == message)).first()
    if said is None:
        reply = {"lang": row.state.get("lang", actor.locale), "brain": "none", "blocks": []}
        uow.execute(insert(turns).values(conversation_id=conversation_id, message_id=message, text=text, reply=reply, at=now))
        note_message(uow, conversation_id, message, text, at=now)
    return PassedOn(_name_of(uow, row.assignee), row.connector)


def note_message(uow: UnitOfWork, conversation_id: str, message_id: str, text: str, *, at: datetime) -> None:
    """What the person wrote while a person is to answer: it waits from now on, and the one who answers hears of it."""
    if not text.strip():
        return
    row = uow.execute(select(conversations).where(conversations.c.id == conversation_id, HANDED_OVER)).first()
    if row is None:
        return
    if row.waiting_since is None:
        _set(uow, conversation_id, {"waiting_since": at})
    if row.assignee is not None:
        told = {"assignee": row.assignee, "user_id": row.user_id, "name": _name_of(uow, row.user_id), "text": text}
        _tell(uow, conversation_id, "message", message_id, told, at)


def handover_of(row: Row[Any]) -> Handover:
    """The hand-over in a row of the table."""
    times = (row.waiting_since, row.answered_at, row.escalated_at)
    return Handover(row.id, row.user_id, row.handed_over_at or row.handed_back_at, row.handed_over_by, row.handed_over_reason or "", row.assignee, *times)


def _said_before(said: Row[Any], words: str) -> int:
    if said.text != words:
        raise Conflict("conversation.other_answer")
    return int(said.id)


def _answerable(uow: UnitOfWork, staff: Actor, conversation_id: str) -> Row[Any]:
    staff.require(Permission.ANSWER_CHATS)
    row: Row[Any] | None = _locked(uow, conversation_id)
    if row is None or not _may_answer(uow, staff, row):
        raise NotFound("conversation.not_found")
    if row.handed_over_at is None:
        raise Conflict("conversation.not_handed_over")
    return row


def _may_answer(uow: UnitOfWork, staff: Actor, row: Row[Any]) -> bool:
    """Somebody else's conversation that was handed over, inside the scope."""
    if not staff.may(Permission.ANSWER_CHATS) or row.user_id == staff.user_id or (row.handed_over_at or row.handed_back_at) is None:
        return False
    inside = select(conversations.c.id).where(conversations.c.id == row.id, person_within_scope(conversations.c.user_id, staff))
    return uow.execute(inside).first() is not None


def _locked(uow: UnitOfWork, conversation_id: str) -> Any:
    return uow.execute(select(conversations).where(conversations.c.id == conversation_id).with_for_update()).first()


def _set(uow: UnitOfWork, conversation_id: str, values: Mapping[str, Any]) -> None:
    uow.execute(update(conversations).where(conversations.c.id == conversation_id).values(**values))


def _look_first(state: Mapping[str, Any]) -> dict[str, Any]:
    """A yes that comes next may answer what staff asked: it must not confirm what the assistant showed before."""
    return {**state, "unsure": True}


def _record(uow: UnitOfWork, actor: Actor, conversation_id: str, action: str, data: Mapping[str, Any], at: datetime) -> None:
    record(uow, f"conversation:{conversation_id}", f"conversation.{action}", data, by=Stamp(actor.user_id, at))


def _tell(uow: UnitOfWork, conversation_id: str, what: str, key: str, told: Mapping[str, Any], at: datetime) -> None:
    publish(uow, f"chat.{what}", f"{conversation_id}:{hash_content(key)}", {"conversation_id": conversation_id, **told}, at=at)


def _name_of(uow: UnitOfWork, user_id: str) -> str:
    person = people_of(uow, [user_id]).get(user_id)
    return person.name if person else user_id


def _words(text: str) -> str:
    words = text.replace("\0", "").strip()
    if not words:
        raise Invalid("conversation.empty")
    if len(words) > LONGEST_ANSWER:
        raise TooMuch("conversation.too_long", longest=LONGEST_ANSWER, length=len(words))
    return words
