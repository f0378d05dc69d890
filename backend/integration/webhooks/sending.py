"""Sending what is queued: of each subscription the oldest event first, the next one only after it has arrived or was given up.

A delivery is claimed in a transaction of its own, sent outside any, and marked in another. A process that dies between leaves a claim that
lapses, so the event is sent again under the same id. A failure waits two seconds, then four, up to an hour, for about two days; then the
delivery is dead and the next one goes. Invariant: nothing is lost, and a subscription's events go out in the order they were queued.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, or_, select, update

from backend.integration.domain import DeliveryStatus, SubscriptionStatus
from backend.integration.models import webhook_deliveries, webhook_subscriptions
from backend.integration.webhooks.domain import GONE, Answer, headers_of
from backend.integration.webhooks.guard import Target, vet
from backend.integration.webhooks.posting import LARGEST_BODY, LONGEST_ANSWER, post
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Invalid
from backend.kit.outbox import MAX_ATTEMPTS, is_due, publish, wait_after
from backend.settings.service import load_brand_settings

CLAIM_LASTS = timedelta(minutes=2)
BUDGET_S = 10.0
"""How long one run may go on; what is left comes with the next."""
DISABLED_TOPIC = "integration.webhook_disabled"
Post = Callable[[Target, Mapping[str, str], bytes], Answer]
_D, _S = webhook_deliveries.c, webhook_subscriptions.c


@dataclass(frozen=True, slots=True)
class _Due:
    """A delivery that is claimed, with all that its request needs."""

    id: int
    subscription_id: str
    event_id: str
    topic: str
    body: str
    attempts: int
    url: str
    secret: str


def send_due(database: Database, clock: Clock, send: Post = post) -> int:
    """Send what is due; returns how many events arrived. A subscription whose receiver fails is left for its next time."""
    until, arrived = time.monotonic() + BUDGET_S, 0
    while heads := database.read(lambda uow: _heads(uow, clock.now())):
        done = 0
        for delivery_id in heads:
            if time.monotonic() > until:
                return arrived
            due = database.write(partial(_claim, delivery_id=delivery_id, now=clock.now()))
            if due is None:
                continue
            answer = _send(database, due, clock, send)
            database.write(partial(_mark, due=due, answer=answer, now=clock.now()))
            done += 1
            arrived += answer.accepted
        if not done:
            break
    return arrived


def _heads(uow: UnitOfWork, now: datetime) -> list[int]:
    """The oldest waiting delivery of each active subscription, where it is due."""
    active = select(_S.id).where(_S.status == SubscriptionStatus.ACTIVE.value)
    waiting = select(func.min(_D.id)).where(_D.status == DeliveryStatus.WAITING.value, _D.subscription_id.in_(active)).group_by(_D.subscription_id)
    return list(uow.execute(select(_D.id).where(_D.id.in_(waiting), *_free(now)).order_by(_D.id)).scalars())


def _free(now: datetime) -> tuple[Any, ...]:
    """Due, and claimed by nobody who may still be sending; a claim from the future is of a wrong clock."""
    unclaimed = or_(_D.claimed_at.is_(None), _D.claimed_at < now - CLAIM_LASTS, _D.claimed_at > now + CLAIM_LASTS)
    return (_D.status == DeliveryStatus.WAITING.value, is_due(_D.next_attempt_at, now), unclaimed)


def _claim(uow: UnitOfWork, delivery_id: int, now: datetime) -> _Due | None:
    """The delivery, if this process may send it; None when another does or nothing is wanted any more."""
    if uow.execute(update(webhook_deliveries).where(_D.id == delivery_id, *_free(now)).values(claimed_at=now)).rowcount != 1:
        return None
    columns = (_D.id, _D.subscription_id, _D.event_id, _D.topic, _D.body, _D.attempts, _S.url, _S.secret)
    joined = webhook_deliveries.join(webhook_subscriptions, _S.id == _D.subscription_id)
    return _Due(*tuple(uow.execute(select(*columns).select_from(joined).where(_D.id == delivery_id)).one()))


def _send(database: Database, due: _Due, clock: Clock, send: Post) -> Answer:
    body = due.body.encode()
    if len(body) > LARGEST_BODY:
        return Answer(413, "larger than a webhook may be")
    try:
        target = vet(due.url, database.read(load_brand_settings).webhook_private_hosts)
    except (Invalid, OSError) as error:
        return Answer(None, str(error)[:LONGEST_ANSWER])
    return send(target, headers_of(due.secret, due.event_id, due.topic, clock.now(), body), body)


def _mark(uow: UnitOfWork, due: _Due, answer: Answer, now: datetime) -> None:
    told = {"attempts": due.attempts + 1, "claimed_at": None, "last_status": answer.status, "last_answer": answer.text[:LONGEST_ANSWER]}
    mine = update(webhook_deliveries).where(_D.id == due.id, _D.status == DeliveryStatus.WAITING.value)
    if answer.accepted:
        uow.execute(mine.values(status=DeliveryStatus.SENT.value, sent_at=now, **told))
        uow.execute(update(webhook_subscriptions).where(_S.id == due.subscription_id, _S.failing_since.is_not(None)).values(failing_since=None))
        return
    dead = answer.refused or due.attempts + 1 >= MAX_ATTEMPTS
    status = DeliveryStatus.DEAD if dead else DeliveryStatus.WAITING
    uow.execute(mine.values(status=status.value, next_attempt_at=now + wait_after(due.attempts + 1), **told))
    if not answer.refused:
        _note_failure(uow, due, answer, now)


def _note_failure(uow: UnitOfWork, due: _Due, answer: Answer, now: datetime) -> None:
    """Since when the receiver fails; after days of it, or when it wants no more, the subscription is disabled and the administrators hear of it."""
    mine = _S.id == due.subscription_id
    since = uow.execute(select(_S.failing_since).where(mine)).scalar_one_or_none() or now
    days = load_brand_settings(uow).webhook_failing_days
    if answer.status != GONE and now - since < timedelta(days=days):
        uow.execute(update(webhook_subscriptions).where(mine).values(failing_since=since))
        return
    disabled = update(webhook_subscriptions).where(mine, _S.status == SubscriptionStatus.ACTIVE.value)
    if uow.execute(disabled.values(status=SubscriptionStatus.DISABLED.value, failing_since=since)).rowcount == 1:
        told = {"subscription_id": due.subscription_id, "url": due.url, "answer": str(answer.status or answer.text)}
        publish(uow, DISABLED_TOPIC, f"{due.subscription_id}:{due.id}:{due.attempts}:{now.timestamp()}"[:120], told, at=now)
