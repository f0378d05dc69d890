"""A share of one line that becomes another product: "half the sprite should be 7up", 雪碧一半换成七喜, "swap half of it for pepsi".

The rest of the line stays. Invariant: both amounts together are the old one; a share that is no whole number of pieces is asked about.
"""

from dataclasses import replace
from decimal import Decimal

from backend.ordering.reading.blocks import Block
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import CartLine, Op
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.session import Session
from backend.ordering.reading.wishes import Wish

_HUNDRED = Decimal(100)
_LINKS = ("swap", "instead", "set", "to")


def share(session: Session, clause: Clause) -> bool:
    """True when the clause gave a share of a line to another product."""
    factor = _share_in(clause)
    if factor is None or not any(clause.has(tag) for tag in _LINKS):
        return False
    named = [part.block for part in clause.products if part.block is not None and part.block.named]
    if len(named) == 2:  # noqa: PLR2004 - what gives and what comes
        old, new = (named[1], named[0]) if clause.has("instead") else (named[0], named[1])
        return _share_of(session, old, new, factor)
    if len(named) != 1 or not clause.has("swap"):
        return False
    last = session.last
    if last is not None and last.op is Op.ADD and not last.topic:
        return _share_of_wish(session, last, named[0], factor)
    codes = tuple(dict.fromkeys(line.sku for line in session.known))
    return len(codes) == 1 and _share_of_line(session, codes[0], named[0], factor)


def _share_in(clause: Clause) -> Decimal | None:
    """The share that is spoken of: half, 一半, 50%."""
    if clause.quantities:
        return None
    item = clause.factor
    said = clause.percent / _HUNDRED if clause.percent is not None else item.entry.factor if item is not None and item.entry is not None else None
    return said if said is not None and 0 < said < 1 else None


def _share_of(session: Session, old: Block, new: Block, factor: Decimal) -> bool:
    goes = session.wish_for(old)
    own = session.find_wishes(goes.mention, goes.fixed) if goes.mention is not None else []
    if own:
        return _share_of_wish(session, own[-1], new, factor)
    codes = session.find_known(goes.mention, goes.fixed) if goes.mention is not None else ()
    return len(codes) == 1 and _share_of_line(session, codes[0], new, factor)


def _share_of_wish(session: Session, wish: Wish, new: Block, factor: Decimal) -> bool:
    said = wish.quantity
    if said is None or said.value is None:
        return False
    wish.quantity = replace(said, value=said.value * (1 - factor))
    session.wishes.append(session.wish_for(new, quantity=replace(said, value=said.value * factor)))
    return True


def _share_of_line(session: Session, code: str, new: Block, factor: Decimal) -> bool:
    line = session.line_of(code)
    if line is None:
        return False
    comes = session.wish_for(new)
    given = Decimal(line.base_qty) * factor
    if given != given.to_integral_value():
        session.wishes.append(Wish(Op.SET, quantity=Quantity(None, vague=True), fixed=(code,)))
        return True
    comes.like = CartLine(line.sku, line.qty * factor, line.unit, int(given))
    session.wishes.extend([Wish(Op.SET, fixed=(code,), base_qty=line.base_qty - int(given), like=line), comes])
    return True
