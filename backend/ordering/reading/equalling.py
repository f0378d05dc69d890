"""Amounts taken from another product: "sprite same as coke", 雪碧跟可乐一样多, and two lines that change their amounts (可乐和雪碧数量对调).

Invariant: an amount is only taken from one line that is sure; otherwise the clause stays as it is and is asked about.
"""

import re
from collections.abc import Sequence

from backend.ordering.reading.blocks import Block
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import CartLine, Op
from backend.ordering.reading.session import Session
from backend.ordering.reading.wishes import Wish

_SAME_AS = re.compile(
    r"(?:一样|相同|同样)(?:多|的?数量)?|同量|数量相同|\b(?:the )?same (?:amount |quantity |qty |number )?as\b|\bas (?:many|much) as\b|\bequal to\b"
)
_EXCHANGED = re.compile(
    r"数量[^,.;!?]{0,3}(?:对调|互换|调换|交换|换一下|换过来|调过来|反了|写反|弄反|搞反|报反)|(?:对调|互换|交换|调换)[^,.;!?]{0,3}数量|(?:写|弄|搞|报|说)反了"
    r"|\b(?:swap|switch|exchange|flip|reverse) (?:round |around )?(?:the )?(?:quantities|amounts|numbers|qtys?)\b|\bthe other way (?:a?round)\b"
    r"|\b(?:quantities|amounts|numbers) (?:are |were |got )?(?:the wrong way round|mixed up|swapped|reversed)\b"
    r"|\bgot (?:them|those) (?:mixed up|the wrong way round)\b"
)
_PAIR = 2


def same_amount(session: Session, clauses: Sequence[Clause], place: int) -> bool:
    """True when the clause (with the one it is joined to) takes the amount of one product from another."""
    clause = clauses[place]
    if clause.quantities or not clause.products or _SAME_AS.search(session.text, clause.start, _end_of(session, clause)) is None:
        return False
    blocks = _named(clause)
    last = session.last if session.wishes and session.wishes[-1] is session.last else None
    if len(blocks) == _PAIR:
        wish = session.wish_for(blocks[0])
    elif len(blocks) == 1 and clause.joined and last is not None and not last.counted:
        wish = last
        session.wishes.remove(last)
    else:
        return False
    model = _line_like(session, blocks[-1])
    if model is None or wish.mention is None:
        session.wishes.extend([wish] if len(blocks) == 1 else [])
        return False
    codes = session.find_known(wish.mention, wish.fixed)
    _take(wish, model, codes)
    session.wishes.append(wish)
    return True


def exchange_amounts(session: Session, clauses: Sequence[Clause]) -> bool:
    """True when the message only lets two lines of the draft change their amounts."""
    if not session.known or _EXCHANGED.search(session.text) is None or any(clause.quantities for clause in clauses):
        return False
    blocks = [block for clause in clauses for block in _named(clause)]
    found = [session.find_known(block.mention(session.text)) for block in blocks] or [(line.sku,) for line in session.known]
    codes = list(dict.fromkeys(codes[0] for codes in found if len(codes) == 1))
    if len(codes) != _PAIR or len(found) != _PAIR:
        return False
    one, two = (session.line_of(code) for code in codes)
    session.wishes.extend([Wish(Op.SET, fixed=(codes[0],), like=two), Wish(Op.SET, fixed=(codes[1],), like=one)])
    return True


def _named(clause: Clause) -> list[Block]:
    return [part.block for part in clause.products if part.block is not None and part.block.named and not part.block.weak]


def _end_of(session: Session, clause: Clause) -> int:
    border = re.compile(r"[,.;!?]|$").search(session.text, clause.end)
    return border.start() if border is not None else len(session.text)


def _line_like(session: Session, block: Block) -> Wish | CartLine | None:
    """The one line of the message or the draft whose amount is meant."""
    mention = block.mention(session.text)
    own = [wish for wish in session.find_wishes(mention) if wish.counted]
    if len(own) == 1:
        return own[0]
    codes = session.find_known(mention) if not own else ()
    return session.line_of(codes[0]) if len(codes) == 1 else None


def _take(wish: Wish, model: Wish | CartLine, codes: tuple[str, ...]) -> None:
    wish.topic = False
    if isinstance(model, CartLine):
        wish.like = model
    else:
        wish.quantity, wish.like = model.quantity, model.like
    if len(codes) == 1:
        wish.op, wish.fixed = Op.SET, codes
