"""Clauses that change what there is: remove, set, fewer, swap, scale. They act on wishes of the same message first, then on known lines.

Every function returns True when the clause was such an edit. Invariant: an edit of something that is not there makes no line.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op
from backend.ordering.reading.fewer import less
from backend.ordering.reading.removals import keep_only, remove, remove_block
from backend.ordering.reading.session import Session
from backend.ordering.reading.setting import set_amount
from backend.ordering.reading.shrinking import lower
from backend.ordering.reading.swaps import swap
from backend.ordering.reading.wishes import Wish

_HUNDRED = Decimal(100)


def edit(session: Session, clause: Clause, later: Clause | None) -> bool:
    """Apply the clause if it is an edit."""
    steps: tuple[Callable[[], bool], ...] = (
        lambda: _set_to(session, clause),
        lambda: _only(session, clause),
        lambda: _forget(session, clause),
        lambda: _scale(session, clause),
        lambda: swap(session, clause),
        lambda: remove(session, clause, later),
        lambda: less(session, clause),
        lambda: set_amount(session, clause),
    )
    return any(step() for step in steps)


def _only(session: Session, clause: Clause) -> bool:
    """Reads "只留红牛", "only the red bull please": without an amount the other lines go."""
    word = next((item for item in clause.items if item.text in ("only", "just", "只留", "只要", "keep only", "just keep", "only keep")), None)
    named = [part.block for part in clause.products if part.block is not None and part.block.named and not part.block.weak]
    if word is None or not named or clause.quantities or not session.known or (clause.start < word.start - 1 and named[0].start < word.start):
        return False
    return keep_only(session, named) if all(session.find_known(block.mention(session.text)) for block in named) else False


def _set_to(session: Session, clause: Clause) -> bool:
    """Reads "drop the sprite to 2", "cut the coke down to 3": whatever the verb, the amount after "to" is the new one."""
    joined = clause.joined and not clause.has("order") and not clause.has("more")
    if not (clause.has("remove") or clause.has("less") or joined) or not clause.products:
        return False
    to = next((item for item in clause.items if item.text in ("to", "down to", "到") and item.start >= clause.products[-1].end), None)
    if to is None or not any(part.start >= to.end for part in clause.quantities):
        return False
    clause.parts = [part for part in clause.parts if part.quantity is None or part.start >= to.end]
    return set_amount(session, clause, force=True)


def _forget(session: Session, clause: Clause) -> bool:
    """Reads "算了", "never mind": the last wish is taken back; a new quantity right after restores it with that quantity."""
    if not clause.has("forget") or clause.has("swap") or (clause.has("remove") and clause.products):
        return False
    target = session.last
    named = [part.block for part in clause.products if part.block is not None and part.block.named]
    word = next(item for item in clause.items if item.has("forget"))
    if named and not clause.quantities and (word.text.isascii() or (not session.adds and named[0].end <= word.start)):
        for block in named:
            remove_block(session, block, None)
        return True
    if clause.has("all"):
        session.wishes = [wish for wish in session.wishes if wish.op is Op.REPEAT]
        return not clause.parts
    if target is not None and not target.topic:
        session.wishes = [wish for wish in session.wishes if wish is not target]
        codes = session.find_known(target.mention, target.fixed) if target.mention is not None and not target.counted else ()
        if codes and not target.more and target.end == clause.start:
            session.wishes.append(Wish(Op.REMOVE, fixed=codes, start=target.start, end=target.end))
            return True
        session.dropped = target
        if clause.has("less") and len(target.fixed) == 1 and clause.quantities and clause.quantities[0].quantity is not None:
            lower(session, Wish(Op.SET), target.fixed, clause.quantities[0].quantity)
            session.dropped = None
            return True
    if clause.parts and not clause.products:
        if target is None and session.dropped is None and session.known:
            return set_amount(session, clause, force=True)
        for part in clause.quantities:
            if session.dropped is not None and part.quantity is not None:
                old = session.dropped.quantity
                session.dropped.quantity = replace(part.quantity, unit=part.quantity.unit or (old.unit if old else None))
                session.wishes.append(session.dropped)
                session.dropped = None
        return True
    return not clause.parts


def _scale(session: Session, clause: Clause) -> bool:  # noqa: C901 - one branch a kind of case
    """Reads "全部翻倍", "double the oreos", "+20%"."""
    factor = _factor_of(clause)
    if factor is None:
        return False
    scaled = next((wish for wish in reversed(session.wishes) if wish.op is Op.SCALE), None)
    if any(item.text in ("not", "不是", "别") for item in clause.items):
        session.denied = factor
        return True
    if scaled is not None and (session.correcting or session.denied or clause.has("correct") or clause.has("no")):
        scaled.factor, session.denied = factor, None
        return True
    if session.denied:
        factor, session.denied = factor / session.denied, None
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
        down = (
            clause.has("less")
            or clause.has("remove")
            or any(
                word in item.text for item in clause.items for word in ("减", "少", "降", "reduce", "cut", "less", "decrease", "lower", "trim", "drop", "down")
            )
        )
        up = percent > 0 and any(
            word in item.text for item in clause.items for word in ("加", "多", "增", "increase", "more", "up", "raise", "extra", "bump", "add", "+", "grow")
        )
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
