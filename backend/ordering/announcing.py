"""What every change of an order leaves behind in the same transaction: an audit entry and an outbox message.

The relay turns the message into notices to the dealer's people after the commit; who did it (`by`) is not told of it.
Invariant: one outbox message per order version, so a receiver that saw it twice can tell.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.identity.domain import Actor
from backend.kit.audit import Stamp, record
from backend.kit.db import UnitOfWork
from backend.kit.outbox import publish
from backend.ordering.schemas import LineView
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


def decided_of(proposal_id: str, lines: Iterable[LineView], decision: Mapping[str, Any]) -> dict[str, Any]:
    """What an order or a change came of: the offer that was said yes to, the price of each line with its list and version, what the rules said."""
    prices = [[line.sku, line.base_qty, format(line.unit_price, "f"), line.price_list] for line in lines]
    return {"proposal": proposal_id, "prices": prices, "decision": dict(decision)}
