"""The named facts that approval rules judge an order by, and the one place where they are made.

Every fact has a kind, so that a cell over it can be checked as typed; facts that need a look into the database are only made when the
rules in force have a column for them. Invariant: a fact always has a value of its kind, whatever the order is like.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from backend.catalog.service import get_skus
from backend.credit.service import CreditDecision
from backend.kit.db import UnitOfWork
from backend.ordering import repository
from backend.ordering.memory.recalling import usual_quantities
from backend.ordering.prices import quote_known
from backend.pricing.service import PriceQuery

CENT = Decimal("0.01")
RECENT = timedelta(days=90)
_ZERO = Decimal(0)
_HUNDRED = Decimal(100)


class Kind(StrEnum):
    """What a fact's values are: a number, one word, a set of words, yes or no."""

    NUMBER = "number"
    WORD = "word"
    SET = "set"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the palette. `unit` is "money", "percent", "days", "orders", "times" or empty; `source` says where the value comes from."""

    name: str
    kind: Kind
    zh: str
    en: str
    source: str
    unit: str = ""


PALETTE: tuple[Fact, ...] = (
    Fact("grade", Kind.WORD, "经销商等级", "Dealer grade", "dealers"),
    Fact("total", Kind.NUMBER, "订单金额", "Order total", "order", "money"),
    Fact("discount_percent", Kind.NUMBER, "折扣", "Discount", "prices", "percent"),
    Fact("categories", Kind.SET, "商品品类", "Product categories", "catalogue"),
    Fact("region", Kind.WORD, "收货区域", "Region of the ship-to", "dealers"),
    Fact("new_dealer", Kind.FLAG, "首单经销商", "First order of the dealer", "orders"),
    Fact("overdue_days", Kind.NUMBER, "逾期天数", "Days overdue", "credit", "days"),
    Fact("orders_last_90_days", Kind.NUMBER, "近90天订单数", "Orders in the last 90 days", "orders", "orders"),
    Fact("most_times_usual", Kind.NUMBER, "单行数量/平时最多", "Quantity against usual", "orders", "times"),
    Fact("shortfall", Kind.NUMBER, "超出信用额度", "Over the credit limit by", "credit", "money"),
    Fact("exposure_after", Kind.NUMBER, "含本单已用额度", "Credit used with this order", "credit", "money"),
    Fact("overdue", Kind.FLAG, "有逾期", "Invoices are overdue", "credit"),
    Fact("below_floor", Kind.FLAG, "低于底价", "Sold below its floor price", "prices"),
)
FACTS: Mapping[str, Fact] = {fact.name: fact for fact in PALETTE}
NEUTRAL: Mapping[Kind, Any] = {Kind.NUMBER: _ZERO, Kind.WORD: "", Kind.SET: (), Kind.FLAG: False}
_LOOKED_UP = frozenset({"discount_percent", "categories", "region", "new_dealer", "orders_last_90_days", "most_times_usual"})


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the rules look at. `exponent` is how many decimals the currency has; `more` holds the facts that were looked up.

    `below_floor` names the products sold below their floor price; what that is no fact says.
    """

    grade: str
    total: Decimal
    credit: CreditDecision
    exponent: int = 2
    more: Mapping[str, Any] = field(default_factory=dict)
    below_floor: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        """Fact name -> value of its kind."""
        return {
            "grade": self.grade,
            "total": self.total,
            "shortfall": self.credit.shortfall,
            "exposure_after": self.credit.exposure_after,
            "overdue_days": Decimal(self.credit.overdue_days),
            "overdue": self.credit.overdue,
            "below_floor": bool(self.below_floor),
            **self.more,
        }


@dataclass(frozen=True, slots=True)
class Goods:
    """Whose order it is, what is in it as (sku, base units) and when: what the facts that are looked up depend on. `order_id` is left out of its own past."""

    dealer_id: str
    lines: Sequence[tuple[str, int]]
    region: str
    at: datetime
    today: date
    order_id: str = ""


def facts_of(uow: UnitOfWork, needed: Collection[str], goods: Goods, judged: OrderFacts) -> OrderFacts:
    """The facts of an order: those that are at hand in `judged`, and those of `needed` that have to be looked up."""
    wanted = _LOOKED_UP.intersection(needed)
    if not wanted:
        return judged
    more = {name: _look_up(uow, name, goods, judged.total) for name in sorted(wanted)}
    return replace(judged, more=more)


def _look_up(uow: UnitOfWork, name: str, goods: Goods, total: Decimal) -> Any:
    if name == "region":
        return goods.region
    if name == "categories":
        skus = get_skus(uow, [sku for sku, _ in goods.lines]) if goods.lines else {}
        return tuple(sorted({sku.category for sku in skus.values() if sku.category}))
    if name == "discount_percent":
        return _discount(uow, goods, total)
    if name == "most_times_usual":
        return _times_usual(uow, goods)
    recent, ever = repository.orders_before(uow, goods.dealer_id, goods.at, goods.at - RECENT, goods.order_id)
    return Decimal(recent) if name == "orders_last_90_days" else ever == 0


def _discount(uow: UnitOfWork, goods: Goods, total: Decimal) -> Decimal:
    """How much less than at the base list's single prices the goods cost, in percent; goods without a base price count as not reduced."""
    prices = quote_known(uow, PriceQuery("", "", goods.at, tuple((sku, 1) for sku, _ in goods.lines)))
    listed = sum((prices[sku].unit_net * base for sku, base in goods.lines if sku in prices), _ZERO)
    if not listed or len(prices) < len({sku for sku, _ in goods.lines}):
        return _ZERO
    return (_HUNDRED - total * _HUNDRED / listed).quantize(CENT, ROUND_HALF_UP)


def _times_usual(uow: UnitOfWork, goods: Goods) -> Decimal:
    """The line that is largest against the most the dealer usually orders of it; 0 while nothing is usual."""
    usual = usual_quantities(uow, goods.dealer_id, [sku for sku, _ in goods.lines], goods.today)
    times = (Decimal(base) / usual[sku] for sku, base in goods.lines if usual.get(sku))
    return max(times, default=_ZERO).quantize(CENT, ROUND_HALF_UP)


def shown(values: Mapping[str, Any]) -> dict[str, str]:
    """Facts as they are kept with a decision."""
    return {name: _to_text(value) for name, value in values.items()}


def _to_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def read_fact(name: str, text: str) -> Any:
    """The value of a fact from its text; raises ValueError for a name or a value that is none."""
    fact = FACTS.get(name)
    if fact is None:
        raise ValueError(name)
    text = text.strip()
    if fact.kind is Kind.NUMBER:
        return read_number(text)
    if fact.kind is Kind.FLAG:
        if text not in {"true", "false"}:
            raise ValueError(text)
        return text == "true"
    return tuple(word.strip() for word in text.split(",") if word.strip()) if fact.kind is Kind.SET else text


def read_number(text: str) -> Decimal:
    """A finite number; raises ValueError for anything else."""
    try:
        number = Decimal(text)
    except ArithmeticError as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return number


def all_facts(given: Mapping[str, Any]) -> dict[str, Any]:
    """Every fact of the palette: what is given, else nothing, no and zero."""
    return {fact.name: given.get(fact.name, NEUTRAL[fact.kind]) for fact in PALETTE}
