"""Answering questions about stock and price, for products named in words or by code. Reads only.

A stock question is answered for the earliest delivery day unless a day is named (N4); a price is the asking dealer's own, and the list
price for people without a dealer. Invariant: nobody ever sees another dealer's price.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from backend.catalog.domain import Sku, Unit
from backend.catalog.service import catalogue_index, get_skus
from backend.catalog.units import factor_of
from backend.catalog.wording import unit_word
from backend.dealers.service import get_dealer
from backend.identity.domain import Actor, Permission
from backend.inventory.inbound import expected_inbound
from backend.inventory.promising import Claims, PromiseOption, promise_dates
from backend.inventory.service import Availability, availability, list_warehouses, near_expiry
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import NotFound
from backend.kit.money import line_total
from backend.ordering.editing import base_of
from backend.ordering.expecting import waiting_base
from backend.ordering.prices import quote_known
from backend.ordering.product_answers import ExpectedStock
from backend.ordering.promoting.answering import promotions_on
from backend.ordering.reader import find_products
from backend.ordering.schemas import NearExpiry, PriceAnswer, PriceItem, PriceWish, ProductQuestion, PromotionAnswer, StockAnswer, StockItem, WarehouseShare
from backend.ordering.supplying import AskedFor, lot_words, supply_of
from backend.pricing.service import PricedUnit, PriceQuery
from backend.settings.calendar import earliest_delivery, local_day
from backend.settings.domain import BrandSettings
from backend.settings.service import load_brand_settings

MOST_ITEMS = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """One product of a question with the quantity that was named, if any."""

    sku: Sku
    qty: Decimal | None = None
    unit: Unit | None = None

    @property
    def base_qty(self) -> int | None:
        """The quantity in base units."""
        return None if self.qty is None else base_of(self.sku, self.qty, self.unit or self.sku.default_unit)


def check_stock(uow: UnitOfWork, actor: Actor, request: ProductQuestion, *, clock: Clock) -> StockAnswer:
    """What may still be ordered of the products that fit."""
    actor.require(Permission.READ_STOCK)
    settings, now = load_brand_settings(uow), clock.now()
    wanted, unknown, more = _products(uow, request, now, actor.dealer_id)
    today, day = local_day(settings, now), request.day or earliest_delivery(settings, now)
    codes = [one.sku.code for one in wanted]
    through = supply_of(uow, actor.dealer_id or "", [AskedFor(code, lot_words(request.text or "")) for code in codes], day).through
    stock = availability(uow, codes, day=day, today=today, through=through)
    options = _options(uow, wanted, through, (day, today), clock)
    names = {house.code: (house.name_zh, house.name_en) for house in list_warehouses(uow)} if wanted else {}
    ending: dict[str, list[NearExpiry]] = {}
    for sku, warehouse, lot, base, expiry in near_expiry(uow, today=today, days=settings.near_expiry_days) if wanted else ():
        ending.setdefault(sku, []).append(NearExpiry(warehouse, lot, base, expiry))
    items = tuple(
        _expected(_stock_item(one, stock[one.sku.code], names, tuple(ending.get(one.sku.code, ()))), stock[one.sku.code], options.get(one.sku.code))
        for one in wanted
    )
    return StockAnswer(items, unknown, day, now, more)


def quote_price(uow: UnitOfWork, actor: Actor, request: ProductQuestion, *, clock: Clock) -> PriceAnswer:
    """What the products that fit cost the actor's dealer now."""
    actor.require(Permission.READ_PRICES)
    settings, now = load_brand_settings(uow), clock.now()
    wanted, unknown, more = _products(uow, request, now, actor.dealer_id)
    items, unsold = _quoted(uow, actor, wanted, settings, now)
    sold = {item.sku for item in items}
    promotions = promotions_on(uow, actor, [one.sku for one in wanted if one.sku.code in sold], clock=clock).items if sold else ()
    return PriceAnswer(items, (*unknown, *unsold), settings.currency, now, more, promotions)


