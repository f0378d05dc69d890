"""Reading a person's words against his open draft: the slow part of a message, which writes nothing.

What was read can be applied at once in the same transaction, or in a later one to exactly the version it was read against, so that nobody
who writes waits for somebody's words to be read. Invariant: words never reach a version that they were not read against.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.catalog.domain import Unit
from backend.dealers.domain import Dealer
from backend.dealers.service import get_dealer, list_places
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound, TooMuch
from backend.ordering import draft_store, reader, repository
from backend.ordering.answering import after_words, answer_about_twin
from backend.ordering.applying import apply_reading, note_order
from backend.ordering.delivering import spelled_out
from backend.ordering.domain import Draft, DraftContent, DraftLine
from backend.ordering.naming_drafts import draft_for_delivery, draft_in_words, names_of_places
from backend.ordering.parting import PartOfOrder, parts_of
from backend.ordering.reader import asks_for_nothing, surroundings
from backend.ordering.reading.domain import Place
from backend.ordering.schemas import DraftText, Question, RepeatOrder
from backend.ordering.showing import find_twin, preview_order
from backend.ordering.teaching import said_about_names
from backend.ordering.unusual import ask_if_unusual
from backend.settings.service import load_brand_settings

_BORDER = re.compile(r"[,，。;；\n]|(?<=[a-z])\.(?=\s)|\band (?=(?:also |then |please )*(?:add|send|get|give|i|we|drop|take|another|\d)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DraftWords:
    """What a message makes of a draft: the version it was read against (None: there was no draft) and the content after it.

    A message for several places or days has `parts`, one for each draft. `is_duplicate` says that the draft repeats an order by mistake.
    `change` names what is taken back together.
    """

    draft: Draft | None
    content: DraftContent
    parts: tuple[PartOfOrder, ...] = ()
    is_duplicate: bool = False
    change: str = ""


def read_words(uow: UnitOfWork, actor: Actor, request: DraftText, *, clock: Clock, repeat: RepeatOrder | None = None) -> DraftWords:
    """Read a message for the open draft it means, or for the repetition of an earlier order that takes its place. Reads only.

    Raises Invalid("order.nothing_read") when it asks for nothing, TooMuch("order.text_too_long"), and for a repetition NotFound.
    """
    actor.require(Permission.PLACE_ORDERS)
    return read_for(uow, actor, draft_store.look_at_draft(uow, actor.user_id, actor.own_dealer()), request, clock=clock, repeat=repeat)


def read_for(uow: UnitOfWork, actor: Actor, draft: Draft | None, request: DraftText, *, clock: Clock, repeat: RepeatOrder | None = None) -> DraftWords:
    """The same for a draft in focus that is known already."""
    dealer = own_dealer(uow, actor)
    check_text(uow, request.text)
    base: Draft | None
    drafts: tuple[Draft, ...]
    if repeat is not None:
        content = repeated_content(uow, actor, dealer, repeat)
        copy = replace(draft, content=content) if draft else Draft("", actor.user_id, dealer.id, 0, content)
        base, drafts = copy, (copy,)
    else:
        base, drafts = draft, _open_drafts(uow, draft)
    named = draft_in_words(request.text, drafts, _place_names(uow) if len(drafts) > 1 else {})
    if named is not None:
        base, drafts = named.draft, (named.draft,)
    words = _Words(uow, actor, dealer, named.text if named else request.text, clock)
    found = DraftWords(base, base.content) if named and not words.text and base else words.read(base, drafts)
    return replace(found, change=request.change, draft=draft if repeat is not None else found.draft)


@dataclass(frozen=True, slots=True)
class _Words:
    """A message on its way to the draft that it means."""

    uow: UnitOfWork
    actor: Actor
    dealer: Dealer
    text: str
    clock: Clock

    def read(self, base: Draft | None, drafts: Sequence[Draft]) -> DraftWords:
        """What it makes: of `base`, the draft in focus, or of another one of `drafts`."""
        answered = self._answered(base) if base else None
        if answered is not None:
            return answered
        before = base.content if base else DraftContent(ship_to=self.dealer.default_ship_to)
        around = surroundings(self.uow, (self.dealer.id, self.dealer.default_ship_to), self.text, clock=self.clock)
        reading = reader.read_message(self.uow, spelled_out(before, self.text), before, around, clock=self.clock)
        if reading.parts:
            return DraftWords(base, before, parts_of(reading, [one for one in drafts if one.id], around, base))
        if base is not None and len(drafts) > 1:
            other = draft_for_delivery(self.text, reading.delivery, drafts, base)
            if other is not None:
                return self.read(other, (other,))
        if not asks_for_nothing(reading, before):
            return DraftWords(base, apply_reading(before, reading, around))
        return self._for_another(base, drafts)

    def _for_another(self, base: Draft | None, drafts: Sequence[Draft]) -> DraftWords:
        """The answer to a question of a draft that is not in focus."""
        others = sorted((one for one in drafts if base and one.id != base.id), key=lambda one: -one.focus)
        found = next((words for words in map(self._answered, others) if words is not None), None)
        if found is None:
            raise Invalid("order.nothing_read")
        return found

    def _answered(self, draft: Draft) -> DraftWords | None:
        """The draft's content when the message answers one of its open questions."""
        about_names = said_about_names(self.uow, draft.content, self.text, clock=self.clock)
        if about_names is not None:
            return DraftWords(draft, self._checked(draft, about_names))
        preview = preview_order(self.uow, self.actor, draft.content, draft.dealer_id, clock=self.clock)
        meant = answer_about_twin(self.text)
        if meant and find_twin(self.uow, preview.basis, draft.dealer_id, preview.assembled.lines):
            return DraftWords(draft, draft.content, is_duplicate=meant == "duplicate")
        questions = preview.assembled.questions
        after = after_words(self.uow, draft, questions, self.text, self.clock) if questions else None
        if after is None and questions:
            return self._answered_with_more(draft, questions)
        return None if after is None else DraftWords(draft, self._checked(draft, after))

    def _answered_with_more(self, draft: Draft, questions: Sequence[Question]) -> DraftWords | None:
        """An answer with other goods behind it: "take the six then, and add 2 Fanta", 先发6箱,另外再来3箱雪碧."""
        for found in _BORDER.finditer(self.text):
            after = after_words(self.uow, draft, questions, self.text[: found.start()], self.clock)
            if after is None:
                continue
            around = surroundings(self.uow, (self.dealer.id, self.dealer.default_ship_to), self.text, clock=self.clock)
            reading = reader.read_message(self.uow, self.text[found.end() :], after, around, clock=self.clock)
            others = [line for line in reading.lines if line.sku or line.candidates]
            if others and len(others) == len(reading.lines) and not reading.parts:
                return DraftWords(draft, self._checked(draft, apply_reading(after, reading, around)))
        return None

    def _checked(self, draft: Draft, after: DraftContent) -> DraftContent:
        """The content after an answer, with what is unusual for the dealer asked back."""
        return ask_if_unusual(self.uow, draft.dealer_id, draft.content, after, clock=self.clock)


def _open_drafts(uow: UnitOfWork, focus: Draft | None) -> tuple[Draft, ...]:
    """Every open draft beside the one in focus; looked up only when there are others."""
    if focus is None:
        return ()
    return draft_store.list_drafts(uow, focus.user_id, focus.dealer_id) if focus.beside else (focus,)


def _place_names(uow: UnitOfWork) -> dict[str, tuple[str, ...]]:
    return names_of_places([Place(one.code, one.name_zh, one.name_en, one.aliases) for one in list_places(uow)])


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
