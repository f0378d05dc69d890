"""Clauses that take so much off an amount: "two fewer", 减5箱, "reduce by 3"."""

from dataclasses import replace
from decimal import Decimal

from backend.ordering.reading.blocks import Block
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op
from backend.ordering.reading.items import Item, Quantity
from backend.ordering.reading.session import Session
from backend.ordering.reading.setting import RAISING, set_amount
from backend.ordering.reading.shrinking import lower, shrink, take_off
from backend.ordering.reading.wishes import Wish

_LOWERING = {"reduce", "lower", "decrease", "cut"}
_NEAR = 20


def less(session: Session, clause: Clause) -> bool:
    """True when the clause lowered an amount."""
    tag = clause.first("less") or changed_by(clause)
    counts = [part.quantity for part in clause.quantities if part.quantity is not None and part.quantity.value is not None]
    if len(counts) == 1 and session.known and (counts[0].value or 0) < 0:
        return _minus(session, clause, replace(counts[0], value=-(counts[0].value or Decimal(0))))
    amiss = bool(counts) and bool(session.known) and _amiss(session, clause, counts[0])
    if amiss or tag is None or not counts:
        return amiss
    if clause.masked("reference"):
        return _complains(session)
    if any(item.text == "to" for item in clause.items if item.start > tag.start) and tag.text in _LOWERING | RAISING:
        return set_amount(session, clause, force=True)
    blocks = [part.block for part in clause.products if part.block is not None and part.block.named]
    if not blocks:
        return take_off(session, counts[0])
    for block in blocks if clause.has("each") else blocks[:1]:
        _lower_block(session, block, counts[0])
    return True


def _amiss(session: Session, clause: Clause, quantity: Quantity) -> bool:
    """Reads 可乐多了2箱 (so many go) and 少了5箱雪碧 (nobody can tell whether so many come or were missing)."""
    count = clause.quantities[0]
    word = session.text[max(0, count.start - _NEAR) : count.start].rstrip()
    over = word.endswith(("多了", "多出", "多出来")) or session.text[count.end : count.end + _NEAR].lstrip().startswith(("too many", "too much"))
    codes = _pointed(session, clause) if over or word.endswith(("少了", "缺了")) else ()
    if over and len(codes) == 1:
        lower(session, Wish(Op.SET), codes, quantity)
        return True
    if codes:
        session.wishes.append(Wish(Op.SET, quantity=Quantity(None, vague=True), fixed=codes, start=clause.start, end=clause.end))
        return True
    return False


def _pointed(session: Session, clause: Clause) -> tuple[str, ...]:
    """The lines of the draft that the clause names, else the only one."""
    blocks = [part.block for part in clause.products if part.block is not None and part.block.named]
    if blocks:
        return session.find_known(blocks[-1].mention(session.text))
    last = session.last
    if last is not None and last.op is Op.ADD and not last.counted and last.mention is not None:
        codes = session.find_known(last.mention, last.fixed)
        if codes:
            session.wishes.remove(last)
        return codes
    return tuple(dict.fromkeys(line.sku for line in session.known))


def _minus(session: Session, clause: Clause, quantity: Quantity) -> bool:
    """Reads "minus 3", "coke minus 5"; a negative amount before a product is no amount of it."""
    if not clause.products:
        return take_off(session, quantity)
    block = clause.products[-1].block
    if block is None or clause.products[-1].start > clause.quantities[0].start or not session.find_known(block.mention(session.text)):
        return False
    _lower_block(session, block, quantity)
    return True


def _complains(session: Session) -> bool:
    """Reads "上次少发的2箱": what an earlier delivery lacked is no edit; beside goods it is asked what is meant."""
    if session.adds:
        session.adds[-1].quantity = Quantity(None, vague=True)
    return True


def _lower_block(session: Session, block: Block, quantity: Quantity) -> None:
    wish = session.wish_for(block)
    own = session.find_wishes(wish.mention, wish.fixed) if wish.mention is not None else []
    if own:
        if not shrink(own[-1], quantity):
            session.wishes.remove(own[-1])
        return
    codes = session.find_known(wish.mention, wish.fixed) if wish.mention is not None else ()
    if len(codes) == 1:
        lower(session, wish, codes, quantity)
    elif codes:
        wish.op, wish.fixed, wish.quantity = Op.SET, codes, quantity
        session.wishes.append(wish)


def changed_by(clause: Clause) -> Item | None:
    """Reads "reduce the coke by 5"."""
    tag = clause.first("set")
    if tag is None or tag.text not in _LOWERING or not any(item.text == "by" for item in clause.items):
        return None
    return tag
