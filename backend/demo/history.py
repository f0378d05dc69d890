"""Loading the orders of a world with what they reserve and commit, as if they had been placed here.

Invariant: the totals are the world's; open orders reserve their stock and, like shipped ones, count against credit.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from backend.catalog.domain import Unit
from backend.credit.service import commit_order, exposure_after
from backend.demo.goods import RESERVING
from backend.inventory.service import Want, reserve
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.ids import new_id
from backend.ordering.approval import OrderFacts, RuleSet, hold_reasons
from backend.ordering.schemas import GateReason, HistoricLine, HistoricOrder
from backend.ordering.service import import_orders, load_approval_rules
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

World = Mapping[str, Any]
COMMITTING = RESERVING | {"shipped"}
NOON = time(12)


def load_orders(uow: UnitOfWork, world: World, people: Mapping[str, tuple[str, str]], *, clock: Clock) -> int:
    """Orders oldest first, each placed by its dealer's first user."""
    grades = {dealer["dealer"]: dealer["grade"] for dealer in world["dealers"]}
    rules = load_approval_rules(uow)
    zone = load_brand_settings(uow).zone
    orders: list[HistoricOrder] = []
    for order in sorted(world["orders"], key=lambda one: (one["order_date"], one["order_id"])):
        order_id, total = new_id("ord"), Decimal(order["total"])
        at = datetime.combine(date.fromisoformat(order["order_date"]), NOON, zone)
        if order["status"] in COMMITTING:
            decision = commit_order(uow, order["dealer"], order_id, total, at=at)
        else:
            decision = exposure_after(uow, order["dealer"], total, at=at)
        reasons = _reasons(order["hold_reasons"], rules, OrderFacts(grades[order["dealer"]], total, decision))
        orders.append(_historic(order, order_id, people.get(order["dealer"], ("", "")), reasons))
    import_orders(uow, orders)
    _reserve_open(uow, world["orders"], {order.number: str(order.order_id) for order in orders}, clock)
    return len(orders)


def _reserve_open(uow: UnitOfWork, orders: Sequence[Mapping[str, Any]], ids: Mapping[str, str], clock: Clock) -> None:
    today = local_day(load_brand_settings(uow), clock.now())
    for order in orders:
        if order["status"] in RESERVING:
            wants = tuple(Want(number, line["sku"], line["base_qty"] - line.get("backorder_base", 0)) for number, line in enumerate(order["lines"], 1))
            reserve(uow, ids[order["order_id"]], wants, day=max(today, date.fromisoformat(order["delivery_date"])), clock=clock)


def _historic(order: Mapping[str, Any], order_id: str, placed_by: tuple[str, str], reasons: tuple[GateReason, ...]) -> HistoricOrder:
    day = order["delivery_date"]
    return HistoricOrder(
        number=order["order_id"],
        dealer_id=order["dealer"],
        order_date=date.fromisoformat(order["order_date"]),
        ship_to=order["ship_to"],
        delivery_date=date.fromisoformat(day) if day else None,
        status=order["status"],
        total=Decimal(order["total"]),
        lines=tuple(_line(line) for line in order["lines"]),
        placed_by=placed_by[0],
        placed_by_name=placed_by[1],
        order_id=order_id,
        hold_reasons=reasons,
    )


def _line(line: Mapping[str, Any]) -> HistoricLine:
    quantity = (Decimal(str(line["qty"])), Unit(line["unit"]), int(line["base_qty"]))
    return HistoricLine(line["sku"], *quantity, Decimal(line["line_total"]), int(line.get("backorder_base", 0)))


def _reasons(codes: Sequence[str], rules: RuleSet, facts: OrderFacts) -> tuple[GateReason, ...]:
    """The world's codes with the figures behind them where the rules explain them."""
    explained = {reason.code: reason for reason in hold_reasons(rules.rules, facts)} if codes else {}
    return tuple(explained.get(code) or GateReason(code, blocks=False) for code in codes)
