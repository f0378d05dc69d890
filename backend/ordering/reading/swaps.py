"""Putting one product in the place of another: 把A换成B, "swap A for B", "B instead of A", with the same quantity unless a new one is said."""

from backend.ordering.reading.blocks import Block, Part
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op
from backend.ordering.reading.items import Item, Quantity
from backend.ordering.reading.session import Session
from backend.ordering.reading.setting import set_amount, set_parts
from backend.ordering.reading.shrinking import lower
from backend.ordering.reading.wishes import Wish


def swap(session: Session, clause: Clause) -> bool:
    """True when the clause exchanged a product or, with only an amount behind the verb, set that."""
    tag = clause.first("swap") or clause.first("instead") or _change_to(clause)
    if tag is None:
        return False
    _cut_at_for(clause, tag)
    before = [part for part in clause.parts if part.end <= tag.start]
    after = [part for part in clause.parts if part.start >= tag.end]
    old, new, quantity = _sides(clause, tag, before, after)
    if tag.has("instead") and (old is None or new is None or not old.meaningful):
        return _instead(session, clause, (before, after), (old, new))
    if new is not None:
        if not _exchange_part(session, clause, old, new):
            exchange(session, old, new, quantity)
        return True
    return quantity is not None and set_parts(session, clause, [part for part in clause.parts if part.block is not None], quantity)


def _cut_at_for(clause: Clause, tag: Item) -> None:
    """Cuts "the bud for the 500ml cans" in two: with one name and one kind the word between them is easily taken for a filler."""
    word = next((item for item in clause.items if item.start >= tag.end and item.text.split(" ")[0] in _BETWEEN), None)
    part = next((one for one in clause.products if word is not None and one.start < word.start and one.end > word.end), None)
    if word is None or part is None or part.block is None or not part.block.named:
        return
    goes = Block([item for item in part.block.items if item.start < word.start])
    comes = Block([item for item in part.block.items if item.start >= word.end], part.block.numbers)
    halves = [Part(block, start=block.start, end=block.end) for block in (goes, comes)]
    if all(half.block is not None and half.block.meaningful for half in halves):
        place = clause.parts.index(part)
        clause.parts = [*clause.parts[:place], *halves, *clause.parts[place + 1 :]]


_BETWEEN = ("for", "with", "by")


def _exchange_part(session: Session, clause: Clause, old: Block | None, new: Block) -> bool:
    """Reads "swap 5 of the coke for pepsi": only so much goes, and as much comes."""
    first = next((part for part in clause.quantities if old is not None and part.start < old.start), None)
    codes = session.find_known(old.mention(session.text)) if old is not None and old.start < new.start else ()
    if first is None or first.quantity is None or len(codes) != 1 or len(clause.quantities) != 1:
        return False
    lower(session, Wish(Op.SET), codes, first.quantity)
    session.wishes.append(session.wish_for(new, quantity=first.quantity))
    return True


def _instead(session: Session, clause: Clause, parts: tuple[list[Part], list[Part]], sides: tuple[Block | None, Block | None]) -> bool:
    """Reads "instead of coke, 20 pepsi" (the rest comes in the next clause) and "24 water instead of 20" (only the amount)."""
    (before, after), (old, new) = parts, sides
    if old is None and new is None:
        return False
    if old is not None and new is None and not before and old.named and session.known:
        codes = session.find_known(old.mention(session.text))
        session.vacated = session.line_of(codes[0]) if len(codes) == 1 else None
        if codes:
            session.wishes.append(Wish(Op.REMOVE, fixed=codes, start=old.start, end=old.end))
        return True
    if old is not None and old.meaningful:
        return False
    clause.parts = before or after
    counted = [part.quantity for part in after if part.quantity is not None]
    if counted and before and not clause.has("set"):
        named = [part for part in before if part.block is not None and part.block.meaningful]
        return set_parts(session, clause, named, next((part.quantity for part in before if part.quantity is not None), None), soft=True)
    return clause.has("set") and set_amount(session, clause)


def _change_to(clause: Clause) -> Item | None:
    """Reads "change A to B", "可乐改成雪碧": a setting word whose goal is a product."""
    tag = clause.first("set")
    if tag is None or not clause.products:
        return None
    to = next((item for item in clause.items if item.has("to") and item.text == "to" and item.start > tag.start), None)
    border = to or tag
    after = [part for part in clause.parts if part.start >= border.end and part.block is not None and part.block.meaningful]
    before = [part for part in clause.parts if part.end <= border.start and part.block is not None]
    chinese = not tag.text.isascii()
    pronoun = clause.has("pronoun")
    if after and (before or pronoun) and (to is not None or chinese):
        return border
    if after and chinese and not before and tag.text in ("改成", "改为", "变成", "改作", "改要") and not clause.quantities:
        return border
    return None


