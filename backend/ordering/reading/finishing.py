"""From wishes to lines with a status, and the draft as it is after the message.

Invariant: only lines with status ok change the draft; several candidates are never cut to one without the cart or the history deciding.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from backend.catalog.domain import Unit
from backend.catalog.matching import may_name_other_brand
from backend.catalog.text import phrase_key
from backend.catalog.units import best_unit, pieces_of, to_base
from backend.kit.errors import Invalid
from backend.ordering.reading.amounts import Amount, amount_of, unit_for
from backend.ordering.reading.domain import LineStatus, Op, ReadLine
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.learning import learned_among
from backend.ordering.reading.repeating import Repeat
from backend.ordering.reading.session import Session
from backend.ordering.reading.spans import Span
from backend.ordering.reading.usual import checked
from backend.ordering.reading.wishes import Wish
from backend.ordering.reading.words import UnitWord


def lines_of(session: Session) -> list[tuple[int, ReadLine]]:
    """A line for every wish that is more than talk, with the place of its product in the text."""
    found: list[tuple[int, ReadLine]] = []
    for wish in session.wishes:
        if not wish.topic:
            line = _line_of(session, wish)
            line = checked(line, session.context.usual, session.context.policy) if line is not None else None
            if line is not None and not (line.op is Op.REMOVE and line.sku in {one.sku for _place, one in found if one.op is Op.REMOVE}):
                found.append((wish.start, line))
    return found


def with_price_claims(lines: list[ReadLine], session: Session, money: Sequence[Span]) -> list[ReadLine]:
    """Lines marked whose words are nearest to a price that was named: the last one before it, else the first."""
    ends = [session.text.find(line.source) + len(line.source) if line.source else 0 for line in lines]
    marked = set()
    for span in money:
        before = [place for place, end in enumerate(ends) if end <= span.end]
        if lines:
            marked.add(before[-1] if before else 0)
    return [replace(line, price_claim=True) if place in marked else line for place, line in enumerate(lines)]


def repeat_line(repeat: Repeat, text: str) -> ReadLine:
    """The line for an earlier order that is wanted again."""
    if repeat.order is None:
        return ReadLine(Op.REPEAT, LineStatus.NO_HISTORY, order_date=repeat.on, source=text.strip())
    return ReadLine(Op.REPEAT, LineStatus.OK, order_id=repeat.order.order_id, order_date=repeat.on, source=text.strip())


def _line_of(session: Session, wish: Wish) -> ReadLine | None:
    source = session.text[wish.start : wish.end].strip()
    if wish.op is Op.SCALE and wish.everything:
        return ReadLine(Op.SCALE, LineStatus.OK, sku="ALL", factor=wish.factor, source=source)
    if wish.more and wish.doubtful and wish.mention is not None:
        known = session.find_known(wish.mention)
        wish.fixed, wish.doubtful = (known, False) if len(known) == 1 else (wish.fixed, True)
    candidates = session.candidates(wish)
    if not candidates or (wish.doubtful and len(source) == 1 and not wish.fixed):
        return _not_found(session, wish, source)
    own = learned_among(wish.mention, candidates, session.context.learned) if len(candidates) > 1 and not wish.fixed else None
    code = own.sku if own is not None else _chosen(session, wish, candidates)
    if wish.doubtful and wish.op is Op.ADD and own is None and not (code is not None and _mistyped_brand(session, wish, code)):
        code = None
    if code is None:
        taken = wish.like is not None and wish.quantity is None
        qty, unit = (wish.like.qty, wish.like.unit) if wish.like is not None and taken else _common(session, candidates, wish.quantity)
        said = taken or (wish.quantity is not None and wish.quantity.unit is not None)
        return ReadLine(wish.op, LineStatus.AMBIGUOUS, candidates=candidates, qty=qty, unit=unit, factor=wish.factor, source=source, unit_said=said)
    if wish.op is Op.REMOVE:
        return ReadLine(Op.REMOVE, LineStatus.OK, sku=code, source=source)
    if wish.op is Op.SCALE:
        return ReadLine(Op.SCALE, LineStatus.OK, sku=code, factor=wish.factor, source=source)
    learned = own is not None or (wish.mention is not None and wish.mention.code in session.learned)
    amount = _amount(session, _in_learned_unit(wish, own.unit if own is not None else session.learned.get(code) if learned else None), code)
    return ReadLine(wish.op, amount.status, sku=code, qty=amount.qty, unit=amount.unit, base_qty=amount.base_qty, source=source, learned=learned)


def _in_learned_unit(wish: Wish, unit: Unit | None) -> Wish:
    """The wish counted in the unit that goes with the dealer's own word, when none was said."""
    said = wish.quantity
    if unit is None or said is None or said.unit is not None or said.value is None:
        return wish
    return replace(wish, quantity=replace(said, unit=UnitWord((), unit.value)))


