"""Showing a draft as it stands now and putting exactly what is shown up for confirmation.

Invariant: a view carries a confirmation token exactly when it has a line and no blocking question; the token of anything else that was
shown of the draft before is dead by then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from backend.credit.service import CreditDecision, exposure_after
from backend.identity.domain import Actor
from backend.inventory.service import availability
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.ids import hash_content
from backend.ordering import repository
from backend.ordering.assembling import NOTHING_EARLIER, Assembled, Basis, Earlier, assemble, read_basis
from backend.ordering.comparing import lines_hash, mark_lines, offer_payload, pairs_of, short_codes, shown_facts
from backend.ordering.domain import Draft, DraftContent
from backend.ordering.expecting import with_options
from backend.ordering.fulfilling.schemas import Shipment
from backend.ordering.fulfilling.views import shipments_of
from backend.ordering.own_words import marked
from backend.ordering.question_names import as_asked, lines_as_asked
from backend.ordering.rules.facts import OrderFacts
from backend.ordering.rules.judging import RuleDecision, judge
from backend.ordering.rules.seeing import facts_of_draft
from backend.ordering.rules.versions import load_approval_rules
from backend.ordering.schemas import DraftView, GateReason, LineView, Question, QuestionKind, left_out
from backend.proposals.service import NewProposal, Proposal, live_proposals, propose, standing_offer, withdraw

ORDER_DRAFT = "order_draft"
TWIN_PREFIX = "twin:"


@dataclass(frozen=True, slots=True)
class Preview:
    """What an order would be if it were placed now: lines with stock, credit with it included, what the approval rules say."""

    basis: Basis
    assembled: Assembled
    credit: CreditDecision
    facts: OrderFacts
    decision: RuleDecision | None

    @property
    def holds(self) -> tuple[GateReason, ...]:
        """What the approval rules say against it."""
        return self.decision.reasons if self.decision else ()

    @property
    def gates(self) -> tuple[GateReason, ...]:
        """Everything that would block or hold."""
        return (*self.assembled.blocks, *self.holds)


def show_draft_of(uow: UnitOfWork, actor: Actor, draft: Draft, *, clock: Clock, changed: tuple[str, ...] = (), offer: bool = True) -> DraftView:
    """The draft with today's prices, stock and gates; with `offer` it may be confirmed as shown. `changed` are details of `comparing`."""
    preview = preview_order(uow, actor, draft.content, draft.dealer_id, clock=clock)
    twin = _twin_of(uow, draft, preview)
    proposal = None
    if offer and preview.assembled.ready:
        proposal = propose(uow, actor, _offer_of(draft, preview, twin), clock=clock)
    elif offer:
        withdraw(uow, actor, ORDER_DRAFT, draft.id)
    return _view(uow, draft, preview, twin, (proposal, changed))


def look_at_draft_of(uow: UnitOfWork, actor: Actor, draft: Draft, *, clock: Clock) -> DraftView | None:
    """The same as long as nothing has to be written: what is offered is offered already. Reads only; None when there is something to write."""
    preview = preview_order(uow, actor, draft.content, draft.dealer_id, clock=clock)
    twin = _twin_of(uow, draft, preview)
    if not preview.assembled.ready:
        offered = any((one.kind, one.subject) == (ORDER_DRAFT, draft.id) for one in live_proposals(uow, actor, clock=clock))
        return None if offered else _view(uow, draft, preview, twin, (None, ()))
    proposal = standing_offer(uow, actor, _offer_of(draft, preview, twin), clock=clock)
    return _view(uow, draft, preview, twin, (proposal, ())) if proposal else None


def preview_order(uow: UnitOfWork, actor: Actor, content: DraftContent, dealer_id: str, *, clock: Clock, earlier: Earlier = NOTHING_EARLIER) -> Preview:
    """Price, stock, gates and credit for what is asked for. Reads only."""
    basis = read_basis(uow, dealer_id, content, clock=clock, earlier=earlier)
    codes = [*basis.skus, *(sku for sku in basis.promotions.gifts if sku not in basis.skus)]
    available = availability(uow, codes, day=basis.plan.day, today=basis.today, through=basis.supply.through)
    assembled = with_options(uow, basis, assemble(basis, content, available, locale=actor.locale, earlier=earlier))
    credit = exposure_after(uow, dealer_id, assembled.total - earlier.total, at=basis.now)
    rules = load_approval_rules(uow)
    facts = facts_of_draft(uow, rules, (basis, assembled), credit, earlier.order_id)
    return Preview(basis, assembled, credit, facts, judge(rules, facts) if assembled.lines else None)


