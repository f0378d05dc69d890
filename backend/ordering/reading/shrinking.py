"""Arithmetic of fewer: taking an amount off a wish of the message or off a known line, in the unit that was meant."""

from dataclasses import replace

from backend.ordering.reading.amounts import amount_of
from backend.ordering.reading.domain import CartLine, Op
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.session import Session
from backend.ordering.reading.wishes import Wish
from backend.ordering.reading.words import UnitWord


def shrink(wish: Wish, quantity: Quantity) -> bool:
    """Take so much off an amount in the same unit; False when nothing would remain."""
    had = wish.quantity
    if (
        had is None
        or had.value is None
        or quantity.value is None
        or (quantity.unit is not None and had.unit is not None and quantity.unit.unit != had.unit.unit)
    ):
        return False
    left = had.value - quantity.value
    if left <= 0:
        return False
    wish.quantity = replace(had, value=left)
    return True


def lower(session: Session, wish: Wish, codes: tuple[str, ...], quantity: Quantity) -> None:
    """A wish that takes `quantity` off the known line of the one code; nothing left means to remove it, more than there is asks."""
    line = session.line_of(codes[0])
    amount = amount_of(session.context.index.by_code[codes[0]], in_unit_of(session, line, quantity), session.context.policy)
    if line is None or amount.base_qty is None or amount.base_qty > line.base_qty:
        wish.op, wish.fixed, wish.quantity = Op.SET, codes, Quantity(None, vague=True)
    elif line.base_qty == amount.base_qty:
        wish.op, wish.fixed = Op.REMOVE, codes
    else:
        wish.op, wish.fixed, wish.base_qty, wish.like = Op.SET, codes, line.base_qty - amount.base_qty, line
    session.wishes.append(wish)


def take_off(session: Session, quantity: Quantity) -> bool:
    """Take so much off what was said last, else off the only known line; with several lines it is asked which."""
    last = session.last
    if last is not None and last.quantity is not None and last.op is Op.ADD:
        return shrink(last, quantity)
    codes = tuple(dict.fromkeys(line.sku for line in session.known))
    if len(codes) == 1:
        lower(session, Wish(Op.SET), codes, quantity)
    elif codes:
        session.wishes.append(Wish(Op.SET, quantity=Quantity(None, vague=True), fixed=codes))
    return bool(codes)


def in_unit_of(session: Session, line: CartLine | None, quantity: Quantity) -> Quantity:
    """Reads "two fewer" counts in the unit of the line."""
    if quantity.unit is not None or line is None or line.unit is session.context.index.by_code[line.sku].default_unit:
        return quantity
    return replace(quantity, unit=UnitWord((), line.unit.value))
