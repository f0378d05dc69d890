"""Splitting a message into clauses: stretches that say one thing each, with their products, quantities and operator words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice

from backend.catalog.index import CatalogueIndex
from backend.ordering.reading.blocks import NAMES, PRODUCT, Part
from backend.ordering.reading.items import SURELY_SIZE, Item, Kind, Quantity
from backend.ordering.reading.open_choices import undecided
from backend.ordering.reading.parts import PartReader
from backend.ordering.reading.words import lexicon

_LONGEST = 200
_PURPOSE = ("for", "because", "since", "as", "cause", "cos")
_QUIET = {"fill", "of", "pronoun", "to", "also", "context"}
_VERBS = ("order", "more", "set", "remove", "swap", "less", "also")


@dataclass
class Clause:
    """One clause. `closed` says that a full stop or line end comes after it, `joined` that it begins after "and".

    `denied` is an amount that it says is not meant ("15 not 50").
    """

    items: list[Item]
    parts: list[Part] = field(default_factory=list)
    closed: bool = False
    joined: bool = False
    forbidden: bool = False
    denied: Quantity | None = None
    _tagged: list[Item] | None = field(default=None, repr=False, compare=False)
    _tags: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    def has(self, tag: str) -> bool:
        """True when a word with this tag stands in the clause."""
        if self._tagged is not self.items:
            self._tagged, self._tags = self.items, frozenset(tag for item in self.items if item.entry is not None for tag in item.entry.tags)
        return tag in self._tags

    def first(self, tag: str) -> Item | None:
        """The first word with this tag."""
        return next((item for item in self.items if item.has(tag)), None)

    def masked(self, *kinds: str) -> bool:
        """True when a settled span of one of the kinds stands in the clause."""
        return any(item.kind is Kind.MASK and item.text in kinds for item in self.items)

    @property
    def products(self) -> list[Part]:
        """Its products in order."""
        return [part for part in self.parts if part.block is not None]

    @property
    def quantities(self) -> list[Part]:
        """Its quantities in order."""
        return [part for part in self.parts if part.quantity is not None]

    @property
    def percent(self) -> Decimal | None:
        """A percentage in it."""
        return next((item.number for item in self.items if item.kind is Kind.PERCENT), None)

    @property
    def factor(self) -> Item | None:
        """The first word that scales ("double", 减半)."""
        return next((item for item in self.items if item.entry is not None and item.entry.factor is not None), None)

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.items[0].start if self.items else 0

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.items[-1].end if self.items else 0


def split(items: Sequence[Item], index: CatalogueIndex) -> list[Clause]:
    """The clauses of a message, empty ones left out."""
    clauses: list[Clause] = []
    current: list[Item] = []
    joined = False
    items = _with_extras(undecided(items))
    for place, item in enumerate(items):
        if item.kind in (Kind.COMMA, Kind.STOP, Kind.AND):
            _close(clauses, current, index, joined=joined)
            if item.kind is Kind.STOP and clauses:
                clauses[-1].closed = True
            current, joined = [], item.kind is Kind.AND
            continue
        if _spaced_apart(clauses, current, item):
            _close(clauses, current, index, joined=joined)
            current, joined = [], False
        if _wanted_next(current, item, items[place + 1 : place + 8]) or _unwanted_next(current, item, items[place + 1 : place + 8]):
            _close(clauses, current, index, joined=joined)
            current, joined = [], False
        if len(current) >= _LONGEST or _begins_clause(current, item, items[place + 1 : place + 1 + _LONGEST]):
            _close(clauses, current, index, joined=joined)
            current, joined = [], False
        current.append(item)
    _close(clauses, current, index, joined=joined)
    return clauses


def _with_extras(items: Sequence[Item]) -> Sequence[Item]:
    """Reads 10箱另加2瓶, "10 cases plus 2 cans": amounts in two packs with a word between are one, unless another product follows."""
    found = list(items)
    for place in range(len(found) - 2, 0, -1):
        if place + 1 >= len(found):
            continue
        first, link = found[place - 1], found[place]
        if link.kind is Kind.COMMA or not _adds_on(link):
            continue
        comma = first.kind is Kind.COMMA and place > 1
        first, second = found[place - 2] if comma else first, found[place + 1]
        one, two = first.quantity, second.quantity
        if not _two_packs(one, two) or one is None:
            continue
        follows = next((item for item in islice(found, place + 2, None) if item.kind is not Kind.GLUE), None)
        if follows is not None and (follows.kind in NAMES or follows.kind is Kind.UNKNOWN):
            continue
        whole = replace(first, kind=Kind.QUANTITY, end=second.end, quantity=replace(one, also=two))
        found[place - (2 if comma else 1) : place + 2] = [whole]
    return found


def _adds_on(item: Item) -> bool:
    return item.kind is Kind.AND or item.has("also") or item.has("more") or item.text in ("零", "另", "+", "又")


def _two_packs(one: Quantity | None, two: Quantity | None) -> bool:
    """Cases and then single pieces."""
    if one is None or two is None or one.unit is None or two.unit is None or one.also is not None or one.vague or two.vague:
        return False
    return one.unit.unit == "case" and two.unit.unit == "base" and one.unit.measure is None and two.unit.measure is None


def shared_verbs(clauses: Sequence[Clause]) -> list[Clause]:
    """Reads "可乐和雪碧各减2箱", "coke and sprite to 15": products that are only joined on share what is done to the last of them."""
    merged: list[Clause] = []
    for one in clauses:
        clause = one
        while merged and (_is_exception(merged[-1], clause) or (clause.joined and _is_bare(merged[-1]) and clause.products and _edits(clause))):
            before = merged.pop()
            clause = replace(clause, items=[*before.items, *clause.items], parts=[*before.parts, *clause.parts], joined=before.joined)
        merged.append(clause)
    return merged


def _is_exception(clause: Clause, later: Clause) -> bool:
    """Reads "除了雪碧,其他都去掉": what is kept is said first, what happens to the others in the next clause."""
    bare = clause.has("except") and not clause.closed and bool(clause.products) and not clause.quantities and not _edits(clause) and clause.factor is None
    return bare and not later.products and (later.has("rest") or later.has("all")) and _edits(later)


def _is_bare(clause: Clause) -> bool:
    """Only products, nothing said about them."""
    quiet = clause.factor is None and not _edits(clause)
    quiet = quiet and all(item.kind is not Kind.TAG or (item.entry is not None and item.entry.tags <= _QUIET) for item in clause.items)
    named = bool(clause.products) and all(part.block is not None and part.block.named for part in clause.products)
    return not clause.closed and quiet and named and not clause.quantities


def _edits(clause: Clause) -> bool:
    return clause.factor is not None or any(clause.has(tag) for tag in ("set", "less", "remove"))


def _close(clauses: list[Clause], current: list[Item], index: CatalogueIndex, *, joined: bool) -> None:
    if current:
        current = _without_purpose(_gapped(current))
        clauses.append(Clause(current, PartReader(current, index).parts(), joined=joined))


def _gapped(items: list[Item]) -> list[Item]:
    """Reads "take the sprite out": two words around a product that mean one thing; the first becomes that word."""
    words = {item.text for item in items}
    for (first, last), entry in lexicon().gaps.items():
        if first in words and last in words:
            start = next(place for place, item in enumerate(items) if item.text == first)
            if any(item.text == last for item in items[start + 1 :]):
                return [*items[:start], replace(items[start], kind=Kind.TAG, entry=entry, options=(f"{first} {last}",)), *items[start + 1 :]]
    return items


def _without_purpose(items: list[Item]) -> list[Item]:
    """Reads "5000 cases of water for the festival": unknown words that only say what the goods are for are talk."""
    start = next((place for place, item in enumerate(items) if item.text.split(" ")[0] in _PURPOSE), None)
    if start is None or not any(item.kind in NAMES for item in items[:start]):
        return items
    after = items[start:]
    if any(item.kind in NAMES or item.kind in (Kind.QUANTITY, Kind.NUMBER) for item in after):
        return items
    return [*items[:start], *(item for item in after if item.kind is not Kind.UNKNOWN)]


def _begins_clause(current: Sequence[Item], item: Item, after: Sequence[Item]) -> bool:
    """A verb opens a new clause when the one before is complete and something to act on follows."""
    if item.kind is not Kind.TAG or not any(item.has(tag) for tag in _VERBS):
        if item.text == "instead" or (item.text == "还是" and (not _complete(current) or _amount_as_before(current, after))):
            return False
        return bool(item.has("correct") or item.has("forget")) and _has_product(current) and item.kind is Kind.TAG
    if item.has("also") and not item.has("more") and current and any(one.kind in PRODUCT or one.kind is Kind.QUANTITY for one in current):
        return item.kind is Kind.TAG and not (item.has("each") and not item.has("order")) and _complete(current)
    gone = any(one.has("remove") for one in current) and any(one.kind in NAMES for one in current) and not item.has("remove")
    if (not _complete(current) and not gone) or (item.has("order") and _only_sized(current) and after and after[0].kind is Kind.QUANTITY):
        return False
    upcoming = _upcoming(after)
    return (
        upcoming is not None and upcoming.kind in PRODUCT
        if item.has("remove") or item.has("set") or item.has("swap") or item.has("less")
        else upcoming is not None
    )


def _amount_as_before(current: Sequence[Item], after: Sequence[Item]) -> bool:
    """Reads 不对25箱雪碧还是10箱: behind a correction, 还是 between a name and its amount."""
    return bool(after) and after[0].kind is Kind.QUANTITY and current[-1].kind in NAMES and any(one.has("correct") for one in current)


def _spaced_apart(clauses: Sequence[Clause], current: Sequence[Item], item: Item) -> bool:
    """A space in Chinese text is a comma when what stands before it says one whole thing ("可乐十箱 雪碧不要了"); "if you have it" ends a question."""
    if item.kind is Kind.MASK and item.text == "if_available":
        return any(one.has("question") for one in current)
    if not current or item.start <= current[-1].end or item.text[:1].isascii() or current[-1].text[-1:].isascii():
        return False
    names = [place for place, one in enumerate(current) if one.kind in NAMES]
    counted = next((place for place, one in enumerate(current) if one.kind is Kind.QUANTITY), None)
    if any(one.has("each") and not one.has("order") for one in current) and counted is None:
        return False
    if item.kind in (Kind.ATTRIBUTE, Kind.SPEC, Kind.NUMBER, Kind.QUANTITY):
        return False
    if (not names and counted is None) or (names and any(one.has("remove") for one in current)):
        return True
    owed = bool(clauses) and not clauses[-1].closed and bool(clauses[-1].products) and not clauses[-1].quantities
    return counted is not None and ((bool(names) and names[0] < counted) or (owed and not names) or item.kind not in NAMES)


def _has_product(items: Iterable[Item]) -> bool:
    return any(item.kind in NAMES or item.kind is Kind.QUANTITY for item in items)


def _complete(items: Sequence[Item]) -> bool:
    return any(item.kind in NAMES or item.kind is Kind.UNKNOWN for item in items) and any(item.kind in (Kind.QUANTITY, Kind.NUMBER) for item in items)


def _wanted_next(current: Sequence[Item], item: Item, after: Sequence[Item]) -> bool:
    """Reads 可乐330要十箱雪碧330要五箱, said in one breath: each product with its own verb and amount begins a clause."""
    if item.kind not in NAMES or not _wanted(current):
        return False
    skipped = (*NAMES, Kind.GLUE, Kind.SPEC, Kind.ATTRIBUTE, Kind.NUMBER)
    behind = next((place for place, one in enumerate(after) if one.kind not in skipped and not (one.kind is Kind.QUANTITY and _may_be_size(one))), len(after))
    return _verb_and_amount(after[behind : behind + 2])


def _unwanted_next(current: Sequence[Item], item: Item, after: Sequence[Item]) -> bool:
    """Reads 雪碧10箱水不要了红牛5箱, said in one breath: what is taken out is a clause, the goods that are counted before and behind it stay."""
    if item.kind not in NAMES or item.text.isascii():
        return False
    behind = next((one for one in after if one.kind not in (*NAMES, Kind.GLUE, Kind.SPEC, Kind.ATTRIBUTE, Kind.NUMBER)), None)
    if behind is not None and behind.kind is Kind.QUANTITY:
        gone = next((one for one in reversed(current) if one.kind is not Kind.GLUE), None)
        return gone is not None and gone.kind is Kind.TAG and gone.has("remove") and any(one.kind in NAMES for one in current if one.end <= gone.start)
    return behind is not None and behind.kind is Kind.TAG and behind.has("remove") and _counted_goods(current)


def _counted_goods(items: Sequence[Item]) -> bool:
    """A name and then its amount with a unit, and nothing done to it."""
    counted = bool(items) and items[-1].kind is Kind.QUANTITY and items[-1].quantity is not None and items[-1].quantity.unit is not None
    return counted and any(one.kind in NAMES for one in items) and not any(one.has(verb) for one in items for verb in ("remove", "swap", "less", "set"))


def _wanted(items: Sequence[Item]) -> bool:
    """A product, a verb of wanting and its amount, and nothing behind it but talk."""
    said = [one for one in items if one.kind is not Kind.GLUE]
    return _verb_and_amount(said[-2:]) and any(one.kind in NAMES for one in said[:-2])


def _verb_and_amount(items: Sequence[Item]) -> bool:
    return [item.kind for item in items] == [Kind.TAG, Kind.QUANTITY] and items[0].has("order")


def _only_sized(items: Sequence[Item]) -> bool:
    """Reads 可乐330要十箱: the number right behind the name is its size, the amount is still to come."""
    numbers = [place for place, item in enumerate(items) if item.kind in (Kind.QUANTITY, Kind.NUMBER)]
    sized = [place > 0 and items[place - 1].kind in NAMES and _may_be_size(items[place]) for place in numbers]
    return bool(numbers) and all(sized)


def _may_be_size(item: Item) -> bool:
    """A large number that is bare or beside a word for the pack ("500 bottle")."""
    said = item.quantity
    bare = said is None or said.unit is None or (said.unit.unit == "base" and not said.times)
    return bare and ((said.value if said is not None else item.number) or 0) >= SURELY_SIZE


def _upcoming(after: Sequence[Item]) -> Item | None:
    for item in after:
        if item.kind in (Kind.COMMA, Kind.STOP, Kind.AND):
            return None
        if item.kind in PRODUCT or item.kind in (Kind.QUANTITY, Kind.NUMBER):
            return item
    return None
