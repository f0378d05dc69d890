"""Turning what a person asked for into priced lines, a delivery day, gates and questions. The same for a draft, its confirmation and a change.

`read_basis` looks up everything that does not depend on stock or credit; `assemble` is pure. Invariant: a line that stock cannot serve
and whose backorder was not agreed is a question, never a line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import get_skus
from backend.catalog.units import best_unit, factor_of
from backend.catalog.wording import unit_word
from backend.dealers.domain import Dealer, Standing
from backend.dealers.service import get_dealer, order_standing
from backend.identity.domain import SYSTEM
from backend.inventory.service import Availability
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.money import line_total
from backend.ordering.approval import RuleSet
from backend.ordering.domain import DraftContent, DraftLine
from backend.ordering.gates import blocking_gates, licence_warnings, missing_place, not_sold
from backend.ordering.prices import quote_known
from backend.ordering.rules import load_approval_rules
from backend.ordering.schemas import Candidate, GateReason, LineView, Question, QuestionKind
from backend.pricing.service import PricedUnit, PriceQuery
from backend.settings.calendar import delivers_on, earliest_delivery, local_day, next_delivery_day
from backend.settings.domain import BrandSettings
from backend.settings.service import load_brand_settings

ACTIVE = "active"
SHORT_PREFIX = "short:"


@dataclass(frozen=True, slots=True)
class DeliveryPlan:
    """The promised day, and a warning when it is not the one asked for."""

    day: date
    moved: GateReason | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything the lines are judged against, as this transaction sees it."""

    settings: BrandSettings
    now: datetime
    dealer: Dealer
    standing: Standing | None
    skus: Mapping[str, Sku]
    prices: Mapping[str, PricedUnit]
    rules: RuleSet
    plan: DeliveryPlan

    @property
    def today(self) -> date:
        """The brand's date."""
        return local_day(self.settings, self.now)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an order that is to be changed has already: line numbers, agreed prices of unchanged lines, reserved and ordered quantities."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    prices: Mapping[str, PricedUnit] = field(default_factory=dict)
    ordered: Mapping[str, int] = field(default_factory=dict)
    reserved: Mapping[str, int] = field(default_factory=dict)
    total: Decimal = Decimal(0)


NOTHING_EARLIER = Earlier()


@dataclass(frozen=True, slots=True)
class Assembled:
    """Lines that could be ordered now, the questions in the way of others, the total, and what blocks or should be known."""

    lines: tuple[LineView, ...]
    questions: tuple[Question, ...]
    total: Decimal
    blocks: tuple[GateReason, ...]
    warnings: tuple[GateReason, ...]

    @property
    def ready(self) -> bool:
        """Whether this may be put up for confirmation; gates are told at confirmation, questions come first."""
        return bool(self.lines) and not any(question.blocking for question in self.questions)


def read_basis(uow: UnitOfWork, dealer_id: str, content: DraftContent, *, clock: Clock, earlier: Earlier = NOTHING_EARLIER) -> Basis:
    """Look up settings, standing, SKUs, prices and rules for what is asked for."""
    settings, now = load_brand_settings(uow), clock.now()
    standing = order_standing(uow, dealer_id, content.ship_to, day=local_day(settings, now)) if content.ship_to else None
    dealer = standing.dealer if standing else get_dealer(uow, SYSTEM, dealer_id)
    codes = [line.sku for line in content.lines]
    skus = {code: sku for code, sku in get_skus(uow, codes).items() if sku.status == ACTIVE} if codes else {}
    items = tuple((line.sku, line.base_qty) for line in content.lines if line.sku in skus and line.sku not in earlier.prices)
    prices = quote_known(uow, PriceQuery(dealer_id, dealer.grade, now, items))
    plan = plan_delivery(settings, content, now)
    return Basis(settings, now, dealer, standing, skus, {**prices, **earlier.prices}, load_approval_rules(uow), plan)


def plan_delivery(settings: BrandSettings, content: DraftContent, now: datetime) -> DeliveryPlan:
    """The day goods arrive: the earliest, or exactly the day asked for; one that cannot be kept is moved and said so (N5)."""
    earliest, wanted = earliest_delivery(settings, now), content.requested_day
    if wanted is None:
        return DeliveryPlan(earliest)
    if content.relation == "by":
        day, kept = earliest, wanted >= earliest
    else:
        day = next_delivery_day(settings, max(wanted, earliest))
        kept = wanted >= earliest and delivers_on(settings, wanted)
    if kept:
        return DeliveryPlan(day)
    figures = {"requested": wanted.isoformat(), "earliest": earliest.isoformat(), "day": day.isoformat(), "cutoff": f"{settings.cutoff:%H:%M}"}
    return DeliveryPlan(day, GateReason("DATE_MOVED", blocks=False, params=figures))