def _not_found(session: Session, wish: Wish, source: str) -> ReadLine | None:
    """Nothing carries all the words: the nearest names are asked about, else the person is told; an edit of nothing makes no line."""
    near = session.chooser.nearest(wish.mention) if wish.mention is not None and wish.op is Op.ADD and not wish.fixed else ()
    if near:
        qty, unit = _common(session, near, wish.quantity)
        return ReadLine(wish.op, LineStatus.AMBIGUOUS, candidates=near, qty=qty, unit=unit, source=source)
    return _unknown(wish, source) if wish.op in (Op.ADD, Op.SET) else None


def _unknown(wish: Wish, source: str) -> ReadLine:
    """The quantity as said; its unit only where that does not depend on the product."""
    qty, word = (wish.quantity.value, wish.quantity.unit) if wish.quantity else (None, None)
    unit = None if word is None or word.dozen or word.times != 1 else Unit.CASE if word.unit == "case" else word.measure
    return ReadLine(wish.op, LineStatus.UNKNOWN_PRODUCT, qty=qty, unit=unit, source=source, unit_said=word is not None)


def _chosen(session: Session, wish: Wish, candidates: Sequence[str]) -> str | None:
    if len(candidates) == 1:
        return candidates[0]
    if wish.undecided or (wish.mention is not None and may_name_other_brand(wish.mention)):
        return None
    if wish.more:
        known = [line.sku for line in session.known if line.sku in candidates]
        if len(set(known)) == 1:
            return known[0]
    by_history = wish.op is Op.ADD or (wish.op is Op.SET and not wish.fixed)
    return session.chooser.by_history(candidates) if by_history else None


def _mistyped_brand(session: Session, wish: Wish, code: str) -> bool:
    """Reads "orio 4 cases": a short word one letter away from the brand that this dealer buys, with packs of it counted."""
    brand = phrase_key(session.context.index.by_code[code].brand_en)
    bought = any(line.sku == code for order in session.context.history for line in order.lines)
    counted = wish.quantity is not None and wish.quantity.unit is not None
    same = wish.mention is not None and any(brand in keys for keys in wish.mention.phrases)
    return bought and counted and same and wish.mention is not None and wish.mention.said[:1] == brand[:1]


def _common(session: Session, candidates: Sequence[str], quantity: Quantity | None) -> tuple[Decimal | None, Unit | None]:
    """The quantity as said, and its unit when all candidates agree on it."""
    if quantity is None or quantity.value is None:
        return None, None
    units = {unit_for(session.context.index.by_code[code], quantity.unit) for code in candidates}
    value = quantity.value
    if quantity.unit is not None:
        value = value * session.context.policy.dozen if quantity.unit.dozen else value * quantity.unit.times
    return value, units.pop() if len(units) == 1 else None


def _amount(session: Session, wish: Wish, code: str) -> Amount:
    sku = session.context.index.by_code[code]
    if wish.base_qty is not None:
        unit = wish.like.unit if wish.like is not None else sku.default_unit
        qty = _counted(sku_code=code, session=session, base=wish.base_qty, unit=unit)
        return Amount(LineStatus.OK, qty[0], qty[1], wish.base_qty)
    if wish.like is not None and wish.quantity is None:
        try:
            base = to_base(sku, wish.like.qty, wish.like.unit)
        except Invalid:
            return Amount(LineStatus.NEED_QTY)
        return Amount(LineStatus.OK, wish.like.qty, wish.like.unit, base)
    return amount_of(sku, wish.quantity, session.context.policy)


def _counted(session: Session, sku_code: str, base: int, unit: Unit) -> tuple[Decimal, Unit]:
    sku = session.context.index.by_code[sku_code]
    qty = pieces_of(sku, base, unit)
    return (qty, unit) if qty is not None else best_unit(sku, base)


def final_cart(session: Session, lines: Sequence[ReadLine]) -> dict[str, int]:
    """Sku -> base units of the draft after the message."""
    cart: dict[str, int] = {}
    for known in session.known:
        cart[known.sku] = cart.get(known.sku, 0) + known.base_qty
    for line in lines:
        if line.status is not LineStatus.OK:
            continue
        if line.op is Op.SCALE and line.factor is not None:
            for code in list(cart) if line.sku == "ALL" else [line.sku or ""]:
                if code in cart:
                    cart[code] = math.ceil(Fraction(cart[code]) * Fraction(line.factor))
        elif line.op is Op.REMOVE:
            cart.pop(line.sku or "", None)
        elif line.sku and line.base_qty is not None:
            cart[line.sku] = line.base_qty + (cart.get(line.sku, 0) if line.op is Op.ADD else 0)
    return {code: base for code, base in cart.items() if base > 0}
