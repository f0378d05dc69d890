"""The open draft of a person: made and changed by his words or by structured edits, shown, repeated from an order, thrown away.

Invariant: a person writes only for his own dealer; every change of content is a new version and kills the older confirmation.
"""

from dataclasses import replace

from backend.catalog.domain import Unit
from backend.catalog.service import get_skus
from backend.dealers.service import get_dealer
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.ordering import repository
from backend.ordering.applying import note_order
from backend.ordering.domain import Draft, DraftContent, DraftLine, DraftStatus
from backend.ordering.editing import apply_edits
from backend.ordering.reader import understand
from backend.ordering.schemas import DraftEdit, DraftText, DraftView, RepeatOrder
from backend.ordering.showing import ORDER_DRAFT, show_draft_of
from backend.proposals.service import withdraw


def draft_order(uow: UnitOfWork, actor: Actor, request: DraftText, *, clock: Clock) -> DraftView:
    """Apply an order message to the actor's open draft, or start one; raises Invalid("order.nothing_read") when it asks for nothing."""
    actor.require(Permission.PLACE_ORDERS)
    dealer = get_dealer(uow, actor, actor.own_dealer())
    draft = repository.read_draft(uow, actor.user_id, dealer.id)
    before = draft.content if draft else DraftContent(ship_to=dealer.default_ship_to)
    after = understand(uow, request.text, before, (dealer.id, dealer.default_ship_to), clock=clock)
    if draft is None and not after.lines and not after.questions:
        raise Invalid("order.nothing_read")
    return _store_and_show(uow, actor, draft, after, clock)


def edit_draft(uow: UnitOfWork, actor: Actor, request: DraftEdit, *, clock: Clock) -> DraftView:
    """Set quantities, place or day. Raises Conflict("draft.stale") when `expected_version` is not the current one."""
    actor.require(Permission.PLACE_ORDERS)
    dealer = get_dealer(uow, actor, actor.own_dealer())
    draft = repository.read_draft(uow, actor.user_id, dealer.id)
    version = draft.version if draft else 0
    if request.expected_version is not None and request.expected_version != version:
        raise Conflict("draft.stale", version=version)
    content = draft.content if draft else DraftContent(ship_to=dealer.default_ship_to)
    content = apply_edits(content, request.lines, get_skus(uow, [edit.sku for edit in request.lines]) if request.lines else {})
    if request.ship_to is not None:
        content = replace(content, ship_to=request.ship_to)
    if request.delivery_date is not None:
        content = replace(content, requested_day=request.delivery_date, relation="on")
    return _store_and_show(uow, actor, draft, content, clock)


def show_draft(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> DraftView:
    """The open draft as it stands now, with a fresh confirmation; raises NotFound("draft.none")."""
    actor.require(Permission.PLACE_ORDERS)
    return show_draft_of(uow, actor, open_draft(uow, actor), clock=clock)


def discard_draft(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> bool:
    """Throw the open draft away; orders are not touched. False when there is none."""
    actor.require(Permission.PLACE_ORDERS)
    draft = repository.read_draft(uow, actor.user_id, actor.own_dealer())
    if draft is None:
        return False
    repository.close_draft(uow, draft.id, DraftStatus.DISCARDED, None, clock.now())
    withdraw(uow, actor, ORDER_DRAFT, draft.id)
    return True


def repeat_order(uow: UnitOfWork, actor: Actor, request: RepeatOrder, *, clock: Clock) -> DraftView:
    """Put the lines of an own earlier order into the draft at today's price, for the usual ship-to (C11)."""
    actor.require(Permission.PLACE_ORDERS)
    dealer = get_dealer(uow, actor, actor.own_dealer())
    number = request.number or repository.newest_number(uow, dealer.id)
    order = repository.read_order(uow, actor, number) if number else None
    if order is None or order.dealer_id != dealer.id:
        raise NotFound("order.not_found", number=number or "")
    draft = repository.read_draft(uow, actor.user_id, dealer.id)
    lines = tuple(DraftLine(row.sku, row.qty, Unit(row.unit), row.base_qty, marks=("repeat",)) for row in repository.read_lines(uow, order.id))
    repeated = note_order(DraftContent(lines), order.number, order.order_date, dealer.default_ship_to)
    return _store_and_show(uow, actor, draft, repeated, clock)


def open_draft(uow: UnitOfWork, actor: Actor) -> Draft:
    """The actor's open draft, held; raises NotFound("draft.none")."""
    draft = repository.read_draft(uow, actor.user_id, actor.own_dealer())
    if draft is None:
        raise NotFound("draft.none")
    return draft


def _store_and_show(uow: UnitOfWork, actor: Actor, draft: Draft | None, content: DraftContent, clock: Clock) -> DraftView:
    at = clock.now()
    current = draft or repository.start_draft(uow, actor.user_id, actor.own_dealer(), content, at)
    if draft is None or content != draft.content:
        current = repository.save_draft(uow, current, content, at)
    return show_draft_of(uow, actor, current, clock=clock)
