"""Taking back a part of what was just said: "not 20", 不是10箱是15箱, 不是康师傅的, and putting the right thing in the place of the wrong one."""

from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.correcting import set_on_known
from backend.ordering.reading.domain import Op
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.loose import unit_kept
from backend.ordering.reading.pairing import pairs_of
from backend.ordering.reading.session import Session
from backend.ordering.reading.setting import set_parts
from backend.ordering.reading.wishes import Wish

_DENYING = ("not", "不是", "别", "不")
_WRONG = ("打错了", "写错了", "说错了", "搞错了", "弄错了", "算错了", "错了", "wrong", "typo")


def drop_denied(clause: Clause) -> None:
    """Reads "I said 15 coke not 20", 不是10箱是15箱: beside another amount the one behind the word that denies is not meant."""
    if len(clause.quantities) <= 1:
        return
    ends = {item.end for item in clause.items if item.text in _DENYING}
    denied = [part for part in clause.parts if part.quantity is not None and any(0 <= part.start - end <= 1 for end in ends)]
    if denied and len(denied) < len(clause.quantities):
        clause.parts = [part for part in clause.parts if part not in denied]
        clause.denied = denied[0].quantity


def denies(session: Session, clause: Clause, later: Clause | None = None) -> bool:
    """Reads "not 20", 不是10箱, 50打错了: an amount that is not meant; when it was just said, or a line of the draft has it, the right one follows."""
    if clause.denied is not None:
        return _rather(session, clause, clause.denied)
    wrong = any(item.text in _WRONG for item in clause.items)
    if not wrong and not any(item.text in _DENYING for item in clause.items):
        return False
    if clause.products:
        return not clause.quantities and (_denies_line(session, clause, later) or (not wrong and _denies_product(session, clause)))
    if len(clause.quantities) != 1:
        return False
    return _denies_amount(session, clause.quantities[0].quantity, wrong=wrong)


def _denies_amount(session: Session, denied: Quantity | None, *, wrong: bool) -> bool:
    last = session.last
    said = last.quantity.value if last is not None and last.quantity is not None else None
    code = line_with(session, denied) if last is None else None
    if last is not None and denied is not None and last.mention is not None and last.op is Op.ADD and last.counted:
        codes = session.find_known(last.mention, last.fixed)
        if len(codes) == 1 and any(line.sku == codes[0] and line.qty == denied.value for line in session.known):
            last.op, last.fixed = Op.SET, codes
    if code is not None:
        session.wishes.append(Wish(Op.SET, fixed=(code,)))
    session.correcting = code is not None or (denied is not None and denied.value == said)
    return session.correcting or not wrong


def line_with(session: Session, quantity: Quantity | None) -> str | None:
    """The only line of the draft that has this amount."""
    if quantity is None or quantity.value is None:
        return None
    found = [line.sku for line in session.known if line.qty == quantity.value]
    return found[0] if len(found) == 1 else None


def _rather(session: Session, clause: Clause, denied: Quantity) -> bool:
    """Reads "75 not 50", 可乐是15箱不是50箱: the other amount is meant, for what was said last, or for the line that has the wrong one."""
    quantity = clause.quantities[0].quantity
    if quantity is None or clause.has("more"):
        return False
    if clause.products:
        blocks = [part for part in clause.products if part.block is not None and session.find_known(part.block.mention(session.text))]
        return bool(blocks) and len(blocks) == len(clause.products) and set_parts(session, clause, blocks, quantity)
    target = session.last
    if target is None:
        code = line_with(session, denied)
        codes = (code,) if code is not None else tuple(dict.fromkeys(line.sku for line in session.known))
        if codes:
            session.wishes.append(Wish(Op.SET, quantity=quantity, fixed=codes))
        return bool(codes)
    target.quantity, target.topic = unit_kept(quantity, target.quantity), False
    codes = session.find_known(target.mention, target.fixed) if target.mention is not None else ()
    if codes:
        target.op, target.fixed = Op.SET, codes
    return True


def _denies_line(session: Session, clause: Clause, later: Clause | None) -> bool:
    """Reads "不是七喜,换成美年达" and "不是七喜是美年达" over a draft: the line goes, and what is named next comes in its place."""
    word = next((item for item in clause.items if item.text in _NOT_IT), None)
    if session.last is not None or word is None:
        return False
    blocks = [part.block for part in clause.products if part.block is not None and part.start >= word.end]
    codes = session.find_known(blocks[0].mention(session.text)) if blocks and blocks[0].named else ()
    next_named = any(part.block is not None and part.block.meaningful for part in later.products) if later is not None else False
    if len(codes) != 1 or len(blocks) > 2 or not (next_named or len(blocks) > 1):  # noqa: PLR2004 - the wrong one and the right one
        return False
    session.wishes.append(Wish(Op.REMOVE, fixed=codes, start=blocks[0].start, end=blocks[0].end))
    if len(blocks) > 1:
        comes = session.wish_for(blocks[1])
        comes.like = session.line_of(codes[0])
        session.wishes.append(comes)
    else:
        session.vacated = session.line_of(codes[0])
    return True


_NOT_IT = ("不是", "并不是", "not", "isn't", "wasn't")


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


def _as_before(session: Session, clause: Clause) -> bool:
    """Reads 雪碧还是10箱 behind what was corrected: 还是 between other goods and their amount says "as always", it takes nothing back."""
    words = [item for item in clause.items if item.has("correct")]
    if len(words) != 1 or words[0].text != "还是" or not clause.quantities:
        return False
    before = [part.block for part in clause.products if part.block is not None and part.block.named and part.block.end <= words[0].start]
    if len(before) != 1 or len(clause.products) != 1 or clause.quantities[0].start < words[0].end:
        return False
    return not session.find_wishes(before[0].mention(session.text))


def correct(session: Session, clause: Clause) -> bool:
    """Put what the clause says in the place of what was said last; with an amount more than products the first amount alone does ("25箱雪碧10箱")."""
    target = session.last
    if target is None or target.topic or _as_before(session, clause):
        return False
    earlier = [one for one in session.find_wishes(target.mention, target.fixed) if one is not target and one.counted] if target.mention is not None else []
    if earlier and not target.counted:
        session.wishes.remove(target)
        target = earlier[-1]
    set_on_known(session, target)
    own = clause.parts
    if len(clause.quantities) == len(clause.products) + 1 and own[0].quantity is not None and own[-1].quantity is not None:
        own = own[:1]
        session.wishes.extend(session.wish_for(block, quantity=quantity) for block, quantity in pairs_of(clause.parts[1:]) if block is not None)
    for block, quantity in pairs_of(own):
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
