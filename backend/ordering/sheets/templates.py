"""A table to fill in: the dealer's own assortment with his prices, what he bought lately first; what he sends back is read like any other table.

Invariant: it holds only products that are sold to him at a price today.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import IO

from backend.catalog.domain import Sku
from backend.catalog.service import catalogue_index
from backend.catalog.wording import unit_word
from backend.dealers.service import get_dealer
from backend.identity.domain import Actor, Permission
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering.editing import counted
from backend.ordering.prices import quote_known
from backend.ordering.sheets.exporting import Reader
from backend.ordering.sheets.monthly import totals_between
from backend.ordering.sheets.workbooks import Format, Value, write_table
from backend.pricing.service import PriceQuery
from backend.settings.calendar import local_day
from backend.settings.service import load_brand_settings

BOUGHT_DAYS = 90
_COLUMNS = ("sku", "name", "spec", "unit", "pack-price", "bought", "order-qty")


def order_template(uow: UnitOfWork, actor: Actor, form: Format, reader: Reader, *, clock: Clock) -> IO[bytes]:
    """The dealer's assortment as a table with an empty column for quantities."""
    actor.require(Permission.PLACE_ORDERS)
    dealer = get_dealer(uow, actor, actor.own_dealer())
    today = local_day(load_brand_settings(uow), clock.now())
    bought, _ = totals_between(uow, dealer.id, today - timedelta(days=BOUGHT_DAYS), today)
    skus = [sku for sku in catalogue_index(uow).skus if sku.status == "active"]
    prices = quote_known(uow, PriceQuery(dealer.id, dealer.grade, clock.now(), tuple((sku.code, sku.units_per_case) for sku in skus), dealer.groups))
    sold = [sku for sku in skus if sku.code in prices]
    order = {code: place for place, code in enumerate(bought)}
    sold.sort(key=lambda sku: (order.get(sku.code, len(order)), sku.category, sku.code))
    rows = _rows(sold, {code: price.unit_net for code, price in prices.items()}, {code: base for code, (base, _, _) in bought.items()}, reader)
    return write_table(form, reader.say("sheet-title-template"), [reader.say(f"sheet-column-{key}") for key in _COLUMNS], rows)


def _rows(skus: Sequence[Sku], prices: dict[str, Decimal], bought: dict[str, int], reader: Reader) -> Iterator[Sequence[Value]]:
    for sku in skus:
        unit = sku.default_unit
        pack = {"case": sku.units_per_case, "inner": sku.units_per_inner or 1}.get(unit.value, 1)
        quantity = counted(sku, bought[sku.code], unit) if sku.code in bought else None
        shown = f"{quantity[0].normalize():f} {unit_word(sku, quantity[1], reader.locale)}" if quantity else None
        yield [sku.code, sku.name(reader.locale), sku.spec, unit_word(sku, unit, reader.locale), round(prices[sku.code] * pack, 2), shown, None]
