"""From the outbox to the deliveries: one row for each subscription that wants the event, in the transaction of the relay.

Invariant: an event relayed twice is queued once; a subscription's deliveries are numbered in the order in which events were relayed.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.integration.domain import DeliveryStatus, SubscriptionStatus
from backend.integration.models import webhook_deliveries, webhook_subscriptions
from backend.integration.webhooks.domain import GROUPS, event_body, event_id_of, wants
from backend.kit.db import UnitOfWork
from backend.kit.outbox import OutboxMessage

_COLLECTING = (SubscriptionStatus.ACTIVE.value, SubscriptionStatus.DISABLED.value)


def queue_event(uow: UnitOfWork, message: OutboxMessage, *, at: datetime) -> int:
    """Queue the event of an outbox message for whoever subscribed to it; returns for how many."""
    if message.topic.partition(".")[0] not in GROUPS:
        return 0
    query = select(webhook_subscriptions.c.id, webhook_subscriptions.c.topics).where(webhook_subscriptions.c.status.in_(_COLLECTING))
    readers = [row.id for row in uow.execute(query.order_by(webhook_subscriptions.c.id)) if wants(row.topics, message.topic)]
    if not readers:
        return 0
    event_id = event_id_of(message.topic, message.key)
    body = event_body(event_id, message.topic, message.payload, message.at or at)
    shared = {"event_id": event_id, "topic": message.topic, "body": body, "status": DeliveryStatus.WAITING.value, "attempts": 0}
    rows = [{**shared, "subscription_id": reader, "created_at": at, "next_attempt_at": at} for reader in readers]
    make = sqlite_insert if uow.is_sqlite else pg_insert
    return len(uow.execute(make(webhook_deliveries).values(rows).on_conflict_do_nothing().returning(webhook_deliveries.c.id)).all())
