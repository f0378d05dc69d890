"""What a result still lacks for being shown: local times, pack words and prices at open questions, the proposal a refusal would take back.

Invariant: nothing of what a use case answered is changed, only words and times are added.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import get_skus
from backend.catalog.units import factor_of
from backend.catalog.wording import unit_word
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering import service as ordering
from backend.ordering.editing import MOST_BASE_UNITS
from backend.ordering.schemas import Candidate, ChangeView, ConfirmResult, DraftView, OrderView, PriceWish, Question
from backend.proposals.service import live_proposals
from backend.settings.service import load_brand_settings
from tools.results import CreditAnswer, Discarded, DraftSet, Help

R = TypeVar("R")
V = TypeVar("V", bound=DraftView | ChangeView)


def complete(uow: UnitOfWork, actor: Actor, result: R, *, clock: Clock) -> R:
    """The result ready to be shown to `actor` in his language."""
    return _completed(uow, actor, result, clock)  # type: ignore[no-any-return]  # the same type comes back


def _completed(uow: UnitOfWork, actor: Actor, result: Any, clock: Clock) -> Any:
    if isinstance(result, ConfirmResult):
        parts = {name: getattr(result, name) for name in ("order", "draft", "change")}
        return replace(result, **{name: _completed(uow, actor, part, clock) for name, part in parts.items() if part is not None})
    if isinstance(result, DraftSet | Discarded):
        drafts = tuple(_proposed(uow, actor, draft, clock) for draft in (result.drafts if isinstance(result, DraftSet) else result.left))
        return replace(result, drafts=drafts) if isinstance(result, DraftSet) else replace(result, left=drafts)
    if isinstance(result, DraftView | ChangeView):
        return _proposed(uow, actor, result, clock)
    zone = load_brand_settings(uow).zone
    if isinstance(result, CreditAnswer):
        return replace(result, status=replace(result.status, as_of=result.status.as_of.astimezone(zone)))
    if isinstance(result, OrderView):
        result = replace(result, history=tuple(replace(entry, at=entry.at.astimezone(zone)) for entry in result.history))
    if isinstance(result, Help) or hasattr(result, "as_of"):
        return replace(result, as_of=result.as_of.astimezone(zone))
    return result


def _proposed(uow: UnitOfWork, actor: Actor, result: V, clock: Clock) -> V:
    """A draft or a change with words at its questions."""
    questions = _all_worded(uow, actor, result.questions, clock)
    proposal = result.proposal_id or (_proposal_of(uow, actor, result, clock) if result.confirm_token else None)
    zone = load_brand_settings(uow).zone
    return replace(result, questions=questions, proposal_id=proposal, as_of=result.as_of.astimezone(zone))


def _proposal_of(uow: UnitOfWork, actor: Actor, view: DraftView | ChangeView, clock: Clock) -> str | None:
    if isinstance(view, DraftView):
        kinds, subjects = {ordering.ORDER_DRAFT}, {view.draft_id}
    else:
        kinds, subjects = {ordering.ORDER_CANCEL if view.kind == "cancel" else ordering.ORDER_CHANGE}, {view.order_id, view.number}
    live = [proposal.id for proposal in live_proposals(uow, actor, clock=clock) if proposal.kind in kinds and proposal.subject in subjects]
    return live[-1] if live else None


def _all_worded(uow: UnitOfWork, actor: Actor, questions: tuple[Question, ...], clock: Clock) -> tuple[Question, ...]:
    """The questions with words and prices, looked up for all of them together."""
    codes = {code for question in questions if not question.unit_word and (code := _about(question))}
    skus = get_skus(uow, sorted(codes)) if codes else {}
    prices = _prices(uow, actor, [question for question in questions if question.sku in skus], clock)
    return tuple(_worded(question, skus.get(_about(question) or ""), prices.get(_wish(question)), actor.locale) for question in questions)


def _about(question: Question) -> str | None:
    return question.sku or (question.candidates[0].sku if question.candidates else None)


def _worded(question: Question, sku: Sku | None, price: Decimal | None, locale: str) -> Question:
    if sku is None or question.unit_word:
        return question
    unit = question.unit or sku.default_unit
    known = question.sku is not None
    return replace(
        question,
        unit_word=unit_word(sku, unit, locale) if known or question.unit else "",
        base_word=unit_word(sku, unit.BASE, locale),
        factor=(factor_of(sku, unit) or 0) if known else 0,
        unit_price=price,
        candidates=question.candidates or (Candidate(sku.code, sku.name_zh, sku.name_en),),
    )


def _wish(question: Question) -> PriceWish:
    """What a question's price is looked up for: the quantity it was asked with, else one usual pack."""
    base_qty = question.base_qty or 0
    return PriceWish(question.sku or "", Decimal(base_qty), Unit.BASE) if 0 < base_qty < MOST_BASE_UNITS else PriceWish(question.sku or "")


def _prices(uow: UnitOfWork, actor: Actor, questions: Sequence[Question], clock: Clock) -> dict[PriceWish, Decimal]:
    """The exact price per base unit of each; what is not sold or may not be known is missing."""
    if not questions or not actor.may(Permission.READ_PRICES):
        return {}
    wishes = list(dict.fromkeys(map(_wish, questions)))
    items = ordering.quote_lines(uow, actor, wishes, clock=clock).items
    known = {(item.sku, item.base_qty): item.unit_price for item in items}
    packs = {item.sku: item.case_factor for item in items}
    asked = {wish: (wish.sku, packs.get(wish.sku, 0) if wish.qty is None else int(wish.qty)) for wish in wishes}
    return {wish: known[key] for wish, key in asked.items() if key in known}
