"""Reading a person's words against his open draft: the slow part of a message, which writes nothing.

What was read can be applied at once in the same transaction, or in a later one to exactly the version it was read against, so that nobody
who writes waits for somebody's words to be read. Invariant: words never reach a version that they were not read against.
"""

from dataclasses import dataclass, replace

from backend.catalog.domain import Unit
from backend.dealers.domain import Dealer
from backend.dealers.service import get_dealer
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound, TooMuch
from backend.ordering import repository
from backend.ordering.answering import after_words
from backend.ordering.applying import note_order
from backend.ordering.domain import Draft, DraftContent, DraftLine
from backend.ordering.reader import understand
from backend.ordering.schemas import DraftText, RepeatOrder
from backend.ordering.showing import preview_order
from backend.settings.service import load_brand_settings


@dataclass(frozen=True, slots=True)
class DraftWords:
    """What a message makes of a draft: the version it was read against (None: there was no draft) and the content after it."""

    draft: Draft | None
    content: DraftContent


def read_words(uow: UnitOfWork, actor: Actor, request: DraftText, *, clock: Clock, repeat: RepeatOrder | None = None) -> DraftWords:
    """Read a message for the actor's open draft, or for the repetition of an earlier order that takes its place. Reads only.

    Raises Invalid("order.nothing_read") when it asks for nothing, TooMuch("order.text_too_long"), and for a repetition NotFound.
    """
    actor.require(Permission.PLACE_ORDERS)
    return read_for(uow, actor, repository.look_at_draft(uow, actor.user_id, actor.own_dealer()), request, clock=clock, repeat=repeat)


def read_for(uow: UnitOfWork, actor: Actor, draft: Draft | None, request: DraftText, *, clock: Clock, repeat: RepeatOrder | None = None) -> DraftWords:
    """The same for a draft that is known already."""
    dealer = own_dealer(uow, actor)
    check_text(uow, request.text)
    base = draft
    if repeat is not None:
        content = repeated_content(uow, actor, dealer, repeat)
        base = replace(draft, content=content) if draft else Draft("", actor.user_id, dealer.id, 0, content)
    after = _answered(uow, actor, base, request.text, clock) if base else None
    if after is None:
        before = base.content if base else DraftContent(ship_to=dealer.default_ship_to)
        after = understand(uow, request.text, before, (dealer.id, dealer.default_ship_to), clock=clock)
    if after is None:
        raise Invalid("order.nothing_read")
    return DraftWords(draft, after)


def repeated_content(uow: UnitOfWork, actor: Actor, dealer: Dealer, request: RepeatOrder) -> DraftContent:
    """The lines of an own earlier order for the usual ship-to (C11); raises NotFound("order.not_found" | "order.none_to_repeat")."""
    number = request.number or repository.newest_number(uow, dealer.id)
    order = repository.read_order(uow, actor, number) if number else None
    if order is None or order.dealer_id != dealer.id:
        raise NotFound("order.not_found" if number else "order.none_to_repeat", number=number or "")
    rows = repository.read_lines(uow, order.id)
    lines = tuple(DraftLine(row.sku, row.qty, Unit(row.unit), row.base_qty, marks=("repeat",)) for row in rows)
    return note_order(DraftContent(lines), order.number, order.order_date, dealer.default_ship_to)


def check_text(uow: UnitOfWork, text: str) -> None:
    """Raise TooMuch("order.text_too_long") for a message longer than the brand allows."""
    longest = load_brand_settings(uow).max_order_text
    if len(text) > longest:
        raise TooMuch("order.text_too_long", longest=longest)


def own_dealer(uow: UnitOfWork, actor: Actor) -> Dealer:
    """The dealer the actor orders for."""
    actor.require(Permission.PLACE_ORDERS)
    return get_dealer(uow, actor, actor.own_dealer())


def _answered(uow: UnitOfWork, actor: Actor, draft: Draft, text: str, clock: Clock) -> DraftContent | None:
    """The draft's content when the message answers one of its open questions."""
    questions = preview_order(uow, actor, draft.content, draft.dealer_id, clock=clock).assembled.questions
    return after_words(uow, draft, questions, text, clock) if questions else None
