"""Changing the lines of a draft: put, set, remove, and the unit in which a quantity is shown. Pure.

Invariant: one line per SKU; a quantity is a positive whole number of base units; a raised quantity asks again about a backorder.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from backend.catalog.domain import Sku, Unit
from backend.catalog.units import best_unit, factor_of, named, pieces_of, to_base
from backend.kit.errors import Invalid, NotFound
from backend.ordering.domain import DraftContent, DraftLine
from backend.ordering.notes import LONGEST_LOT_WISH
from backend.ordering.reading.domain import Op
from backend.ordering.schemas import LineEdit, Question

MOST_BASE_UNITS = 1_000_000_000


def counted(sku: Sku, base_qty: int, *units: Unit | None) -> tuple[Decimal, Unit]:
    """`base_qty` in the first of `units` that gives whole or half packs, else in the SKU's own way."""
    for unit in units:
        pieces = pieces_of(sku, base_qty, unit) if unit else None
        if unit and pieces is not None and (pieces * 2) % 1 == 0:
            return pieces.quantize(Decimal(1)) if pieces % 1 == 0 else pieces, unit
    return best_unit(sku, base_qty)


def put_line(content: DraftContent, line: DraftLine) -> DraftContent:
    """The draft with `line` in the place of the SKU's line, or at the end."""
    if content.line_of(line.sku) is None:
        return replace(content, lines=(*content.lines, line))
    return replace(content, lines=tuple(line if old.sku == line.sku else old for old in content.lines))


def remove_line(content: DraftContent, sku: str) -> DraftContent:
    """The draft without the SKU's line."""
    return replace(content, lines=tuple(line for line in content.lines if line.sku != sku))


def set_base(content: DraftContent, sku: Sku, base_qty: int, unit: Unit | None, marks: tuple[str, ...] = ()) -> DraftContent:
    """The draft with exactly `base_qty` of a SKU, shown in `unit` where that is possible; nothing removes the line."""
    old = content.line_of(sku.code)
    if base_qty <= 0:
        return remove_line(content, sku.code)
    if base_qty >= MOST_BASE_UNITS:
        raise Invalid("order.bad_qty", **named(sku))
    qty, shown = counted(sku, base_qty, unit, old.unit if old else None)
    agreed = old is not None and old.backorder and base_qty <= old.base_qty
    return put_line(content, DraftLine(sku.code, qty, shown, base_qty, agreed, marks, lot_wish=old.lot_wish if old else ""))


def with_wishes(content: DraftContent, sku: str, firm_base: int, wishes: tuple[str, str]) -> DraftContent:
    """The SKU's line with its (condition, lot wish): under a condition only what was there before, `firm_base`, is sure."""
    line, (condition, lot_wish) = content.line_of(sku), wishes
    if line is None:
        return content
    if condition:
        line = replace(line, condition=condition, asked_base=line.base_qty, firm_base=min(firm_base, line.base_qty))
    return put_line(content, replace(line, lot_wish=lot_wish[:LONGEST_LOT_WISH] or line.lot_wish))


def apply_wish(content: DraftContent, question: Question, sku: Sku, qty: Decimal, unit: Unit | None) -> DraftContent:
    """Carry out what an answered question had asked for: add to the line, replace it, multiply it or remove it."""
    old = content.line_of(sku.code)
    before = old.base_qty if old else 0
    if question.op == Op.REMOVE.value:
        return remove_line(content, sku.code)
    if question.op == Op.SCALE.value:
        return set_base(content, sku, _whole(sku, Fraction(qty) * before), None, (f"scaled:{format(qty.normalize(), 'f')}",))
    chosen = unit or sku.default_unit
    base_qty = base_of(sku, qty, chosen)
    firm = before if question.op == Op.ADD.value else 0
    return with_wishes(set_base(content, sku, base_qty + firm, chosen), sku.code, firm, (question.condition, question.lot_wish))


def apply_edits(content: DraftContent, edits: tuple[LineEdit, ...], skus: Mapping[str, Sku]) -> DraftContent:
    """Structured edits in turn; raises NotFound("catalog.no_sku") for a SKU that does not exist."""
    for edit in edits:
        sku = skus.get(edit.sku)
        if sku is None:
            raise NotFound("catalog.no_sku", sku=edit.sku)
        if edit.qty == 0:
            content = remove_line(content, edit.sku)
        else:
            unit = edit.unit or sku.default_unit
            content = set_base(content, sku, base_of(sku, edit.qty, unit), unit)
        content = replace(content, questions=tuple(q for q in content.questions if q.sku != edit.sku))
    return content


def without_questions(content: DraftContent) -> DraftContent:
    """The content as a direct edit takes it: it puts quantities, and answers nothing."""
    return replace(content, questions=())


def base_of(sku: Sku, qty: Decimal, unit: Unit) -> int:
    """A positive quantity in base units; raises Invalid("order.bad_qty")."""
    if not qty.is_finite() or qty <= 0 or qty >= MOST_BASE_UNITS:
        raise Invalid("order.bad_qty", **named(sku))
    return to_base(sku, qty, unit)


def within_available(sku: Sku, line: DraftLine, available: int) -> DraftLine | None:
    """The line cut to what there is, in whole packs of the person's unit when at least one is there; None when there is nothing."""
    if available <= 0:
        return None
    factor = factor_of(sku, line.unit) or 1
    base_qty = available // factor * factor or available
    qty, unit = counted(sku, base_qty, line.unit)
    return replace(line, qty=qty, unit=unit, base_qty=base_qty, backorder=False)


def _whole(sku: Sku, exact: Fraction) -> int:
    if exact.denominator != 1 or exact <= 0:
        raise Invalid("order.bad_qty", **named(sku))
    return int(exact)
