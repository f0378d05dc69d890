"""A person's open drafts for staff who help him: to look at, never to confirm."""

from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering import draft_store
from backend.ordering.schemas import DraftView
from backend.ordering.showing import show_draft_of


def drafts_of(uow: UnitOfWork, owner: Actor, *, clock: Clock) -> tuple[DraftView, ...]:
    """The owner's open drafts as they stand now, without anything that would confirm them. The caller has checked who may see the owner's."""
    if owner.dealer_id is None or not owner.may(Permission.PLACE_ORDERS):
        return ()
    drafts = draft_store.list_drafts(uow, owner.user_id, owner.dealer_id)
    return tuple(show_draft_of(uow, owner, draft, clock=clock, offer=False) for draft in drafts)
