"""Converting between what people count and base units, once and exactly (R2).

Half a case is allowed when it gives whole base units; m² rounds up to full cases, metres and kilograms up to base units.
Invariant: the result is a whole number of base units, or the conversion is refused.
"""

import math
from decimal import Decimal
from fractions import Fraction

from backend.catalog.domain import Sku, Unit
from backend.catalog.wording import unit_word
from backend.kit.errors import Invalid


def named(sku: Sku) -> dict[str, str]:
    """What an error says about a product: its code for programs, its names for people."""
    return {"sku": sku.code, "name_zh": sku.name_zh or sku.name_en, "name_en": sku.name_en or sku.name_zh}


def _unit_words(sku: Sku, unit: Unit) -> dict[str, str]:
    return {"unit_zh": unit_word(sku, unit, "zh"), "unit_en": unit_word(sku, unit, "en")}


def factor_of(sku: Sku, unit: Unit) -> int | None:
    """Base units in one `unit` of the SKU; None when it has no such pack or the unit is a measure."""
    if unit is Unit.BASE:
        return 1
    if unit is Unit.CASE:
        return sku.units_per_case
    if unit is Unit.INNER:
        return sku.units_per_inner
    if unit is Unit.PALLET:
        return sku.cases_per_pallet * sku.units_per_case if sku.cases_per_pallet else None
    return None


def measure_of(sku: Sku, unit: Unit) -> Decimal | None:
    """How much of a measure (m², m, kg) one base unit holds."""
    return {Unit.M2: sku.m2_per_base, Unit.M: sku.m_per_base, Unit.KG: sku.kg_per_base}.get(unit)


def to_base(sku: Sku, qty: Decimal, unit: Unit) -> int:
    """`qty` `unit`s in base units. Raises Invalid("catalog.no_unit") or Invalid("catalog.broken_pack")."""
    factor = factor_of(sku, unit)
    if factor is not None:
        exact = Fraction(qty) * factor
        if exact.denominator != 1:
            raise Invalid("catalog.broken_pack", **named(sku), qty=f"{qty.normalize():f}", unit=unit.value, **_unit_words(sku, unit))
        return int(exact)
    per_base = measure_of(sku, unit)
    if not per_base:
        raise Invalid("catalog.no_unit", **named(sku), unit=unit.value, **_unit_words(sku, unit))
    pieces = math.ceil(Fraction(qty) / Fraction(per_base))
    if unit is Unit.M2:
        return math.ceil(Fraction(pieces, sku.units_per_case)) * sku.units_per_case
    return pieces


def pieces_of(sku: Sku, base_qty: int, unit: Unit) -> Decimal | None:
    """`base_qty` counted in `unit`s, exactly; None when the SKU has no such pack or the count is not a short decimal."""
    factor = factor_of(sku, unit)
    if not factor:
        return None
    exact = Fraction(base_qty, factor)
    denominator = exact.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return Decimal(exact.numerator) / Decimal(exact.denominator) if denominator == 1 else None


def best_unit(sku: Sku, base_qty: int) -> tuple[Decimal, Unit]:
    """`base_qty` in the SKU's default unit when that is a whole count, else in base units."""
    counted = pieces_of(sku, base_qty, sku.default_unit)
    if counted is not None and counted == counted.to_integral_value():
        return counted, sku.default_unit
    return Decimal(base_qty), Unit.BASE
