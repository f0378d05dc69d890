"""Turning a confirmed draft into an order, whole or not at all (R1, R5, R6).

Everything is looked up again and compared with what was shown; when the world moved on in between, nothing is written and the person
gets the new state to confirm. Lock order everywhere: proposal, draft or order, credit account, stock (sorted).
Invariant: an order is exactly what its proposal showed.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from backend.credit.service import commit_held, hold_exposure
from backend.identity.domain import Actor
from backend.inventory.service import Allocation, Want, reserve
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Refused
from backend.kit.ids import new_id
from backend.kit.prepared import together
from backend.ordering import draft_store, repository
from backend.ordering.accepting import Accepted, BlockedByRuleError, MovedOnError, stock_details
from backend.ordering.announcing import Event, announce, decided_of, event_data
from backend.ordering.assembling import Assembled, Basis, assemble, read_basis
from backend.ordering.comparing import codes_of, differences, lines_hash, new_gates, pairs_of, shown_facts
from backend.ordering.conditions import settle_conditions
from backend.ordering.documents import reasons_to_document
from backend.ordering.domain import Channel, Draft, OrderStatus
from backend.ordering.expecting import expect
from backend.ordering.memory.learning import LearnedFrom, learn
from backend.ordering.notes import OrderNotes
from backend.ordering.numbers import new_order_number
from backend.ordering.own_words import used_in
from backend.ordering.promoting.claiming import claim_budgets
from backend.ordering.promoting.stocking import free_wants, held_by_line, with_held
from backend.ordering.promoting.store import add_given
from backend.ordering.rules.judging import RuleDecision, judge
from backend.ordering.rules.seeing import facts_of_draft
from backend.ordering.rules.versions import load_rules_and_twin
from backend.ordering.schemas import ConfirmResult, LineView, OrderView
from backend.ordering.showing import show_draft_of, twins_since
from backend.ordering.viewing import history_entry, line_rows, ordered_line, view_of_row
from backend.proposals.service import complete


def submit_draft(uow: UnitOfWork, actor: Actor, accepted: Accepted, *, clock: Clock) -> ConfirmResult:
    """Place the order of an accepted proposal, or say why not."""
    proposal = accepted.proposal
    draft = draft_store.read_draft(uow, actor.user_id, actor.own_dealer(), proposal.subject)
    if draft is None or draft.version != proposal.version:
        raise Conflict("proposal.superseded", kind=proposal.kind, subject=proposal.subject)
    basis = read_basis(uow, draft.dealer_id, draft.content, clock=clock)
    assembled = assemble(basis, draft.content, None, locale=actor.locale)
    changed = differences(proposal.payload, shown_facts(assembled, basis, draft.content))
    if assembled.blocks:
        return _blocked(uow, actor, draft, (*changed, *new_gates(proposal.payload["blocks"], assembled.blocks)), clock)
    if not changed:
        try:
            with _undoable(uow, draft, assembled, basis):
                view = _place(uow, actor, draft, _Offer(accepted, basis, assembled))
        except BlockedByRuleError as blocked:
            return _blocked(uow, actor, draft, blocked.details, clock)
        except MovedOnError as moved:
            changed = moved.details
        except Refused as short:
            changed = stock_details(short)
        else:
            complete(uow, proposal.id, {"outcome": "submitted", "order_id": view.order_id})
            return ConfirmResult("submitted", order=view)
    again = draft_store.save_draft(uow, draft, settle_conditions(uow, draft.content, draft.dealer_id, clock=clock), clock.now())
    return ConfirmResult("needs_review", draft=show_draft_of(uow, actor, again, clock=clock, changed=changed))


def with_allocations(lines: tuple[LineView, ...], allocations: tuple[Allocation, ...]) -> tuple[LineView, ...]:
    """The lines with what was reserved, and what was not as their backorder."""
    held: dict[int, int] = {}
    for allocation in allocations:
        held[allocation.line_no] = held.get(allocation.line_no, 0) + allocation.base_qty
    return tuple(ordered_line(line, held.get(line.line_no, 0)) for line in lines)


def check_backorders(shown: Mapping[str, Any], lines: tuple[LineView, ...]) -> None:
    """Raise MovedOnError when more of a line would come later than was shown."""
    less = tuple(f"stock:{line.sku}" for line in lines if line.backorder_base > shown["backorders"].get(line.sku, 0))
    if less:
        raise MovedOnError(less)


def check_decision(shown: Mapping[str, Any], decision: RuleDecision) -> None:
    """Raise when a rule forbids the order, or holds it for a reason that was not shown."""
    unexpected = new_gates(shown["holds"], decision.reasons)
    if decision.blocks:
        raise BlockedByRuleError(unexpected)
    if unexpected:
        raise MovedOnError(unexpected)


def _check_twin(uow: UnitOfWork, draft: Draft, shown: Mapping[str, Any], twin: str | None) -> None:
    """Raise MovedOnError when the same was ordered since this was shown; whoever orders for the dealer waits on its account for this look.

    The same goods for another place or day that lay beside this draft were seen together with it: they are no duplicate.
    """
    if twin is None or twin == shown.get("twin"):
        return
    if not draft_store.was_beside(uow, draft, twin, shown["ship_to"], date.fromisoformat(shown["delivery_date"])):
        raise MovedOnError(("twin",))


@dataclass(frozen=True, slots=True)
class _Offer:
    accepted: Accepted
    basis: Basis
    assembled: Assembled


def _undoable(uow: UnitOfWork, draft: Draft, assembled: Assembled, basis: Basis) -> AbstractContextManager[Any]:
    """A savepoint where it is needed: a backorder can turn out larger than shown after something was reserved, a budget smaller after a claim."""
    later = any(basis.supply.takes_later(agreed=line.backorder) for line in draft.content.lines)
    return uow.savepoint() if assembled.promotions or later else nullcontext()


def _blocked(uow: UnitOfWork, actor: Actor, draft: Draft, changed: tuple[str, ...], clock: Clock) -> ConfirmResult:
    """Say what blocks. The draft stays; its confirmation stays alive when nothing is new, so that it works once the gate is open."""
    current = draft_store.save_draft(uow, draft, draft.content, clock.now()) if changed else draft
    view = show_draft_of(uow, actor, current, clock=clock, changed=changed, offer=bool(changed))
    return ConfirmResult("blocked", draft=view, reasons=view.gates)


def _place(uow: UnitOfWork, actor: Actor, draft: Draft, offer: _Offer) -> OrderView:
    """Judge on the held account first: nothing has been written yet when a reason is new. Then stock, then the rows in one go."""
    basis, shown, order_id, total = offer.basis, offer.accepted.proposal.payload, new_id("ord"), offer.assembled.total
    at = basis.now
    credit = hold_exposure(uow, draft.dealer_id, total, at=at)
    rules, twin = load_rules_and_twin(uow, draft.dealer_id, lines_hash(pairs_of(offer.assembled.lines)), twins_since(basis))
    decision = judge(rules, facts_of_draft(uow, rules, (basis, offer.assembled), credit))
    check_decision(shown, decision)
    _check_twin(uow, draft, shown, twin)
    supply = basis.supply
    agreed = {line.sku for line in draft.content.lines if supply.takes_later(agreed=line.backorder)}
    wants = tuple(Want(line.line_no, line.sku, line.base_qty, line.sku in agreed, supply.through.get(line.sku)) for line in offer.assembled.lines)
    budgeted = claim_budgets(uow, basis.promotions, offer.assembled.promotions) if offer.assembled.promotions else frozenset()
    found = reserve(uow, order_id, (*wants, *free_wants(offer.assembled.promotions)), day=basis.plan.day, clock=basis.clock)
    lines, promotions = with_allocations(offer.assembled.lines, found), with_held(offer.assembled.promotions, held_by_line(found))
    check_backorders(shown, lines)
    row = _order_row(uow, actor, order_id, _Placed(basis, lines, decision, total, draft.content.notes, _origin(draft, offer)))
    event = _event_of(row, lines, decision, offer.accepted)
    order = LearnedFrom(order_id, row["number"], draft.dealer_id, basis.today, at)
    learn(uow, order, used_in(draft.content, draft.content.lines))
    with together(uow):
        commit_held(uow, draft.dealer_id, order_id, total, at=at)
        repository.add_orders(uow, [row], line_rows(order_id, lines))
        add_given(uow, order_id, promotions, budgeted)
        draft_store.submit(uow, draft.id, order_id, at)
        announce(uow, actor, event, at=at)
    if any(line.backorder_base for line in lines):
        lines = expect(uow, order_id, lines, clock=basis.clock)
    step = history_entry(at, actor.user_id, f"order.{event.action}", event_data(actor, event))
    return replace(view_of_row(row, lines, (step,)), promotions=promotions)


def _event_of(row: Mapping[str, Any], lines: tuple[LineView, ...], decision: RuleDecision, accepted: Accepted) -> Event:
    what = {"total": str(row["total"]), "currency": row["currency"], "lines": [[*pair] for pair in pairs_of(lines)]}
    where = {"ship_to": row["ship_to"], "delivery_date": row["delivery_date"].isoformat()}
    data = {**what, **where, "holds": codes_of(decision.reasons), **decided_of(accepted.proposal.id, lines, row["decision"])}
    action = "held" if decision.reasons else "submitted"
    return Event(action, row["id"], row["number"], row["dealer_id"], 1, row["status"], data, accepted.source_message_id)


@dataclass(frozen=True, slots=True)
class _Placed:
    basis: Basis
    lines: tuple[LineView, ...]
    decision: RuleDecision
    total: Decimal
    notes: OrderNotes
    origin: Mapping[str, Any]


def _origin(draft: Draft, offer: _Offer) -> Mapping[str, Any]:
    """By which door the order came, and when its first message did."""
    channel = Channel.CHAT if offer.accepted.source_message_id else Channel.HTTP
    return {"channel": channel.value, "first_message_at": draft.started_at}


def _order_row(uow: UnitOfWork, actor: Actor, order_id: str, placed: _Placed) -> dict[str, Any]:
    basis, standing = placed.basis, placed.basis.standing
    if standing is None:
        raise Conflict("proposal.superseded")
    return {
        "id": order_id,
        "number": new_order_number(uow),
        "dealer_id": basis.dealer.id,
        "dealer_name_zh": basis.dealer.name_zh,
        "dealer_name_en": basis.dealer.name_en,
        "status": (OrderStatus.HOLD if placed.decision.reasons else OrderStatus.APPROVED).value,
        "hold_reasons": reasons_to_document(placed.decision.reasons),
        "decision": placed.decision.to_document(),
        "total": placed.total,
        "currency": basis.settings.currency,
        "ship_to": standing.ship_to.code,
        "ship_to_name_zh": standing.ship_to.name_zh,
        "ship_to_name_en": standing.ship_to.name_en,
        "order_date": basis.today,
        "delivery_date": basis.plan.day,
        "version": 1,
        "placed_by": actor.user_id,
        "placed_by_name": actor.name,
        "line_count": len(placed.lines),
        "lines_hash": lines_hash(pairs_of(placed.lines)),
        "placed_at": basis.now,
        **placed.notes.to_row(),
        **placed.origin,
    }
