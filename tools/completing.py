"""What a result still lacks for being shown: local times, pack words and prices at open questions, the proposal a refusal would take back.

Invariant: nothing of what a use case answered is changed, only words and times are added.
"""

from dataclasses import replace
from typing import Any, TypeVar

from backend.catalog.domain import Sku
from backend.catalog.service import get_skus
from backend.catalog.units import factor_of
from backend.catalog.wording import unit_word
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import DomainError
from backend.ordering import service as ordering
from backend.ordering.schemas import Candidate, ChangeView, ConfirmResult, DraftView, OrderView, ProductQuestion, Question
from backend.proposals.service import live_proposals
from backend.settings.service import load_brand_settings
from tools.results import CreditAnswer, Help

R = TypeVar("R")


def complete(uow: UnitOfWork, actor: Actor, result: R, *, clock: Clock) -> R:
    """The result ready to be shown to `actor` in his language."""
    return _completed(uow, actor, result, clock)  # type: ignore[no-any-return]  # the same type comes back


def _completed(uow: UnitOfWork, actor: Actor, result: Any, clock: Clock) -> Any:
    if isinstance(result, ConfirmResult):
        parts = {name: getattr(result, name) for name in ("order", "draft", "change")}
        return replace(result, **{name: _completed(uow, actor, part, clock) for name, part in parts.items() if part is not None})
    zone = load_brand_settings(uow).zone
    if isinstance(result, CreditAnswer):
        return replace(result, status=replace(result.status, as_of=result.status.as_of.astimezone(zone)))
    if isinstance(result, OrderView):
        return replace(result, history=tuple(replace(entry, at=entry.at.astimezone(zone)) for entry in result.history))
    if isinstance(result, DraftView | ChangeView):
        questions = tuple(_worded(uow, actor, question, clock) for question in result.questions)
        proposal = result.proposal_id or (_proposal_of(uow, actor, result, clock) if result.confirm_token else None)
        return replace(result, questions=questions, proposal_id=proposal, as_of=result.as_of.astimezone(zone))
    if isinstance(result, Help) or hasattr(result, "as_of"):
        return replace(result, as_of=result.as_of.astimezone(zone))
    return result


def _proposal_of(uow: UnitOfWork, actor: Actor, view: DraftView | ChangeView, clock: Clock) -> str | None:
    if isinstance(view, DraftView):
        kinds, subjects = {ordering.ORDER_DRAFT}, {view.draft_id}
    else:
        kinds, subjects = {ordering.ORDER_CANCEL if view.kind == "cancel" else ordering.ORDER_CHANGE}, {view.order_id, view.number}
    live = [proposal.id for proposal in live_proposals(uow, actor, clock=clock) if proposal.kind in kinds and proposal.subject in subjects]
    return live[-1] if live else None


def _worded(uow: UnitOfWork, actor: Actor, question: Question, clock: Clock) -> Question:
    code = question.sku or (question.candidates[0].sku if question.candidates else None)
    sku = get_skus(uow, [code]).get(code) if code else None
    if sku is None or question.unit_word:
        return question
    unit = question.unit or sku.default_unit
    known = question.sku is not None
    return replace(
        question,
        unit_word=unit_word(sku, unit, actor.locale) if known or question.unit else "",
        base_word=unit_word(sku, unit.BASE, actor.locale),
        factor=(factor_of(sku, unit) or 0) if known else 0,
        unit_price=_price(uow, actor, sku, question, clock) if known else None,
        candidates=question.candidates or (Candidate(sku.code, sku.name_zh, sku.name_en),),
    )


def _price(uow: UnitOfWork, actor: Actor, sku: Sku, question: Question, clock: Clock) -> Any:
    if not actor.may(Permission.READ_PRICES):
        return None
    asked = question.qty if question.qty is not None and question.qty > 0 and question.base_qty else None
    try:
        answer = ordering.quote_price(uow, actor, ProductQuestion(skus=(sku.code,), qty=asked, unit=question.unit if asked else None), clock=clock)
    except DomainError:
        return None
    return answer.items[0].unit_price if answer.items else None
