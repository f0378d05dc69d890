"""What the rules see of a draft, of a change and of an order that was placed: the values at hand, put together for `facts.facts_of`."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.catalog.service import get_skus
from backend.credit.service import CreditDecision
from backend.dealers.domain import Standing
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering.assembling import Assembled, Basis
from backend.ordering.promoting.netting import paid_for
from backend.ordering.promoting.store import read_given
from backend.ordering.rules.facts import Goods, OrderFacts, facts_of
from backend.ordering.rules.judging import RuleSet
from backend.pricing.floors.service import below_floor
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings


def facts_of_draft(uow: UnitOfWork, rules: RuleSet, seen: tuple[Basis, Assembled], credit: CreditDecision, order_id: str = "") -> OrderFacts:
    """The facts of what would be ordered now; `order_id` is the order that is changed by it."""
    basis, assembled = seen
    region = basis.standing.ship_to.region if basis.standing else ""
    lines = [(line.sku, line.base_qty) for line in assembled.lines]
    goods = Goods(basis.dealer.id, lines, region, basis.now, basis.today, order_id)
    exponent = basis.settings.currency_exponent
    below = below_floor(uow, paid_for(assembled.lines, assembled.promotions, basis.skus, exponent), basis.now, exponent)
    return facts_of(uow, rules.needed, goods, OrderFacts(basis.dealer.grade, assembled.total, credit, exponent, below_floor=below))


def facts_of_order(
    uow: UnitOfWork, rules: RuleSet, placed: tuple[Row[Any], Sequence[Row[Any]]], standing: Standing, credit: CreditDecision, *, clock: Clock
) -> OrderFacts:
    """The facts of a placed order with these lines as it is looked at again now."""
    order, rows = placed
    settings, now = load_brand_settings(uow), clock.now()
    lines, exponent = [(row.sku, row.base_qty) for row in rows], settings.currency_exponent
    below = below_floor(uow, paid_for(rows, read_given(uow, order.id), get_skus(uow, [row.sku for row in rows]), exponent), now, exponent)
    goods = Goods(order.dealer_id, lines, standing.ship_to.region, now, local_day(settings, now), order.id)
    return facts_of(uow, rules.needed, goods, OrderFacts(standing.dealer.grade, Decimal(order.total), credit, exponent, below_floor=below))
