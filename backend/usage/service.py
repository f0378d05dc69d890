"""Token and cost accounting: requests to hosted models are recorded after a turn and summed up for administrators.

Invariant: only an administrator reads it; sums are made of stored costs by the database, so a new price changes nothing that was and a long
period costs no memory.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Numeric, case, cast, delete, func, insert, select

from backend.identity.domain import Actor, Permission
from backend.identity.service import list_users
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.settings.service import load_brand_settings
from backend.usage.domain import ConversationUsage, DayUsage, ModelRequestMade, Outcome, UsageReport
from backend.usage.models import model_usage

LONGEST_PERIOD_DAYS = 92
MOST_CONVERSATIONS = 100
ANSWERED: Outcome = "answered"
PLACES = 12
"""Costs are summed in units of so many places, as whole numbers, so that SQLite adds them exactly; a price has at most six (see `TokenPrice`)."""
_REQUESTS = func.count().label("requests")
_TOKENS = func.sum(model_usage.c.input_tokens + model_usage.c.output_tokens).label("tokens")
_UNITS = func.sum(cast(func.round(cast(model_usage.c.cost, Numeric(40, PLACES)) * 10**PLACES), BigInteger)).label("units")


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
    by_day = _by_day(uow, first, today, zone)
    names = {user.user_id: user.name for user in list_users(uow, actor)}
    return UsageReport(by_day, _by_conversation(uow, _midnight(first, zone), names), _total(today, by_day))


def purge_usage(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete up to `limit` requests that were made before an instant; returns how many."""
    old = select(model_usage.c.id).where(model_usage.c.at < before).limit(limit)
    return uow.execute(delete(model_usage).where(model_usage.c.id.in_(old))).rowcount


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _by_day(uow: UnitOfWork, first: date, last: date, zone: tzinfo) -> tuple[DayUsage, ...]:
    period = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    number = case(*((model_usage.c.at >= _midnight(day, zone), place) for place, day in reversed(list(enumerate(period)))))
    query = select(number.label("number"), model_usage.c.currency, _REQUESTS, _TOKENS, _UNITS).where(model_usage.c.at >= _midnight(first, zone))
    found: dict[int, list[Any]] = {}
    for row in uow.execute(query.group_by("number", model_usage.c.currency)):
        found.setdefault(row.number, []).append(row)
    return tuple(_day(day, found.get(place, [])) for place, day in enumerate(period))


def _day(day: date, rows: Sequence[Any]) -> DayUsage:
    return DayUsage(day, sum(row.requests for row in rows), sum(row.tokens for row in rows), {row.currency: _cost(row.units) for row in rows})


def _total(today: date, days: Sequence[DayUsage]) -> DayUsage:
    costs: dict[str, Decimal] = {}
    for currency, cost in (pair for day in days for pair in day.cost.items()):
        costs[currency] = costs.get(currency, Decimal(0)) + cost
    return DayUsage(today, sum(day.requests for day in days), sum(day.tokens for day in days), costs)


def _by_conversation(uow: UnitOfWork, since: datetime, names: Mapping[str, str]) -> tuple[ConversationUsage, ...]:
    """The dearest conversations, then those with most tokens."""
    used, key = model_usage.c, model_usage.c.conversation_id
    turns = func.count(used.message_id.distinct()).label("turns")
    unanswered = func.sum(case((used.outcome == ANSWERED, 0), else_=1)).label("unanswered")
    sums = (func.min(used.user_id).label("user_id"), turns, _REQUESTS, unanswered, func.sum(used.input_tokens).label("into"), _TOKENS)
    query = select(key, *sums, func.max(used.at).label("last_at")).where(used.at >= since).group_by(key)
    rows = uow.execute(query.order_by(_UNITS.element.desc(), _TOKENS.element.desc(), key).limit(MOST_CONVERSATIONS)).all()
    costs: dict[str, dict[str, Decimal]] = {row.conversation_id: {} for row in rows}
    wanted = select(key, used.currency, _UNITS).where(used.at >= since, key.in_(costs)).group_by(key, used.currency)
    for row in uow.execute(wanted):
        costs[row.conversation_id][row.currency] = _cost(row.units)
    return tuple(_conversation(row, costs[row.conversation_id], names) for row in rows)


def _conversation(row: Any, cost: Mapping[str, Decimal], names: Mapping[str, str]) -> ConversationUsage:
    return ConversationUsage(
        conversation_id=row.conversation_id,
        user_id=row.user_id,
        user_name=names.get(row.user_id, ""),
        turns=row.turns,
        requests=row.requests,
        unanswered=row.unanswered,
        input_tokens=row.into,
        output_tokens=row.tokens - row.into,
        cost=cost,
        last_at=row.last_at,
    )


def _cost(units: int | Decimal) -> Decimal:
    """An amount from whole units; adding nothing spells it without an exponent."""
    return Decimal(units).scaleb(-PLACES).normalize() + 0
