"""What every change of an order leaves behind in the same transaction: an audit entry and an outbox message.

The relay turns the message into notices to the dealer's people after the commit; who did it (`by`) is not told of it.
Invariant: one outbox message per order version, so a receiver that saw it twice can tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.identity.domain import Actor
from backend.kit.audit import Stamp, record
from backend.kit.db import UnitOfWork
from backend.kit.outbox import publish
from backend.ordering.viewing import audit_key


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an order: "submitted", "held", "released", "rejected", "changed" or "cancelled".

    `source_message_id` is the message that said yes to it, where one did.
    """

    action: str
    order_id: str
    number: str
    dealer_id: str
    version: int
    status: str
    data: Mapping[str, Any]
    source_message_id: str | None = None


def announce(uow: UnitOfWork, actor: Actor, event: Event, *, at: datetime) -> None:
    """Record and publish. The first version of an order has no earlier audit entry to look up."""
    topic = f"order.{event.action}"
    data = event_data(actor, event)
    record(uow, audit_key(event.order_id), topic, data, by=Stamp(actor.user_id, at), new=event.version == 1)
    payload = {"order_id": event.order_id, "number": event.number, "dealer_id": event.dealer_id, "by": actor.user_id, **data}
    publish(uow, topic, f"{event.order_id}:{event.version}", payload, at=at)


def event_data(actor: Actor, event: Event) -> dict[str, Any]:
    """What the audit log keeps of the event."""
    source = {"source_message_id": event.source_message_id} if event.source_message_id else {}
    return {**event.data, **source, "status": event.status, "version": event.version, "by_name": actor.name}
