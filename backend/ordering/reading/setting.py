"""Setting an amount: 改成15箱, "make that 12", "only 20 of the snow", on wishes of the same message first, then on known lines."""

from dataclasses import replace

from backend.ordering.reading.blocks import Block, Part
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op
from backend.ordering.reading.items import Item, Quantity
from backend.ordering.reading.pairing import pairs_of
from backend.ordering.reading.session import Session
from backend.ordering.reading.shrinking import in_unit_of
from backend.ordering.reading.wishes import Wish

RAISING = frozenset({"bump", "bump up", "increase", "raise"})


def set_amount(session: Session, clause: Clause, *, force: bool = False) -> bool:
    """True when the clause set an amount; `force` when another word than a setting one asked for it."""
    tag = clause.first("set")
    if tag is None and not force:
        return False
    if tag is not None and tag.text in RAISING and any(item.text == "by" for item in clause.items):
        return False
    counts = [part.quantity for part in clause.quantities if part.quantity is not None]
    if not counts:
        return False
    blocks = pointed_at(session, clause)
    if len(blocks) > 1 and len(counts) > 1:
        return _set_many(session, clause, tag)
    soft = tag is not None and tag.has("soft")
    return set_parts(session, clause, blocks, counts[-1], soft=soft)


def pointed_at(session: Session, clause: Clause) -> list[Part]:
    """The products of a clause; words of the language count when a line of the draft is called so ("tiles to 52")."""
    found = [part for part in clause.products if part.block is not None and part.block.meaningful]
    if found or not session.known:
        return found
    named = [replace(part, block=called(session, part.block)) for part in clause.products if part.block is not None]
    return [part for part in named if part.block is not None and part.block.meaningful]


def called(session: Session, block: Block) -> Block:
    """The block; words of the language in it are a name when a line of the draft is called so."""
    if block.meaningful or not session.known:
        return block
    named = block.promoted()
    return named if named.named and session.find_known(named.mention(session.text)) else block


def _set_many(session: Session, clause: Clause, tag: Item | None) -> bool:
    soft = tag is not None and tag.has("soft")
    for block, quantity in pairs_of(clause.parts):
        if block is not None and quantity is not None:
            set_parts(session, clause, [Part(block=block, start=block.start, end=block.end)], quantity, soft=soft)
    return True


def set_parts(session: Session, clause: Clause, blocks: list[Part], quantity: Quantity | None, *, soft: bool = False) -> bool:
    """Set the amount of each product; `soft` words (only, just) order what is not there yet."""
    named = [part.block for part in blocks if part.block is not None]
    if quantity is None:
        return False
    if not named:
        return _set_last(session, clause, quantity, soft=soft)
    for block in named:
        wish = session.wish_for(block, Op.SET, quantity)
        if wish.mention is None:
            continue
        own = session.find_wishes(wish.mention, wish.fixed)
        if own:
            own[-1].quantity = replace(quantity, unit=quantity.unit or (own[-1].quantity.unit if own[-1].quantity else None))
            continue
        codes = session.find_known(wish.mention, wish.fixed, quantity)
        if codes:
            wish.fixed = codes
            wish.quantity = in_unit_of(session, session.line_of(codes[0]), quantity) if len(codes) == 1 else quantity
        elif soft:
            wish.op = Op.ADD
            wish.quantity = replace(quantity, vague=True) if any(item.text == "up to" for item in clause.items) else quantity
        session.wishes.append(wish)
    return True


def _set_last(session: Session, clause: Clause, quantity: Quantity, *, soft: bool) -> bool:
    """Reads "make that 12": the last wish, else the only known line, else it is asked which."""
    if clause.has("all"):
        for wish in session.adds:
            wish.quantity = replace(quantity, unit=quantity.unit or (wish.quantity.unit if wish.quantity else None))
        if not session.adds:
            for code in dict.fromkeys(line.sku for line in session.known):
                session.wishes.append(Wish(Op.SET, quantity=quantity, fixed=(code,)))
        return True
    last = session.last
    if last is not None:
        if last.op is Op.ADD and not last.counted and last.mention is not None:
            codes = session.find_known(last.mention, last.fixed)
            last.op, last.fixed = (Op.SET, codes) if codes else (last.op, last.fixed)
        last.quantity = replace(quantity, unit=quantity.unit or (last.quantity.unit if last.quantity else None))
        last.topic, last.base_qty, last.like = False, None, None
        return True
    codes = tuple(dict.fromkeys(line.sku for line in session.known))
    if codes:
        wished = in_unit_of(session, session.line_of(codes[0]), quantity) if len(codes) == 1 else quantity
        session.wishes.append(Wish(Op.SET, quantity=wished, fixed=codes))
        return True
    return False if soft else bool(codes)
