"""Questions about the stock and price of products and their answers, as every door gives them. Part of the face of `schemas`."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from backend.catalog.domain import Unit
from backend.ordering.promoting.views import PromotionItem


@dataclass(frozen=True, slots=True)
class ProductQuestion:
    """A question about products: the person's words, or SKU codes with an optional quantity and day."""

    text: str | None = None
    skus: tuple[str, ...] = ()
    qty: Decimal | None = None
    unit: Unit | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class PriceWish:
    """A product by code and the quantity to price; one usual pack when none is named."""

    sku: str
    qty: Decimal | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class WarehouseShare:
    """What one warehouse can still promise of a SKU."""

    code: str
    name_zh: str
    name_en: str
    base: int


@dataclass(frozen=True, slots=True)
class NearExpiry:
    """A lot that expires soon; it is part of the stock and should be known."""

    warehouse: str
    lot: str
    base: int
    expiry: date


@dataclass(frozen=True, slots=True)
class ExpectedStock:
    """All that there will be for who orders by a day on which more comes."""

    day: date
    base: int


@dataclass(frozen=True, slots=True)
class StockItem:
    """What may be ordered of one SKU for the day of the answer: exactly in base units, and as `unit_qty` whole packs and `rest_base` loose units.

    `wanted_base` is the quantity that was asked about, when one was, and `wanted_by` the first day on which all of it is there. `later` are the days
    on which more comes. Where goods must last until a day, by the dealer's terms or because new dates were asked for, `lasting_until` is that day and
    `older_base` what there is beside them in older lots.
    """

    sku: str
    name_zh: str
    name_en: str
    available_base: int
    base_word_zh: str
    base_word_en: str
    unit: Unit
    unit_qty: int
    unit_word_zh: str
    unit_word_en: str
    factor: int
    rest_base: int = 0
    by_warehouse: tuple[WarehouseShare, ...] = ()
    near_expiry: tuple[NearExpiry, ...] = ()
    wanted_base: int | None = None
    wanted_by: date | None = None
    later: tuple[ExpectedStock, ...] = ()
    lasting_until: date | None = None
    older_base: int = 0


@dataclass(frozen=True, slots=True)
class StockAnswer:
    """Stock of the SKUs that fit, for delivery on `day`; `more` counts those left out, `unknown` holds words that fit nothing."""

    items: tuple[StockItem, ...]
    unknown: tuple[str, ...]
    day: date
    as_of: datetime
    more: int = 0


@dataclass(frozen=True, slots=True)
class PriceItem:
    """The dealer's own price of one SKU: exact per base unit, for exactly one default pack, and for the quantity asked about (one pack if none).

    `list_price` is the undiscounted price per base unit, None when no base list has the SKU.
    """

    sku: str
    name_zh: str
    name_en: str
    unit_price: Decimal
    base_word_zh: str
    base_word_en: str
    case_price: Decimal
    case_unit: Unit
    case_word_zh: str
    case_word_en: str
    case_factor: int
    qty: Decimal
    unit: Unit
    unit_word_zh: str
    unit_word_en: str
    base_qty: int
    line_total: Decimal
    price_list: str
    list_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PriceAnswer:
    """Prices of the SKUs that fit; `more` counts those left out, `unknown` holds words that fit nothing or are not sold to this dealer."""

    items: tuple[PriceItem, ...]
    unknown: tuple[str, ...]
    currency: str
    as_of: datetime
    more: int = 0
    promotions: tuple[PromotionItem, ...] = ()
