"""The open drafts of a person: made and changed by his words, by structured edits and by answers, shown, repeated from an order.

One is the ordinary case; a message for several places or days makes one for each, and the newest or the one spoken of last is in focus.

Invariant: a person writes only for his own dealer; every change of content is a new version and kills the older confirmation.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from backend.catalog.service import get_skus
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, NotFound, TooMuch
from backend.kit.ids import new_id
from backend.ordering import draft_store
from backend.ordering.answering import after_answer
from backend.ordering.conditions import settle_conditions
from backend.ordering.discarding import discard_together
from backend.ordering.domain import Draft, DraftContent
from backend.ordering.editing import apply_edits, without_questions
from backend.ordering.notes import with_notes
from backend.ordering.own_words import NAME_PREFIX, name_questions
from backend.ordering.planning import check_day
from backend.ordering.question_names import is_about, meant
from backend.ordering.schemas import Answer, DraftEdit, DraftText, DraftView, RepeatOrder
from backend.ordering.showing import look_at_draft_of, preview_order, show_draft_of
from backend.ordering.teaching import deny_name
from backend.ordering.unusual import ask_if_unusual
from backend.ordering.wording import DraftWords, own_dealer, read_for, repeated_content
from backend.settings.service import load_brand_settings


def draft_order(uow: UnitOfWork, actor: Actor, request: DraftText, *, clock: Clock) -> DraftView:
    """Apply a message to the open draft it means, or start one: as the answer to an open question when it is one, else as an order.

    Raises Invalid("order.nothing_read") when it asks for nothing, TooMuch("order.text_too_long" | "order.too_many_lines").
    """
    actor.require(Permission.PLACE_ORDERS)
    draft = draft_store.read_draft(uow, actor.user_id, actor.own_dealer())
    return _last(_apply(uow, actor, read_for(uow, actor, draft, request, clock=clock), clock))


def apply_words(uow: UnitOfWork, actor: Actor, words: DraftWords, *, clock: Clock) -> DraftView:
    """Apply a message that `read_words` read; raises Conflict("draft.stale") when the draft has moved on since: read it again.

    Of several drafts the answer is the one in focus; raises NotFound("draft.none") when the message ended the draft.
    """
    return _last(apply_all_words(uow, actor, words, clock=clock))


def apply_all_words(uow: UnitOfWork, actor: Actor, words: DraftWords, *, clock: Clock) -> tuple[DraftView, ...]:
    """The same with every draft that the message changed: one for each place or day it names; none when it ended the draft as a duplicate."""
    actor.require(Permission.PLACE_ORDERS)
    for draft in [part.draft for part in words.parts if part.draft] if words.parts else [words.draft]:
        current = draft_store.read_draft(uow, actor.user_id, actor.own_dealer(), draft.id if draft else None)
        if _version_of(current) != _version_of(draft):
            raise Conflict("draft.stale", version=current.version if current else 0)
    return _apply(uow, actor, words, clock)


def edit_draft(uow: UnitOfWork, actor: Actor, request: DraftEdit, *, clock: Clock) -> DraftView:
    """Set quantities, place, day or notes; an unusual quantity is asked back.

    Raises Conflict("draft.stale") when `expected_version` is not the current one, NotFound("draft.none").
    """
    dealer = own_dealer(uow, actor)
    draft = draft_store.read_draft(uow, actor.user_id, dealer.id, request.draft_id)
    if request.draft_id is not None and draft is None:
        raise NotFound("draft.none")
    version = draft.version if draft else 0
    if request.expected_version is not None and request.expected_version != version:
        raise Conflict("draft.stale", version=version)
    before = draft.content if draft else DraftContent(ship_to=dealer.default_ship_to)
    content = apply_edits(before, request.lines, get_skus(uow, [edit.sku for edit in request.lines]) if request.lines else {})
    content = ask_if_unusual(uow, dealer.id, without_questions(before), content, clock=clock)
    if request.ship_to is not None:
        content = replace(content, ship_to=request.ship_to)
    if request.delivery_date is not None:
        content = replace(content, requested_day=request.delivery_date, relation="on")
    content = replace(content, notes=with_notes(content.notes, **request.notes))
    return _store_and_show(uow, actor, draft, content, clock)


def answer_question(uow: UnitOfWork, actor: Actor, request: Answer, *, clock: Clock) -> DraftView:
    """The draft after the answer to one of its open questions, named by the id it was shown with; any answer to a line's `name_question` denies it.

    Raises NotFound("draft.none" | "draft.no_question"), Invalid("draft.bad_answer" | "order.bad_qty").
    """
    actor.require(Permission.PLACE_ORDERS)
    draft = asked_draft(uow, actor, request.question_id)
    questions = preview_order(uow, actor, draft.content, draft.dealer_id, clock=clock).assembled.questions
    answer = meant(draft, (*questions, *name_questions(draft.content)), request)
    denies = answer.question_id.startswith(NAME_PREFIX)
    after = deny_name(uow, draft.content, answer.question_id, clock=clock) if denies else after_answer(uow, draft.content, answer, clock, draft.dealer_id)
    return _store_and_show(uow, actor, draft, ask_if_unusual(uow, draft.dealer_id, draft.content, after, clock=clock), clock)


def show_draft(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> DraftView:
    """The draft in focus as it stands now; what is as it was shown before keeps its confirmation. Raises NotFound("draft.none")."""
    actor.require(Permission.PLACE_ORDERS)
    return show_draft_of(uow, actor, open_draft(uow, actor), clock=clock)


def has_draft(uow: UnitOfWork, actor: Actor) -> bool:
    """Whether the person has an open draft."""
    return draft_store.look_at_draft(uow, actor.user_id, actor.own_dealer()) is not None


def show_drafts(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> tuple[DraftView, ...]:
    """Every open draft, the one in focus last. Raises NotFound("draft.none")."""
    actor.require(Permission.PLACE_ORDERS)
    focus = open_draft(uow, actor)
    drafts = draft_store.list_drafts(uow, actor.user_id, actor.own_dealer(), hold=True) if focus.beside else (focus,)
    return tuple(show_draft_of(uow, actor, draft, clock=clock) for draft in sorted(drafts, key=lambda one: one.focus))


def show_named_draft(uow: UnitOfWork, actor: Actor, draft_id: str, *, clock: Clock) -> DraftView:
    """One open draft by its id. Raises NotFound("draft.none")."""
    actor.require(Permission.PLACE_ORDERS)
    return show_draft_of(uow, actor, open_draft(uow, actor, draft_id), clock=clock)


def look_at_draft(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> DraftView | None:
    """What `show_draft` would answer, as long as nothing has to be written for it; None means: call that. Raises NotFound("draft.none")."""
    actor.require(Permission.PLACE_ORDERS)
    draft = draft_store.look_at_draft(uow, actor.user_id, actor.own_dealer())
    if draft is None:
        raise NotFound("draft.none")
    return look_at_draft_of(uow, actor, draft, clock=clock)


def repeat_order(uow: UnitOfWork, actor: Actor, request: RepeatOrder, *, clock: Clock) -> DraftView:
    """Put the lines of an own earlier order into the draft at today's price, for the usual ship-to (C11)."""
    dealer = own_dealer(uow, actor)
    draft = draft_store.read_draft(uow, actor.user_id, dealer.id)
    return _store_and_show(uow, actor, draft, repeated_content(uow, actor, dealer, request), clock)


