"""What remains of a stated total: "15 cases in total, 9 coke zero and the rest fanta", 一共要60箱,青岛20箱,剩下的全要雪花.

The amount is settled when the whole message is read, as the total may come last. Invariant: it is worked out only where every other amount
of the message is exact and counts cases, and something is left; else it is asked.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from backend.ordering.reading.clauses import Clause
from backend.ordering.reading.items import Kind, Quantity
from backend.ordering.reading.numerals import parse_number
from backend.ordering.reading.session import Session
from backend.ordering.reading.words import lexicon

_NUMBER = re.compile(r"\d+(?:\.\d+)?|[一二两三四五六七八九十百千]+")
_CASES = re.compile(r"箱|件|cases?|ctns?|cartons?|boxes")
_ROUGH = re.compile(r"(?:\b(?:about|around|roughly|approx(?:imately)?|some)|大概|大约|差不多|约)\s*$")
_EDITS = ("remove", "less", "swap", "except", "kept", "instead", "no", "question")


def take_remainder(session: Session, clause: Clause) -> bool:
    """True when the clause gives the rest of a total to a product."""
    if not clause.has("rest") or clause.quantities or session.known or clause.factor is not None or any(clause.has(tag) for tag in _EDITS):
        return False
    named = [part.block for part in clause.products if part.block is not None and part.block.named]
    if len(named) != 1 or not session.adds:
        return False
    if session.loose is not None:
        session.total, session.loose = session.loose, None
    wish = session.wish_for(named[0], quantity=Quantity(None, vague=True))
    session.wishes.append(wish)
    session.remainder = wish
    return True


def _total_in(session: Session, clauses: Sequence[Clause]) -> Quantity | None:
    """The total that the message states beside its goods."""
    said = next((item for clause in clauses for item in clause.items if item.kind is Kind.MASK and item.text == "total"), None)
    words = session.text[said.start : said.end] if said is not None else ""
    numbers = _NUMBER.findall(words)
    value = parse_number(numbers[-1]) if numbers else None
    rough = said is not None and _ROUGH.search(session.text[: said.start]) is not None
    return Quantity(value, lexicon().entries["箱"].unit if _CASES.search(words) else None, vague=rough) if value is not None else None


def settle_remainder(session: Session, clauses: Sequence[Clause]) -> None:
    """Gives the product its amount, when nothing about it is open."""
    wish = session.remainder
    total = (session.total or _total_in(session, clauses)) if wish is not None else None
    if wish is None or total is None or total.value is None or not _in_cases(total):
        return
    others = [one.quantity for one in session.adds if one is not wish]
    counted = [one.value for one in others if one is not None and one.value is not None and _in_cases(one)]
    left = total.value - sum(counted, Decimal(0))
    if counted and len(counted) == len(others) and left > 0:
        wish.quantity = replace(total, value=left)


def _in_cases(one: Quantity) -> bool:
    return not one.vague and one.also is None and (one.unit is None or one.unit.unit == "case")
