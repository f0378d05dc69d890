"""Taking a product out: 不要了, "forget the pepsi", "no fanta", and ruling out kinds (都不要无糖的)."""

from dataclasses import replace

from backend.catalog.clues import Mention
from backend.catalog.text import normalise
from backend.ordering.reading.amounts import unit_for
from backend.ordering.reading.blocks import Block
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op, OpenQuestion
from backend.ordering.reading.items import Item, Kind, Quantity
from backend.ordering.reading.session import Session
from backend.ordering.reading.shrinking import lower, shrink, take_off
from backend.ordering.reading.wishes import Wish


def remove(session: Session, clause: Clause, later: Clause | None) -> bool:
    """True when the clause took something out. `later` is the clause after it, which may say the right amount."""
    tag = clause.first("remove") or clause.first("except") or clause.first("no")
    if tag is None or (tag.has("no") and not tag.has("remove") and not _follows(clause, tag)) or _answers_no(clause, tag):
        return False
    blocks = [part.block for part in clause.products if part.block is not None and (part.block.named or part.block.meaningful)]
    others_go = clause.has("remove") or (clause.has("all") and not clause.masked("reference"))
    if session.known and (clause.has("rest") or (clause.has("except") and others_go)):
        return keep_only(session, blocks)
    counts = [part.quantity for part in clause.quantities if part.quantity is not None]
    if not blocks:
        return _remove_unnamed(session, clause, counts)
    if all(not block.named for block in blocks) and (clause.has("all") or tag.has("no") or _only_attributes(blocks)) and not session.known:
        return _exclude(session, blocks)
    if counts and later is not None and later.quantities and not later.products and not later.has("each"):
        return _negated_amount(session, blocks[-1], later)
    for block in blocks:
        remove_block(session, block, counts[0] if counts and len(blocks) == 1 else None)
    session.last_mention = None
    session.removing = not counts
    return True


def _answers_no(clause: Clause, tag: Item) -> bool:
    """Reads "no 2 sprite please": an answer with the right amount, no removal."""
    return tag.text == "no" and bool(clause.quantities) and not clause.has("less")


def continue_removal(session: Session, clause: Clause) -> bool:
    """Reads "drop the sprite and the coke": what is joined on by "and" without an amount goes too."""
    wanting = any(clause.has(tag) for tag in ("order", "more", "set", "swap", "also", "less"))
    if not session.removing or not clause.joined or clause.quantities or clause.factor or wanting:
        return False
    named = [part.block for part in clause.products if part.block is not None and part.block.named]
    for block in named:
        remove_block(session, block, None)
    return bool(named)


def keep_only(session: Session, blocks: list[Block]) -> bool:
    """Reads "除了红牛都不要", "keep the coke, drop the rest": all known lines go but those that are named in the message."""
    kept: set[str] = set()
    for block in blocks:
        kept.update(session.find_known(block.mention(session.text)))
    for wish in session.wishes:
        if wish.mention is not None and wish.op is not Op.REMOVE:
            kept.update(session.find_known(wish.mention, wish.fixed))
    session.wishes = [wish for wish in session.wishes if wish.counted or wish.op is not Op.ADD]
    gone = {code for wish in session.wishes if wish.op is Op.REMOVE for code in wish.fixed}
    if kept:
        session.wishes.extend(Wish(Op.REMOVE, fixed=(code,)) for code in dict.fromkeys(line.sku for line in session.known) if code not in kept | gone)
    return True


def _only_attributes(blocks: list[Block]) -> bool:
    return all(item.kind in (Kind.ATTRIBUTE, Kind.SOFT) for block in blocks for item in block.items)


def _follows(clause: Clause, tag: Item) -> bool:
    return any(part.start >= tag.end and part.block is not None and part.block.meaningful for part in clause.parts)


def _remove_unnamed(session: Session, clause: Clause, counts: list[Quantity]) -> bool:
    if counts:
        return _remove_amount(session, clause, counts[0])
    if clause.has("all"):
        session.wishes = [wish for wish in session.wishes if wish.op is Op.REPEAT]
        session.wishes.extend(Wish(Op.REMOVE, fixed=(code,)) for code in dict.fromkeys(line.sku for line in session.known))
        return True
    target = session.wishes[-1] if session.wishes else None
    if target is None or target.op is not Op.ADD:
        return False
    if target.mention is not None and not target.counted:
        _remove_named_before(session, target, target.mention)
        return True
    if clause.has("pronoun") or clause.has("forget"):
        session.wishes.remove(target)
        session.dropped = target
        return True
    return False


