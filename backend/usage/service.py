"""Token and cost accounting: requests to hosted models are recorded after a turn and summed up for administrators.

Invariant: only an administrator reads it; sums are made of stored costs, so a new price changes nothing that was.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select

from backend.identity.domain import Actor, Permission
from backend.identity.service import list_users
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.settings.service import load_brand_settings
from backend.usage.domain import ConversationUsage, DayUsage, ModelRequestMade, UsageReport
from backend.usage.models import model_usage

LONGEST_PERIOD_DAYS = 92
MOST_CONVERSATIONS = 100


def record_requests(uow: UnitOfWork, actor: Actor, turn: tuple[str, str], requests: Sequence[ModelRequestMade], *, clock: Clock) -> None:
    """Store the requests of a turn; `turn` is its conversation and message."""
    conversation_id, message_id = turn
    rows = [
        {
            "conversation_id": conversation_id,
            "message_id": message_id,
            "user_id": actor.user_id,
            "at": clock.now(),
            "model": made.model,
            "outcome": made.outcome,
            "input_tokens": made.input_tokens,
            "output_tokens": made.output_tokens,
            "estimated": made.estimated,
            "ms": made.ms,
            "cost": made.cost,
            "currency": made.currency,
            "trace": dict(made.trace),
        }
        for made in requests
    ]
    if rows:
        uow.execute(insert(model_usage), rows)


def read_usage(uow: UnitOfWork, actor: Actor, *, days: int = 30, clock: Clock) -> UsageReport:
    """What was used in the last `days` days, today included. Raises NotPermitted for everybody but administrators."""
    actor.require(Permission.MANAGE_USERS)
    zone = load_brand_settings(uow).zone
    today = clock.now().astimezone(zone).date()
    first = today - timedelta(days=max(1, min(days, LONGEST_PERIOD_DAYS)) - 1)
    since = datetime(first.year, first.month, first.day, tzinfo=zone)
    columns = [column for column in model_usage.c if column.name not in {"id", "trace", "model"}]
    rows = uow.execute(select(*columns).where(model_usage.c.at >= since).order_by(model_usage.c.id)).all()
    names = {user.user_id: user.name for user in list_users(uow, actor)}
    return UsageReport(_by_day(rows, (first, today), zone), _by_conversation(rows, names), _day(today, rows))


def purge_usage(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete up to `limit` requests that were made before an instant; returns how many."""
    old = select(model_usage.c.id).where(model_usage.c.at < before).limit(limit)
    return uow.execute(delete(model_usage).where(model_usage.c.id.in_(old))).rowcount


def _by_day(rows: Sequence[Any], period: tuple[date, date], zone: tzinfo) -> tuple[DayUsage, ...]:
    first, last = period
    groups: dict[date, list[Any]] = {first + timedelta(days=number): [] for number in range((last - first).days + 1)}
    for row in rows:
        groups.setdefault(row.at.astimezone(zone).date(), []).append(row)
    return tuple(_day(day, group) for day, group in sorted(groups.items()))


def _day(day: date, rows: Sequence[Any]) -> DayUsage:
    return DayUsage(day, len(rows), sum(row.input_tokens + row.output_tokens for row in rows), _costs(rows))


def _by_conversation(rows: Sequence[Any], names: dict[str, str]) -> tuple[ConversationUsage, ...]:
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.conversation_id, []).append(row)
    made = [_conversation(group, names) for group in groups.values()]
    return tuple(sorted(made, key=lambda one: (-sum(one.cost.values()), -one.input_tokens - one.output_tokens, one.conversation_id))[:MOST_CONVERSATIONS])


def _conversation(rows: Sequence[Any], names: dict[str, str]) -> ConversationUsage:
    return ConversationUsage(
        conversation_id=rows[0].conversation_id,
        user_id=rows[0].user_id,
        user_name=names.get(rows[0].user_id, ""),
        turns=len({row.message_id for row in rows}),
        requests=len(rows),
        unanswered=sum(row.outcome != "answered" for row in rows),
        input_tokens=sum(row.input_tokens for row in rows),
        output_tokens=sum(row.output_tokens for row in rows),
        cost=_costs(rows),
        last_at=rows[-1].at,
    )


def _costs(rows: Iterable[Any]) -> dict[str, Decimal]:
    costs: dict[str, Decimal] = {}
    for row in rows:
        costs[row.currency] = costs.get(row.currency, Decimal(0)) + row.cost
    return costs
