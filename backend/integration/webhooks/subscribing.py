"""Subscriptions: making, listing, switching and removing them. Administrators only.

Invariant: the secret is told once, in the answer that made it; a new one ends the old one at once.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from backend.identity.domain import Actor, Permission
from backend.integration.domain import DeliveryStatus, SubscriptionStatus
from backend.integration.models import webhook_deliveries, webhook_subscriptions
from backend.integration.webhooks.domain import NewSubscription, Subscription, check_topics
from backend.integration.webhooks.guard import vet
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound, TooMuch
from backend.kit.ids import new_id
from backend.settings.service import load_brand_settings

MOST_SUBSCRIPTIONS = 50
_D, _S = webhook_deliveries.c, webhook_subscriptions.c
_COLUMNS = (_S.id, _S.url, _S.topics, _S.status, _S.created_at, _S.failing_since)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A subscription that may be made: its host was found, and led to where webhooks may go."""

    url: str
    topics: tuple[str, ...]


def check_subscription(uow: UnitOfWork, actor: Actor, url: str, topics: Sequence[str]) -> Wanted:
    """Look the host up, which may take long: outside any write. Where it then leads is checked again at each sending.

    Raises Invalid("integration.bad_url" | "integration.bad_topic" | "integration.unknown_host" | "integration.private_address").
    """
    actor.require(Permission.INTEGRATE)
    wanted = Wanted(url, check_topics(topics))
    try:
        vet(url, load_brand_settings(uow).webhook_private_hosts)
    except OSError as error:
        raise Invalid("integration.unknown_host", url=url) from error
    return wanted


def subscribe(uow: UnitOfWork, actor: Actor, wanted: Wanted, *, clock: Clock) -> NewSubscription:
    """Make a subscription. Raises TooMuch("integration.too_many_subscriptions")."""
    actor.require(Permission.INTEGRATE)
    if uow.execute(select(func.count()).select_from(webhook_subscriptions)).scalar_one() >= MOST_SUBSCRIPTIONS:
        raise TooMuch("integration.too_many_subscriptions", most=MOST_SUBSCRIPTIONS)
    made = Subscription(new_id("whs"), wanted.url, wanted.topics, SubscriptionStatus.ACTIVE, clock.now(), None)
    secret = _new_secret()
    row = {"id": made.id, "url": wanted.url, "topics": list(wanted.topics), "secret": secret, "status": made.status.value}
    uow.execute(insert(webhook_subscriptions), [{**row, "made_by": actor.user_id, "created_at": made.created_at, "failing_since": None}])
    _note(uow, actor, made.id, "made", {"url": wanted.url, "topics": list(wanted.topics)}, clock)
    return NewSubscription(made, secret)


def list_subscriptions(uow: UnitOfWork, actor: Actor) -> list[Subscription]:
    """All of them, oldest first, with how many deliveries wait and how many were given up."""
    actor.require(Permission.INTEGRATE)
    counts = _counts(uow)
    return [_of_row(row, counts) for row in uow.execute(select(*_COLUMNS).order_by(_S.created_at, _S.id))]


def switch_subscription(uow: UnitOfWork, actor: Actor, subscription_id: str, *, on: bool, clock: Clock) -> Subscription:
    """Switch one on (what waits goes out now) or off (it collects nothing more)."""
    actor.require(Permission.INTEGRATE)
    status = SubscriptionStatus.ACTIVE if on else SubscriptionStatus.OFF
    _set(uow, subscription_id, {"status": status.value, "failing_since": None})
    if on:
        waiting = update(webhook_deliveries).where(_D.subscription_id == subscription_id, _D.status == DeliveryStatus.WAITING.value)
        uow.execute(waiting.values(next_attempt_at=clock.now(), attempts=0))
    _note(uow, actor, subscription_id, "switched_on" if on else "switched_off", {}, clock)
    return _read(uow, subscription_id)


def renew_secret(uow: UnitOfWork, actor: Actor, subscription_id: str, *, clock: Clock) -> NewSubscription:
    """Another secret in the place of the one before."""
    actor.require(Permission.INTEGRATE)
    secret = _new_secret()
    _set(uow, subscription_id, {"secret": secret})
    _note(uow, actor, subscription_id, "secret_renewed", {}, clock)
    return NewSubscription(_read(uow, subscription_id), secret)


def unsubscribe(uow: UnitOfWork, actor: Actor, subscription_id: str, *, clock: Clock) -> None:
    """Remove a subscription with its deliveries."""
    actor.require(Permission.INTEGRATE)
    found = _read(uow, subscription_id)
    uow.execute(delete(webhook_deliveries).where(_D.subscription_id == subscription_id))
    uow.execute(delete(webhook_subscriptions).where(_S.id == subscription_id))
    _note(uow, actor, subscription_id, "removed", {"url": found.url}, clock)


def _new_secret() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"


def _set(uow: UnitOfWork, subscription_id: str, values: dict[str, Any]) -> None:
    if uow.execute(update(webhook_subscriptions).where(_S.id == subscription_id).values(values)).rowcount != 1:
        raise NotFound("integration.no_subscription", subscription=subscription_id)


def _read(uow: UnitOfWork, subscription_id: str) -> Subscription:
    row = uow.execute(select(*_COLUMNS).where(_S.id == subscription_id)).first()
    if row is None:
        raise NotFound("integration.no_subscription", subscription=subscription_id)
    return _of_row(row, _counts(uow))


def _of_row(row: Row[Any], counts: Mapping[tuple[str, str], int]) -> Subscription:
    waiting, dead = (counts.get((row.id, status.value), 0) for status in (DeliveryStatus.WAITING, DeliveryStatus.DEAD))
    return Subscription(row.id, row.url, tuple(row.topics), SubscriptionStatus(row.status), row.created_at, row.failing_since, waiting, dead)


def _counts(uow: UnitOfWork) -> dict[tuple[str, str], int]:
    open_ones = (DeliveryStatus.WAITING.value, DeliveryStatus.DEAD.value)
    query = select(_D.subscription_id, _D.status, func.count().label("many")).where(_D.status.in_(open_ones))
    return {(row.subscription_id, row.status): row.many for row in uow.execute(query.group_by(_D.subscription_id, _D.status))}


def _note(uow: UnitOfWork, actor: Actor, subscription_id: str, what: str, data: dict[str, Any], clock: Clock) -> None:
    record(uow, f"webhook:{subscription_id}", f"webhook.{what}", data, by=Stamp(actor.user_id, clock.now()))