def _remove_amount(session: Session, clause: Clause, quantity: Quantity) -> bool:
    """Reads "take 3 off", 减掉三箱; after "不要10箱" the right amount comes next."""
    tag = clause.first("remove") or clause.first("except")
    if tag is not None and tag.text[:1] not in "不别" and not tag.text.startswith(("don't", "do not", "dont", "no ", "won't")):
        return take_off(session, quantity)
    session.correcting = True
    return True


def _remove_named_before(session: Session, target: Wish, mention: Mention) -> None:
    """Reads "红牛,不要了": what was named without an amount goes."""
    session.wishes.remove(target)
    give_up_asked(session, target, None)
    codes = session.find_known(mention, target.fixed)
    own = session.find_wishes(mention, target.fixed)
    if own:
        session.wishes.remove(own[-1])
    elif codes:
        session.wishes.append(Wish(Op.REMOVE, mention, fixed=codes, start=target.start, end=target.end))


def _exclude(session: Session, blocks: list[Block]) -> bool:
    """Reads "都不要无糖的": what was said before is meant without these."""
    groups = tuple(item.options[0] for block in blocks for item in block.items if item.kind is Kind.ATTRIBUTE)
    for wish in session.adds:
        if wish.mention is not None:
            narrowed = replace(wish.mention, excluded=wish.mention.excluded + groups)
            if session.chooser.candidates(narrowed):
                wish.mention = narrowed
    return True


def _negated_amount(session: Session, block: Block, later: Clause) -> bool:
    """Reads "雪花别发四十箱了,三十箱就够"."""
    quantity = later.quantities[-1].quantity
    wish = session.wish_for(block)
    later.parts = [part for part in later.parts if part.quantity is None]
    own = session.find_wishes(wish.mention, wish.fixed) if wish.mention is not None else []
    if own:
        own[-1].quantity = quantity
        return True
    codes = session.find_known(wish.mention, wish.fixed) if wish.mention is not None else ()
    wish.op, wish.quantity = (Op.SET if codes else Op.ADD), quantity
    wish.fixed = codes or wish.fixed
    session.wishes.append(wish)
    return True


def _means_others(session: Session, wish: Wish, goes: Wish) -> bool:
    """Reads "10 cases of zero, no sprite": of several products that were meant, those that are not wanted are ruled out."""
    meant = session.candidates(wish)
    ruled_out = goes.fixed or (session.chooser.among(goes.mention, meant) if goes.mention is not None else ())
    rest = tuple(code for code in meant if code not in ruled_out)
    if not wish.counted or not rest or len(session.likely(wish)) == 1:
        return False
    wish.fixed = rest
    return True


def give_up_asked(session: Session, wish: Wish, quantity: Quantity | None) -> bool:
    """Give up the goods that are only asked about: by all that they may be or by their own words, and only of the amount that is stated."""
    meant = set(session.candidates(wish))
    said = wish.mention.said if wish.mention is not None else ""
    named = [one for one in session.context.asked if _is_meant(one, meant, said)]
    found = [one.id for one in named if quantity is None or _has_amount(session, one, quantity)]
    session.given_up += [one for one in found if one not in session.given_up]
    session.spared += [one.id for one in named if one.id not in found]
    return bool(found)


def _is_meant(asked: OpenQuestion, meant: set[str], said: str) -> bool:
    codes = {asked.sku} if asked.sku else set(asked.candidates)
    return (bool(codes) and codes <= meant) or (bool(said) and normalise(asked.source).strip() == said.strip())


def _has_amount(session: Session, asked: OpenQuestion, quantity: Quantity) -> bool:
    if quantity.value is None or asked.qty != quantity.value:
        return False
    codes = (asked.sku,) if asked.sku else asked.candidates
    return quantity.unit is None or any(unit_for(session.context.index.by_code[code], quantity.unit) is asked.unit for code in codes)


def remove_block(session: Session, block: Block, quantity: Quantity | None) -> None:
    """Take one product out, or `quantity` of it."""
    mention = block.mention(session.text)
    wish = session.wish_for(block, Op.REMOVE) if block.named else Wish(Op.REMOVE, mention, start=block.start, end=block.end)
    if wish.mention is None:
        return
    own = session.find_wishes(wish.mention, wish.fixed)
    if own:
        if quantity is not None and shrink(own[-1], quantity):
            return
        session.wishes = [one for one in session.wishes if one not in own or (quantity is None and _means_others(session, one, wish))]
        return
    session.wishes = [
        one for one in session.wishes if not (one.topic and one.mention is not None and set(session.candidates(one)) & set(session.candidates(wish)))
    ]
    if give_up_asked(session, wish, quantity) and quantity is not None:
        return
    codes = session.find_known(wish.mention, wish.fixed)
    if not codes:
        return
    if quantity is not None and len(codes) == 1:
        lower(session, wish, codes, quantity)
        return
    wish.fixed = codes
    session.wishes.append(wish)
