"""The inbox of staff: conversations handed to a person, longest waiting first, and what was said in them.

Invariant: only people inside the reader's scope, never his own conversations; one that went back to the assistant shows nothing newer than
that moment, and only for as long as `DONE_DAYS`; no button of the person is handed to staff.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, String, func, or_, select, tuple_, type_coerce

from backend.conversations.domain import InboxItem, Transcript, TurnRow
from backend.conversations.handing_over import handover_of
from backend.conversations.models import conversations, turns
from backend.identity.domain import Actor, Permission
from backend.identity.people import Person, people_of
from backend.identity.scope import person_within_scope
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size

Which = Literal["open", "waiting", "mine", "unassigned", "done"]
DONE_DAYS = 7
_NEVER = "9999"
"""Sorts behind every instant: those who wait for nothing come last."""


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """Which conversations, and the page of them."""

    which: Which = "open"
    cursor: str | None = None
    limit: int = 50


def list_inbox(uow: UnitOfWork, staff: Actor, wanted: InboxQuery, *, clock: Clock) -> Page[InboxItem]:
    """The conversations the reader may answer: those that wait for an answer first, oldest first."""
    staff.require(Permission.ANSWER_CHATS)
    size = page_size(wanted.limit)
    order = (func.coalesce(_text(conversations.c.waiting_since), _NEVER), _text(_SINCE), conversations.c.id)
    query = select(conversations, *(part.label(f"order_{place}") for place, part in enumerate(order)))
    query = query.where(_reachable(staff), _chosen(staff, wanted.which, clock))
    if wanted.cursor is not None:
        query = query.where(tuple_(*order) > tuple_(*_last_shown(wanted.cursor)))
    rows = uow.execute(query.order_by(*order).limit(size + 1)).all()
    last = rows[size - 1] if len(rows) > size else None
    more = None if last is None else encode_cursor(last.order_0, last.order_1, last.order_2)
    return Page(tuple(_items(uow, rows[:size])), more)


def read_transcript(uow: UnitOfWork, staff: Actor, conversation_id: str, *, clock: Clock, limit: int = 100, before: int | None = None) -> Transcript:
    """A conversation that was handed over, with its latest turns; `before` is the id of the oldest turn shown so far. Raises NotFound."""
    staff.require(Permission.ANSWER_CHATS)
    over = conversations.c.handed_over_at.is_not(None) | _lately_back(clock)
    row = uow.execute(select(conversations).where(conversations.c.id == conversation_id, _reachable(staff), over)).first()
    if row is None:
        raise NotFound("conversation.not_found")
    until = row.handed_back_at if row.handed_over_at is None else None
    rows = read_talk(uow, conversation_id, until=until, limit=limit, before=before)
    item = _items(uow, [row])[0]
    person = people_of(uow, [row.user_id]).get(row.user_id)
    return Transcript(item, str(row.state.get("lang") or (person.locale if person else "zh")), rows)


def read_talk(uow: UnitOfWork, conversation_id: str, *, until: datetime | None, limit: int = 100, before: int | None = None) -> tuple[TurnRow, ...]:
    """The latest turns of a conversation up to an instant, oldest first, with nothing to press. The caller has checked who may read them."""
    query = select(turns).where(turns.c.conversation_id == conversation_id)
    if until is not None:
        query = query.where(turns.c.at <= until)
    if before is not None:
        query = query.where(turns.c.id < before)
    found = uow.execute(query.order_by(turns.c.id.desc()).limit(page_size(limit))).all()
    return tuple(TurnRow(turn.id, turn.message_id, turn.text, _without_buttons(turn.reply), turn.at, turn.speaker) for turn in reversed(found))


def _reachable(staff: Actor) -> ColumnElement[bool]:
    return person_within_scope(conversations.c.user_id, staff) & (conversations.c.user_id != staff.user_id)


_SINCE = func.coalesce(conversations.c.handed_over_at, conversations.c.handed_back_at)


_CURSOR_PARTS = 3


def _text(instant: ColumnElement[Any]) -> ColumnElement[str]:
    """An instant as it is stored, which sorts as it does."""
    return type_coerce(instant, String)


def _last_shown(cursor: str) -> tuple[str, str, str]:
    parts = decode_cursor(cursor)
    if len(parts) != _CURSOR_PARTS or not all(isinstance(part, str) for part in parts):
        raise Invalid("paging.bad_cursor")
    waiting, since, name = map(str, parts)
    return waiting, since, name


def _chosen(staff: Actor, which: Which, clock: Clock) -> ColumnElement[bool]:
    given = conversations.c.handed_over_at.is_not(None)
    if which == "waiting":
        return given & conversations.c.waiting_since.is_not(None)
    if which == "mine":
        return given & (conversations.c.assignee == staff.user_id)
    if which == "unassigned":
        return given & conversations.c.assignee.is_(None)
    if which == "done":
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
    """What was said last in each of some conversations, as far as staff may read it: one step back in the index for each."""
    seen = or_(conversations.c.handed_over_at.is_not(None), turns.c.at <= conversations.c.handed_back_at)
    own = (turns.c.conversation_id == conversations.c.id) & (turns.c.text != "") & seen
    newest = select(turns.c.text).where(own).order_by(turns.c.id.desc()).limit(1).correlate(conversations).scalar_subquery()
    query = select(conversations.c.id, newest.label("said")).where(conversations.c.id.in_(ids))
    return {row.id: row.said or "" for row in uow.execute(query)}


def _item(row: Row[Any], people: dict[str, Person], last: str) -> InboxItem:
    person, assignee = people.get(row.user_id), people.get(row.assignee)
    name, dealer = (person.name, person.dealer_id) if person else (row.user_id, None)
    ended = row.handed_over_at is None
    return InboxItem(handover_of(row), name, dealer, row.connector, last, assignee.name if assignee else None, ended)
