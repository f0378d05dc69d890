"""Reads a text that takes one of several drafts and throws another away: "城东的不要了,城西的确认", "confirm the first, drop the second".

It is looked for before a plain yes, which such a text is not (bot/confirmation.py). Pure: no database, no clock. Invariant: every clause
is a plain yes or a plain withdrawal, names exactly one live draft, and no draft is named by both; anything else is no split.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.clauses import Clause, clauses_of, occurs
from bot.confirmation import LONGEST, Offer

_JOINED = re.compile(r"\b(?:and|but)\b|[;；]|但是?|不过", re.IGNORECASE)
_YES, _GONE = ("yes", "act"), ("drop", "cancel", "no", "not")
_NEITHER = ("edit", "wait", "keep", "ask", "tell", "condition", "change", "report", "both", "spare")


@dataclass(frozen=True, slots=True)
class Split:
    """The drafts to confirm and the drafts to throw away."""

    taken: tuple[Offer, ...]
    dropped: tuple[Offer, ...]


def read_split(text: str, offers: Sequence[Offer]) -> Split | None:
    """What a text takes and what it throws away; None when it does not do both."""
    drafts = [offer for offer in offers if offer.kind.endswith("draft") and offer.seen != "never"]
    if len(drafts) < len(("taken", "dropped")) or len(text) > LONGEST:
        return None
    clauses = clauses_of(_JOINED.sub(",", text), tuple(name for offer in drafts for name in offer.names))
    said = [(_side(clause), clause) for clause in clauses]
    if any(side == "other" for side, _ in said):
        return None
    named = {id(clause): _meant(clause, drafts) for side, clause in said if side and not clause.has("rest")}
    if any(len(meant) != 1 for meant in named.values()):
        return None
    spoken = {offer.id for meant in named.values() for offer in meant}
    left = [offer for offer in drafts if offer.id not in spoken]
    taken = _of("taken", said, named, left)
    dropped = _of("dropped", said, named, left)
    apart = {offer.id for offer in taken}.isdisjoint(offer.id for offer in dropped)
    return Split(taken, dropped) if taken and dropped and apart else None


def _of(side: str, said: Sequence[tuple[str, Clause]], named: dict[int, list[Offer]], left: list[Offer]) -> tuple[Offer, ...]:
    found = [offer for one, clause in said if one == side for offer in named.get(id(clause), left)]
    return tuple({offer.id: offer for offer in found}.values())


def _side(clause: Clause) -> str:
    """Whether a clause takes or drops what it names; empty when it says neither, "other" when it is no part of a split."""
    if clause.left or clause.asks or clause.numbers or clause.has(*_NEITHER):
        return "other"
    yes, gone = clause.has(*_YES), clause.has(*_GONE)
    names = bool(clause.places or clause.products or clause.has("rest"))
    if not names:
        return "other" if gone else ""
    if yes == gone or (clause.has("not") and clause.has("drop", "cancel", "no")):
        return "other"
    return "taken" if yes else "dropped"


def _meant(clause: Clause, drafts: Sequence[Offer]) -> list[Offer]:
    if clause.places:
        return [offer for offer in drafts if offer.place in clause.places] if len(set(clause.places)) == 1 else []
    return [offer for offer in drafts if all(any(occurs(product, name) for name in offer.names) for product in clause.products)]
