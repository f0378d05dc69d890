"""What promotions gave to a draft or order, as every door shows it, and the one hint a card may carry."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from backend.catalog.domain import Unit


@dataclass(frozen=True, slots=True)
class PromotionView:
    """One derived line: money off the lines `line_nos` (`amount_off`, None for who may not read prices), or `free_base` base units of `sku` for nothing.

    `qty` counts the free goods in `unit` of `factor` base units. `later_base` of them are not in stock yet. `units` is how many base units got it.
    """

    line_no: int
    promotion_id: str
    version: int
    kind: str
    name_zh: str
    name_en: str
    line_nos: tuple[int, ...]
    amount_off: Decimal | None = None
    sku: str | None = None
    sku_name_zh: str = ""
    sku_name_en: str = ""
    free_base: int = 0
    qty: Decimal | None = None
    unit: Unit | None = None
    unit_word: str = ""
    base_unit: str = ""
    factor: int = 1
    reserved_base: int = 0
    shipped_base: int = 0
    later_base: int = 0
    units: int = 0


@dataclass(frozen=True, slots=True)
class PromotionHint:
    """How little is missing to get more: `missing_qty` `unit_word`s of the goods, or `missing_amount`; and what it gives then."""

    promotion_id: str
    kind: str
    name_zh: str
    name_en: str
    sku: str | None
    sku_name_zh: str
    sku_name_en: str
    missing_qty: Decimal | None
    unit: Unit | None
    unit_word: str
    missing_amount: Decimal | None = None
    free_qty: Decimal | None = None
    free_unit_word: str = ""
    free_name_zh: str = ""
    free_name_en: str = ""
    percent: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PromotionItem:
    """A promotion as its buyer may use it now: from when it counts and what it gives, with quantities in packs; `skus` names what it is about, if anything.

    `goods_zh` and `goods_en` name those products or categories (at most a handful); `left` is what of a budget of free units is left.
    """

    promotion_id: str
    version: int
    kind: str
    name_zh: str
    name_en: str
    skus: tuple[str, ...]
    goods_zh: tuple[str, ...]
    goods_en: tuple[str, ...]
    valid_from: datetime
    valid_to: datetime | None
    last_day: date | None = None
    least_qty: Decimal | None = None
    least_word_zh: str = ""
    least_word_en: str = ""
    least_amount: Decimal | None = None
    free_qty: Decimal | None = None
    free_word_zh: str = ""
    free_word_en: str = ""
    free_name_zh: str = ""
    free_name_en: str = ""
    percent: Decimal | None = None
    amount: Decimal | None = None
    repeats: bool = True
    left_units: int | None = None


@dataclass(frozen=True, slots=True)
class PromotionAnswer:
    """The promotions that apply to the asking buyer, for the products he named or for all; `asked` are their names. None found: both are told."""

    items: tuple[PromotionItem, ...]
    currency: str
    as_of: datetime
    asked_zh: tuple[str, ...] = ()
    asked_en: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
