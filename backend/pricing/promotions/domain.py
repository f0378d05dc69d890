"""Values of promotions: what one is about, for whom, when, what it gives, and what it gave to a basket.

Quantities are base units, money is in the brand's currency. A version is never changed once published; `code` is the one id from the brand to the
terminal (B3). Invariant: validity is half-open, so what ends at 24:00 is out at 00:00:00.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

NOBODY: frozenset[str] = frozenset()


class PromotionKind(StrEnum):
    """What a promotion gives: a percentage or an amount off, free goods, a price for a set, or a price for goods that expire soon."""

    PERCENT = "percent"
    AMOUNT = "amount"
    GIFT = "gift"
    BUNDLE = "bundle"
    CLEARANCE = "clearance"


@dataclass(frozen=True, slots=True)
class Goods:
    """The goods a promotion is about; all of them when neither codes nor categories are named."""

    skus: frozenset[str] = NOBODY
    categories: frozenset[str] = NOBODY

    def covers(self, sku: str, category: str) -> bool:
        """Whether a product is among them."""
        return not (self.skus or self.categories) or sku in self.skus or category in self.categories


@dataclass(frozen=True, slots=True)
class PromotionBuyer:
    """Who buys and where the goods go; `region` is empty while no place is known."""

    dealer_id: str
    grade: str
    groups: frozenset[str] = NOBODY
    region: str = ""


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a promotion is; what is left empty leaves everybody in, and everything that is named must fit."""

    dealers: frozenset[str] = NOBODY
    grades: frozenset[str] = NOBODY
    groups: frozenset[str] = NOBODY
    regions: frozenset[str] = NOBODY

    def fits(self, buyer: PromotionBuyer) -> bool:
        """Whether it is for this buyer."""
        named = ((self.dealers, {buyer.dealer_id}), (self.grades, {buyer.grade}), (self.groups, buyer.groups), (self.regions, {buyer.region}))
        return all(not wanted or wanted & has for wanted, has in named)


@dataclass(frozen=True, slots=True)
class Terms:
    """The figures of a promotion; which of them count says its kind.

    PERCENT: `percent` off from `least_base` or `least_amount` on. AMOUNT: `amount` off for every (or the first) `least_amount` or `least_base`.
    GIFT: `free_base` of `free_sku` (None: of the same product) for every `least_base`. BUNDLE: one of each of `parts` for `amount` together.
    CLEARANCE: `amount` a base unit. A budget limits what all orders together get: money off, or units (free ones, or sold at a clearance price).
    """

    percent: Decimal | None = None
    amount: Decimal | None = None
    least_amount: Decimal | None = None
    least_base: int = 0
    free_base: int = 0
    free_sku: str | None = None
    repeats: bool = True
    parts: tuple[tuple[str, int], ...] = ()
    budget_amount: Decimal | None = None
    budget_units: int | None = None


@dataclass(frozen=True, slots=True)
class Promotion:
    """One published version. Of the promotions of one `group` only the first by priority (then code) counts on a product; an empty one stacks."""

    code: str
    version: int
    kind: PromotionKind
    name_zh: str
    name_en: str
    valid_from: datetime
    valid_to: datetime | None
    terms: Terms
    goods: Goods = field(default_factory=Goods)
    audience: Audience = field(default_factory=Audience)
    priority: int = 0
    group: str = ""

    def in_force(self, at: datetime) -> bool:
        """Whether an instant lies in its validity."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)

    def name(self, locale: str) -> str:
        """Its name in a language."""
        return (self.name_zh or self.name_en) if locale == "zh" else (self.name_en or self.name_zh)


@dataclass(frozen=True, slots=True)
class Offer:
    """A promotion as one basket may use it: what is left of its budget, and what of the goods it may look at.

    `agreed` is what an order under change has already: neither its validity nor its audience is asked again. `caps` limits the base units of each
    product it sees; a product that is not named is not seen. None: everything.
    """

    promotion: Promotion
    left_amount: Decimal | None = None
    left_units: int | None = None
    agreed: bool = False
    caps: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class PromotedLine:
    """One line of a basket as promotions see it; what is asked for `fresh` is sold at no clearance price."""

    line_no: int
    sku: str
    category: str
    base_qty: int
    line_total: Decimal
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """What one promotion gives to a basket: money off some lines, or free goods of one product. `units` and `amount_off` count against its budget."""

    promotion: Promotion
    line_nos: tuple[int, ...]
    amount_off: Decimal = Decimal(0)
    sku: str | None = None
    free_base: int = 0
    units: int = 0


@dataclass(frozen=True, slots=True)
class Hint:
    """How little is missing to get (more of) a promotion: base units of `sku`, or of the goods in all (None), or money."""

    promotion: Promotion
    sku: str | None
    missing_base: int = 0
    missing_amount: Decimal = Decimal(0)
