"""Cancelling an order: a proposal, then the cancellation, which gives back stock and credit.

Once its goods are called for only the rest can be given up, which its dealer asks for; what has left can be refused at the door or returned.

Invariant: a cancelled order holds neither stock nor credit.
"""

from typing import Any

from sqlalchemy import Row

from backend.catalog.service import get_skus
from backend.credit.service import release_commitment
from backend.identity.domain import Actor, Permission
from backend.inventory.service import release
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict
from backend.kit.ids import hash_content
from backend.ordering import repository
from backend.ordering.accepting import Accepted
from backend.ordering.announcing import Event, announce
from backend.ordering.domain import DEAD_STATUSES, OPEN_STATUSES, OrderAction, OrderStatus, check_step
from backend.ordering.memory.learning import take_back
from backend.ordering.owning import meant_order
from backend.ordering.promoting.claiming import give_back
from backend.ordering.querying import find_order
from backend.ordering.schemas import CancelRequest, ChangeView, ConfirmResult
from backend.ordering.short_closing import CLOSABLE, offer_close
from backend.ordering.viewing import line_view, order_view
from backend.proposals.service import NewProposal, complete, propose, withdraw_everybodys
from backend.settings.service import load_brand_settings

ORDER_CANCEL = "order_cancel"


def propose_cancel(uow: UnitOfWork, actor: Actor, request: CancelRequest, *, clock: Clock) -> ChangeView:
    """Show the own order that would be cancelled, or what of it would be given up.

    Raises NotFound, Refused("order.which"), Conflict("order.cancel_shipped" | "order.cancel_delivered" | "order.cancel_over") saying what is possible.
    """
    actor.require(Permission.PLACE_ORDERS)
    order = meant_order(uow, actor, request.number, OrderAction.CANCEL, text=request.text, clock=clock)
    if OrderStatus(order.status) in CLOSABLE:
        return offer_close(uow, actor, order, clock=clock)
    _check(order)
    rows = repository.read_lines(uow, order.id)
    skus = get_skus(uow, [row.sku for row in rows])
    minutes = load_brand_settings(uow).proposal_minutes
    payload = {"number": order.number, "total": str(order.total)}
    new = NewProposal(ORDER_CANCEL, order.id, order.version, hash_content(order.id, order.version), payload, minutes)
    proposal = propose(uow, actor, new, clock=clock)
    return ChangeView(
        order_id=order.id,
        number=order.number,
        kind="cancel",
        before=tuple(line_view(row, skus, actor.locale) for row in rows),
        after=(),
        total_before=order.total,
        total_after=order.total - order.total,
        currency=order.currency,
        gates=(),
        questions=(),
        delivery_date=order.delivery_date,
        as_of=clock.now(),
        confirm_token=proposal.token,
        expires_at=proposal.expires_at,
        ship_to=order.ship_to,
        proposal_id=proposal.id,
    )


def _check(order: Row[Any]) -> None:
    """What is possible instead depends on where the goods are."""
    status = OrderStatus(order.status)
    if status in OPEN_STATUSES:
        return
    code = "order.cancel_shipped" if status is OrderStatus.SHIPPED else "order.cancel_over" if status in DEAD_STATUSES else "order.cancel_delivered"
    raise Conflict(code, number=order.number, status=status.value)


def carry_out_cancel(uow: UnitOfWork, actor: Actor, accepted: Accepted, *, clock: Clock) -> ConfirmResult:
    """Cancel the order of an accepted proposal; one that was changed since must be proposed again."""
    proposal, at = accepted.proposal, clock.now()
    order = find_order(uow, actor, proposal.subject, hold=True)
    if order.dealer_id != actor.own_dealer() or order.version != proposal.version:
        raise Conflict("proposal.superseded", kind=proposal.kind, subject=proposal.subject)
    check_step(order.number, OrderStatus(order.status), OrderAction.CANCEL, OrderStatus.CANCELLED)
    release_commitment(uow, order.dealer_id, order.id, at=at)
    release(uow, order.id, None, clock=clock)
    repository.close_lines(uow, order.id)
    give_back(uow, order.id)
    take_back(uow, order.dealer_id, order.id)
    if not repository.set_order(uow, order.id, order.version, {"status": OrderStatus.CANCELLED.value}):
        raise Conflict("order.stale", number=order.number)
    data = {"before": {"status": order.status, "total": str(order.total)}}
    status, source = OrderStatus.CANCELLED.value, accepted.source_message_id
    announce(uow, actor, Event("cancelled", order.id, order.number, order.dealer_id, order.version + 1, status, data, source), at=at)
    complete(uow, proposal.id, {"outcome": "cancelled", "order_id": order.id})
    withdraw_everybodys(uow, order.id)
    return ConfirmResult("cancelled", order=order_view(uow, actor, find_order(uow, actor, order.id)))
