"""One door for every yes to an order proposal: by the token of its button, or typed for the one proposal that is live.

Invariant: a proposal is carried out once; who confirms it again gets the order that came of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.ordering.accepting import Accepted
from backend.ordering.amending import ORDER_CHANGE, carry_out_change
from backend.ordering.cancelling import ORDER_CANCEL, carry_out_cancel
from backend.ordering.querying import find_order
from backend.ordering.returning.requesting import ORDER_RETURN, carry_out_return
from backend.ordering.schemas import Confirmation, ConfirmResult
from backend.ordering.short_closing import ORDER_CLOSE, carry_out_close
from backend.ordering.showing import ORDER_DRAFT
from backend.ordering.submitting import submit_draft
from backend.ordering.viewing import order_view
from backend.proposals.service import Taken, take

KINDS: Mapping[str, Callable[..., ConfirmResult]] = {
    ORDER_DRAFT: submit_draft,
    ORDER_CHANGE: carry_out_change,
    ORDER_CANCEL: carry_out_cancel,
    ORDER_CLOSE: carry_out_close,
    ORDER_RETURN: carry_out_return,
}
OF_STAFF_TOO = frozenset({ORDER_CLOSE, ORDER_RETURN})
"""Kinds that people of the brand confirm too; their use cases ask for the right that is needed."""


def confirm(uow: UnitOfWork, actor: Actor, request: Confirmation, *, clock: Clock) -> ConfirmResult:
    """Carry out what the token stands for.

    Raises NotFound("proposal.not_found") for an unknown or foreign token, Conflict("proposal.superseded" | "proposal.withdrawn" | "proposal.expired").
    """
    if not actor.may(Permission.APPROVE_ORDERS):
        actor.require(Permission.PLACE_ORDERS)
    return carry_out(uow, actor, take(uow, actor, request.token, clock=clock), clock=clock, source_message_id=request.source_message_id)


def carry_out(uow: UnitOfWork, actor: Actor, taken: Taken, *, clock: Clock, source_message_id: str | None = None) -> ConfirmResult:
    """Carry out what was taken, by a button or by a typed yes, which names the proposal the conversation showed last."""
    if taken.proposal.kind not in OF_STAFF_TOO:
        actor.require(Permission.PLACE_ORDERS)
    work = KINDS.get(taken.proposal.kind)
    if work is None:
        raise NotFound("proposal.not_found")
    if taken.earlier_result is not None:
        order = find_order(uow, actor, str(taken.earlier_result["order_id"]))
        return ConfirmResult(str(taken.earlier_result["outcome"]), order=order_view(uow, actor, order), subject=taken.proposal.subject)
    done = work(uow, actor, Accepted(taken.proposal, source_message_id), clock=clock)
    return replace(done, subject=taken.proposal.subject)
