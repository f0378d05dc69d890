"""Last month's totals as a new draft in one step, with what is no longer sold told apart.

Invariant: a month is the brand's calendar month; what was cancelled of an order, or never held, is not wanted again.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from backend.catalog.domain import Sku
from backend.catalog.service import get_skus
from backend.catalog.units import best_unit
from backend.dealers.service import get_dealer
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid, NotFound
from backend.ordering.domain import DEAD_STATUSES, DraftContent
from backend.ordering.drafting import add_draft
from backend.ordering.editing import set_base
from backend.ordering.models import order_lines, orders
from backend.ordering.prices import quote_known
from backend.ordering.schemas import DraftView
from backend.pricing.service import PriceQuery
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

_DEAD = [status.value for status in sorted(DEAD_STATUSES)]


@dataclass(frozen=True, slots=True)
class Discontinued:
    """A product of the month that cannot be ordered any more, and how much of it was."""

    sku: str
    name_zh: str
    name_en: str
    base_qty: int


@dataclass(frozen=True, slots=True)
class MonthlyOrder:
    """The drafts of a month's totals, from its first to its last day, and what of it is no longer sold."""

    drafts: tuple[DraftView, ...]
    first: date
    last: date
    orders: int
    discontinued: tuple[Discontinued, ...] = ()


def monthly_order(uow: UnitOfWork, actor: Actor, *, clock: Clock, month: date | None = None) -> MonthlyOrder:
    """A new draft with what the dealer ordered of each product in a month (the last one unless named), beside those that are open.

    Raises NotFound("order.none_in_month") when he ordered nothing in it, or nothing that is still sold.
    """
    actor.require(Permission.PLACE_ORDERS)
    dealer_id = actor.own_dealer()
    settings = load_brand_settings(uow)
    first, last = _month(month or local_day(settings, clock.now()).replace(day=1) - timedelta(days=1))
    if first > local_day(settings, clock.now()):
        raise Invalid("order.month_to_come", month=f"{first:%Y-%m}")
    totals, count = totals_between(uow, dealer_id, first, last)
    sold, gone = _parted(uow, actor, totals, clock)
    if not sold:
        raise NotFound("order.none_in_month", month=f"{first:%Y-%m}", orders=count)
    most = settings.max_order_lines
    views = tuple(_draft(uow, actor, sold[start : start + most], clock) for start in range(0, len(sold), most))
    return MonthlyOrder(views, first, last, count, gone)


def totals_between(uow: UnitOfWork, dealer_id: str, first: date, last: date) -> tuple[dict[str, tuple[int, str, str]], int]:
    """SKU -> (base units, names as they were) that a dealer ordered between two days, most first, and how many orders that was."""
    own = (orders.c.dealer_id == dealer_id, orders.c.order_date >= first, orders.c.order_date <= last, orders.c.status.not_in(_DEAD))
    wanted = func.sum(order_lines.c.base_qty - order_lines.c.cancelled_base).label("wanted")
    query = select(order_lines.c.sku, wanted, func.max(order_lines.c.name_zh).label("zh"), func.max(order_lines.c.name_en).label("en"))
    rows = uow.execute(
        query.join(orders, orders.c.id == order_lines.c.order_id).where(*own).group_by(order_lines.c.sku).order_by(wanted.desc(), order_lines.c.sku)
    )
    count = uow.execute(select(func.count()).select_from(orders).where(*own)).scalar_one()
    return {row.sku: (int(row.wanted), row.zh, row.en) for row in rows if row.wanted > 0}, int(count)


def _parted(uow: UnitOfWork, actor: Actor, totals: dict[str, tuple[int, str, str]], clock: Clock) -> tuple[list[tuple[Sku, int]], tuple[Discontinued, ...]]:
    """What is still sold at a price, and what is not."""
    skus = get_skus(uow, list(totals))
    dealer = get_dealer(uow, actor, actor.own_dealer())
    active = {code: sku for code, sku in skus.items() if sku.status == "active"}
    priced = (
        quote_known(uow, PriceQuery(dealer.id, dealer.grade, clock.now(), tuple((code, totals[code][0]) for code in active), dealer.groups)) if active else {}
    )
    sold = [(sku, totals[code][0]) for code, sku in active.items() if code in priced]
    kept = {sku.code for sku, _ in sold}
    gone = tuple(Discontinued(code, zh, en, base) for code, (base, zh, en) in totals.items() if code not in kept)
    return sorted(sold, key=lambda one: list(totals).index(one[0].code)), gone


def _draft(uow: UnitOfWork, actor: Actor, wishes: list[tuple[Sku, int]], clock: Clock) -> DraftView:
    content = DraftContent()
    for sku, base_qty in wishes:
        content = set_base(content, sku, base_qty, best_unit(sku, base_qty)[1], ("repeat",))
    return add_draft(uow, actor, content, clock=clock, believed=frozenset(sku.code for sku, _ in wishes))


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
