"""Whether a promotion reaches the terminal unchanged (B3): its price at every tier, prices quoted in the channel, and how many of them comply.

A quote is what somebody asked for a quantity in all; expected is what the promotion's version in force on that day makes of his tier's price.
Invariant: execution rate = compliant quotes / quotes; a quote is judged once, when it is reported, under its own reference.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import func, insert, select

from backend.catalog.domain import Sku
from backend.catalog.service import catalogue_index, get_skus
from backend.catalog.units import factor_of
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.kit.money import line_total
from backend.pricing import repository
from backend.pricing.models import price_reports
from backend.pricing.promotions import store
from backend.pricing.promotions.buyers import buyer_of
from backend.pricing.promotions.domain import Offer, PromotedLine, Promotion, PromotionBuyer
from backend.pricing.promotions.engine import apply
from backend.pricing.service import PriceQuery, known_prices
from backend.settings.service import load_brand_settings

TERMINAL = ""
MOST_GOODS = 50
MOST_REPORTED = 1000
NOON = time(12)


@dataclass(frozen=True, slots=True)
class TierPrice:
    """What `base_qty` base units of a product cost a tier with the promotion: list amount, amount after it, free goods on top. "" is the terminal."""

    sku: str
    name_zh: str
    name_en: str
    tier: str
    base_qty: int
    list_amount: Decimal
    amount: Decimal
    free_base: int


@dataclass(frozen=True, slots=True)
class QuoteReport:
    """A price that was quoted: by whom, at which tier (grade, "" for a terminal), for how many base units, for how much in all, on which day."""

    reference: str
    quoted_by: str
    sku: str
    base_qty: int
    amount: Decimal
    quoted_on: date
    grade: str = TERMINAL


@dataclass(frozen=True, slots=True)
class JudgedQuote:
    """A reported quote with what was expected."""

    reference: str
    quoted_by: str
    grade: str
    sku: str
    base_qty: int
    quoted: Decimal
    expected: Decimal
    complies: bool
    quoted_on: date

    @property
    def deviation(self) -> Decimal:
        """How much more (or less) was asked."""
        return self.quoted - self.expected


@dataclass(frozen=True, slots=True)
class ExecutionReport:
    """How a promotion is kept to; `deviations` are the newest quotes that differ."""

    promotion: str
    quotes: int
    compliant: int
    deviations: tuple[JudgedQuote, ...]

    @property
    def rate(self) -> Decimal | None:
        """Compliant quotes of all, as a share; None without any quote."""
        return (Decimal(self.compliant) / self.quotes).quantize(Decimal("0.0001")) if self.quotes else None


def tier_prices(uow: UnitOfWork, actor: Actor, promotion: Promotion, *, clock: Clock) -> list[TierPrice]:
    """The promotion's computed price for its products at the terminal and at every grade; also of one that is not published yet."""
    actor.require(Permission.MANAGE_PRICES)
    at = max(clock.now(), promotion.valid_from)
    goods = [(sku, max(promotion.terms.least_base, factor_of(sku, sku.default_unit) or 1)) for sku in _goods(uow, promotion)]
    found: list[TierPrice] = []
    for tier in (TERMINAL, *sorted(repository.grades(uow))):
        figures = _figures(uow, promotion, tier, goods, at)
        found += [TierPrice(sku.code, sku.name_zh, sku.name_en, tier, base, *figures[sku.code]) for sku, base in goods if sku.code in figures]
    return found


