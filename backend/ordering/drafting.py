"""The open draft of a person: made and changed by his words, by structured edits and by answers, shown, repeated from an order, thrown away.

Invariant: a person writes only for his own dealer; every change of content is a new version and kills the older confirmation.
"""

from dataclasses import replace

from backend.catalog.domain import Unit
from backend.catalog.service import get_skus
from backend.dealers.domain import Dealer
from backend.dealers.service import get_dealer
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound, TooMuch
from backend.ordering import repository
from backend.ordering.answering import after_answer, after_words
from backend.ordering.applying import note_order
from backend.ordering.domain import Draft, DraftContent, DraftLine, DraftStatus
from backend.ordering.editing import apply_edits
from backend.ordering.reader import understand
from backend.ordering.schemas import Answer, DraftEdit, DraftText, DraftView, RepeatOrder
from backend.ordering.showing import ORDER_DRAFT, preview_order, show_draft_of
from backend.proposals.service import withdraw
from backend.settings.service import load_brand_settings


def draft_order(uow: UnitOfWork, actor: Actor, request: DraftText, *, clock: Clock) -> DraftView:
    """Apply a message to the actor's open draft, or start one: as the answer to an open question when it is one, else as an order.

    Raises Invalid("order.nothing_read") when it asks for nothing, TooMuch("order.text_too_long" | "order.too_many_lines").
    """
    dealer = _own_dealer(uow, actor)
    check_text(uow, request.text)
    draft = repository.read_draft(uow, actor.user_id, dealer.id)
    before = draft.content if draft else DraftContent(ship_to=dealer.default_ship_to)
    after = _answered(uow, actor, draft, request.text, clock) if draft else None
    if after is None:
        after = understand(uow, request.text, before, (dealer.id, dealer.default_ship_to), clock=clock)
    if after is None:
        raise Invalid("order.nothing_read")
    return _store_and_show(uow, actor, draft, after, clock)


def edit_draft(uow: UnitOfWork, actor: Actor, request: DraftEdit, *, clock: Clock) -> DraftView:
    """Set quantities, place or day. Raises Conflict("draft.stale") when `expected_version` is not the current one."""
    dealer = _own_dealer(uow, actor)
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


def answer_question(uow: UnitOfWork, actor: Actor, request: Answer, *, clock: Clock) -> DraftView:
    """The draft after the answer to one of its questions.

    Raises NotFound("draft.none" | "draft.no_question"), Invalid("draft.bad_answer" | "order.bad_qty").
    """
    actor.require(Permission.PLACE_ORDERS)
    draft = _open_draft(uow, actor)
    return _store_and_show(uow, actor, draft, after_answer(uow, draft.content, request, clock), clock)


def show_draft(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> DraftView:
    """The open draft as it stands now, with a fresh confirmation; raises NotFound("draft.none")."""
    actor.require(Permission.PLACE_ORDERS)
    return show_draft_of(uow, actor, _open_draft(uow, actor), clock=clock)


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
    dealer = _own_dealer(uow, actor)
    number = request.number or repository.newest_number(uow, dealer.id)
    order = repository.read_order(uow, actor, number) if number else None
    if order is None or order.dealer_id != dealer.id:
        raise NotFound("order.not_found" if number else "order.none_to_repeat", number=number or "")
    draft = repository.read_draft(uow, actor.user_id, dealer.id)
    rows = repository.read_lines(uow, order.id)
    lines = tuple(DraftLine(row.sku, row.qty, Unit(row.unit), row.base_qty, marks=("repeat",)) for row in rows)
    repeated = note_order(DraftContent(lines), order.number, order.order_date, dealer.default_ship_to)
    return _store_and_show(uow, actor, draft, repeated, clock)


def check_text(uow: UnitOfWork, text: str) -> None:
    """Raise TooMuch("order.text_too_long") for a message longer than the brand allows."""
    longest = load_brand_settings(uow).max_order_text
    if len(text) > longest:
        raise TooMuch("order.text_too_long", longest=longest)


def _own_dealer(uow: UnitOfWork, actor: Actor) -> Dealer:
    actor.require(Permission.PLACE_ORDERS)
    return get_dealer(uow, actor, actor.own_dealer())


def _open_draft(uow: UnitOfWork, actor: Actor) -> Draft:
    draft = repository.read_draft(uow, actor.user_id, actor.own_dealer())
    if draft is None:
        raise NotFound("draft.none")
    return draft


def _answered(uow: UnitOfWork, actor: Actor, draft: Draft, text: str, clock: Clock) -> DraftContent | None:
    """The draft's content when the message answers one of its open questions."""
    questions = preview_order(uow, actor, draft.content, draft.dealer_id, clock=clock).assembled.questions
    return after_words(uow, draft, questions, text, clock) if questions else None


def _store_and_show(uow: UnitOfWork, actor: Actor, draft: Draft | None, content: DraftContent, clock: Clock) -> DraftView:
    most = load_brand_settings(uow).max_order_lines
    if len(content.lines) + len(content.questions) > most:
        raise TooMuch("order.too_many_lines", most=most)
    at = clock.now()
    current = draft or repository.start_draft(uow, actor.user_id, actor.own_dealer(), content, at)
    if draft is None or content != draft.content:
        current = repository.save_draft(uow, current, content, at)
    return show_draft_of(uow, actor, current, clock=clock)
