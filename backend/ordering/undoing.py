"""Taking back the last change of a draft, putting back a draft that was thrown away, or only the goods that were taken out of one.

A taken back version is a new version with a new confirmation: what was shown before stays dead. Taking back once more goes one further.
Invariant: nothing that was ordered is touched; only the person's own drafts are found.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.ordering import draft_store
from backend.ordering.discarding import discard_one
from backend.ordering.domain import Draft, DraftContent
from backend.ordering.editing import put_line
from backend.ordering.reader import find_products
from backend.ordering.schemas import DraftView
from backend.ordering.showing import show_draft_of

LIFE_OF_DISCARDED = timedelta(hours=24)
"""How long a draft that was thrown away can be put back."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking back led to: the draft as it is now, or None when its very first message was taken back."""

    draft: DraftView | None


def undo_change(uow: UnitOfWork, actor: Actor, *, clock: Clock, text: str = "") -> Undone:
    """Take back the last change of the drafts; with products in `text` put back just those as they last were.

    Raises NotFound("draft.nothing_to_undo").
    """
    actor.require(Permission.PLACE_ORDERS)
    # What was thrown away is read first: when another device puts it back in between, the draft is seen open and nothing older is put back.
    discarded = draft_store.latest_discarded(uow, actor.user_id, actor.own_dealer(), clock.now() - LIFE_OF_DISCARDED)
    focus = draft_store.read_draft(uow, actor.user_id, actor.own_dealer())
    restored = _discarded_last(uow, actor, focus, discarded)
    if restored is not None:
        beside = draft_store.list_drafts(uow, actor.user_id, actor.own_dealer(), hold=True)
        again = draft_store.write_version(uow, draft_store.reopen_draft(uow, restored, beside), restored.content, clock.now())
        return Undone(show_draft_of(uow, actor, again, clock=clock))
    if focus is None:
        raise NotFound("draft.nothing_to_undo")
    put_back = _with_removed(uow, focus, text, clock) if text else None
    if put_back is not None:
        return Undone(show_draft_of(uow, actor, draft_store.save_draft(uow, focus, put_back, clock.now()), clock=clock))
    return _one_back(uow, actor, focus, clock)


def is_last_change(uow: UnitOfWork, actor: Actor, at: datetime) -> bool:
    """Whether nothing was done to the person's drafts since an instant: none changed, none thrown away, nothing ordered."""
    focus = draft_store.look_at_draft(uow, actor.user_id, actor.own_dealer())
    if focus is None or draft_store.ordered_since(uow, actor.user_id, actor.own_dealer(), at):
        return False
    return draft_store.changed_at(uow, focus.id) <= at


def _one_back(uow: UnitOfWork, actor: Actor, draft: Draft, clock: Clock) -> Undone:
    kept = draft_store.earlier_contents(uow, draft.id)
    if not kept and draft.version > draft_store.KEPT_VERSIONS:
        raise NotFound("draft.nothing_to_undo")
    if not kept:
        discard_one(uow, actor, draft, clock=clock)
        return Undone(None)
    version, content = kept[0]
    draft_store.forget_version(uow, draft.id, version)
    return Undone(show_draft_of(uow, actor, draft_store.write_version(uow, draft, content, clock.now()), clock=clock))


def _discarded_last(uow: UnitOfWork, actor: Actor, focus: Draft | None, found: tuple[Draft, datetime] | None) -> Draft | None:
    """The draft that was thrown away after the last change of those that are open, and after the last order."""
    if found is None:
        return None
    draft, at = found
    if focus is None:
        return None if draft_store.ordered_since(uow, actor.user_id, actor.own_dealer(), at) else draft
    changed = draft_store.changed_at(uow, focus.id)
    return draft if (at, draft.focus) > (changed, focus.focus) else None


def _with_removed(uow: UnitOfWork, draft: Draft, text: str, clock: Clock) -> DraftContent | None:
    """The draft with the named products that an earlier version had and this one has not; None when the words name none of them."""
    named = {code for mention in find_products(uow, text, clock.now()).found for code in mention.candidates}
    content, put_back = draft.content, False
    for _, earlier in draft_store.earlier_contents(uow, draft.id) if named else ():
        for line in earlier.lines:
            if line.sku in named and content.line_of(line.sku) is None:
                content, put_back = put_line(content, line), True
    return replace(content, questions=tuple(one for one in content.questions if one.sku not in named)) if put_back else None