def add_draft(uow: UnitOfWork, actor: Actor, content: DraftContent, *, clock: Clock, believed: Collection[str] = ()) -> DraftView:
    """A new draft beside those that are open, now in focus, with content that was put together elsewhere.

    An unusual quantity is asked back, but for products whose quantity the person was `believed` already.
    """
    dealer = own_dealer(uow, actor)
    content = content if content.ship_to else replace(content, ship_to=dealer.default_ship_to)
    before = replace(content, lines=tuple(line for line in content.lines if line.sku in believed))
    content = ask_if_unusual(uow, dealer.id, before, content, clock=clock)
    beside = draft_store.list_drafts(uow, actor.user_id, dealer.id, hold=True)
    stored = _store(uow, actor, _Place(None, beside), content, clock)
    return show_draft_of(uow, actor, replace(stored, beside=len(beside)), clock=clock)


def open_draft(uow: UnitOfWork, actor: Actor, draft_id: str | None = None) -> Draft:
    """An open draft, held; the one in focus unless one is named."""
    draft = draft_store.read_draft(uow, actor.user_id, actor.own_dealer(), draft_id)
    if draft is None:
        raise NotFound("draft.none")
    return draft


def asked_draft(uow: UnitOfWork, actor: Actor, question_id: str) -> Draft:
    """The open draft that a question was asked about, held."""
    focus = open_draft(uow, actor)
    if not focus.beside or is_about(focus, question_id):
        return focus
    drafts = draft_store.list_drafts(uow, actor.user_id, actor.own_dealer(), hold=True)
    return next((draft for draft in drafts if is_about(draft, question_id)), focus)


def _last(views: tuple[DraftView, ...]) -> DraftView:
    if not views:
        raise NotFound("draft.none")
    return views[-1]


def _version_of(draft: Draft | None) -> tuple[str, int] | None:
    return (draft.id, draft.version) if draft else None


def _apply(uow: UnitOfWork, actor: Actor, words: DraftWords, clock: Clock) -> tuple[DraftView, ...]:
    if words.is_duplicate and words.draft is not None:
        discard_together(uow, actor, (words.draft,), at=clock.now())
        return ()
    change = words.change or new_id("chg")
    if not words.parts:
        return (_store_and_show(uow, actor, words.draft, words.content, clock, change=change),)
    stored: list[Draft] = []
    for part in words.parts:
        beside = draft_store.list_drafts(uow, actor.user_id, actor.own_dealer(), hold=True)
        stored.append(_store(uow, actor, _Place(part.draft, beside, change), part.content, clock))
    now = {one.id: one for one in draft_store.list_drafts(uow, actor.user_id, actor.own_dealer())}
    return tuple(show_draft_of(uow, actor, now[one.id], clock=clock) for one in stored)


def _store_and_show(uow: UnitOfWork, actor: Actor, draft: Draft | None, content: DraftContent, clock: Clock, *, change: str = "") -> DraftView:
    return show_draft_of(uow, actor, _store(uow, actor, _Place(draft, change=change), content, clock), clock=clock)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where content goes: into a draft or into a new one beside those that are open; and by which change."""

    draft: Draft | None
    beside: Sequence[Draft] = ()
    change: str = ""


def _store(uow: UnitOfWork, actor: Actor, place: _Place, content: DraftContent, clock: Clock) -> Draft:
    """The draft with its new content, now in focus; a new one when there was none."""
    draft, settings, at = place.draft, load_brand_settings(uow), clock.now()
    if len(content.lines) + len(content.questions) > settings.max_order_lines:
        raise TooMuch("order.too_many_lines", most=settings.max_order_lines)
    check_day(settings, content, draft.content if draft else None, at)
    content = settle_conditions(uow, content, actor.own_dealer(), clock=clock)
    current = draft or draft_store.start_draft(uow, actor.user_id, actor.own_dealer(), content, at, beside=place.beside)
    if draft is None or content != draft.content:
        current = draft_store.save_draft(uow, current, content, at, change=place.change)
    if draft is not None and draft.beside:
        draft_store.bring_into_focus(uow, draft)
    return current
