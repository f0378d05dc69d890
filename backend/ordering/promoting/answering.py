"""Which promotions apply to an asking buyer, in his packs. Reads only; a promotion that is not for him is not told.

Invariant: what is told here is what the engine would count for an order placed now to the dealer's usual place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from backend.catalog.domain import Sku
from backend.catalog.service import get_skus
from backend.catalog.units import best_unit
from backend.catalog.wording import unit_word
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering.promoting.views import PromotionAnswer, PromotionItem
from backend.pricing.promotions.domain import Offer, Promotion, PromotionKind
from backend.pricing.promotions.service import buyer_of, offers_in_force
from backend.settings.domain import BrandSettings
from backend.settings.service import load_brand_settings

MOST_NAMED = 5
MOST_ITEMS = 12


def promotions_on(uow: UnitOfWork, actor: Actor, asked: Sequence[Sku], *, clock: Clock) -> PromotionAnswer:
    """The promotions that apply to the actor's dealer, on the products asked about or on any; staff without a dealer see all in force."""
    actor.require(Permission.READ_PRICES)
    settings, now = load_brand_settings(uow), clock.now()
    buyer = buyer_of(uow, actor)
    offers = [one for one in offers_in_force(uow, now) if one.left_amount != 0 and one.left_units != 0]
    fits = [one for one in offers if (buyer is None or one.promotion.audience.fits(buyer)) and _about(one.promotion, asked)]
    skus = get_skus(uow, sorted({code for one in fits for code in _named(one.promotion)})) if fits else {}
    items = tuple(_item(one, skus, settings, asked) for one in sorted(fits, key=lambda one: (-one.promotion.priority, one.promotion.code))[:MOST_ITEMS])
    names = [sku.name_zh for sku in asked[:MOST_NAMED]], [sku.name_en for sku in asked[:MOST_NAMED]]
    return PromotionAnswer(items, settings.currency, now, tuple(names[0]), tuple(names[1]))


def _about(promotion: Promotion, asked: Sequence[Sku]) -> bool:
    if not asked:
        return True
    parts = {sku for sku, _ in promotion.terms.parts}
    return any(sku.code in parts if parts else promotion.goods.covers(sku.code, sku.category) for sku in asked)


def _named(promotion: Promotion) -> set[str]:
    return {*promotion.goods.skus, *(sku for sku, _ in promotion.terms.parts), *filter(None, [promotion.terms.free_sku])}


def _item(offer: Offer, skus: Mapping[str, Sku], settings: BrandSettings, asked: Sequence[Sku]) -> PromotionItem:
    promotion, terms = offer.promotion, offer.promotion.terms
    goods = _goods(promotion, skus, asked)
    item = PromotionItem(
        promotion_id=promotion.code,
        version=promotion.version,
        kind=promotion.kind.value,
        name_zh=promotion.name_zh,
        name_en=promotion.name_en,
        skus=tuple(sorted(promotion.goods.skus | {sku for sku, _ in terms.parts})),
        goods_zh=tuple(sku.name_zh or sku.name_en for sku in goods) or tuple(sorted(promotion.goods.categories)),
        goods_en=tuple(sku.name_en or sku.name_zh for sku in goods) or tuple(sorted(promotion.goods.categories)),
        valid_from=promotion.valid_from,
        valid_to=promotion.valid_to,
        last_day=_last_day(promotion.valid_to, settings),
        least_amount=terms.least_amount,
        percent=terms.percent,
        amount=terms.amount,
        repeats=terms.repeats,
        left_units=offer.left_units,
    )
    pack = goods[0] if len(goods) == 1 else None
    item = replace(item, **_packed("least", pack, terms.least_base)) if terms.least_base else item
    if promotion.kind is not PromotionKind.GIFT:
        return item
    gift = skus.get(terms.free_sku) if terms.free_sku else pack
    named: dict[str, Any] = {"free_name_zh": gift.name_zh, "free_name_en": gift.name_en} if gift and terms.free_sku else {}
    return replace(item, **_packed("free", gift, terms.free_base), **named)


def _goods(promotion: Promotion, skus: Mapping[str, Sku], asked: Sequence[Sku]) -> list[Sku]:
    """The products a sentence names: those of a set, those asked about, or those of the promotion."""
    if promotion.terms.parts:
        return [skus[code] for code, _ in promotion.terms.parts if code in skus]
    covered = [sku for sku in asked if promotion.goods.covers(sku.code, sku.category)]
    return (covered or [skus[code] for code in sorted(promotion.goods.skus) if code in skus])[:MOST_NAMED]


def _packed(name: str, sku: Sku | None, base: int) -> dict[str, Any]:
    if sku is None:
        return {f"{name}_qty": Decimal(base), f"{name}_word_zh": "个最小单位", f"{name}_word_en": "pieces"}
    qty, unit = best_unit(sku, base)
    return {f"{name}_qty": qty, f"{name}_word_zh": unit_word(sku, unit, "zh"), f"{name}_word_en": unit_word(sku, unit, "en")}


def _last_day(valid_to: datetime | None, settings: BrandSettings) -> date | None:
    """The last day on which it counts."""
    return None if valid_to is None else (valid_to.astimezone(settings.zone) - timedelta(microseconds=1)).date()
