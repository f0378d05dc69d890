"""Everything but one: 除了可乐,其他都减半, "double everything except the sprite", 除了红牛都改成5箱.

Acts on the lines of the draft and of a repeated order. Invariant: the product that is excepted never changes.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from backend.ordering.reading.blocks import Block
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op
from backend.ordering.reading.scaling import factor_of
from backend.ordering.reading.session import Session
from backend.ordering.reading.wishes import Wish


def change_others(session: Session, clause: Clause) -> bool:
    """True when the clause scaled or set every line but those it names."""
    if not clause.has("except"):
        return False
    blocks = [part.block for part in clause.products if part.block is not None and part.block.named]
    factor = factor_of(clause)
    setting = clause.has("set") and len(clause.quantities) == 1
    if not blocks or not (factor is not None or setting):
        return False
    if not session.known:
        return factor is not None and _scale_wishes(session, blocks, factor)
    kept = {code for block in blocks for code in session.find_known(block.mention(session.text))}
    quantity = None if factor is not None else clause.quantities[0].quantity
    op = Op.SCALE if factor is not None else Op.SET
    others = [code for code in dict.fromkeys(line.sku for line in session.known) if code not in kept]
    session.wishes.extend(Wish(op, fixed=(code,), factor=factor, quantity=quantity, start=clause.start, end=clause.end) for code in others)
    return True


def _scale_wishes(session: Session, blocks: Sequence[Block], factor: Decimal) -> bool:
    """The same for goods of this message."""
    kept = [wish for block in blocks for wish in session.find_wishes(block.mention(session.text))]
    for wish in session.adds:
        if wish not in kept and wish.quantity is not None and wish.quantity.value is not None:
            wish.quantity = replace(wish.quantity, value=wish.quantity.value * factor)
    return bool(session.adds)
