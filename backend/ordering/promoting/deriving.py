"""What promotions make of the lines of a draft or of an order under change. Reads the promotions in force; deriving itself is pure.

An order whose goods do not change keeps what it was given. When they change, what it had agreed goes on for what it had ordered, and a promotion it
had not counts only for products it has more of than before (R8). Invariant: nothing a person writes reaches a derived line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import get_skus
from backend.catalog.units import best_unit, factor_of
from backend.catalog.wording import unit_word
from backend.dealers.domain import Dealer, Standing
from backend.kit.db import UnitOfWork
from backend.ordering.promoting.views import PromotionHint, PromotionView
from backend.ordering.schemas import LineView
from backend.ordering.supplying import asks_longer
from backend.pricing.promotions.domain import Derived, Hint, Offer, PromotedLine, PromotionBuyer
from backend.pricing.promotions.service import apply, nearest, offers_in_force

FIRST_LINE = 9001
_NO_CLAIM = (Decimal(0), 0)
ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class PromotionBasis:
    """The promotions a basket is judged by: whose it is, when, and the products given for nothing that are in no line."""

    buyer: PromotionBuyer
    at: datetime
    exponent: int = 2
    offers: tuple[Offer, ...] = ()
    gifts: Mapping[str, Sku] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EarlierPromotions:
    """What an order under change has: `standing` when its goods stay as they are, else the agreed offers and its goods before and after.

    `claims` is what it claimed of each promotion's budget: money, units.
    """

    standing: tuple[PromotionView, ...] | None = None
    agreed: tuple[Offer, ...] = ()
    ordered: Mapping[str, int] | None = None
    reserved: Mapping[str, int] = field(default_factory=dict)
    claims: Mapping[str, tuple[Decimal, int]] = field(default_factory=dict)


NOTHING_GIVEN = EarlierPromotions()


def read_promotions(uow: UnitOfWork, dealer: Dealer, standing: Standing | None, at: datetime, exponent: int) -> PromotionBasis:
    """The promotions in force whose free goods may go to the place."""
    region = standing.ship_to.region if standing else ""
    buyer = PromotionBuyer(dealer.id, dealer.grade, frozenset(dealer.groups), region)
    offers = offers_in_force(uow, at)
    if not offers:
        return PromotionBasis(buyer, at, exponent)
    codes = {one.promotion.terms.free_sku for one in offers} - {None}
    gifts = get_skus(uow, sorted(filter(None, codes))) if codes else {}
    forbidden = standing.forbidden_categories if standing else frozenset()
    given = {code: sku for code, sku in gifts.items() if sku.status == ACTIVE and sku.category not in forbidden}
    usable = tuple(one for one in offers if one.promotion.terms.free_sku is None or one.promotion.terms.free_sku in given)
    return PromotionBasis(buyer, at, exponent, usable, given)


def derive(
    basis: PromotionBasis, lines: Sequence[LineView], skus: Mapping[str, Sku], locale: str, earlier: EarlierPromotions = NOTHING_GIVEN
) -> tuple[tuple[PromotionView, ...], PromotionHint | None]:
    """The derived lines, numbered from 9001, and the nearest hint."""
    if earlier.standing is not None:
        return earlier.standing, None
    offers = basis.offers if earlier.ordered is None else _for_change(basis.offers, earlier, lines)
    if not offers or not lines:
        return (), None
    promoted = [
        PromotedLine(line.line_no, line.sku, _category(skus, line.sku), line.base_qty, line.line_total or Decimal(0), asks_longer(line.lot_wish))
        for line in lines
    ]
    known = {**basis.gifts, **skus}
    found = apply(offers, promoted, basis.buyer, basis.at, basis.exponent)
    views = tuple(_view(FIRST_LINE + number, one, known, locale) for number, one in enumerate(found))
    hint = nearest(offers, promoted, basis.buyer, basis.at, basis.exponent) if earlier.ordered is None else None
    return views, _hint(hint, known, locale) if hint else None


def with_stock(views: Sequence[PromotionView], stock: Mapping[str, int], held: Mapping[str, int]) -> tuple[PromotionView, ...]:
    """The derived lines with what of their goods is not in stock; `stock` is what the paid lines leave, `held` what an order holds already."""
    left = {sku: stock.get(sku, 0) + held.get(sku, 0) for sku in {view.sku for view in views if view.sku}}
    found: list[PromotionView] = []
    for view in views:
        if view.sku is None:
            found.append(view)
            continue
        taken = min(view.free_base, left[view.sku])
        left[view.sku] -= taken
        found.append(replace(view, later_base=view.free_base - taken))
    return tuple(found)


def amount_off(views: Sequence[PromotionView]) -> Decimal:
    """What all of them take off."""
    return sum((view.amount_off or Decimal(0) for view in views), Decimal(0))


def facts_of(views: Sequence[PromotionView]) -> list[list[str | int | None]]:
    """What a confirmation is held to."""
    return [[view.promotion_id, view.version, view.sku, view.free_base, format(view.amount_off or Decimal(0), "f")] for view in views]


def free_pack(sku: Sku | None, base: int, locale: str) -> dict[str, Any]:
    """Free goods in the usual pack when that is a whole count, else in base units, with their words."""
    if sku is None:
        return {"qty": Decimal(base), "unit": Unit.BASE, "unit_word": Unit.BASE.value, "base_unit": Unit.BASE.value, "factor": 1}
    qty, unit = best_unit(sku, base)
    words = {"unit_word": unit_word(sku, unit, locale), "base_unit": unit_word(sku, Unit.BASE, locale)}
    return {"qty": qty, "unit": unit, "factor": factor_of(sku, unit) or 1, **words}


def _for_change(current: Sequence[Offer], earlier: EarlierPromotions, lines: Sequence[LineView]) -> tuple[Offer, ...]:
    before = earlier.ordered or {}
    wanted = {line.sku: line.base_qty for line in lines}
    grown = {sku: base for sku, base in wanted.items() if base > before.get(sku, 0)}
    kept = {sku: min(base, before[sku]) for sku, base in wanted.items() if sku in before}
    had = {one.promotion.code: one for one in earlier.agreed}
    now = {one.promotion.code: one for one in current}
    found: list[Offer] = []
    for code, agreed in had.items():
        today = now.get(code)
        if today is not None and (today.promotion.version == agreed.promotion.version or grown):
            found.append(_left(today, *earlier.claims.get(code, _NO_CLAIM)))
        else:
            empty = (None if agreed.left_amount is None else Decimal(0), None if agreed.left_units is None else 0)
            mine = _left(replace(agreed, left_amount=empty[0], left_units=empty[1]), *earlier.claims.get(code, _NO_CLAIM))
            found.append(replace(mine, agreed=True, caps=kept))
    return (*found, *(replace(one, caps=grown) for code, one in now.items() if code not in had and grown))


def _left(offer: Offer, amount: Decimal, units: int) -> Offer:
    """The offer with a budget out of which the order keeps what it claimed."""
    left = None if offer.left_amount is None else offer.left_amount + amount
    return replace(offer, left_amount=left, left_units=None if offer.left_units is None else offer.left_units + units)


def _category(skus: Mapping[str, Sku], code: str) -> str:
    sku = skus.get(code)
    return sku.category if sku else ""


def _view(line_no: int, one: Derived, skus: Mapping[str, Sku], locale: str) -> PromotionView:
    promotion, sku = one.promotion, skus.get(one.sku) if one.sku else None
    view = PromotionView(
        line_no=line_no,
        promotion_id=promotion.code,
        version=promotion.version,
        kind=promotion.kind.value,
        name_zh=promotion.name_zh,
        name_en=promotion.name_en,
        line_nos=one.line_nos,
        amount_off=one.amount_off,
        units=one.units,
    )
    if one.sku is None:
        return view
    names: dict[str, Any] = {"sku_name_zh": sku.name_zh if sku else one.sku, "sku_name_en": sku.name_en if sku else one.sku}
    return replace(view, sku=one.sku, free_base=one.free_base, **names, **free_pack(sku, one.free_base, locale))


def _hint(hint: Hint, skus: Mapping[str, Sku], locale: str) -> PromotionHint:
    promotion, terms = hint.promotion, hint.promotion.terms
    sku = skus.get(hint.sku) if hint.sku else None
    given = skus.get(terms.free_sku or hint.sku or "") if terms.free_base else None
    pack = free_pack(given, terms.free_base, locale)
    qty, unit, word = _missing_packs(sku, hint.missing_base, locale)
    return PromotionHint(
        promotion_id=promotion.code,
        kind=promotion.kind.value,
        name_zh=promotion.name_zh,
        name_en=promotion.name_en,
        sku=hint.sku,
        sku_name_zh=sku.name_zh if sku else "",
        sku_name_en=sku.name_en if sku else "",
        missing_qty=qty,
        unit=unit,
        unit_word=word,
        missing_amount=hint.missing_amount or None,
        free_qty=pack["qty"] if terms.free_base else None,
        free_unit_word=pack["unit_word"] if terms.free_base else "",
        free_name_zh=given.name_zh if given else "",
        free_name_en=given.name_en if given else "",
        percent=terms.percent,
        amount=terms.amount,
    )


def _missing_packs(sku: Sku | None, base: int, locale: str) -> tuple[Decimal | None, Unit | None, str]:
    """Missing goods in the unit people order in, rounded up to whole ones."""
    if not base:
        return None, None, ""
    if sku is None:
        return Decimal(base), Unit.BASE, ""
    unit = sku.default_unit if factor_of(sku, sku.default_unit) else Unit.CASE
    packs = (Decimal(base) / (factor_of(sku, unit) or 1)).to_integral_value(ROUND_CEILING)
    return packs, unit, unit_word(sku, unit, locale)