def find_twin(uow: UnitOfWork, basis: Basis, dealer_id: str, lines: Sequence[LineView]) -> str | None:
    """The number of the dealer's newest recent order with exactly these lines, which may be the same wish ordered twice."""
    return repository.twin_number(uow, dealer_id, lines_hash(pairs_of(lines)), twins_since(basis)) if lines else None


def twins_since(basis: Basis) -> datetime:
    """Since when an equal order may be the same wish; 0 hours look for none."""
    hours = basis.settings.duplicate_hours
    return basis.now - timedelta(hours=hours) if hours else datetime.max.replace(tzinfo=UTC)


def _offer_of(draft: Draft, preview: Preview, twin: str | None) -> NewProposal:
    facts = shown_facts(preview.assembled, preview.basis, draft.content)
    payload = {**offer_payload(facts, preview.assembled, preview.holds), "dealer_id": draft.dealer_id, "twin": twin}
    minutes = preview.basis.settings.proposal_minutes
    return NewProposal(ORDER_DRAFT, draft.id, draft.version, hash_content(*sorted(facts.items())), payload, minutes)


def twin_question(twin: str | None) -> tuple[Question, ...]:
    """Whether the draft is a second order or the same one by mistake. It blocks nothing: its two answers are to confirm knowingly or to discard."""
    return (Question(f"{TWIN_PREFIX}{twin}", QuestionKind.DUPLICATE, twin, blocking=False),) if twin else ()


def _twin_of(uow: UnitOfWork, draft: Draft, preview: Preview) -> str | None:
    return find_twin(uow, preview.basis, draft.dealer_id, preview.assembled.lines)


def _twin_warning(preview: Preview, twin: str | None) -> tuple[GateReason, ...]:
    return (GateReason("DUPLICATE_ORDER", blocks=False, params={"number": twin, "hours": preview.basis.settings.duplicate_hours}),) if twin else ()


def _view(uow: UnitOfWork, draft: Draft, preview: Preview, twin: str | None, offer: tuple[Proposal | None, tuple[str, ...]]) -> DraftView:
    proposal, changed = offer
    basis, assembled, content = preview.basis, preview.assembled, draft.content
    place = basis.standing.ship_to if basis.standing else None
    return DraftView(
        draft_id=draft.id,
        version=draft.version,
        dealer_id=draft.dealer_id,
        dealer_name_zh=basis.dealer.name_zh,
        dealer_name_en=basis.dealer.name_en,
        lines=lines_as_asked(draft, marked(content, mark_lines(assembled.lines, changed))),
        questions=as_asked(draft, (*assembled.questions, *twin_question(twin))),
        total=assembled.total,
        currency=basis.settings.currency,
        ship_to=content.ship_to,
        ship_to_name_zh=place.name_zh if place else "",
        ship_to_name_en=place.name_en if place else "",
        delivery_date=basis.plan.day,
        delivery_relation=content.relation,
        credit_available_after=preview.credit.limit - preview.credit.exposure_after,
        gates=preview.gates,
        warnings=(*assembled.warnings, *_twin_warning(preview, twin)),
        as_of=basis.now,
        repeated_order=content.repeated_order,
        repeated_date=content.repeated_date,
        confirm_token=proposal.token if proposal else None,
        expires_at=proposal.expires_at if proposal else None,
        changed=short_codes(changed),
        proposal_id=proposal.id if proposal else None,
        notes=content.notes,
        number=draft.slot + 1,
        beside=draft.beside,
        left_out=len(left_out(assembled.questions)),
        promotions=assembled.promotions,
        hint=assembled.hint,
        shipments=_shipments(uow, preview),
    )


def _shipments(uow: UnitOfWork, preview: Preview) -> tuple[Shipment, ...]:
    """The parts in which it would leave; nothing for one that leaves as a whole."""
    lines = preview.assembled.lines
    return shipments_of(uow, lines, preview.basis.skus, preview.basis.plan.day, {line.sku: line.available_by_warehouse for line in lines})
