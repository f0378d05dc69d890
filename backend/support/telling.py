"""Who hears of what happened: each message of the outbox becomes notices for the people concerned, in one transaction.

Whoever did something is not told of it. Invariant: the key of a notice follows from the message, so a message relayed twice is heard once.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from backend.identity.domain import PERMISSIONS, SYSTEM, Permission, Role
from backend.identity.people import answerers_of, people_of, staff_who_may
from backend.identity.service import list_users, users_of_dealer
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.ids import hash_content
from backend.kit.money import money_text
from backend.kit.outbox import OutboxMessage
from backend.notices.service import queue_notice
from backend.settings.service import load_brand_settings

Told = Mapping[str, Any]
_HIDDEN = {"by", "dealer_id", "assignee", "user_id"}
"""Of an event, what is no business of the reader."""
_OF_ORDERS = (
    "order_id",
    "number",
    "status",
    "reason",
    "day",
    "by_name",
    "hours",
    "part",
    "carrier",
    "tracking",
    "tracked",
    "complete",
    "return",
    "credit_note",
)
"""Of an order's event, what its sentence and its button need; the audit log keeps the rest."""


def tell(uow: UnitOfWork, message: OutboxMessage, *, clock: Clock) -> None:
    """Queue the notices of one message; a topic nobody is told of is left alone."""
    find = _READERS.get(message.topic) or _READERS.get(message.topic.partition(".")[0])
    if find is None:
        return
    told = message.payload
    readers = [user for user in dict.fromkeys(find(uow, told)) if user and user != told.get("by")]
    left = message.topic == "chat.handed_back" and told.get("by") == told.get("user_id")
    if message.topic.startswith("order."):
        _queue_order(uow, message, readers, clock)
        return
    params = {name: value for name, value in told.items() if name not in _HIDDEN}
    queue_notice(uow, readers, "chat.left" if left else message.topic, params, key=hash_content(message.topic, message.key), at=clock.now())


def _queue_order(uow: UnitOfWork, message: OutboxMessage, readers: Sequence[str], clock: Clock) -> None:
    """Who did what to an order, and its amount for those who may see prices."""
    told = message.payload
    params = {name: told.get(name, "") for name in _OF_ORDERS}
    total = told.get("total") or (told.get("after") or {}).get("total")
    people = people_of(uow, readers)
    priced = [user for user in readers if total and user in people and Permission.READ_PRICES in PERMISSIONS[people[user].role]]
    if total and priced:
        settings = load_brand_settings(uow)
        priced_how = "yes" if Decimal(total) >= 0 else "owed"
        amount = {"priced": priced_how, "total": money_text(abs(Decimal(total)), settings.currency_exponent), "currency": settings.currency}
        queue_notice(uow, priced, message.topic, {**params, **amount}, key=message.key, at=clock.now())
    rest = [user for user in readers if user not in priced]
    queue_notice(uow, rest, message.topic, params, key=message.key, at=clock.now())


def _dealers_people(uow: UnitOfWork, told: Told) -> list[str]:
    return users_of_dealer(uow, told["dealer_id"]) if told.get("dealer_id") else []


def _person(_uow: UnitOfWork, told: Told) -> list[str]:
    return [told["user_id"]]


def _assignee(_uow: UnitOfWork, told: Told) -> list[str]:
    return [told["assignee"]]


def _both(_uow: UnitOfWork, told: Told) -> list[str]:
    """The person, and whoever looked after him; the one who did it is left out."""
    return [told["assignee"] if told.get("by") == told["user_id"] else told["user_id"]]


def _those_who_answer(uow: UnitOfWork, told: Told) -> list[str]:
    """The staff near the person; the brand's where nobody is near. Never the person himself."""
    staff = answerers_of(uow, told.get("dealer_id"))
    return [user for user in staff.near or staff.brand if user != told["user_id"]]


def _administrators(uow: UnitOfWork, _told: Told) -> list[str]:
    """Those who look after the connections to other systems."""
    return [user.user_id for user in list_users(uow, SYSTEM) if Permission.INTEGRATE in PERMISSIONS[Role(user.role)]]


def _those_above(uow: UnitOfWork, told: Told) -> list[str]:
    """The brand's staff, and whoever has taken the conversation."""
    return [user for user in (*answerers_of(uow, None).brand, told.get("assignee")) if user and user != told["user_id"]]


def _nobody(_uow: UnitOfWork, _told: Told) -> list[str]:
    """Steps inside the warehouse: other systems hear of them, people read them in the order."""
    return []


def _handlers(uow: UnitOfWork, _told: Told) -> list[str]:
    """Everybody who looks after returns."""
    return [person.user_id for person in staff_who_may(uow, Permission.HANDLE_RETURNS)]


def _approvers(uow: UnitOfWork, _told: Told) -> list[str]:
    """Everybody who may release a held order."""
    return [person.user_id for person in staff_who_may(uow, Permission.APPROVE_ORDERS)]


_READERS: dict[str, Callable[[UnitOfWork, Told], list[str]]] = {
    "order": _dealers_people,
    "order.allocated": _nobody,
    "order.picking": _nobody,
    "order.closed": _nobody,
    "order.return_inspected": _nobody,
    "order.return_requested": _handlers,
    "order.return_withdrawn": _handlers,
    "order.close_asked": _approvers,
    "order.escalated": _approvers,
    "order.first_release": _approvers,
    "price": _dealers_people,
    "stock": _dealers_people,
    "chat.handed_over": _those_who_answer,
    "chat.handed_back": _both,
    "chat.message": _assignee,
    "chat.staff_message": _person,
    "chat.unanswered": _those_above,
    "feedback.changed": _person,
    "integration": _administrators,
    "proposal.expiring": _person,
    "ticket.opened": _those_who_answer,
    "ticket.answered": _person,
    "ticket.closed": _person,
}
