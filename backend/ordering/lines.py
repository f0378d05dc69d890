"""One line of a draft or order as a view: priced, with its stock, in the words of its pack; or the question that stands in its place. Pure.

Invariant: the line total is the exact unit price times base units, rounded once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from backend.catalog.domain import Sku, Unit
from backend.catalog.units import best_unit, factor_of
from backend.catalog.wording import unit_word
from backend.inventory.service import Availability
from backend.kit.money import line_total
from backend.ordering.domain import DraftLine
from backend.ordering.schemas import Candidate, LineView, Question, QuestionKind
from backend.pricing.service import PricedUnit

SHORT_PREFIX = "short:"
NO_STOCK: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A wish with everything known about it. `missing` is what stock cannot serve; `stock` is None when it was not looked up."""

    line: DraftLine
    sku: Sku
    price: PricedUnit
    stock: Availability | None
    missing: int

    @property
    def pack(self) -> tuple[Decimal, Unit, int]:
        """Quantity, unit and the factor they were converted with, whatever the catalogue says of the pack today (R2).

        A measure, or a pack the SKU no longer has, is counted in the SKU's own way.
        """
        line = self.line
        if factor_of(self.sku, line.unit):
            factor = Fraction(line.base_qty) / Fraction(line.qty)
            if factor.denominator == 1:
                return line.qty, line.unit, int(factor)
        qty, unit = best_unit(self.sku, line.base_qty)
        return qty, unit, factor_of(self.sku, unit) or 1


def words_of(sku: Sku | None, unit: Unit, locale: str) -> tuple[str, str]:
    """The words for the pack and for the base unit in the reader's language; the plain unit names for a SKU the catalogue does not know."""
    return (unit_word(sku, unit, locale), unit_word(sku, Unit.BASE, locale)) if sku else (unit.value, Unit.BASE.value)


def list_name(code: str, version: int) -> str:
    """How a price list version is called ("A@3")."""
    return f"{code}@{version}" if version else code


def priced_line(line_no: int, facts: LineFacts, exponent: int, locale: str) -> LineView:
    """The line at its price with what is missing as its backorder."""
    line, sku, price, stock = facts.line, facts.sku, facts.price, facts.stock
    qty, unit, factor = facts.pack
    pack_word, base_word = words_of(sku, unit, locale)
    return LineView(
        line_no=line_no,
        sku=sku.code,
        name_zh=sku.name_zh,
        name_en=sku.name_en,
        qty=qty,
        unit=unit,
        unit_word=pack_word,
        factor=factor,
        base_qty=line.base_qty,
        base_unit=base_word,
        unit_price=price.unit_net,
        price_list=list_name(price.list_code, price.list_version),
        line_total=line_total(line.base_qty, price.unit_net, exponent),
        available_base=stock.total if stock else None,
        available_by_warehouse=stock.by_warehouse if stock else NO_STOCK,
        backorder_base=facts.missing,
        marks=(*line.marks, *_condition(line), *_older(stock), *(("backorder",) if facts.missing else ())),
        lot_wish=line.lot_wish,
    )


def _condition(line: DraftLine) -> tuple[str, ...]:
    return (f"{line.condition}:{line.asked_base}",) if line.condition else ()


def _older(stock: Availability | None) -> tuple[str, ...]:
    """What was left out because it would not last as long as was wished or agreed."""
    return (f"older:{stock.older}:{stock.until.isoformat()}",) if stock is not None and stock.older and stock.until else ()


def short_question(facts: LineFacts, locale: str) -> Question:
    """The question in the place of a line that stock cannot serve; its id names the SKU, so that it stays the same."""
    line, sku = facts.line, facts.sku
    qty, unit, factor = facts.pack
    pack_word, base_word = words_of(sku, unit, locale)
    return Question(
        id=SHORT_PREFIX + sku.code,
        kind=QuestionKind.SHORT_STOCK,
        source="",
        candidates=(Candidate(sku.code, sku.name_zh, sku.name_en),),
        sku=sku.code,
        qty=qty,
        unit=unit,
        base_qty=line.base_qty,
        available_base=max(0, line.base_qty - facts.missing),
        unit_word=pack_word,
        base_word=base_word,
        factor=factor,
        unit_price=facts.price.unit_net,
    )
