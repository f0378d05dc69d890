"""Adding goods: which products of a clause are wanted, how much of each, and what later words about the same product mean.

Invariant: words that name nothing known are goods only with an amount beside them; in passing they are talk.
"""

from collections.abc import Sequence
from dataclasses import replace

from backend.catalog.specs import plain
from backend.catalog.text import phrase_key
from backend.ordering.reading.blocks import Block, Part
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op
from backend.ordering.reading.items import Kind, Quantity
from backend.ordering.reading.loose import said_roughly, take_amount
from backend.ordering.reading.open_choices import either
from backend.ordering.reading.pairing import pairs_of
from backend.ordering.reading.session import Session
from backend.ordering.reading.wishes import Wish

_PLAUSIBLE = 200
_SHORT_NAME = 3


def add(session: Session, clause: Clause) -> None:
    """Wishes for the products of a clause; amounts alone go to what was named before."""
    if not clause.parts and clause.has("order"):
        _want_what_is_short(session)
    pairs = either(session, clause.items, pairs_of(_without_owed(session, clause.parts)))
    named = any(block is not None and block.named for block, _quantity in pairs)
    for block, quantity in pairs:
        if block is None:
            if quantity is not None:
                take_amount(session, clause, quantity)
        elif not block.named and not _wanted_nameless(session, clause, block, quantity, named=named):
            if quantity is None and not any(item.kind is Kind.UNKNOWN for item in block.items):
                session.waiting.append(block)
                _note_size(session, block)
        elif not _continues_name(session, block, quantity) and not (block.weak and quantity is None):
            _add_product(session, clause, block if quantity is None or block.meaningful else block.promoted(), quantity)


def _want_what_is_short(session: Session) -> None:
    """Reads "we're out of snickers, please send", 雪碧没了,送点: what was only told to be gone is wanted."""
    for wish in session.short:
        wish.topic = False
    session.short = []


def settle_row(session: Session) -> None:
    """Reads "Tile 600x600 matt grey - 10" at the end of its line: the amount is of the goods that were only described, never of the next line."""
    if session.waiting and session.loose is not None and session.owner is None:
        session.wishes.append(session.wish_for(session.waiting[-1].promoted(), quantity=session.loose))
        session.waiting, session.loose = [], None


def _add_product(session: Session, clause: Clause, block: Block, quantity: Quantity | None) -> None:
    wish = session.wish_for(block, quantity=quantity)
    wish.more = clause.has("more")
    if quantity is None and session.vacated is not None:
        wish.like, session.vacated = session.vacated, None
    if clause.has("same_size") and session.last is not None:
        _same_size(session, wish, session.last)
    note_head(session, wish)
    if quantity is None:
        if _narrows_last(session, clause, wish, named=block.named):
            return
        _product_alone(session, clause, wish)
    refine(session, wish)
    session.wishes.append(wish)


def _without_owed(session: Session, parts: Sequence[Part]) -> Sequence[Part]:
    """Reads "A的再来二十箱B十箱": with one amount more than products the first one is for what was named before in the sentence."""
    firm = list(parts)
    while firm and firm[-1].block is not None and firm[-1].block.weak:
        firm.pop()
    products, counts = sum(part.block is not None for part in firm), sum(part.quantity is not None for part in firm)
    if not products or counts != products + 1 or firm[0].quantity is None or firm[-1].quantity is None:
        return parts
    owed = session.wishes[-1] if len(session.wishes) > session.sentence else None
    if owed is None:
        return parts
    if owed.op is Op.ADD and not owed.topic:
        doubtful = owed.counted and not said_roughly(owed.quantity, firm[0].quantity)
        owed.quantity, owed.topic = Quantity(None, vague=True) if doubtful else firm[0].quantity, False
    return firm[1:]


def note_head(session: Session, wish: Wish) -> None:
    """What comes next in the clause, or after a heading, may be another kind of this product."""
    if wish.mention is None or wish.fixed or not wish.mention.names_product:
        return
    session.head = wish.mention


def _note_size(session: Session, block: Block) -> None:
    """A size that stands alone before any product is a heading."""
    if (block.sized or block.numbers) and session.last_mention is None:
        session.size = block.mention(session.text)


def _continues_name(session: Session, block: Block, quantity: Quantity | None) -> bool:
    """Reads "6 regency cakestands, 3 tier": number and words that stand together in the name of what was said before are no new line."""
    before = session.wishes[-1] if session.wishes else None
    if before is None or before.mention is None or quantity is None or quantity.unit is not None or quantity.value is None or quantity.times:
        return False
    words = [item.options[0] for item in block.items if (item.kind in (Kind.WORD, Kind.SOFT) or item.weak) and item.options[0]]
    if not words or len(words) != len(block.items):
        return False
    said = " ".join([plain(quantity.value), *words])
    fitting = tuple(code for code in session.candidates(before)[:_PLAUSIBLE] if f" {said} " in f" {phrase_key(session.context.index.by_code[code].name_en)} ")
    if fitting:
        before.fixed = fitting
    return bool(fitting)


