"""Deciding on a wish to return goods, and taking it back.

Invariant: who asked for a return does not approve it; a decision is for the version that was shown.
"""

from dataclasses import replace

from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, NotFound
from backend.ordering.returning.domain import ReturnAction, ReturnStatus
from backend.ordering.returning.opening import OpenReturn, keep, open_return, reason_of
from backend.ordering.returning.schemas import ReturnStep, ReturnView
from backend.ordering.returning.views import may_withdraw, return_view


def approve_return(uow: UnitOfWork, actor: Actor, step: ReturnStep, *, clock: Clock) -> ReturnView:
    """Let the goods come. Raises NotFound("return.not_found"), Conflict("return.own" | "return.wrong_status" | "return.stale")."""
    actor.require(Permission.APPROVE_ORDERS)
    opened = open_return(uow, actor, step, ReturnAction.APPROVE)
    _check_other(actor, opened)
    after = replace(opened.one, status=ReturnStatus.APPROVED, note=step.note.strip(), decided_by=actor.user_id, decided_at=clock.now())
    keep(uow, actor, opened, after, ("return_approved", {"reason": after.note}), clock=clock)
    return return_view(uow, actor, step.number)


def reject_return(uow: UnitOfWork, actor: Actor, step: ReturnStep, *, clock: Clock) -> ReturnView:
    """Refuse the return and say why. Raises Invalid("return.no_reason") too."""
    actor.require(Permission.APPROVE_ORDERS)
    opened = open_return(uow, actor, step, ReturnAction.REJECT)
    _check_other(actor, opened)
    at, why = clock.now(), reason_of(step.note)
    after = replace(opened.one, status=ReturnStatus.REJECTED, note=why, decided_by=actor.user_id, decided_at=at, ended_at=at)
    keep(uow, actor, opened, after, ("return_rejected", {"reason": why}), clock=clock)
    return return_view(uow, actor, step.number)


def withdraw_return(uow: UnitOfWork, actor: Actor, step: ReturnStep, *, clock: Clock) -> ReturnView:
    """Take the wish back before the goods have come: the dealer his own, staff one whose goods do not come."""
    if not actor.may(Permission.HANDLE_RETURNS):
        actor.require(Permission.PLACE_ORDERS)
    opened = open_return(uow, actor, step, ReturnAction.WITHDRAW)
    if not may_withdraw(actor, opened.one):
        if not actor.may(Permission.HANDLE_RETURNS):
            raise NotFound("return.not_found", number=step.number)
        raise Conflict("return.wrong_status", number=step.number, status=opened.one.status.value, allowed=ReturnAction.REJECT.value)
    after = replace(opened.one, status=ReturnStatus.WITHDRAWN, note=step.note.strip() or opened.one.note, ended_at=clock.now())
    keep(uow, actor, opened, after, ("return_withdrawn", {"reason": step.note.strip()}), clock=clock)
    return return_view(uow, actor, step.number)


def _check_other(actor: Actor, opened: OpenReturn) -> None:
    if actor.user_id == opened.one.requested_by:
        raise Conflict("return.own", number=opened.one.number)
