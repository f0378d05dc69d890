"""Changing an order that has not shipped: first a proposal that shows before and after, then the change itself, gated again as a whole (N8).

Lines keep their agreed price unless they grow (`agreed.py`); only more than before needs stock; credit counts the new total instead of the old one.
Invariant: an order is changed by exactly one proposal of exactly its version, in one transaction with stock and credit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row

from backend.catalog.domain import Unit
from backend.catalog.service import get_skus
from backend.credit.service import change_commitment
from backend.dealers.service import get_dealer
from backend.identity.domain import Actor, Permission
from backend.inventory.service import Allocation, Want, release, reserve
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, Refused
from backend.kit.ids import hash_content
from backend.ordering import repository
from backend.ordering.accepting import Accepted, BlockedByRuleError, MovedOnError, stock_details
from backend.ordering.agreed import check_shipped, earlier_of, priced_anew, stays_released
from backend.ordering.announcing import Event, announce, decided_of
from backend.ordering.answering import says_checked, with_checked
from backend.ordering.assembling import Assembled, Basis, assemble, read_basis
from backend.ordering.cancelling import propose_cancel
from backend.ordering.comparing import codes_of, differences, lines_hash, mark_lines, new_gates, offer_payload, pairs_of, short_codes, shown_facts
from backend.ordering.documents import content_of_document, content_to_document, reasons_to_document
from backend.ordering.domain import DraftContent, DraftLine, OrderAction, OrderStatus, check_step
from backend.ordering.editing import apply_edits
from backend.ordering.expecting import expect
from backend.ordering.memory.learning import LearnedFrom, learn
from backend.ordering.notes import notes_of_order
from backend.ordering.own_words import marked, used_in
from backend.ordering.owning import own_order
from backend.ordering.planning import check_day
from backend.ordering.promoting.claiming import claim_budgets
from backend.ordering.promoting.stocking import free_held, free_wants, held_by_line, same_goods, with_held
from backend.ordering.promoting.store import given_views, read_given, replace_given
from backend.ordering.promoting.views import PromotionView
from backend.ordering.querying import find_order
from backend.ordering.reader import understand
from backend.ordering.reading.references import without_todays_order
from backend.ordering.rules.delegating import waits_anew
from backend.ordering.rules.judging import RuleDecision, judge
from backend.ordering.rules.seeing import facts_of_draft
from backend.ordering.rules.versions import load_approval_rules
from backend.ordering.schemas import CancelRequest, ChangeEdit, ChangeText, ChangeView, ConfirmResult, LineView, left_out
from backend.ordering.showing import Preview, preview_order
from backend.ordering.submitting import check_backorders, check_decision, with_allocations
from backend.ordering.unusual import ask_if_unusual
from backend.ordering.viewing import line_rows, line_view, order_view
from backend.ordering.wording import check_text
from backend.proposals.service import NewProposal, Proposal, complete, propose, withdraw, withdraw_everybodys
from backend.settings.service import load_brand_settings

ORDER_CHANGE = "order_change"


@dataclass(frozen=True, slots=True)
class _Subject:
    """The order under change with its lines as they are, and what it shall hold."""

    order: Row[Any]
    rows: Sequence[Row[Any]]
    content: DraftContent


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """What a message makes of an order: the version it was read against and what the order shall hold."""

    number: str
    version: int
    content: DraftContent


def read_change(uow: UnitOfWork, actor: Actor, request: ChangeText, *, clock: Clock) -> ChangeWords:
    """Read a change in words, the slow part of proposing it; writes nothing and raises what `propose_change` raises."""
    actor.require(Permission.PLACE_ORDERS)
    order = own_order(uow, actor, request.number, OrderAction.CHANGE, text=request.text, clock=clock)
    before = _content_of(order, repository.read_lines(uow, order.id))
    check_text(uow, request.text)
    usual, words = get_dealer(uow, actor, order.dealer_id).default_ship_to, without_todays_order(request.text)
    after = understand(uow, words, before, (order.dealer_id, usual), clock=clock) or before
    return ChangeWords(order.number, order.version, with_checked(uow, after, clock) if says_checked(request.text) else after)


def propose_change(uow: UnitOfWork, actor: Actor, request: ChangeText | ChangeWords | ChangeEdit, *, clock: Clock) -> ChangeView:
    """Show what a change would make of an own order; one that leaves nothing is its cancellation.

    Raises NotFound, Refused("order.which"), Conflict("order.wrong_status"), and Conflict("order.stale") for words read against another version.
    """
    actor.require(Permission.PLACE_ORDERS)
    wanted = read_change(uow, actor, request, clock=clock) if isinstance(request, ChangeText) else request
    order = own_order(uow, actor, wanted.number, OrderAction.CHANGE)
    rows = repository.read_lines(uow, order.id)
    before = _content_of(order, rows)
    after = wanted.content if isinstance(wanted, ChangeWords) else _edited(uow, before, wanted)
    if isinstance(wanted, ChangeEdit) and not wanted.checked:
        after = ask_if_unusual(uow, order.dealer_id, before, after, clock=clock)
    if isinstance(wanted, ChangeWords) and wanted.version != order.version:
        raise Conflict("order.stale", number=order.number)
    if after == before:
        raise Invalid("order.nothing_changed", number=order.number)
    if not after.lines and not after.questions:
        return propose_cancel(uow, actor, CancelRequest(order.number), clock=clock)
    if not after.lines:
        raise Invalid("order.would_be_empty", number=order.number)
    check_shipped(order, rows, after)
    check_day(load_brand_settings(uow), after, before, clock.now())
    return _show_change(uow, actor, _Subject(order, rows, after), clock=clock)


def show_change(uow: UnitOfWork, actor: Actor, proposal: Proposal, *, clock: Clock) -> ChangeView:
    """A change that was proposed, as it stands now, with a fresh confirmation; raises Conflict("order.stale") when the order has changed since."""
    actor.require(Permission.PLACE_ORDERS)
    order = own_order(uow, actor, str(proposal.payload["number"]), OrderAction.CHANGE)
    if order.version != proposal.version:
        raise Conflict("order.stale", number=order.number)
    content = content_of_document(proposal.payload["content"])
    return _show_change(uow, actor, _Subject(order, repository.read_lines(uow, order.id), content), clock=clock)


def carry_out_change(uow: UnitOfWork, actor: Actor, accepted: Accepted, *, clock: Clock) -> ConfirmResult:
    """Change the order as proposed, or say why not."""
    proposal = accepted.proposal
    order = find_order(uow, actor, proposal.subject, hold=True)
    if order.dealer_id != actor.own_dealer() or order.version != proposal.version:
        raise Conflict("proposal.superseded", kind=proposal.kind, subject=proposal.subject)
    check_step(order.number, OrderStatus(order.status), OrderAction.CHANGE)
    content = content_of_document(proposal.payload["content"])
    subject = _Subject(order, repository.read_lines(uow, order.id), content)
    earlier = earlier_of(uow, order, subject.rows, content, clock=clock, locale=actor.locale)
    check_shipped(order, subject.rows, content)
    basis = read_basis(uow, order.dealer_id, content, clock=clock, earlier=earlier)
    assembled = assemble(basis, content, None, locale=actor.locale, earlier=earlier)
    changed = differences(proposal.payload, shown_facts(assembled, basis, content))
    if assembled.blocks:
        return _blocked(uow, actor, subject, (*changed, *new_gates(proposal.payload["blocks"], assembled.blocks)), clock)
    if not changed:
        try:
            with uow.savepoint():
                _change(uow, actor, subject, _Result(accepted, basis, assembled), clock)
        except BlockedByRuleError as blocked:
            return _blocked(uow, actor, subject, blocked.details, clock)
        except MovedOnError as moved:
            changed = moved.details
        except Refused as short:
            changed = stock_details(short)
        else:
            complete(uow, proposal.id, {"outcome": "changed", "order_id": order.id})
            withdraw_everybodys(uow, order.id)
            return ConfirmResult("changed", order=order_view(uow, actor, find_order(uow, actor, order.id)))
    return ConfirmResult("needs_review", change=_show_change(uow, actor, subject, clock=clock, changed=changed))


def _blocked(uow: UnitOfWork, actor: Actor, subject: _Subject, changed: tuple[str, ...], clock: Clock) -> ConfirmResult:
    view = _show_change(uow, actor, subject, clock=clock, changed=changed, offer=bool(changed))
    return ConfirmResult("blocked", change=view, reasons=view.gates)


def _content_of(order: Row[Any], rows: Sequence[Row[Any]]) -> DraftContent:
    lines = tuple(DraftLine(row.sku, row.qty, Unit(row.unit), row.base_qty, backorder=row.backorder_base > 0, lot_wish=row.lot_wish or "") for row in rows)
    day = order.delivery_date
    return DraftContent(lines, ship_to=order.ship_to, requested_day=day, relation="on" if day else None, notes=notes_of_order(order))


def _edited(uow: UnitOfWork, before: DraftContent, request: ChangeEdit) -> DraftContent:
    skus = get_skus(uow, [edit.sku for edit in request.lines]) if request.lines else {}
    after = apply_edits(before, request.lines, skus)
    if request.backorder:
        had = {line.sku: line.base_qty for line in before.lines}
        after = replace(after, lines=tuple(replace(line, backorder=line.base_qty > had.get(line.sku, 0)) for line in after.lines))
    if request.ship_to is not None:
        after = replace(after, ship_to=request.ship_to)
    return replace(after, requested_day=request.delivery_date, relation="on") if request.delivery_date else after


def _preview(uow: UnitOfWork, actor: Actor, subject: _Subject, clock: Clock) -> Preview:
    """What the change would make; for another day it is looked at as if the order had given its stock back."""
    order, content = subject.order, subject.content
    earlier = earlier_of(uow, order, subject.rows, content, clock=clock, locale=actor.locale)
    if earlier.ordered:
        return preview_order(uow, actor, content, order.dealer_id, clock=clock, earlier=earlier)
    with uow.trial():
        release(uow, order.id, None, clock=clock)
        return preview_order(uow, actor, content, order.dealer_id, clock=clock, earlier=earlier)


def _show_change(uow: UnitOfWork, actor: Actor, subject: _Subject, *, clock: Clock, changed: tuple[str, ...] = (), offer: bool = True) -> ChangeView:
    order, content = subject.order, subject.content
    preview = _preview(uow, actor, subject, clock)
    proposal = None
    if offer and preview.assembled.ready:
        proposal = _propose(uow, actor, subject, preview, clock)
    elif offer:
        withdraw(uow, actor, ORDER_CHANGE, order.id)
    skus = get_skus(uow, [row.sku for row in subject.rows])
    after = mark_lines(preview.assembled.lines, dict.fromkeys((*changed, *priced_anew(subject.rows, preview.assembled.lines))))
    return ChangeView(
        order_id=order.id,
        number=order.number,
        kind="change",
        before=tuple(line_view(row, skus, actor.locale) for row in subject.rows),
        after=marked(content, after, may_ask=False),
        total_before=order.total,
        total_after=preview.assembled.total,
        currency=order.currency,
        gates=preview.assembled.blocks if _stays_released(subject, preview.basis, preview.decision) else preview.gates,
        questions=preview.assembled.questions,
        delivery_date=preview.basis.plan.day,
        as_of=preview.basis.now,
        confirm_token=proposal.token if proposal else None,
        expires_at=proposal.expires_at if proposal else None,
        changed=short_codes(changed),
        warnings=preview.assembled.warnings,
        ship_to=content.ship_to,
        proposal_id=proposal.id if proposal else None,
        notes=content.notes,
        left_out=len(left_out(preview.assembled.questions)),
        promotions=preview.assembled.promotions,
        promotions_before=given_views(uow, read_given(uow, order.id), actor.locale),
    )


def _propose(uow: UnitOfWork, actor: Actor, subject: _Subject, preview: Preview, clock: Clock) -> Proposal:
    order, content = subject.order, subject.content
    facts = shown_facts(preview.assembled, preview.basis, content)
    offer = offer_payload(facts, preview.assembled, preview.holds)
    payload = {**offer, "content": content_to_document(content), "number": order.number}
    minutes = preview.basis.settings.proposal_minutes
    new = NewProposal(ORDER_CHANGE, order.id, order.version, hash_content(*sorted(facts.items())), payload, minutes)
    return propose(uow, actor, new, clock=clock)


@dataclass(frozen=True, slots=True)
class _Result:
    accepted: Accepted
    basis: Basis
    assembled: Assembled


def _change(uow: UnitOfWork, actor: Actor, subject: _Subject, result: _Result, clock: Clock) -> None:
    order, basis, assembled, shown = subject.order, result.basis, result.assembled, result.accepted.proposal.payload
    credit = change_commitment(uow, order.dealer_id, order.id, assembled.total, at=basis.now)
    rules = load_approval_rules(uow)
    decision = judge(rules, facts_of_draft(uow, rules, (basis, assembled), credit, order.id))
    check_decision(shown, decision)
    given = read_given(uow, order.id)
    budgeted = claim_budgets(uow, basis.promotions, assembled.promotions, given)
    lines, promotions = _move_stock(uow, subject, result, clock)
    check_backorders(shown, lines)
    reasons = () if _stays_released(subject, basis, decision) else decision.reasons
    status = (OrderStatus.HOLD if reasons else OrderStatus.APPROVED).value
    judged = {"status": status, "hold_reasons": reasons_to_document(reasons), "decision": decision.to_document()}
    values = {**judged, "total": assembled.total, "delivery_date": basis.plan.day, **subject.content.notes.to_row()}
    shape = {"line_count": len(lines), "lines_hash": lines_hash(pairs_of(lines))}
    if not repository.set_order(uow, order.id, order.version, {**values, **shape, **_place_of(basis)}):
        raise Conflict("order.stale", number=order.number)
    repository.replace_lines(uow, order.id, line_rows(order.id, lines))
    waits_anew(uow, order.id)
    expect(uow, order.id, lines, clock=clock)
    if given or promotions:
        replace_given(uow, order.id, promotions, budgeted)
    learn(uow, LearnedFrom(order.id, order.number, order.dealer_id, basis.today, basis.now), used_in(subject.content, subject.content.lines))
    before = {"total": str(order.total), "status": order.status, "lines": [(row.sku, row.base_qty) for row in subject.rows]}
    after = {"total": str(assembled.total), "holds": codes_of(reasons), "lines": pairs_of(lines), "ship_to": subject.content.ship_to}
    decided = decided_of(result.accepted.proposal.id, lines, decision.to_document())
    data, source = {"before": before, "after": after, **decided}, result.accepted.source_message_id
    event = Event("changed", order.id, order.number, order.dealer_id, order.version + 1, status, data, source)
    announce(uow, actor, event, at=basis.now)


def _stays_released(subject: _Subject, basis: Basis, decision: RuleDecision | None) -> bool:
    """Whether the brand lets the release of the order stand although it is changed: only less of it, to the same place, on the same day."""
    order = subject.order
    same = subject.content.ship_to == order.ship_to and basis.plan.day == order.delivery_date
    return basis.settings.keep_release_on_decrease and same and stays_released(order, subject.rows, subject.content, decision)


def _move_stock(uow: UnitOfWork, subject: _Subject, result: _Result, clock: Clock) -> tuple[tuple[LineView, ...], tuple[PromotionView, ...]]:
    """Give back what is no longer wanted and reserve what is wanted more (N8); all of it anew for another day, and free goods whenever they change."""
    order, lines, day = subject.order, result.assembled.lines, result.basis.plan.day
    stays = day == order.delivery_date
    kept = {row.line_no: row.reserved_base for row in subject.rows} if stays else {}
    target = {line.line_no: line.base_qty - line.backorder_base for line in lines}
    cuts = tuple((number, held - target.get(number, 0)) for number, held in kept.items() if held > target.get(number, 0))
    given = read_given(uow, order.id)
    free = free_held(given) if stays and same_goods(given, result.assembled.promotions) else None
    cuts += () if free is not None else tuple(free_held(given).items())
    if cuts or not stays:
        release(uow, order.id, cuts if stays else None, clock=clock)
    kept = {number: min(held, target[number]) for number, held in kept.items() if number in target}
    supply = result.basis.supply
    agreed = {line.sku for line in subject.content.lines if supply.takes_later(agreed=line.backorder)}
    more = ((line, target[line.line_no] - kept.get(line.line_no, 0)) for line in lines)
    wants = tuple(Want(line.line_no, line.sku, base_qty, line.sku in agreed, supply.through.get(line.sku)) for line, base_qty in more if base_qty > 0)
    held = tuple(Allocation(line.line_no, line.sku, "", kept[line.line_no]) for line in lines if kept.get(line.line_no))
    gifts = free_wants(result.assembled.promotions) if free is None else ()
    found = (*held, *reserve(uow, order.id, (*wants, *gifts), day=day, clock=clock))
    return with_allocations(lines, found), with_held(result.assembled.promotions, held_by_line(found) if free is None else free)


def _place_of(basis: Basis) -> dict[str, str]:
    if basis.standing is None:
        raise Conflict("proposal.superseded")
    place = basis.standing.ship_to
    return {"ship_to": place.code, "ship_to_name_zh": place.name_zh, "ship_to_name_en": place.name_en}
