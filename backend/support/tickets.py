"""Tickets: a question that a person answers later. Offered in the chat and opened by the person's yes, or opened over HTTP.

Invariant: the same question of somebody in a conversation is one ticket as long as it is open; staff see those of people in their scope only.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from backend.catalog.service import get_skus
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
from backend.kit.paging import Page
from backend.settings.service import load_brand_settings
from backend.support.domain import TicketStatus, TicketView
from backend.support.models import SAME_QUESTION, tickets
from backend.support.office import office_due
from backend.support.pages import page_of
from backend.support.questions import Question

LONGEST_ANSWER = 4000


def open_ticket(uow: UnitOfWork, actor: Actor, question: Question, *, clock: Clock) -> TicketView:
    """A ticket for the actor's question; the open one there is when he asked the same in this conversation before."""
    now, asked = clock.now(), hash_content("".join(question.subject.casefold().split()))
    same = dict(zip(SAME_QUESTION, (actor.user_id, question.conversation_id, asked), strict=True))
    standing = uow.execute(select(tickets).where(*(column == value for column, value in same.items()), _is(TicketStatus.OPEN)).with_for_update()).first()
    if standing is not None:
        return _views(uow, [standing])[0]
    number = f"TK-{next_number(uow, 'ticket')}"
    who = {"id": new_id("tck"), "number": number, "dealer_id": actor.dealer_id, **{column.key: value for column, value in same.items()}}
    what = {"subject": question.subject, "sku": question.sku, "serial": question.serial, "status": TicketStatus.OPEN.value, "answer": ""}
    times = {"created_at": now, "changed_at": now, "due_at": office_due(load_brand_settings(uow), now)}
    row = uow.execute(insert(tickets).values({**who, **what, **times}).returning(*tickets.c)).one()
    record(uow, f"ticket:{row.id}", "ticket.opened", {"number": number}, by=Stamp(actor.user_id, now), new=True)
    told = {"number": number, "user_id": actor.user_id, "dealer_id": actor.dealer_id, "name": actor.name, "text": question.subject}
    publish(uow, "ticket.opened", str(row.id), told, at=now)
    return _views(uow, [row])[0]


def list_tickets(uow: UnitOfWork, actor: Actor, *, status: str = "", own: bool = False, cursor: str | None = None, limit: int = 50) -> Page[TicketView]:
    """Newest first: one's own tickets; for staff who answer people, those of everybody in their scope."""
    query = select(tickets).where(_mine(actor) if own else _reachable(actor))
    if status:
        query = query.where(_is(_status(status)))
    rows, more = page_of(uow, query, (tickets.c.created_at, tickets.c.id), cursor, limit)
    return Page(tuple(_views(uow, rows)), more)


def find_ticket(uow: UnitOfWork, actor: Actor, ticket: str) -> tuple[TicketView, str]:
    """A ticket by its id or number and the conversation it came from; raises NotFound("ticket.not_found") outside the scope."""
    row = uow.execute(select(tickets).where(_named(ticket), _reachable(actor))).first()
    if row is None:
        raise NotFound("ticket.not_found")
    return _views(uow, [row])[0], str(row.conversation_id)


def answer_ticket(uow: UnitOfWork, staff: Actor, ticket: str, text: str, *, clock: Clock) -> TicketView:
    """Answer a ticket and tell its asker. Raises NotFound("ticket.not_found"), Conflict("ticket.already_closed"), Invalid("ticket.empty")."""
    staff.require(Permission.ANSWER_CHATS)
    words, now = text.replace("\0", "").strip()[:LONGEST_ANSWER], clock.now()
    if not words:
        raise Invalid("ticket.empty")
    row = _locked(uow, _named(ticket) & person_within_scope(tickets.c.user_id, staff))
    if (row.answer, row.status) == (words, TicketStatus.ANSWERED.value):
        return _views(uow, [row])[0]
    answered = {"status": TicketStatus.ANSWERED.value, "answer": words, "answered_by": staff.user_id}
    return _changed(uow, staff, row, answered, {"name": staff.name, "text": words}, now)


def close_ticket(uow: UnitOfWork, actor: Actor, ticket: str, *, clock: Clock) -> TicketView:
    """The asker is content, or staff close it; he is told when it was not he."""
    row = _locked(uow, _named(ticket) & _reachable(actor))
    return _changed(uow, actor, row, {"status": TicketStatus.CLOSED.value}, {"name": actor.name}, clock.now())


def _mine(actor: Actor) -> ColumnElement[bool]:
    return tickets.c.user_id == actor.user_id


def _reachable(actor: Actor) -> ColumnElement[bool]:
    """One's own; for staff who answer people, those of everybody in their scope."""
    return _mine(actor) | person_within_scope(tickets.c.user_id, actor) if actor.may(Permission.ANSWER_CHATS) else _mine(actor)


def _named(ticket: str) -> ColumnElement[bool]:
    return (tickets.c.id == ticket) | (tickets.c.number == ticket.upper())


def _is(status: TicketStatus) -> ColumnElement[bool]:
    return tickets.c.status == status.value


def _status(text: str) -> TicketStatus:
    try:
        return TicketStatus(text)
    except ValueError as error:
        raise Invalid("ticket.bad_status", status=text) from error


def _locked(uow: UnitOfWork, which: ColumnElement[bool]) -> Row[Any]:
    row = uow.execute(select(tickets).where(which).with_for_update()).first()
    if row is None:
        raise NotFound("ticket.not_found")
    if row.status == TicketStatus.CLOSED.value:
        raise Conflict("ticket.already_closed", number=row.number)
    return row


def _changed(uow: UnitOfWork, actor: Actor, row: Row[Any], values: dict[str, Any], told: dict[str, Any], at: datetime) -> TicketView:
    changed = uow.execute(update(tickets).where(tickets.c.id == row.id).values(**values, changed_at=at).returning(*tickets.c)).one()
    record(uow, f"ticket:{row.id}", f"ticket.{values['status']}", {}, by=Stamp(actor.user_id, at))
    about = {"user_id": row.user_id, "number": row.number, "by": actor.user_id, **told}
    publish(uow, f"ticket.{values['status']}", f"{row.id}:{new_id('evt')}", about, at=at)
    return _views(uow, [changed])[0]


def _views(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> list[TicketView]:
    people = people_of(uow, [row.user_id for row in rows])
    goods = get_skus(uow, sorted({row.sku for row in rows if row.sku}))
    return [_view(row, people[row.user_id].name if row.user_id in people else "", goods.get(row.sku)) for row in rows]


def _view(row: Row[Any], asker: str, product: Any) -> TicketView:
    names = (row.sku, row.sku) if product is None else (product.name_zh, product.name_en)
    said = (row.subject, *names, row.serial, TicketStatus(row.status), row.answer)
    return TicketView(row.id, row.number, asker, row.dealer_id, *said, row.created_at, row.due_at)