def report_quotes(uow: UnitOfWork, actor: Actor, code: str, quotes: Sequence[QuoteReport], *, clock: Clock) -> list[JudgedQuote]:
    """Judge and keep quotes. A dealer reports his own; those who maintain prices anybody's. Raises Conflict("promotion.reported") for a known reference.

    What is expected is told, so a dealer gets only promotions that are for him, at his own tier or the terminal's; nobody gets a price of a day to come.
    """
    if len(quotes) > MOST_REPORTED:
        raise Invalid("promotion.too_many_quotes", most=MOST_REPORTED)
    versions = [promotion for promotion, _ in store.list_versions(uow, code)]
    today = clock.now().astimezone(load_brand_settings(uow).zone).date()
    refused = [quote.reference for quote in quotes if quote.quoted_on > today]
    if not actor.may(Permission.MANAGE_PRICES):
        actor.require(Permission.READ_PRICES)
        own, buyer = actor.own_dealer(), buyer_of(uow, actor)
        quotes = [replace(quote, quoted_by=own) for quote in quotes]
        versions = [one for one in versions if buyer is not None and one.audience.fits(buyer)]
        refused += [quote.reference for quote in quotes if buyer is None or quote.grade not in {TERMINAL, buyer.grade}]
    if not versions:
        raise NotFound("promotion.not_found", promotion=code)
    if refused:
        raise Invalid("promotion.bad_quote", reference=refused[0])
    judged = [(quote, *_judge(uow, versions, quote)) for quote in quotes]
    named = Counter(quote.reference for quote in quotes)
    reported = select(price_reports.c.reference).where(price_reports.c.promotion == code, price_reports.c.reference.in_(list(named)))
    again = sorted({*uow.execute(reported).scalars(), *(reference for reference, times in named.items() if times > 1)})
    if again:
        raise Conflict("promotion.reported", promotion=code, references=", ".join(again[:10]))
    rows = [
        {
            "promotion": code,
            "version": version,
            "reference": quote.reference,
            "quoted_by": quote.quoted_by,
            "grade": quote.grade,
            "sku": quote.sku,
            "base_qty": quote.base_qty,
            "quoted": quote.amount,
            "expected": expected,
            "complies": quote.amount == expected,
            "quoted_on": quote.quoted_on,
            "reported_by": actor.user_id,
            "reported_at": clock.now(),
        }
        for quote, version, expected in judged
    ]
    if rows:
        uow.execute(insert(price_reports), rows)
    return [_judged(quote, expected) for quote, _, expected in judged]


def execution_report(uow: UnitOfWork, actor: Actor, code: str, limit: int = 100) -> ExecutionReport:
    """How many quotes comply, and the newest that do not."""
    actor.require(Permission.MANAGE_PRICES)
    mine = price_reports.c.promotion == code
    counted = select(price_reports.c.complies, func.count().label("quotes")).where(mine).group_by(price_reports.c.complies)
    counts = {bool(row.complies): int(row.quotes) for row in uow.execute(counted)}
    rows = uow.execute(select(price_reports).where(mine, price_reports.c.complies.is_(False)).order_by(price_reports.c.id.desc()).limit(limit)).all()
    names = ("reference", "quoted_by", "grade", "sku", "base_qty", "quoted", "expected", "complies", "quoted_on")
    deviations = tuple(JudgedQuote(**{name: getattr(row, name) for name in names}) for row in rows)
    return ExecutionReport(code, sum(counts.values()), counts.get(True, 0), deviations)


def _judged(q: QuoteReport, expected: Decimal) -> JudgedQuote:
    return JudgedQuote(q.reference, q.quoted_by, q.grade, q.sku, q.base_qty, q.amount, expected, q.amount == expected, q.quoted_on)


def _judge(uow: UnitOfWork, versions: Sequence[Promotion], quote: QuoteReport) -> tuple[int, Decimal]:
    at = datetime.combine(quote.quoted_on, NOON, load_brand_settings(uow).zone)
    promotion = next((one for one in versions if one.in_force(at)), None)
    sku = get_skus(uow, [quote.sku]).get(quote.sku)
    if promotion is None or sku is None or quote.base_qty < 1 or quote.amount < 0:
        raise Invalid("promotion.bad_quote", reference=quote.reference)
    figures = _figures(uow, promotion, quote.grade, [(sku, quote.base_qty)], at)
    if sku.code not in figures:
        raise Invalid("promotion.bad_quote", reference=quote.reference)
    return promotion.version, figures[sku.code][1]


def _figures(uow: UnitOfWork, promotion: Promotion, grade: str, goods: Sequence[tuple[Sku, int]], at: datetime) -> dict[str, tuple[Decimal, Decimal, int]]:
    """List amount, amount after the promotion, and free goods of a quantity of each product alone at a tier; without those that have no price there."""
    priced = known_prices(uow, PriceQuery("", grade, at, tuple((sku.code, base) for sku, base in goods)))
    exponent = load_brand_settings(uow).currency_exponent
    found: dict[str, tuple[Decimal, Decimal, int]] = {}
    for sku, base in goods:
        if sku.code not in priced:
            continue
        whole = line_total(base, priced[sku.code].unit_net, exponent)
        line = PromotedLine(1, sku.code, sku.category, base, whole)
        given = apply([Offer(promotion, agreed=True)], [line], PromotionBuyer("", grade), at, exponent)
        found[sku.code] = (whole, whole - sum((one.amount_off for one in given), Decimal(0)), sum(one.free_base for one in given))
    return found


def _goods(uow: UnitOfWork, promotion: Promotion) -> list[Sku]:
    covered = [sku for sku in catalogue_index(uow).by_code.values() if promotion.goods.covers(sku.code, sku.category)]
    return sorted(covered, key=lambda sku: sku.code)[:MOST_GOODS]