def list_promotions(uow: UnitOfWork, actor: Actor, request: ProductQuestion, *, clock: Clock) -> PromotionAnswer:
    """The promotions that apply to the actor's dealer, on the products that fit or on any when none is named."""
    actor.require(Permission.READ_PRICES)
    wanted, unknown, _ = _products(uow, request, clock.now(), actor.dealer_id)
    answer = promotions_on(uow, actor, [one.sku for one in wanted], clock=clock)
    return replace(answer, unknown=unknown if request.skus else ())


def quote_lines(uow: UnitOfWork, actor: Actor, wishes: Sequence[PriceWish], *, clock: Clock) -> PriceAnswer:
    """What each wish costs the actor's dealer now, in their order; quantity breaks count for each by itself. Raises NotFound("catalog.no_sku")."""
    actor.require(Permission.READ_PRICES)
    settings, now = load_brand_settings(uow), clock.now()
    known = get_skus(uow, [wish.sku for wish in wishes])
    for wish in wishes:
        if wish.sku not in known:
            raise NotFound("catalog.no_sku", sku=wish.sku)
    items, unsold = _quoted(uow, actor, [Wanted(known[wish.sku], wish.qty, wish.unit) for wish in wishes], settings, now)
    return PriceAnswer(items, unsold, settings.currency, now)


def _quoted(uow: UnitOfWork, actor: Actor, wanted: Sequence[Wanted], settings: BrandSettings, now: datetime) -> tuple[tuple[PriceItem, ...], tuple[str, ...]]:
    """The prices of what is sold to the actor, and the codes of what is not."""
    buyer = get_dealer(uow, actor, actor.dealer_id) if actor.dealer_id else None
    query = PriceQuery(buyer.id if buyer else "", buyer.grade if buyer else "", now, (), buyer.groups if buyer else ())
    asked = [(one, (one.sku.code, one.base_qty or _pack(one.sku)[1]), (one.sku.code, _pack(one.sku)[1])) for one in wanted]
    prices = _prices(uow, query, [pair for _, *pairs in asked for pair in pairs])
    items = tuple(_price_item(one, prices[own], prices[pack], settings) for one, own, pack in asked if own in prices and pack in prices)
    return items, tuple(dict.fromkeys(own[0] for _, own, pack in asked if own not in prices or pack not in prices))


def _prices(uow: UnitOfWork, query: PriceQuery, pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], PricedUnit]:
    """The price of each SKU at each quantity, in as many looks as one SKU has different quantities."""
    looks: list[dict[str, int]] = []
    for sku, base_qty in dict.fromkeys(pairs):
        look = next((one for one in looks if sku not in one), None)
        if look is None:
            looks.append(look := {})
        look[sku] = base_qty
    found: dict[tuple[str, int], PricedUnit] = {}
    for look in looks:
        found.update(((sku, look[sku]), price) for sku, price in quote_known(uow, replace(query, items=tuple(look.items()))).items())
    return found


def _products(uow: UnitOfWork, request: ProductQuestion, now: datetime, dealer_id: str | None) -> tuple[list[Wanted], tuple[str, ...], int]:
    found: dict[str, Wanted] = {}
    unknown: list[str] = []
    if request.skus:
        known = get_skus(uow, request.skus)
        unknown += [code for code in request.skus if code not in known]
        found.update((code, Wanted(known[code], request.qty, request.unit)) for code in request.skus if code in known)
    if request.text:
        skus = catalogue_index(uow).by_code
        mentions = find_products(uow, request.text, now, dealer_id)
        unknown += mentions.unknown
        for mention in mentions.found:
            for code in mention.candidates:
                if code in skus and code not in found:
                    found[code] = Wanted(skus[code], request.qty or mention.qty, request.unit or mention.unit)
    listed = list(found.values())
    return listed[:MOST_ITEMS], tuple(unknown), max(0, len(listed) - MOST_ITEMS)


