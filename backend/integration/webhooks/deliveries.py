"""What became of events on their way to subscriptions: lists, sending again, replay, and forgetting what arrived long ago.

Invariant: what is sent again keeps its event id and its body, so a receiver that has it can tell.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from backend.identity.domain import Actor, Permission
from backend.integration.domain import DeliveryStatus
from backend.integration.models import webhook_deliveries
from backend.integration.webhooks.domain import Delivery
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.kit.paging import Page, cursor_number, encode_cursor, page_size

_D = webhook_deliveries.c
_COLUMNS = (
    _D.id,
    _D.subscription_id,
    _D.event_id,
    _D.topic,
    _D.created_at,
    _D.status,
    _D.attempts,
    _D.next_attempt_at,
    _D.sent_at,
    _D.last_status,
    _D.last_answer,
)


def list_deliveries(
    uow: UnitOfWork, actor: Actor, *, subscription_id: str = "", status: DeliveryStatus | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Delivery]:
    """Deliveries, newest first."""
    actor.require(Permission.INTEGRATE)
    size = page_size(limit)
    query = select(*_COLUMNS)
    if subscription_id:
        query = query.where(_D.subscription_id == subscription_id)
    if status is not None:
        query = query.where(_D.status == status.value)
    if cursor:
        query = query.where(_D.id < cursor_number(cursor))
    found = uow.execute(query.order_by(_D.id.desc()).limit(size + 1)).all()
    return Page(tuple(_of_row(row) for row in found[:size]), encode_cursor(found[size - 1].id) if len(found) > size else None)


def send_again(uow: UnitOfWork, actor: Actor, delivery_ids: Sequence[int], *, clock: Clock) -> int:
    """Take dead letters out of their box; they go out in their old order. Returns how many; raises NotFound when none of them is dead."""
    actor.require(Permission.INTEGRATE)
    again = _revive(uow, actor, clock, _D.id.in_(list(delivery_ids)), _D.status == DeliveryStatus.DEAD.value)
    if not again:
        raise NotFound("integration.no_dead_letter")
    return again


def send_all_again(uow: UnitOfWork, actor: Actor, *, subscription_id: str = "", clock: Clock) -> int:
    """The same for every dead letter, of one subscription or of all."""
    actor.require(Permission.INTEGRATE)
    whose = [_D.subscription_id == subscription_id] if subscription_id else []
    return _revive(uow, actor, clock, _D.status == DeliveryStatus.DEAD.value, *whose)


def replay(uow: UnitOfWork, actor: Actor, subscription_id: str, event_id: str, *, clock: Clock) -> int:
    """Send an event and all that was queued after it once more, in order. Raises NotFound("integration.no_event")."""
    actor.require(Permission.INTEGRATE)
    whose = _D.subscription_id == subscription_id
    first = uow.execute(select(_D.id).where(whose, _D.event_id == event_id)).scalar_one_or_none()
    if first is None:
        raise NotFound("integration.no_event", event=event_id)
    return _revive(uow, actor, clock, whose, _D.id >= first, _D.status != DeliveryStatus.WAITING.value)


def purge_deliveries(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete up to `limit` deliveries that arrived before an instant; returns how many. Dead ones stay until a person decides."""
    old = select(_D.id).where(_D.status == DeliveryStatus.SENT.value, _D.sent_at < before).order_by(_D.id).limit(limit)
    return uow.execute(delete(webhook_deliveries).where(_D.id.in_(old))).rowcount


def _revive(uow: UnitOfWork, actor: Actor, clock: Clock, *which: ColumnElement[bool]) -> int:
    fresh = {"status": DeliveryStatus.WAITING.value, "attempts": 0, "next_attempt_at": clock.now(), "claimed_at": None, "sent_at": None}
    again = uow.execute(update(webhook_deliveries).where(*which).values(fresh)).rowcount
    if again:
        record(uow, "webhooks", "webhook.sent_again", {"deliveries": again}, by=Stamp(actor.user_id, clock.now()))
    return again


def _of_row(row: Any) -> Delivery:
    waiting = row.status == DeliveryStatus.WAITING.value
    told = (row.attempts, row.next_attempt_at if waiting else None, row.sent_at, row.last_status, row.last_answer or "")
    return Delivery(row.id, row.subscription_id, row.event_id, row.topic, row.created_at, DeliveryStatus(row.status), *told)
