"""One amount or one size for several products: "A, B 各10箱", "10 cases each of A and B", 都要330的, "all in cans"."""

from collections.abc import Sequence
from dataclasses import replace

from backend.catalog.clues import Mention
from backend.ordering.reading.adding import add, note_head, refine
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op
from backend.ordering.reading.items import Kind
from backend.ordering.reading.session import Session
from backend.ordering.reading.wishes import Wish


def narrow_all(session: Session, clause: Clause) -> bool:
    """Reads "都要330的", "all in cans", "the 330 ones": sizes and colours for what was said before."""
    products = clause.products
    if clause.has("no") or clause.has("instead") or clause.has("remove"):
        return False
    if clause.quantities or not products or any(part.block is not None and part.block.named and not part.block.weak for part in products):
        return False
    block = products[0].block
    if block is None or not (block.sized or block.numbers or any(item.kind is Kind.ATTRIBUTE for item in block.items)):
        return False
    said = block.mention(session.text)
    open_wishes = [wish for wish in session.wishes if wish.op is Op.ADD and wish.mention is not None]
    targets = open_wishes if clause.has("all") or clause.has("each") else open_wishes[-1:]
    if not clause.has("all") and not clause.has("each"):
        shared = [wish for wish in open_wishes if session.each is not None and wish.quantity is session.each]
        pending = shared or [wish for wish in open_wishes if not wish.counted]
        targets = pending or targets
    changed = False
    for wish in targets:
        if wish.mention is None:
            continue
        if wish.fixed:
            rest = session.chooser.strictly_among(said, wish.fixed)
            wish.fixed, changed = rest or wish.fixed, changed or bool(rest)
            continue
        narrowed = replace(
            wish.mention,
            specs=wish.mention.specs + said.specs,
            numbers=wish.mention.numbers + said.numbers,
            attributes=wish.mention.attributes + said.attributes,
        )
        if session.chooser.candidates(narrowed):
            wish.mention, changed = narrowed, True
    return changed


def distribute(session: Session, clause: Clause) -> bool:  # noqa: C901 - one branch a kind of case
    """Reads "A, B 各10箱", "10 cases each of A and B"."""
    each = clause.has("each") or ("each" in session.text and _each_of_several(session, clause))
    if not each:
        if session.each is not None and clause.products and not clause.quantities:
            for part in clause.products:
                if part.block is not None and part.block.named:
                    session.wishes.append(session.wish_for(part.block, quantity=session.each))
            return True
        return False
    quantities = clause.quantities
    if not quantities or _all_counted(clause):
        return False
    _add_counted(session, clause)
    word = clause.first("each")
    counted = next((part for part in quantities if word is not None and part.start >= word.end), quantities[-1])
    quantity = counted.quantity
    if quantity is not None and quantity.unit is not None and quantity.unit.word == "each":
        quantity = replace(quantity, unit=session.unit)
    rest = [part for part in clause.parts if part.start > counted.start]
    if any(part.quantity is not None for part in rest) and any(part.block is not None for part in rest):
        clause.parts = [part for part in clause.parts if part not in rest]
        distribute(session, clause)
        session.each = None
        add(session, replace(clause, parts=rest))
        return True
    _complete_kinds(session, clause)
    here = _wishes_here(session, clause)
    pending = []
    for wish in reversed(session.wishes):
        if wish.op is not Op.ADD or wish.counted:
            break
        pending.append(wish)
    _share_size(session, pending)
    more = clause.has("more") or any(item.has("each") and item.text.endswith(("加", "补")) for item in clause.items)
    for wish in pending:
        wish.more = wish.more or more
        wish.quantity, wish.topic = quantity, False
    if not pending or (here and quantities[0].start < clause.products[0].start):
        session.each = quantity
    return True


def _wishes_here(session: Session, clause: Clause) -> bool:
    """Adds a wish for every product of the clause; true when there is one."""
    said = len(session.wishes)
    for part in clause.products:
        if part.block is None or not (part.block.named or session.last_mention is not None):
            continue
        wish = session.wish_for(part.block)
        note_head(session, wish)
        refine(session, wish)
        session.wishes.append(wish)
    return len(session.wishes) > said


def _each_of_several(session: Session, clause: Clause) -> bool:
    """Reads "coke and sprite, 10 each": behind several products that are not counted the word is no unit, it distributes."""
    said = clause.quantities[0].quantity if len(clause.quantities) == 1 else None
    if said is None or said.unit is None or said.unit.word != "each" or (clause.products and clause.products[-1].start > clause.quantities[0].start):
        return False
    waiting = 0
    for wish in reversed(session.wishes):
        if wish.op is not Op.ADD or wish.counted:
            break
        waiting += 1
    return waiting + len(clause.products) > 1


def _complete_kinds(session: Session, clause: Clause) -> None:
    """Reads "grey and white grout 10 bags each", 灰色白色填缝剂各10包: kinds that stand before the product they are of."""
    blocks = [part.block for part in clause.products if part.block is not None]
    first = next((place for place, block in enumerate(blocks) if block.named), None)
    if first is None:
        return
    kinds = [*session.waiting, *(block for block in blocks[:first] if block.meaningful)]
    if not kinds or (first and not session.waiting and session.last_mention is not None):
        return
    session.complete(blocks[first].mention(session.text))
    session.wishes.extend(session.wish_for(block) for block in kinds)
    session.waiting = []
    clause.parts = [part for part in clause.parts if part.block is None or all(part.block is not kind for kind in kinds)]


def _all_counted(clause: Clause) -> bool:
    """Reads "A两盒 B三盒 都要12.9级的": nothing is left to be counted."""
    word = clause.first("each")
    before = [part for part in clause.parts if word is not None and part.end <= word.start]
    counts = sum(part.quantity is not None for part in before)
    return counts > 1 and len(before) == 2 * counts and before[-1].quantity is not None and len(clause.quantities) == counts


def _add_counted(session: Session, clause: Clause) -> None:
    """Reads "A一百卷 B五十卷 C和D各6卷": products that are counted before the word that distributes have their own amount."""
    word = clause.first("each")
    before = [part for part in clause.parts if word is not None and part.end <= word.start]
    last = max((place for place, part in enumerate(before) if part.quantity is not None and any(one.block is not None for one in before[:place])), default=-1)
    if word is None or last < 0 or not any(part.quantity is not None and part.start >= word.end for part in clause.parts):
        return
    add(session, replace(clause, parts=before[: last + 1]))
    clause.parts = [part for part in clause.parts if part not in before[: last + 1]]


def _share_size(session: Session, wishes: Sequence[Wish]) -> None:
    """Reads "芬达橙味和葡萄味500的各五箱": the size said last is meant for all."""
    sized = next((wish.mention for wish in wishes if wish.mention is not None and (wish.mention.specs or wish.mention.numbers)), None)
    for wish in wishes:
        own = wish.mention
        if sized is None or own is None or own.specs or own.numbers:
            continue
        if wish.fixed:
            wish.fixed = session.chooser.strictly_among(Mention(specs=sized.specs, numbers=sized.numbers), wish.fixed) or wish.fixed
            continue
        fuller = replace(own, specs=sized.specs, numbers=sized.numbers)
        if session.chooser.candidates(fuller):
            wish.mention = fuller
