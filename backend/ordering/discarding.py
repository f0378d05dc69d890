"""Throwing drafts away, and saying which of them is meant.

Invariant: a discarded draft leaves no confirmation behind and touches no order; it can be put back (`undoing`).
"""

from collections.abc import Iterable
from datetime import datetime

from backend.dealers.service import list_places
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.kit.ids import new_id
from backend.ordering import draft_store
from backend.ordering.domain import Draft
from backend.ordering.naming_drafts import ALL_OF_THEM, draft_at_place, draft_in_words, names_of_places, names_one, told_number
from backend.ordering.question_names import is_about
from backend.ordering.reading.domain import Place
from backend.ordering.showing import ORDER_DRAFT, TWIN_PREFIX
from backend.proposals.service import withdraw


def discard_draft(uow: UnitOfWork, actor: Actor, *, clock: Clock, draft_id: str | None = None) -> bool:
    """Throw an open draft away, the one in focus unless one is named; orders are not touched. False when there is none."""
    actor.require(Permission.PLACE_ORDERS)
    draft = draft_store.read_draft(uow, actor.user_id, actor.own_dealer(), draft_id)
    if draft is None:
        return False
    discard_together(uow, actor, (draft,), at=clock.now())
    return True


def discard_duplicate(uow: UnitOfWork, actor: Actor, question_id: str, *, clock: Clock) -> bool:
    """Throw away the draft that was asked about as a duplicate. Raises NotFound("draft.no_question") when no open draft was asked that."""
    actor.require(Permission.PLACE_ORDERS)
    drafts = draft_store.list_drafts(uow, actor.user_id, actor.own_dealer(), hold=True)
    draft = next((one for one in drafts if is_about(one, question_id)), None)
    if draft is None or not is_about_twin(question_id):
        raise NotFound("draft.no_question")
    discard_together(uow, actor, (draft,), at=clock.now())
    return True


def is_about_twin(question_id: str) -> bool:
    """Whether a question asks if the draft is a second order or a duplicate."""
    return question_id.partition(".")[2].startswith(TWIN_PREFIX)


def discard_in_words(uow: UnitOfWork, actor: Actor, text: str, *, clock: Clock) -> int:
    """Throw away the drafts that the words mean: all of them ("都不要了"), a named one, else the one in focus. Says how many.

    Raises NotFound("draft.none_named") when they name one that is not there, Invalid("draft.one_at_a_time") when there are not so many as they tell.
    """
    actor.require(Permission.PLACE_ORDERS)
    drafts = draft_store.list_drafts(uow, actor.user_id, actor.own_dealer(), hold=True)
    if len(drafts) > 1 and ALL_OF_THEM.search(text):
        if told_number(text) not in {None, len(drafts)}:
            raise Invalid("draft.one_at_a_time")
        meant: tuple[Draft, ...] = drafts
    else:
        named = _named(uow, text, drafts)
        if named is None and len(drafts) > 1 and names_one(text):
            raise NotFound("draft.none_named")
        meant = (named,) if named else tuple(sorted(drafts, key=lambda one: one.focus)[-1:])
    discard_together(uow, actor, meant, at=clock.now())
    return len(meant)


def _named(uow: UnitOfWork, text: str, drafts: tuple[Draft, ...]) -> Draft | None:
    """The one of several drafts that the words name by its number, its place or its place's short name."""
    if len(drafts) == 1:
        return drafts[0]
    names = names_of_places([Place(one.code, one.name_zh, one.name_en, one.aliases) for one in list_places(uow)])
    named = draft_in_words(text, drafts, names)
    return named.draft if named else draft_at_place(text, drafts, names)


def discard_together(uow: UnitOfWork, actor: Actor, meant: Iterable[Draft], *, at: datetime) -> None:
    """Throw away drafts that are held, to be put back together; they count as the last ones spoken of, so that taking back finds them."""
    together = new_id("dsc")
    for draft in meant:
        if draft.beside:
            draft_store.bring_into_focus(uow, draft)
        draft_store.discard(uow, draft, at, together=together)
        withdraw(uow, actor, ORDER_DRAFT, draft.id)
