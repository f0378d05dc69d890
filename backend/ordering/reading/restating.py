"""How the lines of the draft stand now: "tiles now 52 boxes, adhesive 70 bags", 现在可乐要12箱,雪碧8箱, "coke is at 12 now".

Invariant: only lines that are in the draft are set; a verb of ordering ("now give me 10 coke"), "more" and goods that are not there add as ever.
"""

import re

from backend.ordering.reading.blocks import Block, Part
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.domain import Op
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.pairing import pairs_of
from backend.ordering.reading.session import Session
from backend.ordering.reading.setting import called, set_parts

_BETWEEN = re.compile(
    r"\s*(?:\d+(?:\.\d+)?\s+)?(?:(?:is|are|was|to be|:|-)\s+)?(?:now(?:\s+(?:at|is|are))?|at|to)\s+"
    r"|\s*(?:的)?(?:现在|目前|如今)\s*(?:一共|总共|共)?\s*(?:要|是|为)?\s*"
)
_BEFORE = re.compile(r"(?:^|[\s,.;:])(?:so |and |it'?s |they'?re |we'?re (?:at )?)?now\b[\s:]*$|(?:现在|目前|如今)(?:我们?|[一总]?共)?(?:要的?|是|为)?[\s:]*$")
_AFTER = re.compile(r"\s*now\b")
_STATES = re.compile(r"^\s*(?:is|are)?(?:\s+at)?\s*$")
_OTHER_VERBS = ("more", "less", "swap", "remove", "instead", "no")
_WANTS = "要"


def restate(session: Session, clause: Clause) -> bool:
    """True when the clause said how lines of the draft stand now; the list that goes on in the same sentence says so too."""
    chained, session.restated = session.restated == session.sentence, None
    if not session.known or any(clause.has(tag) for tag in _OTHER_VERBS) or clause.factor is not None or not _only_counts(clause):
        return False
    if not (_goes_on(clause) if chained else _says_now(session.text, clause)):
        return False
    pairs = [(called(session, block), quantity) for block, quantity in pairs_of(clause.parts) if block is not None and quantity is not None]
    if not pairs or not all(_stands_in_draft(session, block, quantity) for block, quantity in pairs):
        return False
    for block, quantity in pairs:
        set_parts(session, clause, [Part(block=block, start=block.start, end=block.end)], quantity)
    session.restated = session.sentence
    return True


def _only_counts(clause: Clause) -> bool:
    """Products and amounts in turn, nothing alone."""
    kinds = [part.block is not None for part in clause.parts]
    return len(kinds) > 0 and len(kinds) % 2 == 0 and all(kinds[place] is not kinds[place + 1] for place in range(0, len(kinds), 2))


def _goes_on(clause: Clause) -> bool:
    return not clause.has("also") and not clause.has("order")


def _says_now(text: str, clause: Clause) -> bool:
    """Whether a word for now stands before the list, between a product and its amount, or behind them; a bare number after "at" may be a price."""
    first, second = clause.parts[0], clause.parts[1]
    if any(item.has("order") and item.text != _WANTS for item in clause.items if item.start < clause.parts[-1].start):
        return False
    if _BEFORE.search(text[max(0, clause.start - 1) : first.start]) or _BEFORE.search(text[max(0, first.start - 12) : first.start]):
        return True
    if first.block is None:
        return False
    between = text[first.end : second.start]
    counted = second.quantity is not None and second.quantity.unit is not None
    if _STATES.match(between) is not None and _AFTER.match(text, clause.parts[-1].end) is not None:
        return True
    return _BETWEEN.fullmatch(between) is not None and (counted or not between.rstrip().endswith("at"))


def _stands_in_draft(session: Session, block: Block, quantity: Quantity) -> bool:
    """Whether the product is a known line that this message has not ordered more of."""
    last = session.last_mention
    wish = session.wish_for(block, Op.SET)
    session.last_mention = last
    return wish.mention is not None and bool(session.find_known(wish.mention, wish.fixed, quantity)) and not session.find_wishes(wish.mention, wish.fixed)
