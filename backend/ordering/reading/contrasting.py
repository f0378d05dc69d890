"""Not this kind but that one: 不要红的要黑的, "not the red, the black ones", 电工胶带不要红的.

Acts on a line of the draft (exchanged with its amount), else on what the message named last (narrowed).
Invariant: only kinds of one product are exchanged here; with names on both sides the clause is an exchange or a removal like any other.
"""

from backend.catalog.clues import Mention
from backend.ordering.reading.blocks import Block, Part
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op
from backend.ordering.reading.items import Item, Kind
from backend.ordering.reading.session import Session
from backend.ordering.reading.wishes import Wish

_DENYING = ("not", "not the", "rather than", "不是", "别", "别要", "不")
_RATHER = ("but", "rather", "是", "而是")
_KINDS = {Kind.ATTRIBUTE, Kind.SPEC, Kind.SOFT}


def contrast(session: Session, clause: Clause, later: Clause | None) -> bool:
    """True when the clause (with the one after it) put one kind in the place of another."""
    word = next((item for item in clause.items if item.has("remove") or item.has("no") or item.text in _DENYING), None)
    if word is None:
        return False
    wrong = _wrong(clause, word)
    if wrong is None or wrong.block is None:
        return False
    earlier = [part.block for part in clause.products if part.end <= word.start and part is not wrong and part.block is not None]
    base = next((block for block in earlier if _names(block)), None)
    right = _right(clause, wrong, later) or _before(clause, word, wrong)
    if not _is_kind(wrong.block) and (right is None or len(session.find_known(wrong.block.mention(session.text))) != 1):
        return False
    return _exchange(session, base, wrong.block, right) if right is not None else _rule_out(session, clause, base, wrong.block)


def _wrong(clause: Clause, word: Item) -> Part | None:
    """What is not meant: behind the word that denies, or right before it (红的不要)."""
    after = next((part for part in clause.products if part.start >= word.end), None)
    before = clause.products[-1] if clause.products and not word.text.isascii() else None
    return after or (before if before is not None and before.block is not None and _is_kind(before.block) else None)


def _names(block: Block) -> bool:
    return block.named and not _is_kind(block)


def _before(clause: Clause, word: Item, wrong: Part) -> Block | None:
    """Reads "black not red", 胶带要黑的不要红的: the kind that is meant stands before the word that denies."""
    found = [part.block for part in clause.products if part.end <= word.start and part is not wrong and part.block is not None]
    return found[-1] if found and _is_kind(found[-1]) and wrong.start >= word.end else None


def _is_kind(block: Block) -> bool:
    """Only colours, sizes and the like, or one character that may be one."""
    return block.meaningful and all(item.kind in _KINDS or (item.kind is Kind.HAN and item.weak) for item in block.items)


def _right(clause: Clause, wrong: Part, later: Clause | None) -> Block | None:
    """The kind that is meant, behind a word of wanting in the same clause or in the next one, which then says no more about it."""
    for one in (clause, later):
        if one is None:
            return None
        start = wrong.end if one is clause else one.start
        verb = next((item.end for item in one.items if item.start >= start and _wants(item)), start if one is later and not one.quantities else None)
        found = next((part for part in one.products if verb is not None and part.start >= verb), None)
        if found is not None and found.block is not None and _is_kind(found.block):
            if one is later:
                one.parts = [part for part in one.parts if part is not found]
            return found.block
    return None


def _wants(item: Item) -> bool:
    return item.has("order") or item.has("swap") or item.has("set") or item.text in _RATHER


def _exchange(session: Session, base: Block | None, wrong: Block, right: Block) -> bool:
    whole = session.wish_for(base) if base is not None else None
    own = (session.find_wishes(whole.mention, whole.fixed) if whole.mention is not None else []) if whole is not None else session.adds[-1:]
    meant = right.mention(session.text)
    if own:
        fitting = _of_kind(session, own[-1], meant)
        own[-1].fixed = fitting or own[-1].fixed
        return bool(fitting)
    codes = session.find_known(wrong.mention(session.text))
    if whole is not None and whole.mention is not None:
        codes = tuple(code for code in codes if code in session.find_known(whole.mention, whole.fixed))
    if len(codes) == 1:
        comes = Wish(Op.ADD, fixed=session.chooser.siblings(codes[0], meant), like=session.line_of(codes[0]), start=right.start, end=right.end)
        session.wishes.extend([Wish(Op.REMOVE, fixed=codes, start=wrong.start, end=wrong.end), comes])
        return bool(comes.fixed)
    if whole is None or codes:
        return False
    whole.fixed = _of_kind(session, whole, meant)
    session.wishes.append(whole)
    return True


def _of_kind(session: Session, wish: Wish, meant: Mention) -> tuple[str, ...]:
    """Of what a wish may mean, or of its sister products, what carries the kind."""
    own = session.candidates(wish)
    fitting = session.chooser.strictly_among(meant, own)
    return fitting or (session.chooser.siblings(own[0], meant) if len(own) == 1 else ())


def _rule_out(session: Session, clause: Clause, base: Block | None, wrong: Block) -> bool:
    """Reads 电工胶带10卷不要红的: what was just said without this kind, when something remains; "not the zero" of what has none says nothing more."""
    last = session.wishes[-1] if session.wishes else None
    if base is not None or last is None or last.op is not Op.ADD or last.mention is None:
        return False
    own = session.candidates(last)
    out = session.chooser.strictly_among(wrong.mention(session.text), own)
    rest = tuple(code for code in own if code not in out)
    if out and rest:
        last.fixed = rest
    return bool(rest) and (bool(out) or not clause.quantities)
