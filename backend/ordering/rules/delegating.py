"""Handing one's approvals to somebody for some days, and telling those above of orders that have waited too long.

Invariant: a right is handed over by who has it himself, never by who got it from somebody; an escalation tells, it never approves.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row

from backend.identity.domain import SYSTEM, Actor, Permission
from backend.identity.people import staff_who_may
from backend.kit.audit import Stamp, histories, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.kit.ids import new_id
from backend.kit.outbox import publish
from backend.ordering.rules import repository
from backend.ordering.rules.approving import day_of
from backend.ordering.viewing import audit_key
from backend.settings.service import load_brand_settings

LONGEST_DAYS = 92
BATCH = 100
ESCALATED = "order.escalated"
_AUDIT = "approval_delegations"


@dataclass(frozen=True, slots=True)
class Delegation:
    """Whose approvals somebody decides, from the first through the last day."""

    id: str
    from_user: str
    from_name: str
    to_user: str
    to_name: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Deputy:
    """Somebody who can stand in."""

    user_id: str
    name: str


def deputies_of(uow: UnitOfWork, actor: Actor) -> tuple[Deputy, ...]:
    """To whom the actor may hand his approvals: staff who may read orders, without himself."""
    actor.require(Permission.APPROVE_ORDERS)
    staff = staff_who_may(uow, Permission.READ_ORDERS)
    return tuple(Deputy(person.user_id, person.name) for person in staff if person.user_id != actor.user_id)


def delegate(uow: UnitOfWork, actor: Actor, to_user: str, days: tuple[date, date], *, clock: Clock) -> Delegation:
    """Hand the actor's approvals over. Raises Invalid("rules.bad_delegation_days" | "rules.no_such_deputy")."""
    chosen = next((one for one in deputies_of(uow, actor) if one.user_id == to_user), None)
    if chosen is None:
        raise Invalid("rules.no_such_deputy")
    first, last = days
    if not day_of(uow, clock) <= last or not first <= last <= first + timedelta(days=LONGEST_DAYS):
        raise Invalid("rules.bad_delegation_days", most=LONGEST_DAYS)
    made = Delegation(new_id("del"), actor.user_id, actor.name, chosen.user_id, chosen.name, first, last)
    row = {name: getattr(made, name) for name in ("id", "from_user", "from_name", "to_user", "to_name", "first_day", "last_day")}
    repository.add_delegation(uow, {**row, "made_at": clock.now()})
    shown = {**row, "first_day": first.isoformat(), "last_day": last.isoformat()}
    record(uow, _AUDIT, "approvals.delegated", shown, by=Stamp(actor.user_id, clock.now()))
    return made


def end_delegation(uow: UnitOfWork, actor: Actor, delegation_id: str, *, clock: Clock) -> None:
    """Take approvals back at once; who manages users can do that for everybody. Raises NotFound("rules.no_delegation")."""
    actor.require(Permission.APPROVE_ORDERS)
    whose = None if actor.may(Permission.MANAGE_USERS) else actor.user_id
    if not repository.end_delegation(uow, delegation_id, whose, clock.now()):
        raise NotFound("rules.no_delegation")
    record(uow, _AUDIT, "approvals.taken_back", {"id": delegation_id}, by=Stamp(actor.user_id, clock.now()))


def list_delegations(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> tuple[Delegation, ...]:
    """Delegations that are not over, given by the actor or to him; everybody's for who manages users."""
    actor.require(Permission.READ_ORDERS)
    whose = None if actor.may(Permission.MANAGE_USERS) else actor.user_id
    return tuple(_delegation(row) for row in repository.delegations(uow, whose, day_of(uow, clock)))


def escalate_waiting(uow: UnitOfWork, *, clock: Clock) -> int:
    """Tell everybody who may approve of each held order that nobody decided in the brand's time; returns how many. Nothing is approved by it."""
    hours = load_brand_settings(uow).approval_hours
    if not hours:
        return 0
    before, told = clock.now() - timedelta(hours=hours), 0
    orders = repository.held_too_long(uow, before, BATCH)
    found = histories(uow, [audit_key(order.id) for order in orders])
    for order in orders:
        held_at = max((entry.at for entry in found[audit_key(order.id)] if entry.data.get("version")), default=order.placed_at)
        if held_at <= before:
            _escalate(uow, order, hours, clock)
            told += 1
    return told


def waits_anew(uow: UnitOfWork, order_id: str) -> None:
    """Whoever waits for a decision about an order waits for another one from now on, or for none."""
    repository.drop_escalation(uow, order_id)


def _escalate(uow: UnitOfWork, order: Row[Any], hours: int, clock: Clock) -> None:
    at = clock.now()
    repository.add_escalation(uow, order.id, at)
    record(uow, audit_key(order.id), ESCALATED, {"hours": hours, "by_name": SYSTEM.name}, by=Stamp(SYSTEM.user_id, at))
    payload = {"order_id": order.id, "number": order.number, "dealer_id": order.dealer_id, "by": SYSTEM.user_id, "status": order.status, "hours": hours}
    publish(uow, ESCALATED, f"{order.id}:{order.version}:escalated", payload, at=at)


def _delegation(row: Row[Any]) -> Delegation:
    return Delegation(row.id, row.from_user, row.from_name, row.to_user, row.to_name, row.first_day, row.last_day)
