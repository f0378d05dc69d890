"""Taking back a part of what was just said: "not 20", 不是10箱是15箱, 不是康师傅的, and putting the right thing in the place of the wrong one."""


from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.correcting import set_on_known
from backend.ordering.reading.domain import Op
from backend.ordering.reading.loose import unit_kept
from backend.ordering.reading.pairing import pairs_of
from backend.ordering.reading.session import Session

_DENYING = ("not", "不是", "别", "不")


def drop_denied(clause: Clause) -> None:
    """Reads "I said 15 coke not 20": beside another amount the one behind the word that denies is not meant."""
    if not clause.products or len(clause.quantities) < 2:  # noqa: PLR2004 - the right one and the wrong one
        return
    ends = {item.end for item in clause.items if item.text in _DENYING}
    kept = [part for part in clause.parts if part.quantity is None or not any(0 <= part.start - end <= 1 for end in ends)]
    if any(part.quantity is not None for part in kept):
        clause.parts = kept


def denies(session: Session, clause: Clause) -> bool:
    """Reads "not 20", 不是10箱: an amount that is not meant; when it was just said, the right one follows."""
    if not any(item.text in _DENYING for item in clause.items):
        return False
    if clause.products:
        return not clause.quantities and _denies_product(session, clause)
    if not clause.quantities:
        return False
    if len(clause.quantities) > 1:
        return _rather(session, clause)
    denied = clause.quantities[0].quantity
    last = session.last
    said = last.quantity.value if last is not None and last.quantity is not None else None
    session.correcting = denied is not None and denied.value == said
    return True


def _rather(session: Session, clause: Clause) -> bool:
    """Reads "75 not 50", 不是10箱是15箱: the amount beside the word that denies is not meant."""
    word = next(item for item in clause.items if item.text in _DENYING)
    meant = [part.quantity for part in clause.quantities if part.start < word.start] or [part.quantity for part in clause.quantities[1:]]
    target, quantity = session.last, meant[0]
    if target is None or quantity is None:
        return False
    target.quantity, target.topic = unit_kept(quantity, target.quantity), False
    codes = session.find_known(target.mention, target.fixed) if target.mention is not None else ()
    if codes:
        target.op, target.fixed = Op.SET, codes
    return True


def _denies_product(session: Session, clause: Clause) -> bool:
    """Reads "统一冰红茶15箱,不是康师傅的": rules out products; when nothing would remain, the right one follows."""
    last = session.last
    if last is None:
        return False
    own = session.candidates(last)
    ruled_out: set[str] = set()
    for part in clause.products:
        if part.block is not None:
            ruled_out.update(session.chooser.among(part.block.mention(session.text), own))
    rest = tuple(code for code in own if code not in ruled_out)
    if rest and ruled_out:
        last.fixed = rest
    session.correcting = bool(ruled_out) and not rest
    return True


def correct(session: Session, clause: Clause) -> bool:
    """Put what the clause says in the place of what was said last."""
    target = session.last
    if target is None or target.topic:
        return False
    earlier = [one for one in session.find_wishes(target.mention, target.fixed) if one is not target and one.counted] if target.mention is not None else []
    if earlier and not target.counted:
        session.wishes.remove(target)
        target = earlier[-1]
    set_on_known(session, target)
    for block, quantity in pairs_of(clause.parts):
        if block is None:
            if quantity is not None:
                target.quantity, target.base_qty, target.like = unit_kept(quantity, target.quantity), None, None
            continue
        wish = session.wish_for(block)
        if wish.mention and wish.mention.unknown and not wish.mention.names_product and quantity is None:
            continue
        same = [one for one in session.find_wishes(wish.mention, wish.fixed) if wish.mention] if wish.mention else []
        goal = same[-1] if same and quantity is not None else target
        goal.mention, goal.fixed = wish.mention, wish.fixed
        if quantity is not None:
            goal.quantity = unit_kept(quantity, goal.quantity)
    return True
