"""The inbox of staff: conversations handed to a person, longest waiting first, and what was said in them.

Invariant: only people inside the reader's scope, never his own conversations; one that went back to the assistant shows nothing newer than
that moment, and only for as long as `DONE_DAYS`.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, select

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


def read_transcript(uow: UnitOfWork, staff: Actor, conversation_id: str, *, limit: int = 100, before: int | None = None) -> Transcript:
    """A conversation that was handed over, with its latest turns; `before` is the id of the oldest turn shown so far. Raises NotFound."""
    staff.require(Permission.ANSWER_CHATS)
    over = conversations.c.handed_over_at.is_not(None) | conversations.c.handed_back_at.is_not(None)
    row = uow.execute(select(conversations).where(conversations.c.id == conversation_id, _reachable(staff), over)).first()
    if row is None:
        raise NotFound("conversation.not_found")
    query = select(turns).where(turns.c.conversation_id == conversation_id)
    if row.handed_over_at is None:
        query = query.where(turns.c.at <= row.handed_back_at)
    if before is not None:
        query = query.where(turns.c.id < before)
    found = uow.execute(query.order_by(turns.c.id.desc()).limit(page_size(limit))).all()
    rows = tuple(TurnRow(turn.id, turn.message_id, turn.text, turn.reply, turn.at, turn.speaker) for turn in reversed(found))
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
        return conversations.c.handed_over_at.is_(None) & (conversations.c.handed_back_at > clock.now() - timedelta(days=DONE_DAYS))
    return given


def _items(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> list[InboxItem]:
    people = people_of(uow, [user for row in rows for user in (row.user_id, row.assignee) if user])
    return [_item(uow, row, people) for row in rows]


def _item(uow: UnitOfWork, row: Row[Any], people: dict[str, Person]) -> InboxItem:
    person, assignee = people.get(row.user_id), people.get(row.assignee)
    said = select(turns.c.text).where(turns.c.conversation_id == row.id, turns.c.text != "").order_by(turns.c.id.desc()).limit(1)
    if row.handed_over_at is None:
        said = said.where(turns.c.at <= row.handed_back_at)
    last = uow.execute(said).scalar_one_or_none() or ""
    name, dealer = (person.name, person.dealer_id) if person else (row.user_id, None)
    ended = row.handed_over_at is None
    return InboxItem(handover_of(row), name, dealer, row.connector, last, assignee.name if assignee else None, ended)
