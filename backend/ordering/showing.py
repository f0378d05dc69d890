"""Showing a draft as it stands now and putting exactly what is shown up for confirmation.

Invariant: a view carries a confirmation token exactly when it has a line and no blocking question; an older token is dead by then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from backend.credit.service import CreditDecision, exposure_after
from backend.identity.domain import Actor
from backend.inventory.service import availability
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.ids import hash_content
from backend.ordering import repository
from backend.ordering.approval import OrderFacts, hold_reasons
from backend.ordering.assembling import NOTHING_EARLIER, Assembled, Basis, Earlier, assemble, read_basis
from backend.ordering.domain import Draft, DraftContent
from backend.ordering.schemas import DraftView, GateReason, LineView
from backend.proposals.service import NewProposal, Proposal, propose, withdraw

ORDER_DRAFT = "order_draft"


@dataclass(frozen=True, slots=True)
class Preview:
    """What an order would be if it were placed now: lines with stock, credit with it included, holds."""

    basis: Basis
    assembled: Assembled
    credit: CreditDecision
    holds: tuple[GateReason, ...]

    @property
    def gates(self) -> tuple[GateReason, ...]:
        """Everything that would block or hold."""
        return (*self.assembled.blocks, *self.holds)


def show_draft_of(uow: UnitOfWork, actor: Actor, draft: Draft, *, clock: Clock, changed: tuple[str, ...] = (), offer: bool = True) -> DraftView:
    """The draft with today's prices, stock and gates; with `offer` it may be confirmed as shown."""
    preview = preview_order(uow, actor, draft.content, draft.dealer_id, clock=clock)
    proposal = None
    if offer and preview.assembled.ready:
        proposal = _propose(uow, actor, draft, preview, clock)
    elif offer:
        withdraw(uow, actor, ORDER_DRAFT, draft.id)
    return _view(draft, preview, (*preview.assembled.warnings, *_twin_warning(uow, draft, preview)), proposal, changed)


def preview_order(
    uow: UnitOfWork, actor: Actor, content: DraftContent, dealer_id: str, *, clock: Clock, earlier: Earlier = NOTHING_EARLIER
) -> Preview:
    """Price, stock, gates and credit for what is asked for. Reads only."""
    basis = read_basis(uow, dealer_id, content, clock=clock, earlier=earlier)
    available = availability(uow, list(basis.skus), day=basis.plan.day, today=basis.today)
    assembled = assemble(basis, content, available, locale=actor.locale, earlier=earlier)
    credit = exposure_after(uow, dealer_id, assembled.total - earlier.total, at=basis.now)
    holds = hold_reasons(basis.rules.rules, OrderFacts(basis.dealer.grade, assembled.total, credit)) if assembled.lines else ()
    return Preview(basis, assembled, credit, holds)


def shown_facts(assembled: Assembled, basis: Basis, content: DraftContent) -> dict[str, Any]:
    """What a confirmation is held to: prices, total, place, day and currency."""
    return {
        "lines": [[line.sku, line.base_qty, format(line.unit_price, "f"), format(line.line_total, "f")] for line in assembled.lines],
        "total": format(assembled.total, "f"),
        "ship_to": content.ship_to,
        "delivery_date": basis.plan.day.isoformat(),
        "currency": basis.settings.currency,
    }


def codes_of(reasons: Iterable[GateReason]) -> list[str]:
    """The codes of some reasons."""
    return [reason.code for reason in reasons]


def differences(shown: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """What is not as it was shown: "price:SKU", "line:SKU", "total", "date", "place", "currency"."""
    before, after = {row[0]: row[1:] for row in shown["lines"]}, {row[0]: row[1:] for row in now["lines"]}
    found: list[str] = []
    for sku in dict.fromkeys([*before, *after]):
        if sku not in before or sku not in after or before[sku][0] != after[sku][0]:
            found.append(f"line:{sku}")
        elif Decimal(before[sku][1]) != Decimal(after[sku][1]) or before[sku][2] != after[sku][2]:
            found.append(f"price:{sku}")
    plain = {"ship_to": "place", "delivery_date": "date", "currency": "currency"}
    found += [name for key, name in plain.items() if shown[key] != now[key]]
    return tuple(found) if found or shown["total"] == now["total"] else ("total",)


def lines_hash(pairs: Iterable[tuple[str, int]]) -> str:
    """The same for the same SKUs and quantities in any order."""
    return hash_content(*(f"{sku}={base_qty}" for sku, base_qty in sorted(pairs)))


def pairs_of(lines: Iterable[LineView]) -> list[tuple[str, int]]:
    """SKU and base quantity of each line."""
    return [(line.sku, line.base_qty) for line in lines]


def _propose(uow: UnitOfWork, actor: Actor, draft: Draft, preview: Preview, clock: Clock) -> Proposal:
    facts = shown_facts(preview.assembled, preview.basis, draft.content)
    backorders = {line.sku: line.backorder_base for line in preview.assembled.lines if line.backorder_base}
    gates = {"holds": codes_of(preview.holds), "blocks": codes_of(preview.assembled.blocks)}
    payload = {**facts, **gates, "backorders": backorders, "dealer_id": draft.dealer_id}
    minutes = preview.basis.settings.proposal_minutes
    new = NewProposal(ORDER_DRAFT, draft.id, draft.version, hash_content(*sorted(facts.items())), payload, minutes)
    return propose(uow, actor, new, clock=clock)


def _twin_warning(uow: UnitOfWork, draft: Draft, preview: Preview) -> tuple[GateReason, ...]:
    if not preview.assembled.lines:
        return ()
    hours = preview.basis.settings.duplicate_hours
    since = preview.basis.now - timedelta(hours=hours)
    twin = repository.twin_number(uow, draft.dealer_id, lines_hash(pairs_of(preview.assembled.lines)), since)
    return (GateReason("DUPLICATE_ORDER", blocks=False, params={"number": twin, "hours": hours}),) if twin else ()


def _view(draft: Draft, preview: Preview, warnings: tuple[GateReason, ...], proposal: Proposal | None, changed: tuple[str, ...]) -> DraftView:
    basis, assembled, content = preview.basis, preview.assembled, draft.content
    place = basis.standing.ship_to if basis.standing else None
    return DraftView(
        draft_id=draft.id,
        version=draft.version,
        dealer_id=draft.dealer_id,
        dealer_name_zh=basis.dealer.name_zh,
        dealer_name_en=basis.dealer.name_en,
        lines=assembled.lines,
        questions=assembled.questions,
        total=assembled.total,
        currency=basis.settings.currency,
        ship_to=content.ship_to,
        ship_to_name_zh=place.name_zh if place else "",
        ship_to_name_en=place.name_en if place else "",
        delivery_date=basis.plan.day,
        delivery_relation=content.relation,
        credit_available_after=preview.credit.limit - preview.credit.exposure_after,
        gates=preview.gates,
        warnings=warnings,
        as_of=basis.now,
        repeated_order=content.repeated_order,
        repeated_date=content.repeated_date,
        confirm_token=proposal.token if proposal else None,
        expires_at=proposal.expires_at if proposal else None,
        changed=changed,
    )
