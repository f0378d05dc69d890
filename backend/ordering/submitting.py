"""Turning a confirmed draft into an order, whole or not at all (R1, R5, R6).

Everything is looked up again and compared with what was shown. Stock, credit and the rows of the order are taken in a savepoint;
when the world moved on in between, the savepoint is undone and the person gets the new state to confirm.
Lock order: proposal, draft, stock (sorted), credit. Invariant: an order is exactly what its proposal showed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from backend.credit.service import commit_order
from backend.identity.domain import Actor
from backend.inventory.service import Allocation, Want, reserve
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Refused
from backend.kit.ids import new_id
from backend.ordering import repository
from backend.ordering.announcing import Event, announce
from backend.ordering.approval import OrderFacts, hold_reasons
from backend.ordering.assembling import Assembled, Basis, assemble, read_basis
from backend.ordering.documents import reasons_to_document
from backend.ordering.domain import Draft, DraftStatus, OrderStatus
from backend.ordering.numbers import new_order_number
from backend.ordering.querying import find_order
from backend.ordering.schemas import ConfirmResult, GateReason, LineView
from backend.ordering.showing import codes_of, differences, lines_hash, pairs_of, show_draft_of, shown_facts
from backend.ordering.viewing import line_rows, order_view
from backend.proposals.service import Taken, complete


class MovedOnError(Exception):
    """Between showing and confirming something changed; undoes the savepoint and never leaves this package."""

    def __init__(self, changed: tuple[str, ...]) -> None:
        """`changed` names what is not as it was shown."""
        super().__init__(*changed)
        self.changed = changed


def submit_draft(uow: UnitOfWork, actor: Actor, taken: Taken, *, clock: Clock) -> ConfirmResult:
    """Place the order of a taken proposal, or say why not."""
    proposal = taken.proposal
    draft = repository.read_draft(uow, actor.user_id, actor.own_dealer())
    if draft is None or (draft.id, draft.version) != (proposal.subject, proposal.version):
        raise Conflict("proposal.superseded")
    basis = read_basis(uow, draft.dealer_id, draft.content, clock=clock)
    assembled = assemble(basis, draft.content, None, locale=actor.locale)
    changed = differences(proposal.payload, shown_facts(assembled, basis, draft.content))
    if assembled.blocks:
        return _block(uow, actor, draft, (proposal.payload, assembled, changed), clock)
    if not changed:
        try:
            with uow.savepoint():
                order_id = _place(uow, actor, draft, _Offer(proposal.payload, basis, assembled), clock)
        except MovedOnError as moved:
            changed = moved.changed
        except Refused as short:
            changed = stock_codes(short)
        else:
            complete(uow, proposal.id, {"outcome": "submitted", "order_id": order_id})
            return ConfirmResult("submitted", order=order_view(uow, actor, find_order(uow, actor, order_id)))
    again = repository.save_draft(uow, draft, draft.content, clock.now())
    return ConfirmResult("needs_review", draft=show_draft_of(uow, actor, again, clock=clock, changed=changed))


def stock_codes(short: Refused) -> tuple[str, ...]:
    """What a refused reservation is called in `changed`."""
    if short.code != "inventory.short":
        raise short
    return tuple(f"stock:{reason.params['sku']}" for reason in short.reasons)


def unexpected_holds(shown: Mapping[str, Any], holds: tuple[GateReason, ...]) -> tuple[str, ...]:
    """Reasons to hold that the person was not told."""
    return tuple(f"gate:{code}" for code in codes_of(holds) if code not in shown["holds"])


@dataclass(frozen=True, slots=True)
class _Offer:
    shown: Mapping[str, Any]
    basis: Basis
    assembled: Assembled


def _block(uow: UnitOfWork, actor: Actor, draft: Draft, facts: tuple[Mapping[str, Any], Assembled, tuple[str, ...]], clock: Clock) -> ConfirmResult:
    """Say what blocks. The draft stays; its confirmation stays alive when nothing is new, so that it works once the gate is open."""
    shown, assembled, changed = facts
    changed = (*changed, *(f"gate:{code}" for code in codes_of(assembled.blocks) if code not in shown["blocks"]))
    current = repository.save_draft(uow, draft, draft.content, clock.now()) if changed else draft
    view = show_draft_of(uow, actor, current, clock=clock, changed=changed, offer=bool(changed))
    return ConfirmResult("blocked", draft=view, reasons=view.gates)


def _place(uow: UnitOfWork, actor: Actor, draft: Draft, offer: _Offer, clock: Clock) -> str:
    basis, at, order_id = offer.basis, offer.basis.now, new_id("ord")
    agreed = {line.sku for line in draft.content.lines if line.backorder}
    wants = tuple(Want(line.line_no, line.sku, line.base_qty, line.sku in agreed) for line in offer.assembled.lines)
    allocations = reserve(uow, order_id, wants, day=basis.plan.day, clock=clock)
    lines = with_backorders(offer.assembled.lines, allocations)
    less = tuple(f"stock:{line.sku}" for line in lines if line.backorder_base > offer.shown["backorders"].get(line.sku, 0))
    if less:
        raise MovedOnError(less)
    total = offer.assembled.total
    credit = commit_order(uow, draft.dealer_id, order_id, total, at=at)
    holds = hold_reasons(basis.rules.rules, OrderFacts(basis.dealer.grade, total, credit))
    if unexpected := unexpected_holds(offer.shown, holds):
        raise MovedOnError(unexpected)
    row = _order_row(uow, actor, order_id, _Placed(basis, lines, holds, offer.assembled))
    repository.add_orders(uow, [row], line_rows(order_id, lines))
    repository.close_draft(uow, draft.id, DraftStatus.SUBMITTED, order_id, at)
    data = {"total": str(total), "currency": row["currency"], "holds": codes_of(holds), "lines": pairs_of(lines), "ship_to": row["ship_to"]}
    event = Event("submitted", order_id, row["number"], draft.dealer_id, 1, row["status"], {**data, "delivery_date": basis.plan.day.isoformat()})
    announce(uow, actor, event, at=at)
    return order_id


def with_backorders(lines: tuple[LineView, ...], allocations: tuple[Allocation, ...]) -> tuple[LineView, ...]:
    """The lines with what was not reserved as their backorder."""
    held: dict[int, int] = {}
    for allocation in allocations:
        held[allocation.line_no] = held.get(allocation.line_no, 0) + allocation.base_qty
    return tuple(replace(line, backorder_base=line.base_qty - held.get(line.line_no, 0)) for line in lines)


@dataclass(frozen=True, slots=True)
class _Placed:
    basis: Basis
    lines: tuple[LineView, ...]
    holds: tuple[GateReason, ...]
    assembled: Assembled


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
        "status": (OrderStatus.HOLD if placed.holds else OrderStatus.APPROVED).value,
        "hold_reasons": reasons_to_document(placed.holds),
        "total": placed.assembled.total,
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
    }
