"""Giving up what has not left of an order (R10): staff do it, its dealer asks them to; what has left stays as it is.

Invariant: nothing of the rest is held, owed or claimed of a promotion's budget afterwards; nobody closes another version than he was shown.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.catalog.service import get_skus
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict
from backend.kit.ids import hash_content
from backend.ordering import repository
from backend.ordering.accepting import Accepted
from backend.ordering.announcing import Event, announce
from backend.ordering.domain import OrderAction, OrderStatus, check_step
from backend.ordering.fulfilling.service import cancel_open_parts, full_value, worth_of_rest
from backend.ordering.owning import own_order
from backend.ordering.promoting.claiming import give_back, give_back_rest
from backend.ordering.querying import find_order
from backend.ordering.returning import store
from backend.ordering.returning.schemas import CloseAsked
from backend.ordering.schemas import CancelRequest, ChangeView, ConfirmResult, LineView, OrderView
from backend.ordering.viewing import line_view, order_view
from backend.proposals.service import NewProposal, complete, propose, withdraw_everybodys
from backend.settings.service import load_brand_settings

ORDER_CLOSE = "order_close"
CLOSABLE = frozenset({OrderStatus.ALLOCATED, OrderStatus.PICKING, OrderStatus.PARTLY_SHIPPED})
"""An order in one of these can no longer be cancelled, but its rest can be given up."""
MOST_ASKED = 20


def propose_close(uow: UnitOfWork, actor: Actor, request: CancelRequest, *, clock: Clock) -> ChangeView:
    """Show what would be given up of an order: staff would close it, its dealer would ask for it.

    Raises NotFound("order.not_found"), Refused("order.which"), Conflict("order.wrong_status" | "order.nothing_open").
    """
    if is_staff(actor):
        order = find_order(uow, actor, request.number or "")
    else:
        actor.require(Permission.PLACE_ORDERS)
        order = own_order(uow, actor, request.number, OrderAction.CLOSE, text=request.text, clock=clock)
    return offer_close(uow, actor, order, clock=clock)


def offer_close(uow: UnitOfWork, actor: Actor, order: Row[Any], *, clock: Clock) -> ChangeView:
    """The offer to give up the rest of an order that the caller found."""
    _check(order)
    rest = _rest(uow, actor, order)
    if not rest:
        raise Conflict("order.nothing_open", number=order.number)
    amount = worth_of_rest(uow, order)
    kind = "close" if is_staff(actor) else "close_ask"
    payload = {"number": order.number, "total": str(amount), "kind": kind}
    offered = NewProposal(ORDER_CLOSE, order.id, order.version, hash_content(order.id, order.version, kind), payload, load_brand_settings(uow).proposal_minutes)
    proposal = propose(uow, actor, offered, clock=clock)
    return ChangeView(
        order_id=order.id,
        number=order.number,
        kind=kind,
        before=rest,
        after=(),
        total_before=amount,
        total_after=amount - amount,
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


def carry_out_close(uow: UnitOfWork, actor: Actor, accepted: Accepted, *, clock: Clock) -> ConfirmResult:
    """Close the rest, or ask staff to, as the accepted proposal says."""
    proposal, source = accepted.proposal, accepted.source_message_id
    if is_staff(actor):
        view, outcome = _close(uow, actor, (proposal.subject, proposal.version), clock=clock, source_message_id=source), "short_closed"
    else:
        actor.require(Permission.PLACE_ORDERS)
        view, outcome = _ask(uow, actor, accepted, clock=clock), "close_asked"
    complete(uow, proposal.id, {"outcome": outcome, "order_id": view.order_id})
    withdraw_everybodys(uow, view.order_id)
    return ConfirmResult(outcome, order=view)


def close_rest(uow: UnitOfWork, actor: Actor, key: str, version: int, *, clock: Clock) -> OrderView:
    """Give up the open rest of an order as it stood at `version`. Raises NotFound, Conflict("order.stale" | "order.wrong_status" | "order.nothing_open")."""
    view = _close(uow, actor, (key, version), clock=clock)
    withdraw_everybodys(uow, view.order_id)
    return view


def list_close_asked(uow: UnitOfWork, actor: Actor) -> tuple[CloseAsked, ...]:
    """Orders whose dealers give up the rest, for who may close them; the longest waiting first."""
    if not is_staff(actor):
        return ()
    rows = store.asked_to_close(uow, actor, [status.value for status in sorted(CLOSABLE)], MOST_ASKED)
    return tuple(CloseAsked(row.id, row.number, row.dealer_name_zh, row.dealer_name_en, row.asked_by_name, row.asked_at) for row in rows)


def is_staff(actor: Actor) -> bool:
    """Whether somebody closes orders himself; everybody else asks for it."""
    return actor.dealer_id is None and actor.may(Permission.APPROVE_ORDERS)


def _ask(uow: UnitOfWork, actor: Actor, accepted: Accepted, *, clock: Clock) -> OrderView:
    order = find_order(uow, actor, accepted.proposal.subject, hold=True)
    if order.dealer_id != actor.own_dealer() or order.version != accepted.proposal.version:
        raise Conflict("proposal.superseded", kind=accepted.proposal.kind, subject=accepted.proposal.subject)
    _check(order)
    if store.ask_close(uow, order.id, (actor.user_id, actor.name), clock.now()):
        if not repository.set_order(uow, order.id, order.version, {}):
            raise Conflict("order.stale", number=order.number)
        told = Event("close_asked", order.id, order.number, order.dealer_id, order.version + 1, order.status, {}, accepted.source_message_id)
        announce(uow, actor, told, at=clock.now())
    return order_view(uow, actor, find_order(uow, actor, order.id))


def _check(order: Row[Any]) -> None:
    """A delivered order is closed by time alone; its rest is nothing."""
    status = OrderStatus(order.status)
    check_step(order.number, status, OrderAction.CLOSE)
    if status not in CLOSABLE:
        raise Conflict("order.nothing_open", number=order.number)


def _rest(uow: UnitOfWork, actor: Actor, order: Row[Any]) -> tuple[LineView, ...]:
    """What has not left of each line, as a line of its own."""
    rows, exponent = repository.read_lines(uow, order.id), load_brand_settings(uow).currency_exponent
    skus = get_skus(uow, [row.sku for row in rows])
    found: list[LineView] = []
    for row in rows:
        left = row.base_qty - row.shipped_base - row.cancelled_base
        if left:
            amount = full_value(row, left, exponent)
            found.append(replace(line_view(row, skus, actor.locale), base_qty=left, qty=Decimal(left) / row.factor, line_total=amount, marks=()))
    return tuple(found)


def _close(uow: UnitOfWork, actor: Actor, shown: tuple[str, int], *, clock: Clock, source_message_id: str | None = None) -> OrderView:
    actor.require(Permission.APPROVE_ORDERS)
    key, version = shown
    order = find_order(uow, actor, key, hold=True)
    _check(order)
    if order.version != version:
        raise Conflict("order.stale", number=order.number)
    closed = cancel_open_parts(uow, order.id, clock=clock)
    if closed.status == OrderStatus.CANCELLED.value:
        give_back(uow, order.id)
    else:
        give_back_rest(uow, order.id)
    store.forget_close(uow, order.id)
    given_up = [[line_no, base_qty] for line_no, base_qty in sorted(closed.cancelled.items())]
    data = {"given_up": given_up, "amount": str(closed.amount), "before": {"status": order.status}}
    told = Event("short_closed", order.id, order.number, order.dealer_id, closed.version, closed.status, data, source_message_id)
    announce(uow, actor, told, at=clock.now())
    return order_view(uow, actor, find_order(uow, actor, order.id))
