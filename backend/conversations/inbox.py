"""The inbox of staff: conversations handed to a person, longest waiting first, and what was said in them.

Invariant: only people inside the reader's scope, never his own conversations; one that went back to the assistant shows nothing newer than
that moment, and only for as long as `DONE_DAYS`; no button of the person is handed to staff.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, func, or_, select

from backend.conversations.domain import InboxItem, Transcript, TurnRow
from backend.conversations.handing_over import handover_of
from backend.conversations.models import conversations, turns
from backend.identity.domain import Actor, Permission
from backend.identity.people import Person, people_of
from backend.identity.scope import person_within_scope
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.kit.paging import page_size

Which = Literal["open", "waiting", "mine", "unassigned", "done"]
DONE_DAYS = 7
MOST_ITEMS = 200


def list_inbox(uow: UnitOfWork, staff: Actor, *, which: Which = "open", clock: Clock | None = None) -> list[InboxItem]:
    """The conversations the reader may answer: those that wait for an answer first, oldest first. "done" needs the clock."""
    staff.require(Permission.ANSWER_CHATS)
    query = select(conversations).where(_reachable(staff), _chosen(staff, which, clock))
    waiting = conversations.c.waiting_since
    rows = uow.execute(query.order_by(waiting.is_(None), waiting, conversations.c.handed_over_at, conversations.c.id).limit(MOST_ITEMS)).all()
    return _items(uow, rows)


def read_transcript(uow: UnitOfWork, staff: Actor, conversation_id: str, *, clock: Clock, limit: int = 100, before: int | None = None) -> Transcript:
    """A conversation that was handed over, with its latest turns; `before` is the id of the oldest turn shown so far. Raises NotFound."""
    staff.require(Permission.ANSWER_CHATS)
    over = conversations.c.handed_over_at.is_not(None) | _lately_back(clock)
    row = uow.execute(select(conversations).where(conversations.c.id == conversation_id, _reachable(staff), over)).first()
    if row is None:
        raise NotFound("conversation.not_found")
    query = select(turns).where(turns.c.conversation_id == conversation_id)
    if row.handed_over_at is None:
        query = query.where(turns.c.at <= row.handed_back_at)
    if before is not None:
        query = query.where(turns.c.id < before)
    found = uow.execute(query.order_by(turns.c.id.desc()).limit(page_size(limit))).all()
    rows = tuple(TurnRow(turn.id, turn.message_id, turn.text, _without_buttons(turn.reply), turn.at, turn.speaker) for turn in reversed(found))
    item = _items(uow, [row])[0]
    person = people_of(uow, [row.user_id]).get(row.user_id)
    return Transcript(item, str(row.state.get("lang") or (person.locale if person else "zh")), rows)


def _reachable(staff: Actor) -> ColumnElement[bool]:
    return person_within_scope(conversations.c.user_id, staff) & (conversations.c.user_id != staff.user_id)


def _chosen(staff: Actor, which: Which, clock: Clock | None) -> ColumnElement[bool]:
    given = conversations.c.handed_over_at.is_not(None)
    if which == "waiting":
        return given & conversations.c.waiting_since.is_not(None)
    if which == "mine":
        return given & (conversations.c.assignee == staff.user_id)
    if which == "unassigned":
        return given & conversations.c.assignee.is_(None)
    if which == "done" and clock is not None:
        return conversations.c.handed_over_at.is_(None) & _lately_back(clock)
    return given


def _lately_back(clock: Clock) -> ColumnElement[bool]:
    return conversations.c.handed_back_at > clock.now() - timedelta(days=DONE_DAYS)


def _without_buttons(reply: Mapping[str, Any]) -> dict[str, Any]:
    """A stored reply to look at: what the person could press is his alone."""
    return {**reply, "blocks": [_bare(block) for block in reply.get("blocks", ())]}


def _bare(block: Mapping[str, Any]) -> dict[str, Any]:
    shown = {**block, "buttons": []} if "buttons" in block else dict(block)
    return {**shown, "rows": [_bare(row) for row in block["rows"]]} if "rows" in block else shown


def _items(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> list[InboxItem]:
    people = people_of(uow, [user for row in rows for user in (row.user_id, row.assignee) if user])
    said = _said_last(uow, [row.id for row in rows])
    return [_item(row, people, said.get(row.id, "")) for row in rows]


def _said_last(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, str]:
    """What was said last in each of some conversations, as far as staff may read it."""
    seen = or_(conversations.c.handed_over_at.is_not(None), turns.c.at <= conversations.c.handed_back_at)
    newest = select(func.max(turns.c.id)).join(conversations, conversations.c.id == turns.c.conversation_id)
    newest = newest.where(turns.c.conversation_id.in_(ids), turns.c.text != "", seen).group_by(turns.c.conversation_id)
    return {row.conversation_id: row.text for row in uow.execute(select(turns.c.conversation_id, turns.c.text).where(turns.c.id.in_(newest)))}


def _item(row: Row[Any], people: dict[str, Person], last: str) -> InboxItem:
    person, assignee = people.get(row.user_id), people.get(row.assignee)
    name, dealer = (person.name, person.dealer_id) if person else (row.user_id, None)
    ended = row.handed_over_at is None
    return InboxItem(handover_of(row), name, dealer, row.connector, last, assignee.name if assignee else None, ended)
