"""What prices and promotions look like over HTTP. Quantities are base units; days are the brand's, the last one included."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from backend.kit.http import PRINTABLE
from backend.pricing.lists import ListVersion, PriceChange
from backend.pricing.promotions.domain import Audience, Goods, Promotion, PromotionKind, Terms
from backend.pricing.promotions.execution import ExecutionReport, JudgedQuote, QuoteReport, TierPrice
from backend.pricing.promotions.publishing import PromotionRecord
from backend.pricing.service import NewPriceList, Scope

Word = Annotated[str, Field(min_length=1, max_length=80, pattern=PRINTABLE)]
Words = Annotated[list[Word], Field(max_length=200)]
Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)]
Count = Annotated[int, Field(ge=0, le=10**9)]


class BundlePart(BaseModel):
    """A product of a set and how many base units of it."""

    model_config = ConfigDict(extra="forbid")

    sku: Word
    base_qty: Annotated[int, Field(ge=1, le=10**6)]


class PromotionBody(BaseModel):
    """A promotion. Which figures count says its kind: percent; amount; gift; bundle; clearance."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "kind": "gift",
                "name_zh": "可乐买10箱送1箱",
                "name_en": "Coke: buy 10 cases, get 1",
                "valid_from": "2026-06-01T00:00:00+08:00",
                "valid_to": "2026-07-01T00:00:00+08:00",
                "skus": ["COKE-330"],
                "least_base": 240,
                "free_base": 24,
            }
        },
    )

    version: Count = Field(0, description="The newest version this was made from; 0 for a new promotion.")
    kind: PromotionKind
    name_zh: Word
    name_en: Word
    valid_from: AwareDatetime = Field(description="From this instant on.", examples=["2026-06-01T00:00:00+08:00"])
    valid_to: AwareDatetime | None = Field(None, description="Until before this instant.")
    percent: Annotated[Decimal, Field(gt=0, le=100, decimal_places=4)] | None = None
    amount: Money | None = Field(None, description="Off (amount), for a whole set (bundle), or for a base unit (clearance).")
    least_amount: Money | None = None
    least_base: Count = 0
    free_base: Count = 0
    free_sku: Word | None = None
    repeats: bool = True
    parts: Annotated[list[BundlePart], Field(max_length=20)] = Field(default_factory=list)
    budget_amount: Money | None = None
    budget_units: Count | None = None
    skus: Words = Field(default_factory=list)
    categories: Words = Field(default_factory=list)
    dealers: Words = Field(default_factory=list)
    grades: Words = Field(default_factory=list)
    groups: Words = Field(default_factory=list)
    regions: Words = Field(default_factory=list)
    priority: Annotated[int, Field(ge=-1000, le=1000)] = 0
    group: Annotated[str, Field(max_length=40)] = Field("", description="Of the promotions of one group only one counts on a product.")

    def promotion(self, code: str) -> Promotion:
        """As the use cases take it."""
        names = ("percent", "amount", "least_amount", "least_base", "free_base", "free_sku", "repeats", "budget_amount", "budget_units")
        terms = Terms(**{name: getattr(self, name) for name in names}, parts=tuple((part.sku, part.base_qty) for part in self.parts))
        goods = Goods(frozenset(self.skus), frozenset(self.categories))
        audience = Audience(frozenset(self.dealers), frozenset(self.grades), frozenset(self.groups), frozenset(self.regions))
        when = (self.valid_from, self.valid_to)
        return Promotion(code, self.version, self.kind, self.name_zh, self.name_en, *when, terms, goods, audience, self.priority, self.group)


class PromotionVersionView(PromotionBody):
    """A published version."""

    published_by: str
    published_at: datetime


class PromotionRecordView(BaseModel):
    """A promotion with its versions, newest first, and what of its budget is claimed."""

    code: str
    in_force: int | None = Field(description="The version in force now.")
    stopped_at: datetime | None
    claimed_amount: Decimal
    claimed_units: int
    versions: list[PromotionVersionView]


class PromotionPage(BaseModel):
    """Promotions by code."""

    items: list[PromotionRecordView]
    next_cursor: str | None = None


class TierPrices(BaseModel):
    """The computed prices of a promotion."""

    items: list[TierPrice]


class ReportedQuote(BaseModel):
    """A price that was quoted in the channel."""

    model_config = ConfigDict(extra="forbid")

    reference: Word = Field(description="Your own name for this quote; each is taken once.")
    quoted_by: Word = Field(description="Dealer or terminal; a dealer user's own company whatever stands here.")
    sku: Word
    base_qty: Annotated[int, Field(ge=1, le=10**6)]
    amount: Money = Field(description="What was asked for the whole quantity.")
    quoted_on: date
    grade: Annotated[str, Field(max_length=20)] = Field("", description="The tier; empty for a terminal.")

    def report(self) -> QuoteReport:
        """As the use case takes it."""
        return QuoteReport(self.reference, self.quoted_by, self.sku, self.base_qty, self.amount, self.quoted_on, self.grade)


