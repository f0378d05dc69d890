"""Another size than was said: 不是330是500, "not 330ml, 500ml", 不是330的是500的. The size of the product said last changes, its amount stays.

Invariant: a size that is corrected is never an amount; a size in which the product does not come is asked about.
"""

import re
from dataclasses import replace
from decimal import Decimal

from backend.catalog.clues import Mention
from backend.catalog.specs import measure, plain
from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.session import Session

_SIZE = r"(\d+(?:\.\d+)?)\s?(ml|l|g|kg|cm|mm|升|毫升|克)?\s?(?:的|ones?)?"
_OTHER = re.compile(
    rf"\s*(?:不是|不要|别要|not(?: the)?)\s*{_SIZE}\s*(?:[,;.]\s*)?(?:而?是|要|换成?|改成?|but|it's|is|i want|i meant?|make it)?\s*(?:the )?"
    rf"{_SIZE}\s*(?=[,;.!?]|$)"
)
_METRIC = {"升": "l", "毫升": "ml", "克": "g"}


def resize(session: Session, clause: Clause, later: Clause | None) -> bool:
    """True when the clause (with the one after it) put another size in the place of the one said before."""
    last = session.last
    if last is None or last.mention is None or not any(item.text in ("不是", "不要", "别要", "not", "not the") for item in clause.items):
        return False
    found = _OTHER.match(session.text, clause.start)
    if found is None or not _is_size(last.mention, found[1], found[2]):
        return False
    sized = replace(last.mention, specs=(), numbers=())
    spec = measure(Decimal(found[3]), _METRIC.get(found[4], found[4])) if found[4] else None
    sized = replace(sized, specs=(spec,)) if spec is not None else replace(sized, numbers=(Decimal(found[3]),))
    if session.chooser.candidates(sized):
        last.mention, last.fixed = sized, ()
    else:
        last.quantity = Quantity(None, vague=True)
    if later is not None and later.start < found.end():
        later.items, later.parts = [], []
    return True


def _is_size(mention: Mention, number: str, unit: str | None) -> bool:
    """Whether the size that is denied is the one that was said."""
    value = Decimal(number)
    spec = measure(value, _METRIC.get(unit, unit)) if unit else None
    return value in mention.numbers or spec in mention.specs or any(one[1] == plain(value) for one in mention.specs)
