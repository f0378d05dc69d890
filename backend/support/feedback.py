"""Feedback: stored at once, answered with a status that its author hears of.

Invariant: everybody may give it and read his own; a change of status is made on the version that was seen, audited, and told to the author.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from backend.identity.domain import Actor, Permission
from backend.identity.people import people_of
from backend.identity.scope import person_within_scope
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound, TooMuch
from backend.kit.ids import new_id
from backend.kit.numbering import next_number
from backend.kit.outbox import publish
from backend.kit.paging import Page
from backend.support.domain import FEEDBACK_STEPS, FeedbackChange, FeedbackStatus, FeedbackTaken, FeedbackView
from backend.support.models import feedback
from backend.support.pages import page_of

LONGEST_TEXT = 4000
LONGEST_NOTE = 1000
RATINGS = range(1, 6)
_FIGURES = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_RATED = re.compile(
    r"(?:(?:[打给评]|评分|打分|满意度)[是为个了:： ]{0,3}([1-5一二两三四五])\s*[颗个]?[分星](?![钟之半])|(?<![\d第])([1-5一二两三四五])\s*[颗个]?星(?![期球])"
    r"|(?<![\d.])([1-5])\s+out of\s+5(?!\d)|(?<![\w.])([1-5]|one|two|three|four|five)[\s-]+stars?\b)",
    re.IGNORECASE,
)


def give_feedback(uow: UnitOfWork, actor: Actor, text: str, *, clock: Clock, rating: int | None = None, conversation_id: str | None = None) -> FeedbackTaken:
    """Store what somebody thinks. Raises Invalid("feedback.empty" | "feedback.bad_rating"), TooMuch("feedback.too_long")."""
    words = _words(text, LONGEST_TEXT, "feedback.too_long")
    if not words and rating is None:
        raise Invalid("feedback.empty")
    if rating is not None and rating not in RATINGS:
        raise Invalid("feedback.bad_rating", least=RATINGS[0], most=RATINGS[-1])
    now, number = clock.now(), f"FB-{next_number(uow, 'feedback')}"
    who = {"id": new_id("fbk"), "number": number, "user_id": actor.user_id, "dealer_id": actor.dealer_id, "conversation_id": conversation_id}
    what = {"text": words, "rating": rating, "status": FeedbackStatus.NEW.value, "note": "", "version": 1}
    uow.execute(insert(feedback), [{**who, **what, "created_at": now, "changed_at": now}])
    record(uow, f"feedback:{who['id']}", "feedback.given", {"number": number}, by=Stamp(actor.user_id, now), new=True)
    return FeedbackTaken(number, words, now, rating)


def rating_in(words: str) -> int | None:
    """The marks that a text gives: "打4分", "五星", "4 out of 5", "3 stars"; None when it gives none or several."""
    given = {next(part for part in found.groups() if part).casefold() for found in _RATED.finditer(words)}
    marks = {int(_FIGURES.get(one, one)) for one in given}
    return marks.pop() if len(marks) == 1 else None


def list_feedback(uow: UnitOfWork, actor: Actor, *, status: str = "", cursor: str | None = None, limit: int = 50) -> Page[FeedbackView]:
    """Newest first: one's own; for staff who answer people, that of everybody in their scope."""
    query = select(feedback).where(_readable(actor))
    if status:
        query = query.where(feedback.c.status == _status(status).value)
    rows, more = page_of(uow, query, (feedback.c.created_at, feedback.c.id), cursor, limit)
    return Page(tuple(_views(uow, rows)), more)


def count_feedback(uow: UnitOfWork, actor: Actor) -> Mapping[str, int]:
    """How many there are of each status, with those of none."""
    counted = select(feedback.c.status, func.count()).where(_readable(actor)).group_by(feedback.c.status)
    found: dict[str, int] = {row[0]: row[1] for row in map(tuple, uow.execute(counted))}
    return {status.value: found.get(status.value, 0) for status in FeedbackStatus}


def change_feedback(uow: UnitOfWork, staff: Actor, feedback_id: str, change: FeedbackChange, *, clock: Clock) -> FeedbackView:
    """Move feedback on and tell its author. Raises NotFound, Conflict("feedback.stale" | "feedback.wrong_status")."""
    staff.require(Permission.ANSWER_CHATS)
    row = uow.execute(select(feedback).where(feedback.c.id == feedback_id, person_within_scope(feedback.c.user_id, staff)).with_for_update()).first()
    if row is None:
        raise NotFound("feedback.not_found")
    wanted, words, now = _status(change.status), _words(change.note, LONGEST_NOTE, "feedback.too_long"), clock.now()
    if row.version != change.version:
        raise Conflict("feedback.stale", number=row.number)
    if wanted.value != row.status and wanted not in FEEDBACK_STEPS[FeedbackStatus(row.status)]:
        raise Conflict("feedback.wrong_status", number=row.number)
    if (wanted.value, words) == (row.status, row.note):
        return _views(uow, [row])[0]
    changed = {"status": wanted.value, "note": words, "version": row.version + 1, "changed_at": now}
    uow.execute(update(feedback).where(feedback.c.id == feedback_id).values(changed))
    record(uow, f"feedback:{feedback_id}", "feedback.changed", {"from": row.status, "to": wanted.value, "note": words}, by=Stamp(staff.user_id, now))
    told = {"user_id": row.user_id, "number": row.number, "status": wanted.value, "text": words, "by": staff.user_id}
    publish(uow, "feedback.changed", f"{feedback_id}:{row.version + 1}", told, at=now)
    return _views(uow, uow.execute(select(feedback).where(feedback.c.id == feedback_id)).all())[0]


def _readable(actor: Actor) -> ColumnElement[bool]:
    mine = feedback.c.user_id == actor.user_id
    return mine | person_within_scope(feedback.c.user_id, actor) if actor.may(Permission.ANSWER_CHATS) else mine


def _views(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> list[FeedbackView]:
    people = people_of(uow, [row.user_id for row in rows])
    return [_view(row, people[row.user_id].name if row.user_id in people else "") for row in rows]


def _view(row: Row[Any], author: str) -> FeedbackView:
    said = (row.text, row.rating, FeedbackStatus(row.status), row.note)
    return FeedbackView(row.id, row.number, author, row.dealer_id, *said, row.created_at, row.changed_at, row.version)


def _status(text: str) -> FeedbackStatus:
    try:
        return FeedbackStatus(text)
    except ValueError as error:
        raise Invalid("feedback.bad_status", status=text) from error


def _words(text: str, longest: int, code: str) -> str:
    words = text.replace("\0", "").strip()
    if len(words) > longest:
        raise TooMuch(code, longest=longest, length=len(words))
    return words
