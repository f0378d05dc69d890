"""Taking back the last change of the drafts, putting back those that were thrown away, or only the goods that were taken out of one.

A message that made or changed several drafts is one change: it is taken back in all of them.

A taken back version is a new version with a new confirmation: what was shown before stays dead. Taking back once more goes one further.
Invariant: nothing that was ordered is touched; only the person's own drafts are found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.ordering import draft_store
from backend.ordering.discarding import discard_together
from backend.ordering.domain import Draft, DraftContent, EarlierVersion
from backend.ordering.editing import put_line
from backend.ordering.reader import find_products
from backend.ordering.schemas import DraftView
from backend.ordering.showing import show_draft_of

LIFE_OF_DISCARDED = timedelta(hours=24)
"""How long a draft that was thrown away can be put back."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking back led to: the drafts as they are now, the one in focus last, and how many are gone because their first message was taken back."""

    drafts: tuple[DraftView, ...] = ()
    gone: int = 0


def undo_change(uow: UnitOfWork, actor: Actor, *, clock: Clock, text: str = "") -> Undone:
    """Take back the last change of the drafts, all that it did to them; with products in `text` put back just those as they last were.

    Raises NotFound("draft.nothing_to_undo").
    """
    actor.require(Permission.PLACE_ORDERS)
    # What was thrown away is read first: when another device puts it back in between, the draft is seen open and nothing older is put back.
    discarded = draft_store.latest_discarded(uow, actor.user_id, actor.own_dealer(), clock.now() - LIFE_OF_DISCARDED)
    focus = draft_store.read_draft(uow, actor.user_id, actor.own_dealer())
    restored = _discarded_last(uow, actor, focus, discarded)
    if restored:
        return _put_back(uow, actor, restored, clock)
    if focus is None:
        raise NotFound("draft.nothing_to_undo")
    put_back = _with_removed(uow, focus, text, clock) if text else None
    if put_back is not None:
        return Undone((show_draft_of(uow, actor, draft_store.save_draft(uow, focus, put_back, clock.now()), clock=clock),))
    return _all_back(uow, actor, _changed_with(uow, focus), clock)


def is_last_change(uow: UnitOfWork, actor: Actor, at: datetime) -> bool:
    """Whether nothing was done to the person's drafts since an instant: none changed, none thrown away, nothing ordered."""
    focus = draft_store.look_at_draft(uow, actor.user_id, actor.own_dealer())
    if focus is None or draft_store.ordered_since(uow, actor.user_id, actor.own_dealer(), at):
        return False
    return draft_store.changed_at(uow, focus.id) <= at


def _put_back(uow: UnitOfWork, actor: Actor, restored: Sequence[Draft], clock: Clock) -> Undone:
    """The drafts that were thrown away together, open again; the one that was thrown away last is in focus."""
    at = clock.now()
    for draft in reversed(restored):
        beside = draft_store.list_drafts(uow, actor.user_id, actor.own_dealer(), hold=True)
        draft_store.write_version(uow, draft_store.reopen_draft(uow, draft, beside), EarlierVersion(draft.version, draft.content, draft.change), at)
    return Undone(_shown(uow, actor, restored, clock))


def _changed_with(uow: UnitOfWork, focus: Draft) -> tuple[Draft, ...]:
    """The open drafts that the last change of the one in focus made or changed, itself last."""
    if not (focus.beside and focus.change):
        return (focus,)
    drafts = draft_store.list_drafts(uow, focus.user_id, focus.dealer_id, hold=True)
    return tuple(sorted((one for one in drafts if one.change == focus.change), key=lambda one: one.focus))


def _all_back(uow: UnitOfWork, actor: Actor, changed: Sequence[Draft], clock: Clock) -> Undone:
    """Every draft as it was before the change. Those that it started are gone; they can be put back as long as nothing else was taken back with them."""
    at, back = clock.now(), [(draft, _before(uow, draft)) for draft in changed]
    gone = [draft for draft, earlier in back if earlier is None]
    discard_together(uow, actor, gone, at=at)
    for draft, earlier in back:
        if earlier is not None:
            draft_store.forget_versions(uow, draft.id, earlier.version)
            draft_store.write_version(uow, draft, earlier, at)
            if draft.beside:
                draft_store.bring_into_focus(uow, draft)
    return Undone(_shown(uow, actor, [draft for draft, earlier in back if earlier is not None], clock), len(gone))


def _before(uow: UnitOfWork, draft: Draft) -> EarlierVersion | None:
    """What the draft was before the change that made it what it is; None when that started it."""
    kept = draft_store.earlier_versions(uow, draft.id)
    if not kept and draft.version > draft_store.KEPT_VERSIONS:
        raise NotFound("draft.nothing_to_undo")
    return next((one for one in kept if not draft.change or one.change != draft.change), None)


def _shown(uow: UnitOfWork, actor: Actor, drafts: Sequence[Draft], clock: Clock) -> tuple[DraftView, ...]:
    meant = {draft.id for draft in drafts}
    now = draft_store.list_drafts(uow, actor.user_id, actor.own_dealer()) if meant else ()
    return tuple(show_draft_of(uow, actor, one, clock=clock) for one in sorted(now, key=lambda one: one.focus) if one.id in meant)


def _discarded_last(uow: UnitOfWork, actor: Actor, focus: Draft | None, found: tuple[tuple[Draft, ...], datetime] | None) -> tuple[Draft, ...]:
    """The drafts that were thrown away after the last change of those that are open, and after the last order; the last of them first."""
    if found is None:
        return ()
    drafts, at = found
    if focus is None:
        return () if draft_store.ordered_since(uow, actor.user_id, actor.own_dealer(), at) else drafts
    changed = draft_store.changed_at(uow, focus.id)
    return drafts if (at, drafts[0].focus) > (changed, focus.focus) else ()


def _with_removed(uow: UnitOfWork, draft: Draft, text: str, clock: Clock) -> DraftContent | None:
    """The draft with the named products that an earlier version had and this one has not; None when the words name none of them."""
    named = {code for mention in find_products(uow, text, clock.now()).found for code in mention.candidates}
    content, put_back = draft.content, False
    for earlier in draft_store.earlier_versions(uow, draft.id) if named else ():
        for line in earlier.content.lines:
            if line.sku in named and content.line_of(line.sku) is None:
                content, put_back = put_line(content, line), True
    return replace(content, questions=tuple(one for one in content.questions if one.sku not in named)) if put_back else None
