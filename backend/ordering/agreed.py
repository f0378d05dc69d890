"""What an order under change has already and keeps: line numbers, agreed prices, goods and products that are no longer sold (R8, N8).

Invariant: less than before never costs more a unit than was agreed, unless a break of the price list is lost by it; more than before is priced anew.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from backend.dealers.service import get_dealer
from backend.identity.domain import SYSTEM
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Invalid
from backend.ordering.assembling import Earlier
from backend.ordering.domain import DraftContent, OrderStatus
from backend.ordering.planning import plan_delivery
from backend.ordering.prices import quote_known
from backend.ordering.promoting.claiming import earlier_promotions
from backend.ordering.rules.judging import RuleDecision
from backend.ordering.schemas import LineView
from backend.pricing.service import PricedUnit, PriceQuery
from backend.settings.service import load_brand_settings

Rows = Sequence[Row[Any]]


def earlier_of(uow: UnitOfWork, order: Row[Any], rows: Rows, content: DraftContent, *, clock: Clock, locale: str) -> Earlier:
    """What the order with these rows has of what it shall hold. On another day its stock has to be found anew."""
    wanted = {line.sku: line.base_qty for line in content.lines}
    no_more = [row for row in rows if wanted.get(row.sku, row.base_qty + 1) <= row.base_qty]
    stays = plan_delivery(load_brand_settings(uow), content, clock.now()).day == order.delivery_date
    return Earlier(
        numbers={row.sku: row.line_no for row in rows},
        prices=_prices(uow, order, no_more, wanted, clock.now()),
        kept=frozenset(row.sku for row in no_more),
        ordered={row.sku: row.base_qty for row in rows} if stays else {},
        reserved={row.sku: row.reserved_base for row in rows} if stays else {},
        total=order.total,
        order_id=order.id,
        promotions=earlier_promotions(uow, order.id, rows, wanted, locale),
    )


def priced_anew(rows: Rows, lines: Sequence[LineView]) -> tuple[str, ...]:
    """The details (`comparing`) of lines that had another price when they were agreed."""
    agreed = {row.sku: row.unit_price for row in rows}
    return tuple(f"price:{line.sku}" for line in lines if line.sku in agreed and agreed[line.sku] != line.unit_price)


def check_shipped(order: Row[Any], rows: Rows, content: DraftContent) -> None:
    """Raise Invalid("order.below_shipped") when less of a line is wanted than has left already."""
    wanted = {line.sku: line.base_qty for line in content.lines}
    for row in rows:
        if wanted.get(row.sku, 0) < row.shipped_base:
            raise Invalid("order.below_shipped", number=order.number, sku=row.sku, name_zh=row.name_zh, name_en=row.name_en)


def stays_released(order: Row[Any], rows: Rows, content: DraftContent, decision: RuleDecision | None) -> bool:
    """Whether a change is a harmless decrease of an order that a person released: no line has more, and no rule holds it that did not before."""
    released = set((order.decision or {}).get("rules", ())) if order.status == OrderStatus.APPROVED.value else set()
    had = {row.sku: row.base_qty for row in rows}
    less = all(line.base_qty <= had.get(line.sku, 0) for line in content.lines)
    rules = {reason.rule for reason in decision.reasons} if decision else set()
    return bool(rules) and less and rules <= released and not (decision and decision.blocks)


def _prices(uow: UnitOfWork, order: Row[Any], no_more: Rows, wanted: Mapping[str, int], at: datetime) -> dict[str, PricedUnit]:
    agreed = {row.sku: PricedUnit(row.unit_price, row.price_list, row.price_version, "agreed", row.unit_price) for row in no_more}
    less = [row for row in no_more if wanted[row.sku] < row.base_qty]
    if not less:
        return agreed
    dealer = get_dealer(uow, SYSTEM, order.dealer_id)
    then, now = (
        quote_known(uow, PriceQuery(dealer.id, dealer.grade, at, items, dealer.groups))
        for items in (tuple((row.sku, row.base_qty) for row in less), tuple((row.sku, wanted[row.sku]) for row in less))
    )
    return {**agreed, **{sku: price for sku, price in now.items() if sku in then and price.unit_net > then[sku].unit_net}}
