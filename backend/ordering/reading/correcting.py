"""Corrections of what the draft holds: "sorry I meant 8", 不对,可乐还是3箱, "48 of them instead". They set an amount or exchange a product, they never add.

Called for clauses that correct when the message itself has nothing to correct. With several lines and none named, the person is asked which.
"""

from backend.ordering.reading.blocks import Block, Part
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.pairing import pairs_of
from backend.ordering.reading.session import Session
from backend.ordering.reading.setting import called, set_parts
from backend.ordering.reading.swaps import exchange
from backend.ordering.reading.wishes import Wish


def correct_known(session: Session, clause: Clause) -> bool:
    """True when the clause corrected lines of the draft."""
    if not session.known:
        return False
    done = False
    others: list[Wish] = []
    for said, quantity in pairs_of(clause.parts):
        block = called(session, said) if said is not None else None
        if block is None:
            done = set_parts(session, clause, [], quantity) or done
        elif not block.named and _comes_otherwise(session, block):
            exchange(session, None, block, quantity)
            done = True
        elif block.meaningful and not block.weak:
            corrected = _correct_product(session, clause, block, quantity)
            done = corrected or done
            if not corrected and quantity is not None:
                others.append(session.wish_for(block, quantity=quantity))
    if done:
        session.wishes.extend(others)
    return done


def _correct_product(session: Session, clause: Clause, block: Block, quantity: Quantity | None) -> bool:
    wish = session.wish_for(block)
    if wish.mention is None or not session.candidates(wish):
        return False
    if session.find_known(wish.mention, wish.fixed):
        if quantity is None:
            set_on_known(session, wish)
            session.wishes.append(wish)
            return True
        return set_parts(session, clause, [Part(block=block, start=block.start, end=block.end)], quantity)
    if session.adds or not any(item.text == "instead" for item in clause.items):
        return False
    codes = tuple(dict.fromkeys(line.sku for line in session.known))
    if len(codes) == 1:
        exchange(session, None, block, quantity)
        return True
    session.wishes.append(Wish(Op.REMOVE, fixed=codes, start=clause.start, end=clause.end))
    return False


def _comes_otherwise(session: Session, block: Block) -> bool:
    """Reads "sorry, I meant the 4 inch ones": a size or kind in which exactly one line of the draft comes too, and is not yet."""
    mention = block.mention(session.text)
    if session.adds or mention.is_empty or mention.unknown:
        return False
    kinds = [(line.sku, session.chooser.siblings(line.sku, mention)) for line in session.known]
    return sum(bool(others) and sku not in others for sku, others in kinds) == 1


def set_on_known(session: Session, wish: Wish, *, counted: bool = False) -> None:
    """A product that was named without an amount (or with one that is not right) and stands in the draft is that line: what follows sets it."""
    if wish.op is not Op.ADD or (wish.counted and not counted) or wish.mention is None:
        return
    codes = session.find_known(wish.mention, wish.fixed)
    if codes:
        wish.op, wish.fixed = Op.SET, codes
