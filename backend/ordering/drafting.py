"""The open draft of a person: made and changed by his words, by structured edits and by answers, shown, repeated from an order, thrown away.

Invariant: a person writes only for his own dealer; every change of content is a new version and kills the older confirmation.
"""

from dataclasses import replace

from backend.catalog.service import get_skus
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, NotFound, TooMuch
from backend.ordering import repository
from backend.ordering.answering import after_answer
from backend.ordering.domain import Draft, DraftContent, DraftStatus
from backend.ordering.editing import apply_edits
from backend.ordering.planning import check_day
from backend.ordering.question_names import meant
from backend.ordering.schemas import Answer, DraftEdit, DraftText, DraftView, RepeatOrder
from backend.ordering.showing import ORDER_DRAFT, look_at_draft_of, preview_order, show_draft_of
from backend.ordering.wording import DraftWords, own_dealer, read_for, repeated_content
from backend.proposals.service import withdraw
from backend.settings.service import load_brand_settings


def draft_order(uow: UnitOfWork, actor: Actor, request: DraftText, *, clock: Clock) -> DraftView:
    """Apply a message to the actor's open draft, or start one: as the answer to an open question when it is one, else as an order.

    Raises Invalid("order.nothing_read") when it asks for nothing, TooMuch("order.text_too_long" | "order.too_many_lines").
    """
    actor.require(Permission.PLACE_ORDERS)
    draft = repository.read_draft(uow, actor.user_id, actor.own_dealer())
    return _store_and_show(uow, actor, draft, read_for(uow, actor, draft, request, clock=clock).content, clock)


def apply_words(uow: UnitOfWork, actor: Actor, words: DraftWords, *, clock: Clock) -> DraftView:
    """Apply a message that `read_words` read; raises Conflict("draft.stale") when the draft has moved on since: read it again."""
    actor.require(Permission.PLACE_ORDERS)
    draft = repository.read_draft(uow, actor.user_id, actor.own_dealer())
    if _version_of(draft) != _version_of(words.draft):
        raise Conflict("draft.stale", version=draft.version if draft else 0)
    return _store_and_show(uow, actor, draft, words.content, clock)


def edit_draft(uow: UnitOfWork, actor: Actor, request: DraftEdit, *, clock: Clock) -> DraftView:
    """Set quantities, place or day. Raises Conflict("draft.stale") when `expected_version` is not the current one."""
    dealer = own_dealer(uow, actor)
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
    """The draft after the answer to one of its open questions, named by the id it was shown with.

    Raises NotFound("draft.none" | "draft.no_question"), Invalid("draft.bad_answer" | "order.bad_qty").
    """
    actor.require(Permission.PLACE_ORDERS)
    draft = _open_draft(uow, actor)
    questions = preview_order(uow, actor, draft.content, draft.dealer_id, clock=clock).assembled.questions
    return _store_and_show(uow, actor, draft, after_answer(uow, draft.content, meant(draft, questions, request), clock), clock)


def show_draft(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> DraftView:
    """The open draft as it stands now; what is as it was shown before keeps its confirmation. Raises NotFound("draft.none")."""
    actor.require(Permission.PLACE_ORDERS)
    return show_draft_of(uow, actor, _open_draft(uow, actor), clock=clock)


def look_at_draft(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> DraftView | None:
    """What `show_draft` would answer, as long as nothing has to be written for it; None means: call that. Raises NotFound("draft.none")."""
    actor.require(Permission.PLACE_ORDERS)
    draft = repository.look_at_draft(uow, actor.user_id, actor.own_dealer())
    if draft is None:
        raise NotFound("draft.none")
    return look_at_draft_of(uow, actor, draft, clock=clock)


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
    dealer = own_dealer(uow, actor)
    draft = repository.read_draft(uow, actor.user_id, dealer.id)
    return _store_and_show(uow, actor, draft, repeated_content(uow, actor, dealer, request), clock)


def _open_draft(uow: UnitOfWork, actor: Actor) -> Draft:
    draft = repository.read_draft(uow, actor.user_id, actor.own_dealer())
    if draft is None:
        raise NotFound("draft.none")
    return draft


def _version_of(draft: Draft | None) -> tuple[str, int] | None:
    return (draft.id, draft.version) if draft else None


def _store_and_show(uow: UnitOfWork, actor: Actor, draft: Draft | None, content: DraftContent, clock: Clock) -> DraftView:
    settings, at = load_brand_settings(uow), clock.now()
    if len(content.lines) + len(content.questions) > settings.max_order_lines:
        raise TooMuch("order.too_many_lines", most=settings.max_order_lines)
    check_day(settings, content, draft.content if draft else None, at)
    current = draft or repository.start_draft(uow, actor.user_id, actor.own_dealer(), content, at)
    if draft is None or content != draft.content:
        current = repository.save_draft(uow, current, content, at)
    return show_draft_of(uow, actor, current, clock=clock)