def _narrows_last(session: Session, clause: Clause, wish: Wish, *, named: bool) -> bool:
    """Reads "王老吉十箱罐装的", "可乐500十箱 可口可乐的", 可乐来5箱500的: after the amount it is said which one is meant."""
    before = session.last
    wanting = clause.has("order") or clause.has("more")
    if before is None or not before.counted or before.op is not Op.ADD or before is not session.wishes[-1] or (wanting and named):
        return False
    wide, narrow = session.candidates(before), set(session.candidates(wish))
    if not named and clause.parts[0].block is not None and (set(wide) <= narrow or _adds_kind(before, wish)):
        before.mention, before.fixed = (before.mention, before.fixed) if set(wide) <= narrow else (wish.mention, wish.fixed)
        return True
    if len(wide) <= 1 or not narrow < set(wide):
        return False
    before.fixed = tuple(code for code in wide if code in narrow)
    return True


def _adds_kind(before: Wish, wish: Wish) -> bool:
    """Reads 可乐要10箱 无糖的: a kind of goods that were named without one, in the same size."""
    own, closer = before.mention, wish.mention
    if own is None or closer is None or own.attributes or not closer.attributes:
        return False
    return (own.specs, own.numbers, own.phrases, own.words, own.han) == (closer.specs, closer.numbers, closer.phrases, closer.words, closer.han)


def refine(session: Session, wish: Wish) -> None:
    """Reads "来点啤酒,百威500的15箱": a closer description of what was just named without an amount takes its place."""
    before = session.wishes[-1] if session.wishes else None
    if before is None or before.op is not Op.ADD or before.mention is None or (before.quantity is not None and not before.quantity.vague):
        return
    wide, narrow = set(session.candidates(before)), set(session.candidates(wish))
    if narrow and (narrow < wide or (before.topic and narrow == wide)):
        session.wishes.pop()


def _wanted_nameless(session: Session, clause: Clause, block: Block, quantity: Quantity | None, *, named: bool) -> bool:
    """Whether words that name nothing known are a product: with a quantity of goods they are, in passing they are talk."""
    unknown = [item for item in block.items if item.kind is Kind.UNKNOWN]
    if not unknown:
        return _wanted_described(session, block, quantity)
    if quantity is None or quantity.unit is not None:
        return quantity is not None
    several = sum(part.block is not None and not part.block.meaningful for part in clause.products) > 1
    if several or (named and block is not clause.products[-1].block):
        return False
    return clause.has("order") or bool(session.adds) or quantity.times or (not named and len(unknown) <= _SHORT_NAME)


def _wanted_described(session: Session, block: Block, quantity: Quantity | None) -> bool:
    """Sizes and colours after a product, or words of the language that are also names, with packs of them counted."""
    if block.meaningful:
        return quantity is not None or session.last_mention is not None
    counted = quantity is not None and quantity.unit is not None
    return counted and any(item.kind is Kind.SOFT and item.options[0] in session.context.index.words for item in block.items)


def _product_alone(session: Session, clause: Clause, wish: Wish) -> None:
    """A product without a quantity: takes one that waits, else is a wish to be counted, or only talk."""
    if session.loose is not None:
        wish.quantity, session.loose = session.loose, None
        return
    if clause.has("same_each") and session.last is not None:
        wish.quantity = session.last.quantity
        _same_size(session, wish, session.last)
        return
    if any(item.has("vague") for item in clause.items):
        wish.quantity = Quantity(None, vague=True)
        return
    gone = any(item.has("gone") for item in clause.items)
    talk = gone or any(item.kind is Kind.UNKNOWN for item in clause.items)
    wish.topic = talk and not clause.has("order") and not clause.has("more")
    if wish.topic and (gone or clause.joined):
        session.short.append(wish)
    elif clause.joined:
        _want_what_is_short(session)


def _same_size(session: Session, wish: Wish, like: Wish) -> None:
    """Reads "same again in beige" means the same size, when there is one."""
    if wish.mention is None or like.mention is None or wish.mention.specs or wish.mention.numbers:
        return
    sized = replace(wish.mention, specs=like.mention.specs, numbers=like.mention.numbers)
    if session.chooser.candidates(sized):
        wish.mention = sized
