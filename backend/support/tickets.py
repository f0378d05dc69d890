"""Tickets: a question that a person answers later. Made for what the assistant has no answer to; a hand-over makes none.

Invariant: the same question of somebody in a conversation is one ticket; staff see those of people in their scope only.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.identity.domain import Actor, Permission
from backend.identity.people import people_of
from backend.identity.scope import person_within_scope
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.kit.ids import hash_content, new_id
from backend.kit.numbering import next_number
from backend.kit.outbox import publish
from backend.settings.service import load_brand_settings
from backend.support.domain import TicketStatus, TicketView
from backend.support.models import tickets
from backend.support.office import office_due

LONGEST_SUBJECT = 500
LONGEST_ANSWER = 4000
MOST_ITEMS = 200


def open_ticket(uow: UnitOfWork, actor: Actor, subject: str, conversation_id: str, *, clock: Clock) -> TicketView:
    """A ticket for the actor's question; the one there is when he asked the same in this conversation before."""
    words = subject.replace("\0", "").strip()[:LONGEST_SUBJECT]
    if not words:
        raise Invalid("ticket.empty")
    now, question = clock.now(), hash_content("".join(words.casefold().split()))
    who = {"id": new_id("tck"), "user_id": actor.user_id, "dealer_id": actor.dealer_id, "conversation_id": conversation_id, "question_hash": question}
    times = {"created_at": now, "changed_at": now, "due_at": office_due(load_brand_settings(uow), now)}
    make = sqlite_insert if uow.is_sqlite else pg_insert
    row = {**who, **times, "number": f"TK-{next_number(uow, 'ticket')}", "subject": words, "status": TicketStatus.OPEN.value, "answer": ""}
    if uow.execute(make(tickets).values(row).on_conflict_do_nothing().returning(tickets.c.id)).first() is not None:
        record(uow, f"ticket:{row['id']}", "ticket.opened", {"number": row["number"]}, by=Stamp(actor.user_id, now), new=True)
        told = {"number": row["number"], "user_id": actor.user_id, "dealer_id": actor.dealer_id, "name": actor.name, "text": words}
        publish(uow, "ticket.opened", str(row["id"]), told, at=now)
    same = (tickets.c.user_id == actor.user_id) & (tickets.c.conversation_id == conversation_id) & (tickets.c.question_hash == question)
    return _views(uow, uow.execute(select(tickets).where(same)).all())[0]


def list_tickets(uow: UnitOfWork, actor: Actor, *, status: str = "") -> list[TicketView]:
    """One's own tickets; for staff who answer people, those of everybody in their scope. The most urgent first."""
    mine: Any = tickets.c.user_id == actor.user_id
    query = select(tickets).where(mine | person_within_scope(tickets.c.user_id, actor) if actor.may(Permission.ANSWER_CHATS) else mine)
    if status:
        query = query.where(tickets.c.status == status)
    return _views(uow, uow.execute(query.order_by(tickets.c.due_at, tickets.c.id).limit(MOST_ITEMS)).all())


def answer_ticket(uow: UnitOfWork, staff: Actor, ticket_id: str, text: str, *, clock: Clock) -> TicketView:
    """Answer a ticket and tell its asker. Raises NotFound("ticket.not_found"), Conflict("ticket.closed"), Invalid("ticket.empty")."""
    staff.require(Permission.ANSWER_CHATS)
    words, now = text.replace("\0", "").strip()[:LONGEST_ANSWER], clock.now()
    if not words:
        raise Invalid("ticket.empty")
    row = _locked(uow, tickets.c.id == ticket_id, person_within_scope(tickets.c.user_id, staff))
    if (row.answer, row.status) == (words, TicketStatus.ANSWERED.value):
        return _views(uow, [row])[0]
    answered = {"status": TicketStatus.ANSWERED.value, "answer": words, "answered_by": staff.user_id}
    told = {"user_id": row.user_id, "number": row.number, "name": staff.name, "text": words}
    return _changed(uow, staff, row, answered, told, now)


def close_ticket(uow: UnitOfWork, actor: Actor, ticket_id: str, *, clock: Clock) -> TicketView:
    """The asker is content, or staff close it."""
    inside: Any = tickets.c.user_id == actor.user_id
    if actor.may(Permission.ANSWER_CHATS):
        inside |= person_within_scope(tickets.c.user_id, actor)
    row = _locked(uow, tickets.c.id == ticket_id, inside)
    return _changed(uow, actor, row, {"status": TicketStatus.CLOSED.value}, None, clock.now())


def _locked(uow: UnitOfWork, which: Any, inside: Any) -> Row[Any]:
    row = uow.execute(select(tickets).where(which, inside).with_for_update()).first()
    if row is None:
        raise NotFound("ticket.not_found")
    if row.status == TicketStatus.CLOSED.value:
        raise Conflict("ticket.closed", number=row.number)
    return row


def _changed(uow: UnitOfWork, actor: Actor, row: Row[Any], values: dict[str, Any], told: dict[str, Any] | None, at: datetime) -> TicketView:
    uow.execute(update(tickets).where(tickets.c.id == row.id).values(**values, changed_at=at))
    record(uow, f"ticket:{row.id}", f"ticket.{values['status']}", {}, by=Stamp(actor.user_id, at))
    if told is not None:
        publish(uow, f"ticket.{values['status']}", f"{row.id}:{new_id('evt')}", told, at=at)
    return _views(uow, uow.execute(select(tickets).where(tickets.c.id == row.id)).all())[0]


def _views(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> list[TicketView]:
    people = people_of(uow, [row.user_id for row in rows])
    return [_view(row, people[row.user_id].name if row.user_id in people else "") for row in rows]


def _view(row: Row[Any], asker: str) -> TicketView:
    said = (row.subject, TicketStatus(row.status), row.answer, row.created_at, row.due_at, row.conversation_id)
    return TicketView(row.id, row.number, asker, *said)