def _pack(sku: Sku) -> tuple[Unit, int]:
    """The pack a price is told for: the SKU's default one, or a case when that is a measure."""
    for unit in (sku.default_unit, Unit.CASE):
        factor = factor_of(sku, unit)
        if factor:
            return unit, factor
    return Unit.BASE, 1


def _words(sku: Sku, unit: Unit) -> tuple[str, str]:
    return unit_word(sku, unit, "zh"), unit_word(sku, unit, "en")


def _stock_item(one: Wanted, stock: Availability, names: Mapping[str, tuple[str, str]], ending: Sequence[NearExpiry]) -> StockItem:
    sku = one.sku
    unit, factor = _pack(sku)
    shares = tuple(WarehouseShare(code, *names.get(code, (code, code)), base) for code, base in stock.by_warehouse.items())
    base_zh, base_en = _words(sku, Unit.BASE)
    unit_zh, unit_en = _words(sku, unit)
    return StockItem(
        sku=sku.code,
        name_zh=sku.name_zh,
        name_en=sku.name_en,
        available_base=stock.total,
        base_word_zh=base_zh,
        base_word_en=base_en,
        unit=unit,
        unit_qty=stock.total // factor,
        unit_word_zh=unit_zh,
        unit_word_en=unit_en,
        factor=factor,
        rest_base=stock.total % factor,
        by_warehouse=shares,
        near_expiry=tuple(ending),
        wanted_base=one.base_qty,
    )


def _options(uow: UnitOfWork, wanted: Sequence[Wanted], through: Mapping[str, date], days: tuple[date, date], clock: Clock) -> dict[str, PromiseOption]:
    """What comes later than `days`, the day of delivery and today; looked up only where a quantity was named or goods are on their way."""
    day, today = days
    quantities = {one.sku.code: one.base_qty or 0 for one in wanted}
    inbound = expected_inbound(uow, quantities, since=today) if quantities else {}
    codes = [code for code, base_qty in quantities.items() if base_qty or code in inbound]
    if not codes:
        return {}
    return promise_dates(uow, codes, quantities, day=day, clock=clock, claims=Claims(through, waiting_base(uow, codes), inbound))


def _expected(item: StockItem, stock: Availability, option: PromiseOption | None) -> StockItem:
    """The same with what is on its way and what was left out because it would not last."""
    later = tuple(ExpectedStock(day, base_qty) for day, base_qty in option.steps) if option else ()
    return replace(item, later=later, wanted_by=option.first_day if option and option.wanted else None, lasting_until=stock.until, older_base=stock.older)


def _price_item(one: Wanted, price: PricedUnit, pack_price: PricedUnit, settings: BrandSettings) -> PriceItem:
    sku = one.sku
    pack, factor = _pack(sku)
    qty, unit = (Decimal(1), pack) if one.qty is None else (one.qty, one.unit or sku.default_unit)
    base_qty = one.base_qty or factor
    base_zh, base_en = _words(sku, Unit.BASE)
    pack_zh, pack_en = _words(sku, pack)
    unit_zh, unit_en = _words(sku, unit)
    return PriceItem(
        sku=sku.code,
        name_zh=sku.name_zh,
        name_en=sku.name_en,
        unit_price=price.unit_net,
        base_word_zh=base_zh,
        base_word_en=base_en,
        case_price=line_total(factor, pack_price.unit_net, settings.currency_exponent),
        case_unit=pack,
        case_word_zh=pack_zh,
        case_word_en=pack_en,
        case_factor=factor,
        qty=qty,
        unit=unit,
        unit_word_zh=unit_zh,
        unit_word_en=unit_en,
        base_qty=base_qty,
        line_total=line_total(base_qty, price.unit_net, settings.currency_exponent),
        price_list=f"{price.list_code}@{price.list_version}",
        list_price=price.list_price,
    )