class QuotesBody(BaseModel):
    """Quotes to report."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "quotes": [{"reference": "Q-1", "quoted_by": "Shop 7", "sku": "COKE-330", "base_qty": 24, "amount": "41.04", "quoted_on": "2026-06-11"}]
            }
        },
    )

    quotes: Annotated[list[ReportedQuote], Field(min_length=1, max_length=1000)]


class JudgedQuoteView(BaseModel):
    """A reported quote beside what was expected."""

    reference: str
    quoted_by: str
    grade: str
    sku: str
    base_qty: int
    quoted: Decimal
    expected: Decimal
    deviation: Decimal
    complies: bool
    quoted_on: date


class JudgedQuotes(BaseModel):
    """Reported quotes as they were judged."""

    items: list[JudgedQuoteView]


class ExecutionView(BaseModel):
    """How a promotion is kept to."""

    promotion: str
    quotes: int
    compliant: int
    rate: Decimal | None = Field(description="Compliant quotes of all; nothing without any.")
    deviations: list[JudgedQuoteView]


class PriceEntryBody(BaseModel):
    """A price per base unit from a quantity on."""

    model_config = ConfigDict(extra="forbid")

    sku: Word
    price: Money
    least_base: Count = 0


class PriceListBody(BaseModel):
    """Another version of a price list: entries of its own, or a percentage off another list."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"scope": "base", "valid_from": "2026-07-01T00:00:00+08:00", "entries": [{"sku": "COKE-330", "price": "1.95"}]}},
    )

    scope: Scope
    scope_value: Annotated[str, Field(max_length=60)] = ""
    valid_from: AwareDatetime
    valid_to: AwareDatetime | None = None
    priority: Annotated[int, Field(ge=-1000, le=1000)] = 0
    entries: Annotated[list[PriceEntryBody], Field(max_length=50_000)] = Field(default_factory=list)
    derived_from: Word | None = None
    discount_percent: Annotated[Decimal, Field(le=100, decimal_places=4)] | None = None

    def price_list(self, code: str) -> NewPriceList:
        """As the use cases take it."""
        entries = tuple((one.sku, one.least_base, one.price) for one in self.entries)
        names = ("scope", "valid_from", "scope_value", "priority", "valid_to", "derived_from", "discount_percent")
        return NewPriceList(code, entries=entries, **{name: getattr(self, name) for name in names})


class PriceChanges(BaseModel):
    """What a version would change."""

    items: list[PriceChange]


class ListPage(BaseModel):
    """Price lists with their versions, newest first."""

    items: list[ListVersion]
    next_cursor: str | None = None


class PublishedList(BaseModel):
    """The number of a version that was published."""

    code: str
    version: int


def record_view(found: PromotionRecord) -> PromotionRecordView:
    """A promotion as it is answered."""
    versions = [PromotionVersionView(**_body(one.promotion), published_by=one.published_by, published_at=one.published_at) for one in found.versions]
    return PromotionRecordView(
        code=found.code,
        in_force=found.in_force,
        stopped_at=found.stopped_at,
        claimed_amount=found.claimed_amount,
        claimed_units=found.claimed_units,
        versions=versions,
    )


def judged_view(one: JudgedQuote) -> JudgedQuoteView:
    """A judged quote as it is answered."""
    return JudgedQuoteView(**{name: getattr(one, name) for name in JudgedQuoteView.model_fields})


def execution_view(report: ExecutionReport) -> ExecutionView:
    """An execution report as it is answered."""
    deviations = [judged_view(one) for one in report.deviations]
    return ExecutionView(promotion=report.promotion, quotes=report.quotes, compliant=report.compliant, rate=report.rate, deviations=deviations)


def _body(promotion: Promotion) -> dict[str, Any]:
    terms = {name: getattr(promotion.terms, name) for name in Terms.__dataclass_fields__ if name != "parts"}
    parts = [BundlePart(sku=sku, base_qty=need) for sku, need in promotion.terms.parts]
    sets = {name: sorted(getattr(promotion.goods, name)) for name in ("skus", "categories")}
    sets |= {name: sorted(getattr(promotion.audience, name)) for name in ("dealers", "grades", "groups", "regions")}
    plain = {name: getattr(promotion, name) for name in ("version", "kind", "name_zh", "name_en", "valid_from", "valid_to", "priority", "group")}
    return {**plain, **terms, **sets, "parts": parts}