def assemble(
    basis: Basis, content: DraftContent, available: Mapping[str, Availability] | None, *, locale: str, earlier: Earlier = NOTHING_EARLIER
) -> Assembled:
    """Price and judge the lines. Without `available` stock is left to the reservation that follows."""
    lines: list[LineView] = []
    short: list[Question] = []
    unsold: list[str] = []
    for line_no, line in _numbered(content, earlier):
        sku, price = basis.skus.get(line.sku), basis.prices.get(line.sku)
        if sku is None or price is None:
            unsold.append(line.sku)
            continue
        stock = available[line.sku] if available is not None else None
        missing, is_short = _missing(line, stock, earlier)
        if is_short:
            short.append(_short_question(sku, line, line.base_qty - missing))
        else:
            lines.append(_view(line_no, line, sku, price, _Stock(stock, missing, basis.settings.currency_exponent, locale)))
    waiting = tuple(replace(q, blocking=not content.lines) if q.kind is QuestionKind.NO_HISTORY else q for q in content.questions)
    total = sum((line.line_total for line in lines), Decimal(0))
    return Assembled(tuple(lines), (*waiting, *short), total, _blocks(basis, unsold), _warnings(basis))


@dataclass(frozen=True, slots=True)
class _Stock:
    available: Availability | None
    missing: int
    exponent: int
    locale: str


def _numbered(content: DraftContent, earlier: Earlier) -> list[tuple[int, DraftLine]]:
    following = max(earlier.numbers.values(), default=0)
    numbered: list[tuple[int, DraftLine]] = []
    for line in content.lines:
        number = earlier.numbers.get(line.sku)
        if number is None:
            following += 1
        numbered.append((number or following, line))
    return sorted(numbered, key=lambda pair: pair[0])


def _missing(line: DraftLine, stock: Availability | None, earlier: Earlier) -> tuple[int, bool]:
    """What stock cannot serve, and whether that must be asked; an order under change needs stock only for more than before (N8)."""
    kept = min(line.base_qty, earlier.reserved.get(line.sku, 0))
    more = max(0, line.base_qty - earlier.ordered.get(line.sku, 0))
    found = more if stock is None else min(more, stock.total)
    return line.base_qty - kept - found if line.sku in earlier.ordered else more - found, found < more and not line.backorder


def _short_question(sku: Sku, line: DraftLine, available: int) -> Question:
    return Question(
        id=SHORT_PREFIX + sku.code,
        kind=QuestionKind.SHORT_STOCK,
        source="",
        candidates=(Candidate(sku.code, sku.name_zh, sku.name_en),),
        sku=sku.code,
        qty=line.qty,
        unit=line.unit,
        base_qty=line.base_qty,
        available_base=max(0, available),
    )


def _view(line_no: int, line: DraftLine, sku: Sku, price: PricedUnit, stock: _Stock) -> LineView:
    factor = factor_of(sku, line.unit)
    qty, unit = (line.qty, line.unit) if factor else best_unit(sku, line.base_qty)
    return LineView(
        line_no=line_no,
        sku=sku.code,
        name_zh=sku.name_zh,
        name_en=sku.name_en,
        qty=qty,
        unit=unit,
        unit_word=unit_word(sku, unit, stock.locale),
        factor=factor or factor_of(sku, unit) or 1,
        base_qty=line.base_qty,
        base_unit=unit_word(sku, Unit.BASE, stock.locale),
        unit_price=price.unit_net,
        price_list=f"{price.list_code}@{price.list_version}" if price.list_version else price.list_code,
        line_total=line_total(line.base_qty, price.unit_net, stock.exponent),
        available_base=stock.available.total if stock.available else None,
        available_by_warehouse=stock.available.by_warehouse if stock.available else {},
        backorder_base=stock.missing,
        marks=(*line.marks, "backorder") if stock.missing else line.marks,
    )


def _blocks(basis: Basis, unsold: list[str]) -> tuple[GateReason, ...]:
    found = blocking_gates(basis.standing, basis.skus.values(), today=basis.today) if basis.standing else (missing_place(),)
    return (*found, not_sold(unsold)) if unsold else found


def _warnings(basis: Basis) -> tuple[GateReason, ...]:
    licence = licence_warnings(basis.standing, today=basis.today, warning_days=basis.settings.licence_warning_days) if basis.standing else ()
    return (*licence, basis.plan.moved) if basis.plan.moved else licence
