"""Events nobody raises: prices that begin today, lots that come near their date, offers about to end, people who wait.

Each is looked for again and again and found once: the mark that it was told is stored with the message that tells it.
Invariant: a dealer hears of his own price only, and only of products that he bought lately.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from backend.catalog.domain import Sku
from backend.catalog.service import get_skus
from backend.catalog.units import factor_of
from backend.catalog.wording import unit_word
from backend.conversations.escalating import escalate_waiting
from backend.dealers.domain import Dealer
from backend.dealers.service import get_dealer
from backend.identity.domain import SYSTEM
from backend.inventory.service import list_warehouses, near_expiry
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from backend.kit.errors import Invalid
from backend.kit.idempotency import run_once
from backend.kit.money import money_text
from backend.kit.outbox import publish
from backend.ordering.buying import buyers_of
from backend.pricing.changing import lists_beginning, skus_of_list
from backend.pricing.service import PriceQuery, quote_prices
from backend.proposals.service import remind_due
from backend.settings.calendar import local_day
from backend.settings.domain import BrandSettings
from backend.settings.service import load_brand_settings
from backend.support.office import office_at

LOOK_BACK = timedelta(days=7)
"""How long after its day something is still news: a machine that was off for a week tells it late, not never."""


def _look_back(settings: BrandSettings) -> timedelta:
    """Never longer than it is known what was told."""
    return min(LOOK_BACK, timedelta(days=settings.keep_answers_days))


def watch_prices(database: Database, clock: Clock) -> int:
    """Tell buyers of price lists that have begun; returns how many lists."""
    now = clock.now()
    begun = database.read(lambda uow: lists_beginning(uow, now - _look_back(load_brand_settings(uow)), now))
    return sum(database.write(lambda uow, one=one: _once(uow, f"price.told:{one[0]}", lambda: _tell_prices(uow, one, now), now)) for one in begun)  # type: ignore[misc] # bound default


def watch_expiry(database: Database, clock: Clock) -> int:
    """Tell buyers of lots whose date came near within the last days; returns how many lots."""
    now = clock.now()

    def due(uow: UnitOfWork) -> list[tuple[str, str, str, int, Any]]:
        settings = load_brand_settings(uow)
        today = local_day(settings, now)
        newest = today + timedelta(days=settings.near_expiry_days) - _look_back(settings)
        return [lot for lot in near_expiry(uow, today=today, days=settings.near_expiry_days) if lot[4] >= newest]

    lots = database.read(due)
    return sum(database.write(lambda uow, lot=lot: _once(uow, _lot_key(lot), lambda: _tell_expiry(uow, lot, now), now)) for lot in lots)  # type: ignore[misc] # bound default


def watch_offers(database: Database, clock: Clock) -> int:
    """Remind the owners of offers that end soon; returns how many."""
    within = timedelta(minutes=database.read(load_brand_settings).remind_minutes)
    return database.write(lambda uow: remind_due(uow, within=within, clock=clock)) if within else 0


def watch_waiting(database: Database, clock: Clock) -> int:
    """While the office is open, tell the brand's managers of people who wait too long; returns how many."""
    now, settings = clock.now(), database.read(load_brand_settings)
    patience = timedelta(minutes=settings.escalate_minutes)
    if not (office_at(settings, now).is_open and office_at(settings, now - patience).is_open):
        return 0
    told_before = now - timedelta(hours=settings.answer_hours)
    return database.write(lambda uow: escalate_waiting(uow, waiting_before=now - patience, told_before=told_before, at=now))


def _once(uow: UnitOfWork, key: str, work: Any, at: datetime) -> int:
    """Do `work` unless it was done before; 1 when it was done now."""
    done: list[int] = []

    def first() -> bool:
        work()
        done.append(1)
        return True

    run_once(uow, SYSTEM.user_id, key, key[:64], first, at=at)
    return len(done)


def _lot_key(lot: tuple[str, str, str, int, Any]) -> str:
    return f"stock.told:{lot[0]}:{lot[1]}:{lot[2]}"[:120]


def _tell_prices(uow: UnitOfWork, begun: tuple[int, datetime], now: datetime) -> None:
    list_id, since = begun
    settings = load_brand_settings(uow)
    bought = buyers_of(uow, skus_of_list(uow, list_id), since=now - timedelta(days=settings.bought_days))
    skus = get_skus(uow, sorted({sku for mine in bought.values() for sku in mine}))
    for dealer_id, mine in sorted(bought.items()):
        dealer = get_dealer(uow, SYSTEM, dealer_id)
        goods = [skus[code] for code in sorted(mine) if code in skus]
        before, after = (_prices(uow, dealer, goods, at) for at in (since - timedelta(microseconds=1), since))
        for sku in goods:
            if sku.code in before and sku.code in after and before[sku.code] != after[sku.code]:
                pack = factor_of(sku, sku.default_unit) or 1
                old, new = (money_text(price[sku.code] * pack, settings.currency_exponent) for price in (before, after))
                figures = {"before": old, "after": new, "currency": settings.currency}
                words = {"unit_zh": unit_word(sku, sku.default_unit, "zh"), "unit_en": unit_word(sku, sku.default_unit, "en")}
                told = {**_product(sku), **figures, **words, "day": local_day(settings, since).isoformat(), "dealer_id": dealer_id}
                publish(uow, "price.changed", f"{list_id}:{dealer_id}:{sku.code}"[:120], told, at=now)


def _prices(uow: UnitOfWork, dealer: Dealer, goods: Sequence[Sku], at: datetime) -> Mapping[str, Decimal]:
    """What a dealer pays for a usual pack of each; what has no price then is missing."""
    found: dict[str, Decimal] = {}
    for sku in goods:
        query = PriceQuery(dealer.id, dealer.grade, at, ((sku.code, factor_of(sku, sku.default_unit) or 1),), dealer.groups)
        try:
            found[sku.code] = quote_prices(uow, query)[sku.code].unit_net
        except Invalid:
            continue
    return found


def _tell_expiry(uow: UnitOfWork, lot: tuple[str, str, str, int, Any], now: datetime) -> None:
    code, warehouse, name, _, expiry = lot
    settings = load_brand_settings(uow)
    sku = get_skus(uow, [code]).get(code)
    if sku is None:
        return
    place = next((one for one in list_warehouses(uow) if one.code == warehouse), None)
    where = {"warehouse_zh": place.name_zh if place else warehouse, "warehouse_en": place.name_en if place else warehouse}
    told = {**_product(sku), **where, "lot": name, "day": expiry.isoformat(), "days": (expiry - local_day(settings, now)).days}
    for dealer_id in sorted(buyers_of(uow, [code], since=now - timedelta(days=settings.bought_days))):
        publish(uow, "stock.near_expiry", f"{_lot_key(lot)}:{dealer_id}"[-120:], {**told, "dealer_id": dealer_id}, at=now)


def _product(sku: Sku) -> dict[str, str]:
    return {"sku": sku.code, "product_zh": sku.name_zh, "product_en": sku.name_en}
