"""Who may release or reject a held order: by his own role, or in the place of somebody who handed his approvals over for some days (R9).

Invariant: whoever placed or changed an order decides nothing about it, neither himself nor through somebody who stands in for him; a row of
level 2 needs two different people; nobody's silence approves anything.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from backend.identity.domain import Actor, Permission, Role
from backend.identity.people import staff_who_may
from backend.kit.audit import AuditEntry, histories
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, DomainError, NotPermitted
from backend.kit.ids import hash_content
from backend.kit.paging import Page, decode_cursor, encode_cursor, page_size
from backend.ordering.documents import reasons_of_document
from backend.ordering.domain import OrderAction, OrderStatus, check_step
from backend.ordering.querying import find_order
from backend.ordering.redacting import reasons_for
from backend.ordering.rules import repository
from backend.ordering.schemas import GateReason, OrderSummary
from backend.ordering.viewing import audit_key, order_summary
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

FIRST_RELEASE = "order.first_release"
TWO_PEOPLE = 2
_HASH = 16


@dataclass(frozen=True, slots=True)
class Hat:
    """In whose right somebody decides: his own, or that of the person he stands in for."""

    user_id: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Waiting:
    """A held order that waits for a decision. `approved_by` released it first where two people are needed; `escalated_at` is when it had waited too long.

    `refusal` is why the reader cannot decide it, by the code of its error.
    """

    order: OrderSummary
    version: int
    content_hash: str
    reasons: tuple[GateReason, ...]
    placed_by: str
    waiting_since: datetime
    level: int
    approved_by: str
    escalated_at: datetime | None
    refusal: str


def hats_of(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> tuple[Hat, ...]:
    """The rights to decide that the actor has today: his own, and those that somebody handed to him who has them still."""
    own = (Hat(actor.user_id, actor.name, actor.role),) if actor.may(Permission.APPROVE_ORDERS) else ()
    if not actor.may(Permission.READ_ORDERS):
        return own
    day = local_day(load_brand_settings(uow), clock.now())
    given = repository.delegated_to(uow, actor.user_id, day)
    givers = {one.user_id: one for one in staff_who_may(uow, Permission.APPROVE_ORDERS)} if given else {}
    lent = (givers[row.from_user] for row in given if row.from_user in givers)
    return (*own, *(Hat(one.user_id, one.name, one.role) for one in lent))


def may_decide(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> bool:
    """Whether the actor decides about held orders today at all."""
    return bool(hats_of(uow, actor, clock=clock))


def require_hats(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> tuple[Hat, ...]:
    """The actor's hats; raises NotPermitted when he has none."""
    hats = hats_of(uow, actor, clock=clock)
    if not hats:
        actor.require(Permission.APPROVE_ORDERS)
    return hats


def choose_hat(order: Row[Any], entries: Sequence[AuditEntry], actor: Actor, hats: tuple[Hat, ...]) -> Hat:
    """The right by which the actor may decide about an order with this history; one in which nobody released first, where there is one.

    Raises NotPermitted("order.own_order" | "order.own_order_of") for a requester and who stands in for one, NotPermitted("order.other_approver").
    """
    requesters, released = requesters_of(order, entries), _people_of(first_release(order, entries))
    free = sorted((hat for hat in hats if hat.user_id not in requesters), key=lambda hat: hat.user_id in released)
    if actor.user_id in requesters:
        raise NotPermitted("order.own_order", number=order.number)
    if not free:
        raise NotPermitted("order.own_order_of", number=order.number)
    needed = {reason.get("approver_role") for reason in order.hold_reasons} - {None}
    for hat in free:
        if hat.role is Role.ADMIN or not needed - {hat.role.value}:
            return hat
    raise NotPermitted("order.other_approver", number=order.number, role=", ".join(sorted(map(str, needed))))


def requesters_of(order: Row[Any], entries: Sequence[AuditEntry]) -> set[str]:
    """Who placed an order and who changed it since, by its history."""
    return {order.placed_by, *(entry.actor for entry in entries if entry.action == "order.changed")}


