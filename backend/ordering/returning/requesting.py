"""Asking to return goods: by the dealer for his own order, or by staff in his place (R16).

Invariant: of two wishes for the same goods at the same moment the second sees the first, so together they never exceed what was delivered.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row

from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, NotFound
from backend.kit.ids import hash_content, new_id
from backend.ordering import repository
from backend.ordering.accepting import Accepted
from backend.ordering.fulfilling.service import last_arrival
from backend.ordering.querying import find_order
from backend.ordering.returning import store
from backend.ordering.returning.domain import Return, ReturnKind, ReturnStatus
from backend.ordering.returning.opening import reason_of, tell
from backend.ordering.returning.refusing import return_number
from backend.ordering.returning.schemas import NewReturn, ReturnableLine, ReturnOffer, ReturnView, ReturnWish, ReturnWords
from backend.ordering.returning.shipped import Shipped, check_returnable, lines_for, shipped_of
from backend.ordering.returning.views import line_views, return_view, returnable_line
from backend.ordering.returning.wording import wishes_in
from backend.ordering.schemas import ConfirmResult
from backend.ordering.viewing import order_view
from backend.proposals.service import NewProposal, Proposal, complete, propose
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

ORDER_RETURN = "order_return"


def request_return(uow: UnitOfWork, actor: Actor, wanted: NewReturn, *, clock: Clock) -> ReturnView:
    """Ask to return goods of an order.

    Raises NotFound("order.not_found"), Conflict("return.nothing_delivered" | "return.too_late"), Invalid("return.no_reason" | "return.nothing" |
    "return.bad_line"), Refused("return.too_many" | "return.code_not_shipped").
    """
    order = _order_for(uow, actor, wanted.number, hold=True)
    shipped = shipped_of(uow, order)
    _check(uow, actor, order, shipped, clock)
    at = clock.now()
    made = Return(
        id=new_id("ret"),
        number=return_number(uow),
        order_id=order.id,
        dealer_id=order.dealer_id,
        kind=ReturnKind.CLAIM,
        status=ReturnStatus.REQUESTED,
        reason=reason_of(wanted.reason),
        requested_by=actor.user_id,
        requested_by_name=actor.name,
        requested_at=at,
        lines=lines_for(order, shipped, wanted.wishes),
    )
    store.add_return(uow, made)
    tell(uow, actor, order, made, ("return_requested", {"reason": made.reason}), clock=clock)
    return return_view(uow, actor, made.number)


def propose_return(uow: UnitOfWork, actor: Actor, wanted: NewReturn | ReturnWords, *, clock: Clock) -> ReturnOffer:
    """Show the return that would be asked for.

    Raises what `request_return` raises, and for words Refused("order.which") and Invalid("return.which_goods" | "return.how_many").
    """
    new = wishes_in(uow, actor, wanted, clock=clock) if isinstance(wanted, ReturnWords) else wanted
    order = _order_for(uow, actor, new.number)
    shipped = shipped_of(uow, order)
    _check(uow, actor, order, shipped, clock)
    lines, reason = lines_for(order, shipped, new.wishes), reason_of(new.reason)
    wishes = [[wish.line_no, wish.base_qty, wish.code] for wish in new.wishes]
    payload = {"number": order.number, "wishes": wishes, "reason": reason}
    minutes = load_brand_settings(uow).proposal_minutes
    offered = NewProposal(ORDER_RETURN, order.id, order.version, hash_content(order.id, order.version, wishes, reason), payload, minutes)
    proposal = propose(uow, actor, offered, clock=clock)
    shown = line_views(uow, actor, order, lines)
    return ReturnOffer(order.id, order.number, shown, reason, clock.now(), proposal.token, proposal.id, proposal.expires_at)


def show_return_offer(uow: UnitOfWork, actor: Actor, proposal: Proposal, *, clock: Clock) -> ReturnOffer:
    """An offered return as it stands now, with a fresh confirmation."""
    return propose_return(uow, actor, _proposed(proposal.payload), clock=clock)


def carry_out_return(uow: UnitOfWork, actor: Actor, accepted: Accepted, *, clock: Clock) -> ConfirmResult:
    """Ask for the return of an accepted proposal; one of an order that moved on since must be proposed again."""
    proposal = accepted.proposal
    if find_order(uow, actor, proposal.subject, hold=True).version != proposal.version:
        raise Conflict("proposal.superseded", kind=proposal.kind, subject=proposal.subject)
    made = request_return(uow, actor, _proposed(proposal.payload), clock=clock)
    complete(uow, proposal.id, {"outcome": "return_requested", "order_id": made.order_id})
    return ConfirmResult("return_requested", order=order_view(uow, actor, find_order(uow, actor, made.order_id)), returned=made)


def list_returnable(uow: UnitOfWork, actor: Actor, number: str) -> tuple[ReturnableLine, ...]:
    """What of an order may come back now. Raises NotFound("order.not_found")."""
    order = _order_for(uow, actor, number)
    shipped = shipped_of(uow, order)
    lines = sorted({place.line_no for place in shipped.places if place.left})
    return tuple(returnable_line(uow, actor, shipped.rows.get(line_no) or shipped.free[line_no], shipped.of_line(line_no)) for line_no in lines)


def last_day_to_return(uow: UnitOfWork, order: Row[Any]) -> date | None:
    """Through which day goods of an order may be claimed; None when nothing of it has a day."""
    settings = load_brand_settings(uow)
    arrived = last_arrival(uow, order.id)
    day = local_day(settings, arrived) if arrived else order.delivery_date
    return day + timedelta(days=settings.return_days) if day else None


def _order_for(uow: UnitOfWork, actor: Actor, number: str, *, hold: bool = False) -> Row[Any]:
    """A dealer writes for his own orders only, whatever he may read below; staff for every order in their scope."""
    if actor.may(Permission.HANDLE_RETURNS):
        return find_order(uow, actor, number, hold=hold)
    actor.require(Permission.PLACE_ORDERS)
    order = repository.read_order(uow, actor, number, hold=hold)
    if order is None or order.dealer_id != actor.own_dealer():
        raise NotFound("order.not_found", number=number)
    return order


def _check(uow: UnitOfWork, actor: Actor, order: Row[Any], shipped: Shipped, clock: Clock) -> None:
    check_returnable(order, shipped)
    last = last_day_to_return(uow, order)
    late = last is not None and local_day(load_brand_settings(uow), clock.now()) > last
    if late and not actor.may(Permission.HANDLE_RETURNS):
        raise Conflict("return.too_late", number=order.number, day=last.isoformat() if last else "")


def _proposed(payload: Mapping[str, Any]) -> NewReturn:
    wishes = tuple(ReturnWish(int(line_no), int(base_qty), str(code)) for line_no, base_qty, code in payload["wishes"])
    return NewReturn(str(payload["number"]), wishes, str(payload["reason"]))
