"""Turning what a person asked for into priced lines, a delivery day, gates and questions. The same for a draft, its confirmation and a change.

`read_basis` looks up everything that does not depend on stock or credit; `assemble` is pure. Invariant: a line that stock cannot serve
and whose backorder was not agreed is a question, never a line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from backend.catalog.domain import Sku
from backend.catalog.service import get_skus
from backend.dealers.domain import Dealer, Standing
from backend.dealers.service import get_dealer, order_standing
from backend.identity.domain import SYSTEM
from backend.inventory.service import Availability
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering.domain import DraftContent, DraftLine
from backend.ordering.gates import blocking_gates, licence_warnings, missing_place, not_sold
from backend.ordering.lines import LineFacts, priced_line, short_question
from backend.ordering.planning import DeliveryPlan, plan_delivery
from backend.ordering.prices import quote_known
from backend.ordering.promoting.deriving import NOTHING_GIVEN, EarlierPromotions, PromotionBasis, amount_off, derive, read_promotions, with_stock
from backend.ordering.promoting.views import PromotionHint, PromotionView
from backend.ordering.schemas import GateReason, LineView, Question, QuestionKind
from backend.ordering.supplying import USUAL, Supply, supply_of
from backend.pricing.service import PricedUnit, PriceQuery
from backend.settings.calendar import local_day
from backend.settings.domain import BrandSettings
from backend.settings.service import load_brand_settings

ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything the lines are judged against, as this transaction sees it."""

    settings: BrandSettings
    now: datetime
    dealer: Dealer
    standing: Standing | None
    skus: Mapping[str, Sku]
    prices: Mapping[str, PricedUnit]
    plan: DeliveryPlan
    clock: Clock
    promotions: PromotionBasis
    supply: Supply = USUAL

    @property
    def today(self) -> date:
        """The brand's date."""
        return local_day(self.settings, self.now)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an order that is to be changed has already: line numbers, prices that stand, reserved and ordered quantities.

    `kept` are the SKUs it has and shall not have more of; they stay in it even when they are no longer sold.
    """

    numbers: Mapping[str, int] = field(default_factory=dict)
    prices: Mapping[str, PricedUnit] = field(default_factory=dict)
    ordered: Mapping[str, int] = field(default_factory=dict)
    reserved: Mapping[str, int] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    total: Decimal = Decimal(0)
    order_id: str = ""
    promotions: EarlierPromotions = NOTHING_GIVEN


NOTHING_EARLIER = Earlier()


@dataclass(frozen=True, slots=True)
class Assembled:
    """Lines that could be ordered now, the questions in the way of others, the total after promotions, and what blocks or should be known."""

    lines: tuple[LineView, ...]
    questions: tuple[Question, ...]
    total: Decimal
    blocks: tuple[GateReason, ...]
    warnings: tuple[GateReason, ...]
    promotions: tuple[PromotionView, ...] = ()
    hint: PromotionHint | None = None

    @property
    def list_total(self) -> Decimal:
        """What the lines cost before promotions."""
        return self.total + amount_off(self.promotions)

    @property
    def ready(self) -> bool:
        """Whether this may be put up for confirmation; gates are told at confirmation, questions come first."""
        return bool(self.lines) and not any(question.blocking for question in self.questions)


def read_basis(uow: UnitOfWork, dealer_id: str, content: DraftContent, *, clock: Clock, earlier: Earlier = NOTHING_EARLIER) -> Basis:
    """Look up settings, standing, SKUs, prices and promotions for what is asked for."""
    settings, now = load_brand_settings(uow), clock.now()
    standing = order_standing(uow, dealer_id, content.ship_to, day=local_day(settings, now)) if content.ship_to else None
    dealer = standing.dealer if standing else get_dealer(uow, SYSTEM, dealer_id)
    codes = [line.sku for line in content.lines]
    skus = {code: sku for code, sku in get_skus(uow, codes).items() if sku.status == ACTIVE or code in earlier.kept} if codes else {}
    items = tuple((line.sku, line.base_qty) for line in content.lines if line.sku in skus and line.sku not in earlier.prices)
    prices = quote_known(uow, PriceQuery(dealer_id, dealer.grade, now, items, dealer.groups))
    plan = plan_delivery(settings, content, now)
    promotions = read_promotions(uow, dealer, standing, now, settings.currency_exponent)
    supply = supply_of(uow, dealer_id, content.lines, plan.day)
    return Basis(settings, now, dealer, standing, skus, {**prices, **earlier.prices}, plan, clock, promotions, supply)


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
        missing, is_short = _missing(line, stock, earlier, basis.supply)
        facts = LineFacts(line, sku, price, stock, missing)
        if is_short:
            short.append(short_question(facts, locale))
        else:
            lines.append(priced_line(line_no, facts, basis.settings.currency_exponent, locale))
    waiting = tuple(replace(q, blocking=not content.lines) if q.kind is QuestionKind.NO_HISTORY else q for q in content.questions)
    given, hint = derive(basis.promotions, lines, basis.skus, locale, earlier.promotions)
    if given and available is not None:
        held = earlier.promotions.reserved if earlier.ordered else {}
        given = with_stock(given, _left_for_gifts(lines, available, earlier), held)
    total = sum((line.line_total or Decimal(0) for line in lines), Decimal(0)) - amount_off(given)
    return Assembled(tuple(lines), (*waiting, *short), total, _blocks(basis, unsold), _warnings(basis), given, hint)


def _left_for_gifts(lines: list[LineView], available: Mapping[str, Availability], earlier: Earlier) -> dict[str, int]:
    """What of the stock the paid lines leave."""
    needed = {line.sku: max(0, line.base_qty - line.backorder_base - earlier.reserved.get(line.sku, 0)) for line in lines}
    return {sku: max(0, stock.total - needed.get(sku, 0)) for sku, stock in available.items()}


def _numbered(content: DraftContent, earlier: Earlier) -> list[tuple[int, DraftLine]]:
    following = max(earlier.numbers.values(), default=0)
    numbered: list[tuple[int, DraftLine]] = []
    for line in content.lines:
        number = earlier.numbers.get(line.sku)
        if number is None:
            following += 1
        numbered.append((number or following, line))
    return sorted(numbered, key=lambda pair: pair[0])


def _missing(line: DraftLine, stock: Availability | None, earlier: Earlier, supply: Supply) -> tuple[int, bool]:
    """What stock cannot serve, and whether that must be asked; an order under change needs stock only for more than before (N8)."""
    kept = min(line.base_qty, earlier.reserved.get(line.sku, 0))
    more = max(0, line.base_qty - earlier.ordered.get(line.sku, 0))
    found = more if stock is None else min(more, stock.total)
    return line.base_qty - kept - found if line.sku in earlier.ordered else more - found, found < more and not supply.takes_later(agreed=line.backorder)


def _blocks(basis: Basis, unsold: list[str]) -> tuple[GateReason, ...]:
    found = blocking_gates(basis.standing, basis.skus.values(), today=basis.today) if basis.standing else (missing_place(),)
    return (*found, not_sold(unsold)) if unsold else found


def _warnings(basis: Basis) -> tuple[GateReason, ...]:
    licence = licence_warnings(basis.standing, today=basis.today, warning_days=basis.settings.licence_warning_days) if basis.standing else ()
    return (*licence, basis.plan.moved) if basis.plan.moved else licence
