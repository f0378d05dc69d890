"""Amounts that stand without a product: for what was named before, else for what comes; a size or a sum in disguise; else it is asked.

Invariant: an amount that belongs to nothing is never dropped silently beside goods: the product before it is asked about.
"""

from collections.abc import Sequence
from dataclasses import replace

from backend.catalog.clues import Mention
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op
from backend.ordering.reading.items import SURELY_SIZE, Quantity
from backend.ordering.reading.session import Session
from backend.ordering.reading.wishes import Wish

_MOST_KINDS = 8


def take_amount(session: Session, clause: Clause, quantity: Quantity) -> None:
    """A quantity without a product belongs to the product said before it, else to the next one."""
    waiting = next((wish for wish in reversed(session.wishes) if wish.op in (Op.ADD, Op.SET)), None)
    if session.dropped is not None and not clause.products:
        wish = session.dropped
        wish.quantity = unit_kept(quantity, wish.quantity)
        session.wishes.append(wish)
        session.dropped = None
        return
    if waiting is not None and waiting.quantity is not None and quantity == waiting.quantity:
        return
    if _was_size(session, waiting, quantity) or (not _set_apart(session, clause) and _another_size(session, waiting, quantity)):
        return
    taken_over = waiting is not None and waiting.quantity is None and waiting.like is not None and not clause.products
    if waiting is not None and (taken_over or not waiting.counted or said_roughly(waiting.quantity, quantity)):
        if sum(wish.topic for wish in session.wishes if any(span.start <= wish.start < span.end for span in session.told)) > 1:
            quantity = Quantity(None, vague=True)
        waiting.quantity, waiting.topic, waiting.like = quantity, False, None
        return
    session.loose, session.owner = quantity, waiting if waiting is not None and waiting.op is Op.ADD else None


def _set_apart(session: Session, clause: Clause) -> bool:
    """Reads "M8x80 bolt - 120": what stands behind such a sign is the amount of the row."""
    return session.text[: clause.start].rstrip()[-1:] in ("-", ":", "|", "=", ">", "→")


def _another_size(session: Session, waiting: Wish | None, quantity: Quantity) -> bool:
    """Reads "怡宝350、555 每样十箱", "in 330, 500 and 600": sizes in a row, none of them counted yet."""
    if waiting is None or waiting.mention is None or waiting.counted or quantity.unit is not None or quantity.value is None or quantity.vague:
        return False
    if quantity.value < SURELY_SIZE or not (waiting.mention.numbers or waiting.mention.specs):
        return False
    fixed = session.other_size(quantity.value)
    if fixed:
        session.wishes.append(Wish(Op.ADD, waiting.mention, fixed=fixed, start=waiting.start, end=waiting.end))
    return bool(fixed)


def _was_size(session: Session, waiting: Wish | None, quantity: Quantity) -> bool:
    """Reads "8080 要50件", "125 - 100 pcs, 180 - 50 pcs": a bare number before a real amount was a size or model, of the product before or a new one."""
    if waiting is None or waiting.mention is None or quantity.unit is None:
        return False
    if session.loose is not None and session.loose.unit is None and session.loose.value is not None and waiting.counted:
        fixed = session.other_size(session.loose.value)
        session.loose = None
        session.wishes.append(Wish(Op.ADD, waiting.mention, quantity if fixed else Quantity(None, vague=True), fixed, start=waiting.start, end=waiting.end))
        return True
    said = waiting.quantity
    if said is None or said.unit is not None or said.times or said.vague or said.value is None or waiting.fixed:
        return False
    waiting.mention, waiting.quantity = replace(waiting.mention, numbers=(*waiting.mention.numbers, said.value)), quantity
    return True


def said_roughly(said: Quantity | None, quantity: Quantity) -> bool:
    """Whether an amount takes the place of a rough one ("a few cases, say 5") or of a pack description ("330ml x 24 - 12 ctn")."""
    if said is None or quantity.times:
        return False
    return said.vague or (said.times and said.unit is None and quantity.unit is not None)


def unit_kept(new: Quantity, old: Quantity | None) -> Quantity:
    """Reads "十箱,不对,十五" keeps the unit."""
    return replace(new, unit=old.unit) if new.unit is None and old is not None and not new.vague else new


def _drop_totals(session: Session) -> None:
    """Reads "80个安全帽,白的50黄的30": a sum that the kinds after it make up is no line of its own."""
    for place, wish in enumerate(session.wishes):
        wide = set(session.candidates(wish)) if wish.op is Op.ADD and wish.quantity is not None else set()
        following = session.wishes[place + 1 : place + 1 + _MOST_KINDS] if len(wide) > 1 else []
        kinds = [one for one in following if one.op is Op.ADD and one.quantity is not None and set(session.candidates(one)) < wide]
        if len(kinds) > 1 and wish.quantity is not None and sum(one.quantity.value or 0 for one in kinds if one.quantity) == wish.quantity.value:
            session.wishes.remove(wish)
            return


def _may_be_size(session: Session, codes: Sequence[str]) -> bool:
    """A bare number in which a product of the draft, or its sister, comes: nobody can tell whether it is meant as an amount."""
    said = session.loose
    if said is None or said.unit is not None or said.value is None or said.value < SURELY_SIZE:
        return False
    return any(session.chooser.siblings(code, Mention(numbers=(said.value,))) for code in codes)


def finish(session: Session) -> None:
    """A quantity that found no product belongs to the only line there is, or is asked about."""
    _drop_totals(session)
    if session.loose is not None and session.adds and session.owner is not None:
        session.owner.quantity = Quantity(None, vague=True)
    if session.loose is None or session.adds:
        return
    gone = {code for wish in session.wishes if wish.op is Op.REMOVE for code in wish.fixed}
    codes = tuple(dict.fromkeys(line.sku for line in session.known if line.sku not in gone))
    if session.loose.unit is None and (not codes or gone):
        return
    if _may_be_size(session, codes):
        session.loose = Quantity(None, vague=True)
    session.wishes.append(Wish(Op.ADD, quantity=session.loose, fixed=codes, more=True))
