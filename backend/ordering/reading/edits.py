"""Clauses that change what there is: remove, set, fewer, swap, scale. They act on wishes of the same message first, then on known lines.

Every function returns True when the clause was such an edit. Invariant: an edit of something that is not there makes no line.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from backend.ordering.reading.blocks import Block, Part
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import CartLine, Op
from backend.ordering.reading.items import Item, Kind, Quantity
from backend.ordering.reading.session import Session
from backend.ordering.reading.wishes import Wish

_SOFT_SET = {"but with", "this time with", "but make it", "只 要", "只 留", "只 来", "留", "就 够", "就 够 了", "够 了", "就 行", "就 行 了", "就 好", "即 可", "only", "just", "keep", "make it", "make", "make that", "set", "should be"}
_CHANGE = {"reduce", "lower", "decrease", "cut", "bump", "bump up", "increase", "raise"}
_UP = {"bump", "bump up", "increase", "raise"}
_HUNDRED = Decimal(100)


def edit(session: Session, clause: Clause, later: Clause | None) -> bool:
    """Apply the clause if it is an edit."""
    steps: tuple[Callable[[], bool], ...] = (
        lambda: _forget(session, clause),
        lambda: _scale(session, clause),
        lambda: _swap(session, clause),
        lambda: _remove(session, clause, later),
        lambda: _less(session, clause),
        lambda: _set(session, clause),
    )
    return any(step() for step in steps)


def _forget(session: Session, clause: Clause) -> bool:
    """ "算了", "never mind": the last wish is taken back; a new quantity right after restores it with that quantity."""
    if not clause.has("forget") or clause.has("swap") or clause.has("remove") and clause.products:
        return False
    target = session.last
    named = [part.block for part in clause.products if part.block is not None and part.block.named]
    if named and not clause.quantities and all(item.text.isascii() for item in clause.items if item.has("forget")):
        for block in named:
            _remove_block(session, block, None)
        return True
    if clause.has("all"):
        session.wishes = [wish for wish in session.wishes if wish.op is Op.REPEAT]
        return not clause.parts
    if target is not None and not target.topic:
        session.wishes = [wish for wish in session.wishes if wish is not target]
        session.dropped = target
    if clause.parts and not clause.products:
        for part in clause.quantities:
            if session.dropped is not None and part.quantity is not None:
                old = session.dropped.quantity
                session.dropped.quantity = replace(part.quantity, unit=part.quantity.unit or (old.unit if old else None))
                session.wishes.append(session.dropped)
                session.dropped = None
        return True
    return not clause.parts


def _scale(session: Session, clause: Clause) -> bool:
    """ "全部翻倍", "double the oreos", "+20%"."""
    factor = _factor_of(clause)
    if factor is None:
        return False
    blocks = [part.block for part in clause.products if part.block is not None and part.block.named]
    if not blocks:
        whole = clause.has("all") or not session.adds or len(session.adds) != 1
        last = session.last
        if not whole and last is not None and last.counted and last.quantity is not None and last.quantity.value is not None:
            last.quantity = replace(last.quantity, value=last.quantity.value * factor)
            return True
        if session.known or session.adds or clause.has("all"):
            session.wishes.append(Wish(Op.SCALE, factor=factor, everything=True, start=clause.start, end=clause.end))
        return True
    for block in blocks:
        wish = session.wish_for(block, Op.SCALE)
        if wish.mention is None:
            continue
        own = session.find_wishes(wish.mention, wish.fixed)
        if own:
            for one in own[-1:]:
                if one.quantity is not None and one.quantity.value is not None:
                    one.quantity = replace(one.quantity, value=one.quantity.value * factor)
            continue
        wish.fixed = session.find_known(wish.mention, wish.fixed)
        wish.factor = factor
        if wish.fixed:
            session.wishes.append(wish)
    return True


def _factor_of(clause: Clause) -> Decimal | None:
    percent = clause.percent
    if percent is not None:
        down = clause.has("less") or clause.has("remove") or any(word in item.text for item in clause.items for word in ("减", "少", "降", "reduce", "cut", "less", "decrease", "lower", "trim", "drop"))
        up = percent > 0 and any(word in item.text for item in clause.items for word in ("加", "多", "增", "increase", "more", "up", "raise", "extra", "bump", "add", "+", "grow"))
        if percent < 0:
            return (_HUNDRED + percent) / _HUNDRED
        if down:
            to = clause.has("to") and any(item.text == "to" for item in clause.items)
            return percent / _HUNDRED if to else (_HUNDRED - percent) / _HUNDRED
        return (_HUNDRED + percent) / _HUNDRED if up else None
    item = clause.factor
    counted = [part for part in clause.quantities if part.quantity is not None and not part.quantity.times]
    if item is not None and item.entry is not None and not counted:
        return item.entry.factor
    times = [part.quantity for part in clause.quantities if part.quantity is not None and part.quantity.times and part.quantity.unit is None]
    if clause.has("all") and times and not any(part.block is not None and part.block.named for part in clause.products):
        return times[0].value
    return None


def _swap(session: Session, clause: Clause) -> bool:
    tag = clause.first("swap") or clause.first("instead") or _change_to(clause)
    if tag is None:
        return False
    before = [part for part in clause.parts if part.end <= tag.start]
    after = [part for part in clause.parts if part.start >= tag.end]
    old, new, quantity = _sides(clause, tag, before, after)
    if tag.has("instead") and old is None and new is None:
        return False
    if tag.has("instead") and (old is None or not _means_something(old)):
        clause.parts = before or after
        counted = [part.quantity for part in after if part.quantity is not None]
        if counted and before and not clause.has("set"):
            named = [part for part in before if part.block is not None]
            return _set_parts(session, clause, named, next((part.quantity for part in before if part.quantity is not None), None), soft=True)
        return _set(session, clause) if clause.has("set") else False
    if new is None:
        return _set_parts(session, clause, [part for part in clause.parts if part.block is not None], quantity) if quantity is not None else False
    _exchange(session, old, new, quantity)
    return True


def _change_to(clause: Clause) -> Item | None:
    """ "change A to B", "可乐改成雪碧": a setting word whose goal is a product."""
    tag = clause.first("set")
    if tag is None or len([part for part in clause.products]) == 0:
        return None
    to = next((item for item in clause.items if item.has("to") and item.text == "to" and item.start > tag.start), None)
    border = to or tag
    after = [part for part in clause.parts if part.start >= border.end and part.block is not None and _means_something(part.block)]
    before = [part for part in clause.parts if part.end <= border.start and part.block is not None]
    chinese = not tag.text.isascii()
    pronoun = clause.has("pronoun")
    if after and (before or pronoun) and (to is not None or chinese):
        return border
    if after and chinese and not before and tag.text in ("改成", "改为", "变成", "改作", "改要") and not clause.quantities:
        return border
    return None


def _means_something(block: Block) -> bool:
    return block.named or block.sized or bool(block.numbers) or any(item.kind is Kind.ATTRIBUTE for item in block.items)


def _sides(clause: Clause, tag: Item, before: list[Part], after: list[Part]) -> tuple[Block | None, Block | None, Quantity | None]:
    """(what goes, what comes, quantity of what comes)."""
    left = [part.block for part in before if part.block is not None and _means_something(part.block)]
    right = [part.block for part in after if part.block is not None and _means_something(part.block)]
    counts = [part.quantity for part in (after or before) if part.quantity is not None]
    quantity = counts[-1] if counts else None
    if tag.has("instead"):
        counts = [part.quantity for part in before if part.quantity is not None]
        if right and left:
            chinese = not tag.text.isascii()
            return (right[0], left[-1], counts[-1] if counts else None) if not chinese or True else (left[0], right[0], None)
        return (right[0] if right else None), (left[-1] if left else None), counts[-1] if counts else None
    if left:
        return left[-1], (right[0] if right else None), quantity
    if len(right) >= 2:  # noqa: PLR2004 - both sides stand behind the verb
        reverse = tag.text.startswith("sub") and any(item.text == "for" for item in clause.items)
        last = [part.quantity for part in after if part.quantity is not None and part.start > right[1].start]
        return (right[1], right[0], quantity) if reverse else (right[0], right[1], last[-1] if last else None)
    return None, (right[0] if right else None), quantity


def _exchange(session: Session, old: Block | None, new: Block, quantity: Quantity | None) -> None:
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
        comes.like = session.line_of(session.wishes[-1].fixed[0]) if quantity is None else None
        session.wishes.append(comes)
        return
    else:
        goes, comes = Wish(Op.REMOVE), session.wish_for(new)
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
        comes.fixed = _same_brand(session, codes[0], session.candidates(comes))
        comes.like = session.line_of(codes[0]) if quantity is None else None
    if codes:
        session.wishes.append(Wish(Op.REMOVE, goes.mention, fixed=codes, start=goes.start, end=goes.end))
    session.wishes.append(comes)


def _same_brand(session: Session, code: str, candidates: tuple[str, ...]) -> tuple[str, ...]:
    """Of several products that may come, those of the brand and kind of the one that goes ("red tape instead of black")."""
    skus = session.context.index.by_code
    kept = tuple(one for one in candidates if (skus[one].brand_en, skus[one].category) == (skus[code].brand_en, skus[code].category))
    return kept or candidates


def _fitting_known(session: Session, goes: Wish, comes: Wish) -> tuple[str, ...]:
    """ "red tape instead of black": the black one of the same kind among the known lines."""
    found = session.find_known(goes.mention) if goes.mention is not None else ()
    if len(found) <= 1 or comes.mention is None:
        return found
    family = {session.context.index.by_code[code].category for code in session.candidates(comes)}
    same = tuple(code for code in found if session.context.index.by_code[code].category in family)
    return same or found


def _remove(session: Session, clause: Clause, later: Clause | None) -> bool:
    tag = clause.first("remove") or clause.first("except") or clause.first("no")
    if tag is None or (tag.has("no") and not tag.has("remove") and not _follows(clause, tag)):
        return False
    blocks = [part.block for part in clause.products if part.block is not None and (part.block.named or _means_something(part.block))]
    counts = [part.quantity for part in clause.quantities if part.quantity is not None]
    if not blocks:
        return _remove_unnamed(session, clause, counts)
    if all(not block.named for block in blocks) and (clause.has("all") or tag.has("no") or _only_attributes(blocks)) and not session.known:
        return _exclude(session, blocks)
    if counts and later is not None and later.quantities and not later.products and not later.has("each"):
        return _negated_amount(session, blocks[-1], later)
    for block in blocks:
        _remove_block(session, block, counts[0] if counts and len(blocks) == 1 else None)
    session.last_mention = None
    return True


def _only_attributes(blocks: list[Block]) -> bool:
    return all(item.kind in (Kind.ATTRIBUTE, Kind.SOFT) for block in blocks for item in block.items)


def _follows(clause: Clause, tag: Item) -> bool:
    return any(part.start >= tag.end and part.block is not None and _means_something(part.block) for part in clause.parts)


def _remove_unnamed(session: Session, clause: Clause, counts: list[Quantity]) -> bool:
    if counts:
        session.correcting = True
        return True
    if clause.has("all"):
        session.wishes = [wish for wish in session.wishes if wish.op is Op.REPEAT]
        session.wishes.extend(Wish(Op.REMOVE, fixed=(code,)) for code in dict.fromkeys(line.sku for line in session.known))
        return True
    target = session.wishes[-1] if session.wishes else None
    if target is None or target.op is not Op.ADD:
        return False
    if target.mention is not None and not target.counted:
        session.wishes.remove(target)
        codes = session.find_known(target.mention, target.fixed)
        own = session.find_wishes(target.mention, target.fixed)
        if own:
            session.wishes.remove(own[-1])
        elif codes:
            session.wishes.append(Wish(Op.REMOVE, target.mention, fixed=codes, start=target.start, end=target.end))
        return True
    if clause.has("pronoun") or clause.has("forget"):
        session.wishes.remove(target)
        session.dropped = target
        return True
    return False


def _exclude(session: Session, blocks: list[Block]) -> bool:
    """ "都不要无糖的": what was said before is meant without these."""
    groups = tuple(item.options[0] for block in blocks for item in block.items if item.kind is Kind.ATTRIBUTE)
    for wish in session.adds:
        if wish.mention is not None:
            narrowed = replace(wish.mention, excluded=wish.mention.excluded + groups)
            if session.chooser.candidates(narrowed):
                wish.mention = narrowed
    return True


def _negated_amount(session: Session, block: Block, later: Clause) -> bool:
    """ "雪花别发四十箱了,三十箱就够"."""
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


def _remove_block(session: Session, block: Block, quantity: Quantity | None) -> None:
    mention = block.mention(session.text)
    wish = session.wish_for(block, Op.REMOVE) if block.named else Wish(Op.REMOVE, mention, start=block.start, end=block.end)
    if wish.mention is None:
        return
    own = session.find_wishes(wish.mention, wish.fixed)
    if own:
        if quantity is not None and _shrink(own[-1], quantity):
            return
        session.wishes = [one for one in session.wishes if one not in own]
        return
    session.wishes = [one for one in session.wishes if not (one.topic and one.mention is not None and set(session.candidates(one)) & set(session.candidates(wish)))]
    codes = session.find_known(wish.mention, wish.fixed)
    if not codes:
        return
    if quantity is not None and len(codes) == 1:
        _lower(session, wish, codes, quantity)
        return
    wish.fixed = codes
    session.wishes.append(wish)


def _shrink(wish: Wish, quantity: Quantity) -> bool:
    """Take so much off an amount in the same unit; False when nothing would remain."""
    had = wish.quantity
    if had is None or had.value is None or quantity.value is None or (quantity.unit is not None and had.unit is not None and quantity.unit.unit != had.unit.unit):
        return False
    left = had.value - quantity.value
    if left <= 0:
        return False
    wish.quantity = replace(had, value=left)
    return True


def _lower(session: Session, wish: Wish, codes: tuple[str, ...], quantity: Quantity) -> None:
    from backend.ordering.reading.amounts import amount_of

    line = session.line_of(codes[0])
    amount = amount_of(session.context.index.by_code[codes[0]], _in_unit_of(session, line, quantity), session.context.policy)
    if line is None or amount.base_qty is None:
        wish.op, wish.fixed, wish.quantity = Op.SET, codes, Quantity(None, vague=True)
    elif line.base_qty <= amount.base_qty:
        wish.op, wish.fixed = Op.REMOVE, codes
    else:
        wish.op, wish.fixed, wish.base_qty, wish.like = Op.SET, codes, line.base_qty - amount.base_qty, line
    session.wishes.append(wish)


def _in_unit_of(session: Session, line: CartLine | None, quantity: Quantity) -> Quantity:
    """ "two fewer" counts in the unit of the line."""
    if quantity.unit is not None or line is None or line.unit is session.context.index.by_code[line.sku].default_unit:
        return quantity
    from backend.ordering.reading.words import UnitWord

    return replace(quantity, unit=UnitWord((), line.unit.value))


def _less(session: Session, clause: Clause) -> bool:
    tag = clause.first("less") or _changed_by(clause)
    counts = [part.quantity for part in clause.quantities if part.quantity is not None and part.quantity.value is not None]
    if tag is None or not counts:
        return False
    if any(item.text == "to" for item in clause.items if item.start > tag.start) and tag.text in _CHANGE:
        return _set(session, clause, force=True)
    blocks = [part.block for part in clause.products if part.block is not None and part.block.named]
    if not blocks:
        last = session.last
        if last is not None and last.quantity is not None:
            return _shrink(last, counts[0])
        codes = tuple(dict.fromkeys(line.sku for line in session.known))
        if len(codes) == 1:
            _lower(session, Wish(Op.SET), codes, counts[0])
            return True
        return False
    wish = session.wish_for(blocks[0])
    own = session.find_wishes(wish.mention, wish.fixed) if wish.mention is not None else []
    if own:
        if not _shrink(own[-1], counts[0]):
            session.wishes.remove(own[-1])
        return True
    codes = session.find_known(wish.mention, wish.fixed) if wish.mention is not None else ()
    if len(codes) == 1:
        _lower(session, wish, codes, counts[0])
    elif codes:
        wish.op, wish.fixed, wish.quantity = Op.SET, codes, counts[0]
        session.wishes.append(wish)
    return True


def _changed_by(clause: Clause) -> Item | None:
    """ "reduce the coke by 5"."""
    tag = clause.first("set")
    if tag is None or tag.text not in _CHANGE - _UP or not any(item.text == "by" for item in clause.items):
        return None
    return tag


def _set(session: Session, clause: Clause, *, force: bool = False) -> bool:
    tag = clause.first("set")
    if tag is None and not force:
        return False
    if tag is not None and tag.text in _UP and any(item.text == "by" for item in clause.items):
        return False
    counts = [part.quantity for part in clause.quantities if part.quantity is not None]
    if not counts:
        return False
    blocks = [part for part in clause.products if part.block is not None and _means_something(part.block)]
    if len(blocks) > 1 and len(counts) > 1:
        return _set_many(session, clause, tag)
    soft = tag is not None and bool(tag.options) and tag.options[0] in _SOFT_SET
    return _set_parts(session, clause, blocks, counts[-1], soft=soft)


def _set_many(session: Session, clause: Clause, tag: Item | None) -> bool:
    from backend.ordering.reading.assembling import pairs_of

    soft = tag is not None and bool(tag.options) and tag.options[0] in _SOFT_SET
    for block, quantity in pairs_of(clause.parts):
        if block is not None and quantity is not None:
            _set_parts(session, clause, [Part(block=block, start=block.start, end=block.end)], quantity, soft=soft)
    return True


def _set_parts(session: Session, clause: Clause, blocks: list[Part], quantity: Quantity | None, *, soft: bool = False) -> bool:
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
        codes = session.find_known(wish.mention, wish.fixed)
        if codes:
            wish.fixed = codes
            wish.quantity = _in_unit_of(session, session.line_of(codes[0]), quantity) if len(codes) == 1 else quantity
        elif soft:
            wish.op = Op.ADD
        session.wishes.append(wish)
    return True


def _set_last(session: Session, clause: Clause, quantity: Quantity, *, soft: bool) -> bool:
    """ "make that 12": the last wish, else the only known line, else it is asked which."""
    if clause.has("all"):
        for wish in session.adds:
            wish.quantity = replace(quantity, unit=quantity.unit or (wish.quantity.unit if wish.quantity else None))
        if not session.adds:
            for code in dict.fromkeys(line.sku for line in session.known):
                session.wishes.append(Wish(Op.SET, quantity=quantity, fixed=(code,)))
        return True
    last = session.last
    if last is not None:
        last.quantity = replace(quantity, unit=quantity.unit or (last.quantity.unit if last.quantity else None))
        last.topic, last.base_qty, last.like = False, None, None
        return True
    codes = tuple(dict.fromkeys(line.sku for line in session.known))
    if codes:
        wished = _in_unit_of(session, session.line_of(codes[0]), quantity) if len(codes) == 1 else quantity
        session.wishes.append(Wish(Op.SET, quantity=wished, fixed=codes))
        return True
    return False if soft else bool(codes)