def first_release(order: Row[Any], entries: Sequence[AuditEntry]) -> AuditEntry | None:
    """The first of two releases, while the order is still exactly what it was then."""
    newest = next((entry for entry in reversed(entries) if entry.data.get("version")), None)
    return newest if newest is not None and newest.action == FIRST_RELEASE and newest.data["version"] == order.version else None


def check_second(order: Row[Any], first: AuditEntry | None, actor: Actor, hat: Hat) -> None:
    """Raise NotPermitted("order.second_person") when both releases would be the same person's, or in the right of the same."""
    if {actor.user_id, hat.user_id} & _people_of(first):
        raise NotPermitted("order.second_person", number=order.number)


def _people_of(first: AuditEntry | None) -> set[str]:
    """Who released first, and in whose place."""
    return set() if first is None else {first.actor, str(first.data.get("in_place_of") or first.actor)}


def level_of(reasons: Collection[GateReason]) -> int:
    """How many people have to release."""
    return max((reason.level for reason in reasons), default=1)


def content_hash(order: Row[Any]) -> str:
    """What a decision is about: every figure that an approver looks at."""
    shown = (order.id, order.version, str(order.total), order.lines_hash, order.ship_to, str(order.delivery_date), order.hold_reasons)
    return hash_content(*map(str, shown))[:_HASH]


def check_content(order: Row[Any], expected: str) -> None:
    """Raise Conflict("order.stale") when an order is not what was looked at."""
    if expected and expected != content_hash(order):
        raise Conflict("order.stale", number=order.number)


def list_approvals(uow: UnitOfWork, actor: Actor, *, clock: Clock, cursor: str | None = None, limit: int = 50) -> Page[Waiting]:
    """Held orders inside the scope, the longest waiting first, with whether the actor can decide each; raises NotPermitted for who decides nothing."""
    hats = require_hats(uow, actor, clock=clock)
    size = page_size(limit)
    found = repository.held_orders(uow, actor, _after(cursor), size + 1)
    more = encode_cursor(found[size - 1].placed_at.isoformat(), found[size - 1].id) if len(found) > size else None
    return Page(_waiting(uow, actor, found[:size], hats), more)


def read_approval(uow: UnitOfWork, actor: Actor, number: str, *, clock: Clock) -> Waiting:
    """One held order. Raises NotFound("order.not_found"), Conflict("order.wrong_status") for one that is not held."""
    hats, order = require_hats(uow, actor, clock=clock), find_order(uow, actor, number)
    check_step(order.number, OrderStatus(order.status), OrderAction.RELEASE, OrderStatus.APPROVED)
    return _waiting(uow, actor, [order], hats)[0]


def _waiting(uow: UnitOfWork, actor: Actor, rows: Sequence[Row[Any]], hats: tuple[Hat, ...]) -> tuple[Waiting, ...]:
    found = histories(uow, [audit_key(row.id) for row in rows])
    return tuple(_waiting_of(actor, row, hats, found[audit_key(row.id)]) for row in rows)


def _waiting_of(actor: Actor, row: Row[Any], hats: tuple[Hat, ...], entries: Sequence[AuditEntry]) -> Waiting:
    """A held order as the actor, who wears these hats, would decide it."""
    reasons, first = reasons_of_document(row.hold_reasons), first_release(row, entries)
    refusal = ""
    try:
        check_second(row, first, actor, choose_hat(row, entries, actor, hats))
    except DomainError as error:
        refusal = error.code
    return Waiting(
        order=order_summary(actor, row),
        version=row.version,
        content_hash=content_hash(row),
        reasons=reasons_for(actor, reasons),
        placed_by=row.placed_by_name,
        waiting_since=row.placed_at,
        level=level_of(reasons),
        approved_by=str(first.data.get("by_name") or first.actor) if first else "",
        escalated_at=getattr(row, "escalated_at", None),
        refusal=refusal,
    )


def _after(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    key = decode_cursor(cursor)
    return datetime.fromisoformat(str(key[0])), str(key[-1])


def day_of(uow: UnitOfWork, clock: Clock) -> date:
    """The brand's date."""
    return local_day(load_brand_settings(uow), clock.now())
