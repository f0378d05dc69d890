"""Loading the orders of a world. Open ones reserve their stock and, like shipped ones, count against credit: importing sees to that.

Invariant: numbers, days, statuses and totals are the world's.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from backend.catalog.domain import Unit
from backend.credit.service import exposure_after
from backend.kit.db import UnitOfWork
from backend.ordering.rules.facts import OrderFacts
from backend.ordering.rules.judging import RuleSet, judge
from backend.ordering.schemas import GateReason, HistoricLine, HistoricOrder
from backend.ordering.service import import_orders, load_approval_rules
from backend.settings.service import load_brand_settings

World = Mapping[str, Any]
NOON = time(12)


def load_orders(uow: UnitOfWork, world: World, people: Mapping[str, tuple[str, str]]) -> int:
    """Orders oldest first, each placed by its dealer's first user and judged on the credit as it stood after the earlier ones."""
    grades = {dealer["dealer"]: dealer["grade"] for dealer in world["dealers"]}
    rules, zone = load_approval_rules(uow), load_brand_settings(uow).zone
    for order in sorted(world["orders"], key=lambda one: (one["order_date"], one["order_id"])):
        dealer_id, total = order["dealer"], Decimal(order["total"])
        at = datetime.combine(date.fromisoformat(order["order_date"]), NOON, zone)
        facts = OrderFacts(grades[dealer_id], total, exposure_after(uow, dealer_id, total, at=at))
        import_orders(uow, [_historic(order, people.get(dealer_id, ("", "")), _reasons(order["hold_reasons"], rules, facts))])
    return len(world["orders"])


def _historic(order: Mapping[str, Any], placed_by: tuple[str, str], reasons: tuple[GateReason, ...]) -> HistoricOrder:
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
        hold_reasons=reasons,
    )


def _line(line: Mapping[str, Any]) -> HistoricLine:
    quantity = (Decimal(str(line["qty"])), Unit(line["unit"]), int(line["base_qty"]))
    return HistoricLine(line["sku"], *quantity, Decimal(line["line_total"]), int(line.get("backorder_base", 0)))


def _reasons(codes: Sequence[str], rules: RuleSet, facts: OrderFacts) -> tuple[GateReason, ...]:
    """The world's codes with the figures behind them where the rules explain them."""
    explained = {reason.code: reason for reason in judge(rules, facts).reasons} if codes else {}
    return tuple(explained.get(code) or GateReason(code, blocks=False) for code in codes)