def _sides(clause: Clause, tag: Item, before: list[Part], after: list[Part]) -> tuple[Block | None, Block | None, Quantity | None]:
    """(what goes, what comes, quantity of what comes)."""
    left = [part.block for part in before if part.block is not None and part.block.meaningful]
    right = [part.block for part in after if part.block is not None and part.block.meaningful]
    counts = [part.quantity for part in (after or before) if part.quantity is not None]
    quantity = counts[-1] if counts else None
    if tag.has("instead"):
        counts = [part.quantity for part in before if part.quantity is not None]
        if right and left:
            return right[0], left[-1], counts[-1] if counts else None
        if len(right) > 1:
            counts = [part.quantity for part in after if part.quantity is not None]
            return right[0], right[1], counts[-1] if counts else None
        return (right[0] if right else None), (left[-1] if left else None), counts[-1] if counts else None
    if left:
        return left[-1], (right[0] if right else None), quantity
    if len(right) > 1:
        reverse = tag.text.startswith("sub") and any(item.text == "for" for item in clause.items)
        last = [part.quantity for part in after if part.quantity is not None and part.start > right[1].start]
        return (right[1], right[0], quantity) if reverse else (right[0], right[1], last[-1] if last else None)
    return None, (right[0] if right else None), quantity


def exchange(session: Session, old: Block | None, new: Block, quantity: Quantity | None) -> None:
    """Take one product out and put another in its place with the same quantity unless a new one is said."""
    if old is not None:
        goes = session.wish_for(old) if old.named or session.last_mention is not None else None
        goes = goes or Wish(Op.REMOVE, old.mention(session.text), start=old.start, end=old.end)
        comes = session.wish_for(new)
        if not old.named and new.named and goes.mention is not None:
            goes = Wish(Op.REMOVE, old.mention(session.text), start=old.start, end=old.end)
            goes.fixed = _fitting_known(session, goes, comes)
    elif session.wishes and session.wishes[-1].op is Op.REMOVE and len(session.wishes[-1].fixed) == 1:
        comes = session.wish_for(new, quantity=quantity)
        gone = session.wishes[-1]
        comes.like = session.line_of(gone.fixed[0]) if quantity is None else None
        comes.fixed = _like_gone(session, [wish for wish in session.wishes if wish.op is Op.REMOVE], session.candidates(comes))
        session.wishes.append(comes)
        return
    elif session.adds or not session.known:
        goes, comes = Wish(Op.REMOVE), session.wish_for(new)
    else:
        _exchange_known(session, new, quantity)
        return
    own = session.find_wishes(goes.mention, goes.fixed) if goes.mention is not None else session.adds[-1:]
    if own:
        target = own[-1]
        target.mention, target.fixed = comes.mention, comes.fixed
        if quantity is not None:
            target.quantity = quantity
        return
    codes = goes.fixed or (session.find_known(goes.mention, goes.fixed) if goes.mention is not None else tuple(line.sku for line in session.known[-1:]))
    comes.quantity = quantity
    if len(codes) == 1:
        kinds = session.chooser.siblings(codes[0], comes.mention) if comes.mention is not None and not new.named and not comes.fixed else ()
        comes.fixed = kinds or _same_brand(session, codes[0], session.candidates(comes))
        comes.like = session.line_of(codes[0]) if quantity is None else None
    if codes:
        session.wishes.append(Wish(Op.REMOVE, goes.mention, fixed=codes, start=goes.start, end=goes.end))
    session.wishes.append(comes)


def _exchange_known(session: Session, new: Block, quantity: Quantity | None) -> None:
    """Reads "那换成330的", "swap it for pepsi" after a draft: the only line, or the only one that comes so; else it is asked which one goes."""
    codes = tuple(dict.fromkeys(line.sku for line in session.known))
    comes = session.wish_for(new, quantity=quantity)
    if not new.named and comes.mention is not None:
        others = {code: session.chooser.siblings(code, comes.mention) for code in codes}
        codes = tuple(code for code in codes if others[code] and code not in others[code]) or codes
        comes.fixed = others[codes[0]] if len(codes) == 1 else ()
    if len(codes) == 1:
        comes.like = session.line_of(codes[0]) if quantity is None else None
        comes.fixed = comes.fixed or _same_brand(session, codes[0], session.candidates(comes))
    session.wishes.extend([Wish(Op.REMOVE, fixed=codes, start=comes.start, end=comes.end), comes])


def _like_gone(session: Session, gone: list[Wish], candidates: tuple[str, ...]) -> tuple[str, ...]:
    """Reads "冰红茶不要康师傅的,换统一的": of several that may come those of the kind that goes."""
    for wish in gone:
        kept = session.chooser.strictly_among(wish.mention, candidates) if wish.mention is not None and len(candidates) > 1 else ()
        candidates = kept or candidates
    return candidates


def _same_brand(session: Session, code: str, candidates: tuple[str, ...]) -> tuple[str, ...]:
    """Of several products that may come, those of the brand and kind of the one that goes ("red tape instead of black")."""
    skus = session.context.index.by_code
    kept = tuple(one for one in candidates if (skus[one].brand_en, skus[one].category) == (skus[code].brand_en, skus[code].category))
    return kept or candidates


def _fitting_known(session: Session, goes: Wish, comes: Wish) -> tuple[str, ...]:
    """Reads "red tape instead of black": the black one of the same kind among the known lines."""
    found = session.find_known(goes.mention) if goes.mention is not None else ()
    if len(found) <= 1 or comes.mention is None:
        return found
    family = {session.context.index.by_code[code].category for code in session.candidates(comes)}
    same = tuple(code for code in found if session.context.index.by_code[code].category in family)
    return same or found
