"""From "3 boxes" to base units of a SKU: which of its packs a unit word means, and whether the amount makes sense.

Invariant: a quantity that the SKU cannot have (no such pack, broken pieces) is asked back, never rounded silently; only measures round up.
"""

from dataclasses import dataclass
from decimal import Decimal

from backend.catalog.domain import Sku, Unit
from backend.catalog.units import factor_of, to_base
from backend.catalog.wording import pack_word
from backend.kit.errors import Invalid
from backend.ordering.reading.domain import LineStatus, ReadingPolicy
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.words import UnitWord


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity of one SKU with its status."""

    status: LineStatus
    qty: Decimal | None = None
    unit: Unit | None = None
    base_qty: int | None = None


def unit_for(sku: Sku, word: UnitWord | None) -> Unit | None:
    """The unit that the word means for this SKU; None when it has none such."""
    if word is None:
        return sku.default_unit
    if word.measure is not None:
        return word.measure
    if word.dozen:
        return Unit.BASE
    found = (None if word.unit == "case" else _exactly(sku, word)) or _by_kind(sku, word)
    if found is not None:
        return found
    if word.unit == "case" or sku.case_unit in word.packs:
        return Unit.CASE
    return _nearest(sku, word)


def comes_in(sku: Sku, word: UnitWord) -> bool:
    """True when a pack of the SKU is called by just this word."""
    return word.measure is None and not word.dozen and _own_pack(sku, word)


def _own_pack(sku: Sku, word: UnitWord) -> bool:
    return any(own is not None and own in word.packs for own in (sku.base_unit, sku.inner_unit, sku.case_unit))


def _by_kind(sku: Sku, word: UnitWord) -> Unit | None:
    """The pack that is of a kind which the word may mean."""
    for pack in word.packs:
        for unit, own in ((Unit.INNER, sku.inner_unit), (Unit.BASE, sku.base_unit)):
            if own == pack and factor_of(sku, unit):
                return unit
    return None


def _exactly(sku: Sku, word: UnitWord) -> Unit | None:
    """The pack that is called by just this word ("2 bags" of what comes 20 to the bag)."""
    for unit, own in ((Unit.BASE, sku.base_unit), (Unit.INNER, sku.inner_unit), (Unit.CASE, sku.case_unit)):
        if own is not None and word.word in (own, pack_word(own)) and factor_of(sku, unit):
            return unit
    return None


def _nearest(sku: Sku, word: UnitWord) -> Unit | None:
    if word.unit == "small":
        if sku.units_per_inner:
            return Unit.INNER if word.word != "包" else Unit.BASE
        return (
            Unit.BASE
            if word.word in ("盒", "包", "pack") and sku.base_unit in ("bag", "pouch", "carton", "pack", "box", "cup")
            else Unit.CASE
            if word.word in ("box", "bx")
            else None
        )
    if word.unit == "pallet":
        return Unit.PALLET if sku.cases_per_pallet else None
    if word.unit == "inner":
        return Unit.INNER if sku.units_per_inner else None
    if word.unit == "unknown":
        return None
    return Unit(word.unit)


def amount_of(sku: Sku, quantity: Quantity | None, policy: ReadingPolicy) -> Amount:
    """The amount with its status: ok, need_qty, bad_qty or check_qty."""
    if quantity is None or quantity.vague or quantity.value is None:
        return Amount(LineStatus.NEED_QTY)
    unit = unit_for(sku, quantity.unit)
    if unit is None:
        return Amount(LineStatus.NEED_QTY, quantity.value)
    value = quantity.value
    if quantity.unit is not None:
        value = value * policy.dozen if quantity.unit.dozen else value * quantity.unit.times
    try:
        base = to_base(sku, value, unit)
        if quantity.also is not None:
            further = amount_of(sku, quantity.also, policy)
            if further.base_qty is None:
                return further
            return _judged(sku, Amount(LineStatus.OK, Decimal(base + further.base_qty), Unit.BASE, base + further.base_qty), policy)
    except Invalid as error:
        return Amount(LineStatus.BAD_QTY if error.code == "catalog.broken_pack" else LineStatus.NEED_QTY, value, unit)
    return _judged(sku, Amount(LineStatus.OK, value, unit, base), policy)


def is_large(sku: Sku, base_qty: int, policy: ReadingPolicy) -> bool:
    """Whether a quantity is asked back from anybody."""
    return base_qty >= policy.check_cases_from * sku.units_per_case


def _judged(sku: Sku, amount: Amount, policy: ReadingPolicy) -> Amount:
    base = amount.base_qty or 0
    if base <= 0:
        return Amount(LineStatus.BAD_QTY, amount.qty, amount.unit, base)
    if is_large(sku, base, policy):
        return Amount(LineStatus.CHECK_QTY, amount.qty, amount.unit, base)
    return amount
