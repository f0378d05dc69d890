"""Multiplying amounts: 全部翻倍, "double the oreos", "+20%", 减半; of wishes of the same message first, then of known lines."""

from dataclasses import replace
from decimal import Decimal

from backend.ordering.reading.blocks import NAMES, Block
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.session import Session
from backend.ordering.reading.wishes import Wish

_HUNDRED = Decimal(100)
_DOWN = ("减", "少", "降", "reduce", "cut", "less", "decrease", "lower", "trim", "drop", "down")
_UP = ("加", "多", "增", "increase", "more", "up", "raise", "extra", "bump", "add", "+", "grow")


def scale(session: Session, clause: Clause) -> bool:
    """Reads "全部翻倍", "double the oreos", "+20%"."""
    factor = factor_of(clause)
    if factor is None:
        return False
    factor = _corrected(session, clause, factor)
    if factor is None:
        return True
    blocks = [part.block for part in clause.products if part.block is not None and part.block.named]
    if not blocks:
        whole = clause.has("all") or not session.adds or len(session.adds) != 1
        last = session.last
        if not whole and last is not None and last.counted and last.quantity is not None and last.quantity.value is not None:
            last.quantity = replace(last.quantity, value=last.quantity.value * factor)
            return True
        if session.known or session.adds or clause.has("all"):
            session.wishes.append(Wish(Op.SCALE, factor=factor, everything=True, start=clause.start, end=clause.end))
        return True
    for block in blocks:
        _scale_block(session, block, factor)
    return True


def _scale_block(session: Session, block: Block, factor: Decimal) -> None:
    wish = session.wish_for(block, Op.SCALE)
    if wish.mention is None:
        return
    own = session.find_wishes(wish.mention, wish.fixed)
    if own:
        last = own[-1]
        if last.quantity is not None and last.quantity.value is not None:
            last.quantity = replace(last.quantity, value=last.quantity.value * factor)
        return
    wish.fixed = session.find_known(wish.mention, wish.fixed)
    wish.factor = factor
    if not wish.fixed and session.adds and session.candidates(wish):
        wish.op, wish.factor, wish.quantity = Op.ADD, None, Quantity(None, vague=True)
        session.wishes.append(wish)
    elif wish.fixed:
        session.wishes.append(wish)


def _corrected(session: Session, clause: Clause, factor: Decimal) -> Decimal | None:
    """Reads "not double, triple": the factor beside what was scaled before; None when the clause only takes back or replaces a factor."""
    scaled = next((wish for wish in reversed(session.wishes) if wish.op is Op.SCALE), None)
    if any(item.text in ("not", "不是", "别") for item in clause.items):
        session.denied = factor
        return None
    if scaled is not None and (session.correcting or session.denied or clause.has("correct") or clause.has("no")):
        scaled.factor, session.denied = factor, None
        return None
    if session.denied:
        factor, session.denied = factor / session.denied, None
    return factor


def factor_of(clause: Clause) -> Decimal | None:
    """By how much the clause scales; None when it does not."""
    percent = clause.percent
    if percent is not None:
        said = [item.text for item in clause.items if item.kind not in NAMES]
        down = clause.has("less") or clause.has("remove") or any(word in text for text in said for word in _DOWN)
        up = percent > 0 and any(word in text for text in said for word in _UP)
        if percent < 0:
            return (_HUNDRED + percent) / _HUNDRED
        if down:
            to = clause.has("to") and any(item.text == "to" for item in clause.items)
            return percent / _HUNDRED if to else (_HUNDRED - percent) / _HUNDRED
        return (_HUNDRED + percent) / _HUNDRED if up else None
    item = clause.factor
    counted = [part for part in clause.quantities if part.quantity is not None and not part.quantity.times]
    if item is not None and item.entry is not None and not counted:
        return item.entry.factor
    times = [part.quantity for part in clause.quantities if part.quantity is not None and part.quantity.times and part.quantity.unit is None]
    if clause.has("all") and times and not any(part.block is not None and part.block.named for part in clause.products):
        return times[0].value
    return None
