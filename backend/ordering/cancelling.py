"""Cancelling an order that has not shipped: a proposal, then the cancellation, which gives back stock and credit.

Invariant: a cancelled order holds neither stock nor credit.
"""

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
from backend.ordering.domain import OrderAction, OrderStatus, check_step
from backend.ordering.memory.learning import take_back
from backend.ordering.owning import own_order
from backend.ordering.promoting.claiming import give_back
from backend.ordering.querying import find_order
from backend.ordering.schemas import CancelRequest, ChangeView, ConfirmResult
from backend.ordering.viewing import line_view, order_view
from backend.proposals.service import NewProposal, complete, propose, withdraw_everybodys
from backend.settings.service import load_brand_settings

ORDER_CANCEL = "order_cancel"


def propose_cancel(uow: UnitOfWork, actor: Actor, request: CancelRequest, *, clock: Clock) -> ChangeView:
    """Show the own order that would be cancelled. Raises NotFound, Refused("order.which"), Conflict("order.wrong_status")."""
    actor.require(Permission.PLACE_ORDERS)
    order = own_order(uow, actor, request.number, OrderAction.CANCEL, text=request.text, clock=clock)
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
