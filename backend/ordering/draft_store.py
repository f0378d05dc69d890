"""Statements over drafts and their earlier versions. Private to this module.

The draft in focus is the open one that was started or spoken of last. Beside a draft's content its document says by which change it came to
that, and with which others it was thrown away. Invariant: open drafts of one person and dealer have different slots; of a draft the contents of
its last versions are kept, newest first to be taken back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict
from backend.kit.ids import new_id
from backend.kit.prepared import Prepared
from backend.ordering.documents import content_of_document, content_to_document
from backend.ordering.domain import Draft, DraftContent, DraftStatus, EarlierVersion
from backend.ordering.models import draft_versions, drafts, orders

KEPT_VERSIONS = 10
_IS_OPEN = drafts.c.status == DraftStatus.OPEN.value
_OTHER = drafts.alias("other")
_OPEN_ONES = (
    select(func.count())
    .where(_OTHER.c.user_id == bindparam("user"), _OTHER.c.dealer_id == bindparam("dealer"), _OTHER.c.status == DraftStatus.OPEN.value)
    .scalar_subquery()
    .label("open_ones")
)
_WHOSE = (drafts.c.id, drafts.c.user_id, drafts.c.dealer_id)
_COLUMNS = (*_WHOSE, drafts.c.version, drafts.c.content, drafts.c.slot, drafts.c.focus, drafts.c.updated_at, drafts.c.created_at)
_MINE = (drafts.c.user_id == bindparam("user"), drafts.c.dealer_id == bindparam("dealer"))
_OWN = select(*_COLUMNS, _OPEN_ONES).where(*_MINE, _IS_OPEN)
_IN_FOCUS = _OWN.order_by(drafts.c.focus.desc(), drafts.c.slot.desc()).limit(1)
_SEEN_DRAFT = Prepared(_IN_FOCUS)
_HELD_DRAFT = Prepared(_IN_FOCUS.with_for_update(of=drafts))
_HELD_ONE = Prepared(_OWN.where(drafts.c.id == bindparam("draft")).with_for_update(of=drafts))
_ALL = _OWN.order_by(drafts.c.slot)
_ALL_SEEN = Prepared(_ALL)
_ALL_HELD = Prepared(_ALL.with_for_update(of=drafts))
_LAST = select(func.max(_OTHER.c.updated_at)).where(
    _OTHER.c.user_id == bindparam("user"), _OTHER.c.dealer_id == bindparam("dealer"), _OTHER.c.status == DraftStatus.DISCARDED.value
)
_DISCARDED = Prepared(
    select(*_COLUMNS)
    .where(*_MINE, drafts.c.status == DraftStatus.DISCARDED.value, drafts.c.updated_at == _LAST.scalar_subquery())
    .order_by(drafts.c.focus.desc(), drafts.c.id.desc())
)
_AT = bindparam("at", type_=drafts.c.updated_at.type)
_SAVE_DRAFT = Prepared(
    update(drafts)
    .where(drafts.c.id == bindparam("draft"))
    .values(version=drafts.c.version + 1, content=bindparam("new_content", type_=drafts.c.content.type), updated_at=_AT)
)
_KEEP = Prepared(insert(draft_versions), ("draft_id", "version", "content"))
_DROP_OLD = Prepared(delete(draft_versions).where(draft_versions.c.draft_id == bindparam("draft"), draft_versions.c.version <= bindparam("oldest")))
_SUBMIT_DRAFT = Prepared(
    update(drafts)
    .where(drafts.c.id == bindparam("draft"))
    .values(status=DraftStatus.SUBMITTED.value, order_id=bindparam("order", type_=drafts.c.order_id.type), updated_at=_AT)
)
_CHANGE, _DISCARDED_WITH = "change", "discarded_with"


def read_draft(uow: UnitOfWork, user_id: str, dealer_id: str, draft_id: str | None = None) -> Draft | None:
    """An open draft of a person for his dealer, the one in focus unless one is named; held until the transaction ends."""
    if draft_id is not None:
        return _draft(_HELD_ONE.first(uow, {"user": user_id, "dealer": dealer_id, "draft": draft_id}))
    return _draft(_HELD_DRAFT.first(uow, {"user": user_id, "dealer": dealer_id}))


def look_at_draft(uow: UnitOfWork, user_id: str, dealer_id: str) -> Draft | None:
    """The one in focus as it is now, without holding it."""
    return _draft(_SEEN_DRAFT.first(uow, {"user": user_id, "dealer": dealer_id}))


def list_drafts(uow: UnitOfWork, user_id: str, dealer_id: str, *, hold: bool = False) -> tuple[Draft, ...]:
    """Every open draft of a person for his dealer, by slot."""
    rows: Sequence[Any] = (_ALL_HELD if hold else _ALL_SEEN).all(uow, {"user": user_id, "dealer": dealer_id})
    return tuple(draft for draft in map(_draft, rows) if draft is not None)


def start_draft(uow: UnitOfWork, user_id: str, dealer_id: str, content: DraftContent, at: datetime, *, beside: Sequence[Draft] = ()) -> Draft:
    """A new open draft in focus, the only one or `beside` others; raises Conflict("draft.stale") when another transaction made one just now."""
    make = sqlite_insert if uow.is_sqlite else pg_insert
    slot = max((one.slot for one in beside), default=-1) + 1
    focus = max((one.focus for one in beside), default=0) + 1
    row = {"id": new_id("drf"), "user_id": user_id, "dealer_id": dealer_id, "status": DraftStatus.OPEN.value, "version": 0, "slot": slot, "focus": focus}
    document = content_to_document(content)
    uow.execute(make(drafts).values(**row, content=document, created_at=at, updated_at=at).on_conflict_do_nothing())
    draft = read_draft(uow, user_id, dealer_id)
    if draft is None or draft.id != row["id"]:
        raise Conflict("draft.stale", version=draft.version if draft else 0)
    return draft


def save_draft(uow: UnitOfWork, draft: Draft, content: DraftContent, at: datetime, *, change: str = "") -> Draft:
    """The next version of a draft, made by `change`; what it was before can be taken back."""
    if draft.version and content == draft.content:
        return write_version(uow, draft, EarlierVersion(draft.version, content, draft.change), at)
    if draft.version:
        _keep(uow, draft)
    return write_version(uow, draft, EarlierVersion(draft.version, content, change), at)


def write_version(uow: UnitOfWork, draft: Draft, back: EarlierVersion, at: datetime) -> Draft:
    """The next version of a draft, with what `back` had; its content before is not kept."""
    _SAVE_DRAFT.run(uow, {"draft": draft.id, "new_content": _document(back.content, back.change), "at": at})
    return replace(draft, version=draft.version + 1, content=back.content, change=back.change)


def bring_into_focus(uow: UnitOfWork, draft: Draft) -> None:
    """Make an open draft the one that is meant when none is named."""
    mine = (drafts.c.user_id == draft.user_id) & (drafts.c.dealer_id == draft.dealer_id) & _IS_OPEN
    newest = select(func.max(drafts.c.focus)).where(mine).scalar_subquery()
    uow.execute(update(drafts).where(drafts.c.id == draft.id).values(focus=newest + 1))


def submit(uow: UnitOfWork, draft_id: str, order_id: str, at: datetime) -> None:
    """End a draft of which an order came."""
    _SUBMIT_DRAFT.run(uow, {"draft": draft_id, "order": order_id, "at": at})


def discard(uow: UnitOfWork, draft: Draft, at: datetime, *, together: str) -> None:
    """Throw a draft away, `together` with others under the same name."""
    document = {**_document(draft.content, draft.change), _DISCARDED_WITH: together}
    change = update(drafts).where(drafts.c.id == draft.id)
    uow.execute(change.values(status=DraftStatus.DISCARDED.value, content=document, updated_at=at))


def reopen_draft(uow: UnitOfWork, draft: Draft, beside: Sequence[Draft]) -> Draft:
    """Open a discarded draft again, in focus, beside those that are open; raises Conflict("draft.stale") when a slot was just taken."""
    taken = {one.slot for one in beside}
    slot = draft.slot if beside and draft.slot not in taken else max(taken, default=-1) + 1
    focus = max((one.focus for one in beside), default=0) + 1
    change = update(drafts).where(drafts.c.id == draft.id, drafts.c.status == DraftStatus.DISCARDED.value)
    if uow.execute(change.values(status=DraftStatus.OPEN.value, slot=slot, focus=focus)).rowcount != 1:
        raise Conflict("draft.stale", version=draft.version)
    return replace(draft, slot=slot, focus=focus, beside=len(beside))


def latest_discarded(uow: UnitOfWork, user_id: str, dealer_id: str, since: datetime) -> tuple[tuple[Draft, ...], datetime] | None:
    """The drafts that the person threw away last since an instant, together, the last of them first, and when."""
    rows: Sequence[Any] = _DISCARDED.all(uow, {"user": user_id, "dealer": dealer_id})
    if not rows or rows[0].updated_at < since:
        return None
    last, *others = rows
    together = last.content.get(_DISCARDED_WITH)
    found = (last, *(one for one in others if together and one.content.get(_DISCARDED_WITH) == together))
    return tuple(draft for draft in map(_draft, found) if draft), last.updated_at


def changed_at(uow: UnitOfWork, draft_id: str) -> datetime:
    """When a draft was last changed."""
    found: datetime = uow.execute(select(drafts.c.updated_at).where(drafts.c.id == draft_id)).scalar_one()
    return found


def ordered_since(uow: UnitOfWork, user_id: str, dealer_id: str, since: datetime) -> bool:
    """Whether the person ordered something for his dealer since an instant."""
    own = (orders.c.dealer_id == dealer_id) & (orders.c.placed_by == user_id) & (orders.c.placed_at >= since)
    return uow.execute(select(orders.c.id).where(own).limit(1)).first() is not None


def was_beside(uow: UnitOfWork, draft: Draft, number: str, place: str, day: date) -> bool:
    """Whether the order with this number goes elsewhere or on another day, and came of a draft that lay open beside this one of the same person."""
    elsewhere = (orders.c.number == number) & ((orders.c.ship_to != place) | (orders.c.delivery_date != day))
    own = (drafts.c.user_id == draft.user_id) & (drafts.c.dealer_id == draft.dealer_id) & (drafts.c.slot != draft.slot)
    query = select(drafts.c.id).join(orders, orders.c.id == drafts.c.order_id)
    return uow.execute(query.where(own, elsewhere, drafts.c.updated_at >= draft.started_at)).first() is not None


def earlier_versions(uow: UnitOfWork, draft_id: str) -> tuple[EarlierVersion, ...]:
    """The kept versions of a draft, newest first."""
    query = select(draft_versions.c.version, draft_versions.c.content).where(draft_versions.c.draft_id == draft_id)
    rows = uow.execute(query.order_by(draft_versions.c.version.desc())).all()
    return tuple(EarlierVersion(row.version, content_of_document(row.content), row.content.get(_CHANGE, "")) for row in rows)


def purge_versions(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete up to `limit` kept contents of drafts that ended before an instant; returns how many."""
    which = tuple_(draft_versions.c.draft_id, draft_versions.c.version)
    ended = select(draft_versions.c.draft_id, draft_versions.c.version).join(drafts, drafts.c.id == draft_versions.c.draft_id)
    old = ended.where(drafts.c.status != DraftStatus.OPEN.value, drafts.c.updated_at < before).limit(limit)
    return uow.execute(delete(draft_versions).where(which.in_(old))).rowcount


def forget_versions(uow: UnitOfWork, draft_id: str, since: int) -> None:
    """Drop the kept versions from one on: they were taken back."""
    uow.execute(delete(draft_versions).where(draft_versions.c.draft_id == draft_id, draft_versions.c.version >= since))


def _keep(uow: UnitOfWork, draft: Draft) -> None:
    row = {"draft_id": draft.id, "version": draft.version, "content": _document(draft.content, draft.change)}
    _KEEP.run(uow, row)
    if draft.version > KEPT_VERSIONS:
        _DROP_OLD.run(uow, {"draft": draft.id, "oldest": draft.version - KEPT_VERSIONS})


def _document(content: DraftContent, change: str) -> dict[str, Any]:
    return {**content_to_document(content), **({_CHANGE: change} if change else {})}


def _draft(row: Any) -> Draft | None:
    if row is None:
        return None
    beside = getattr(row, "open_ones", 1) - 1
    content, change = content_of_document(row.content), row.content.get(_CHANGE, "")
    return Draft(row.id, row.user_id, row.dealer_id, row.version, content, row.slot, row.focus, beside, row.created_at, change)
