"""Products that a question names, with the quantity if one was said: for stock and price questions and for searching by a sentence.

Several fitting SKUs are all returned; choosing is not done here. `unknown` are the person's words for goods that no SKU carries.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from backend.catalog.domain import Unit
from backend.ordering.reading.amounts import amount_of
from backend.ordering.reading.blocks import Block
from backend.ordering.reading.choosing import Chooser
from backend.ordering.reading.clauses import split
from backend.ordering.reading.context import ReadingContext
from backend.ordering.reading.items import Item, Kind, Quantity
from backend.ordering.reading.learning import learned_spans, standing_alone
from backend.ordering.reading.pairing import pairs_of
from backend.ordering.reading.pipeline import bounded, settled
from backend.ordering.reading.scanning import scan
from backend.ordering.reading.session import Session
from backend.ordering.reading.spans import clear_of, merged

_MOST_UNKNOWN = 4


@dataclass(frozen=True, slots=True)
class ProductMention:
    """One product as named: the SKUs it may mean in catalogue order, the quantity if said, the words."""

    candidates: tuple[str, ...]
    qty: Decimal | None = None
    unit: Unit | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class ProductMentions:
    """All products of a text; `apart` is the only one with the only quantity, when they were said apart from each other."""

    found: tuple[ProductMention, ...] = ()
    unknown: tuple[str, ...] = ()
    apart: ProductMention | None = None


def _scanned(normal: str, context: ReadingContext) -> list[Item]:
    """The items of a text; the dealer's own words stand for their products."""
    known = settled(normal, context)[0]
    own = learned_spans(normal, context.learned, context.index)
    if not own:
        return scan(normal, known, context.index)
    free = clear_of(own, known)
    alone = standing_alone(normal, free, scan(normal, merged([*free, *known]), context.index))
    return scan(normal, merged([*alone, *known]), context.index)


def read_products(text: str, context: ReadingContext) -> ProductMentions:
    """The products a text names, in its order, each once."""
    normal = bounded(text)
    items = _scanned(normal, context)
    session = Session(normal, context, Chooser(context.index, context.history, context.policy), ())
    found: list[ProductMention] = []
    unknown: list[str] = []
    loose: list[Quantity] = []
    for clause in split(items, context.index):
        for block, quantity in pairs_of(clause.parts):
            mention = _mention(session, block, quantity) if block is not None else None
            loose += [quantity] if mention is None and quantity is not None and quantity.value is not None else []
            if block is None:
                continue
            if mention is not None:
                if mention.candidates not in [one.candidates for one in found]:
                    found.append(mention)
            elif _is_goods(block):
                unknown.append(normal[block.start : block.end].strip())
    return ProductMentions(tuple(found), tuple(dict.fromkeys(unknown)), _apart(found, loose, context))


def _apart(found: Sequence[ProductMention], loose: Sequence[Quantity], context: ReadingContext) -> ProductMention | None:
    if len(found) != 1 or len(loose) != 1 or found[0].qty is not None:
        return None
    amount = amount_of(context.index.by_code[found[0].candidates[0]], loose[0], context.policy)
    return replace(found[0], qty=amount.qty, unit=amount.unit)


def _mention(session: Session, block: Block, quantity: Quantity | None) -> ProductMention | None:
    block = _without_talk(block)
    wish = session.wish_for(block, quantity=quantity)
    sized = block.sized or block.numbers or any(item.kind is Kind.ATTRIBUTE for item in block.items)
    if not block.named and not (sized and (session.last_mention is not None or len(session.candidates(wish)) == 1)):
        return None
    candidates = session.candidates(wish)
    if not candidates:
        return None
    source = session.text[block.start : block.end].strip()
    if quantity is None or quantity.value is None:
        return ProductMention(candidates, source=source)
    amount = amount_of(session.context.index.by_code[candidates[0]], quantity, session.context.policy)
    return ProductMention(candidates, amount.qty, amount.unit, source)


def _without_talk(block: Block) -> Block:
    """Questions carry more talk than orders; unknown words beside a name are left out when the name stands apart from them."""
    named = [item for item in block.items if item.kind is not Kind.UNKNOWN]
    if not any(item.kind in (Kind.PHRASE, Kind.CODE) for item in named):
        return block
    touching = any(
        other.kind is Kind.UNKNOWN and (other.end == item.start or other.start == item.end) and not other.text.isascii()
        for item in named
        for other in block.items
    )
    return block if touching and _unknown_length(block) > 1 else Block(named, block.numbers, block.posting)


def _unknown_length(block: Block) -> int:
    return sum(len(item.text) for item in block.items if item.kind is Kind.UNKNOWN)


def _is_goods(block: Block) -> bool:
    unknown = [item for item in block.items if item.kind is Kind.UNKNOWN]
    return bool(unknown) and len(unknown) <= _MOST_UNKNOWN
