"""How long orders take from the first message of their draft to their confirmation: the median of each dealer before and after a day (J2).

Orders taken over from another system have no first message and are counted apart. Invariant: a dealer outside the actor's scope is not in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from sqlalchemy import select

from backend.identity.domain import Actor, Permission
from backend.identity.scope import within_scope
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.ordering.models import orders
from backend.settings.service import load_brand_settings

LONGEST_DAYS = 732
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(9998, 12, 31)
"""Days that are instants in every time zone."""


@dataclass(frozen=True, slots=True)
class TimesPeriod:
    """The days that are compared: from `first` up to the day before `pivot`, and from `pivot` to `last`."""

    first: date
    pivot: date
    last: date


@dataclass(frozen=True, slots=True)
class Times:
    """So many orders with a first message, the median of their minutes to the confirmation, and orders without one."""

    orders: int
    median_minutes: float | None
    without_times: int = 0


@dataclass(frozen=True, slots=True)
class DealerTimes:
    """One dealer before and after."""

    dealer_id: str
    dealer_name_zh: str
    dealer_name_en: str
    before: Times
    after: Times


@dataclass(frozen=True, slots=True)
class OrderTimes:
    """Every dealer with an order in the period, and all of them together."""

    period: TimesPeriod
    dealers: tuple[DealerTimes, ...]
    before: Times
    after: Times


@dataclass(frozen=True, slots=True)
class _Taken:
    dealer_id: str
    names: tuple[str, str]
    is_after: bool
    minutes: float | None


def order_times(uow: UnitOfWork, actor: Actor, period: TimesPeriod) -> OrderTimes:
    """The medians of the dealers the actor sees, dealers by code. Raises Invalid("times.bad_period")."""
    actor.require(Permission.READ_ORDERS)
    if not FIRST_DAY <= period.first <= period.pivot <= period.last <= LAST_DAY or (period.last - period.first).days > LONGEST_DAYS:
        raise Invalid("times.bad_period")
    taken = _taken(uow, actor, period)
    by_dealer: dict[str, list[_Taken]] = {}
    for one in taken:
        by_dealer.setdefault(one.dealer_id, []).append(one)
    dealers = tuple(DealerTimes(code, *own[-1].names, _times(own, is_after=False), _times(own, is_after=True)) for code, own in sorted(by_dealer.items()))
    return OrderTimes(period, dealers, _times(taken, is_after=False), _times(taken, is_after=True))


def _taken(uow: UnitOfWork, actor: Actor, period: TimesPeriod) -> list[_Taken]:
    zone = load_brand_settings(uow).zone
    starts, ends = (datetime.combine(day, time(0), zone) for day in (period.first, period.last + timedelta(days=1)))
    pivot = datetime.combine(period.pivot, time(0), zone)
    columns = (orders.c.dealer_id, orders.c.dealer_name_zh, orders.c.dealer_name_en, orders.c.placed_at, orders.c.first_message_at)
    query = select(*columns).where(within_scope(orders.c.dealer_id, actor), orders.c.placed_at >= starts, orders.c.placed_at < ends)
    found = []
    for row in uow.execute(query.order_by(orders.c.placed_at, orders.c.id)):
        names = (row.dealer_name_zh, row.dealer_name_en)
        found.append(_Taken(row.dealer_id, names, row.placed_at >= pivot, _minutes(row.first_message_at, row.placed_at)))
    return found


def _minutes(first: datetime | None, placed: datetime) -> float | None:
    return None if first is None else max(0.0, (placed - first).total_seconds() / 60)


def _times(taken: Iterable[_Taken], *, is_after: bool) -> Times:
    minutes = [one.minutes for one in taken if one.is_after is is_after]
    known: Sequence[float] = [one for one in minutes if one is not None]
    return Times(len(known), round(median(known), 2) if known else None, len(minutes) - len(known))
