"""Taking back what was said last: 算了, "never mind", "forget the pepsi". A new amount right after restores it with that amount."""

from dataclasses import replace

from backend.ordering.reading.blocks import Block
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op
from backend.ordering.reading.removals import remove_block
from backend.ordering.reading.session import Session
from backend.ordering.reading.setting import set_amount
from backend.ordering.reading.shrinking import lower
from backend.ordering.reading.wishes import Wish


def forget(session: Session, clause: Clause) -> bool:
    """True when the clause takes the last wish back."""
    if not clause.has("forget") or clause.has("swap") or (clause.has("remove") and clause.products):
        return False
    named = _named(session, clause)
    for block in named:
        remove_block(session, block, None)
    if named:
        return True
    if clause.has("all"):
        session.wishes = [wish for wish in session.wishes if wish.op is Op.REPEAT]
        return not clause.parts
    target = session.last
    if target is not None and not target.topic and _take_back(session, clause, target):
        return True
    if not clause.parts or clause.products:
        return not clause.parts
    if target is None and session.dropped is None and session.known:
        set_amount(session, clause, force=True)
    else:
        _restore(session, clause)
    return True


def _named(session: Session, clause: Clause) -> list[Block]:
    """The products that are to be forgotten ("forget the pepsi", 雪碧算了, 算了雪碧)."""
    named = [part.block for part in clause.products if part.block is not None and part.block.named]
    word = next(item for item in clause.items if item.has("forget"))
    if not named or clause.quantities:
        return []
    behind = named[0].end <= word.start or (not any(item.text == "吧" for item in clause.items) and _in_draft(session, named))
    return named if word.text.isascii() or (not session.adds and behind) else []


def _in_draft(session: Session, named: list[Block]) -> bool:
    """Reads 算了红牛: with the product behind it the word takes out what the draft holds; else it changes one's mind."""
    return all(session.find_known(block.mention(session.text)) for block in named)


def _take_back(session: Session, clause: Clause, target: Wish) -> bool:
    """Drop the last wish; True when that is all the clause says."""
    session.wishes = [wish for wish in session.wishes if wish is not target]
    codes = session.find_known(target.mention, target.fixed) if target.mention is not None and not target.counted else ()
    if codes and not target.more and target.end == clause.start:
        session.wishes.append(Wish(Op.REMOVE, fixed=codes, start=target.start, end=target.end))
        return True
    if clause.has("less") and len(target.fixed) == 1 and clause.quantities and clause.quantities[0].quantity is not None:
        lower(session, Wish(Op.SET), target.fixed, clause.quantities[0].quantity)
        return True
    session.dropped = target
    return False


def _restore(session: Session, clause: Clause) -> None:
    for part in clause.quantities:
        if session.dropped is not None and part.quantity is not None:
            old = session.dropped.quantity
            session.dropped.quantity = replace(part.quantity, unit=part.quantity.unit or (old.unit if old else None))
            session.wishes.append(session.dropped)
            session.dropped = None
