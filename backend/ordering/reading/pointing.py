"""What is done to lines that are pointed at by their place: the amount that stands beside the pointer is the new one, "x2" doubles.

All other verbs see the pointer as the name of the line. After goods of the message itself "the last one" is the last of these.
"""

from dataclasses import replace

from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op
from backend.ordering.reading.items import Item, Kind
from backend.ordering.reading.session import Session
from backend.ordering.reading.setting import set_amount
from backend.ordering.reading.shrinking import in_unit_of, lower
from backend.ordering.reading.wishes import Wish
from backend.ordering.reading.words import Entry

_OTHER_VERBS = ("more", "each", "less", "remove", "swap", "instead", "no", "except")
_PRONOUN = Entry(frozenset({"pronoun"}))


def point_into_message(session: Session, clause: Clause) -> None:
    """Reads "10 coke, 5 sprite, make the last one 8": the last one is then the last wish of the message."""
    last = session.last
    if not clause.has("last") or last is None or last.op is not Op.ADD or last.topic:
        return
    clause.items = [_as_pronoun(item) for item in clause.items]
    clause.parts = [part for part in clause.parts if part.block is None or not any(item.has("last") for item in part.block.items)]


def leave_alone(session: Session, clause: Clause) -> None:
    """Reads 可乐翻倍雪碧不动, 全部翻倍,雪碧不动: the product beside such a word is not touched by what else is done."""
    word = clause.first("kept")
    if word is None or not clause.products:
        return
    before = [part for part in clause.products if part.end <= word.start]
    kept = before[-1] if before else clause.products[0]
    if any(part.quantity is not None and part.start >= kept.end for part in clause.parts):
        return
    clause.parts = [part for part in clause.parts if part is not kept]
    whole = next((wish for wish in session.wishes if wish.everything), None)
    if whole is not None and kept.block is not None:
        codes = session.find_known(kept.block.mention(session.text))
        others = dict.fromkeys(line.sku for line in session.known if line.sku not in codes)
        session.wishes.remove(whole)
        session.wishes.extend(replace(whole, everything=False, fixed=(code,)) for code in others)


def _as_pronoun(item: Item) -> Item:
    return replace(item, kind=Kind.TAG, entry=_PRONOUN) if item.has("last") else item


def change_each(session: Session, clause: Clause) -> bool:
    """Reads 每样加2箱, "both +2", 两样各减1: so much more or less of every line of the draft."""
    every = clause.has("each") or clause.has("all")
    raised = clause.has("more") or any(item.text.endswith(("加", "补")) for item in clause.items if item.has("each"))
    if not every or clause.products or len(clause.quantities) != 1 or not session.known or session.adds or not (raised or clause.has("less")):
        return False
    quantity = clause.quantities[0].quantity
    if quantity is None:
        return False
    for code in dict.fromkeys(line.sku for line in session.known):
        wish = Wish(Op.ADD, quantity=in_unit_of(session, session.line_of(code), quantity), fixed=(code,), start=clause.start, end=clause.end)
        if clause.has("less"):
            lower(session, Wish(Op.SET), (code,), quantity)
        else:
            session.wishes.append(wish)
    return True


def set_pointed(session: Session, clause: Clause) -> bool:
    """Reads "line 2: 10", "the last one 8", "第一行10箱"; "the last one x2" multiplies; a pointer alone is asked about."""
    if not clause.has("line") or clause.factor is not None or clause.percent is not None or any(clause.has(tag) for tag in _OTHER_VERBS):
        return False
    counts = [part.quantity for part in clause.quantities if part.quantity is not None]
    blocks = [part.block for part in clause.products if part.block is not None]
    if not counts:
        session.wishes.extend(session.wish_for(block, Op.SET) for block in blocks)
        return True
    times = counts[0]
    if len(counts) == 1 and times.times and times.unit is None and times.value is not None and not clause.has("set"):
        codes = [block.items[0].options[0] for block in blocks if block.items[0].options]
        session.wishes.extend(Wish(Op.SCALE, fixed=(code,), factor=times.value, start=clause.start, end=clause.end) for code in codes)
        return True
    return set_amount(session, clause, force=True)
