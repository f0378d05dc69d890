"""The clues of one product while they are collected, and the SKUs that carry a clue."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from backend.catalog.building import Posting
from backend.catalog.clues import Mention
from backend.catalog.index import NOTHING, CatalogueIndex
from backend.catalog.matching import carrying
from backend.ordering.reading.items import Item, Kind, Quantity

PRODUCT = {Kind.CODE, Kind.PHRASE, Kind.WORD, Kind.HAN, Kind.ATTRIBUTE, Kind.SPEC, Kind.SOFT, Kind.UNKNOWN}
_RELATIVE = (("*big",), ("*small",))
NAMES = {Kind.CODE, Kind.PHRASE, Kind.WORD, Kind.HAN}


@dataclass
class Block:
    """The clues of one product while they are collected."""

    items: list[Item] = field(default_factory=list)
    numbers: list[Decimal] = field(default_factory=list)
    posting: Posting | None = None

    @property
    def named(self) -> bool:
        """True when a name is in it."""
        return any(item.kind in NAMES for item in self.items)

    @property
    def weak(self) -> bool:
        """True when nothing in it is sure to be a product or a size."""
        names = [item for item in self.items if item.kind in NAMES]
        return bool(names) and all(item.weak for item in names) and not (self.sized or self.numbers or any(item.kind is Kind.ATTRIBUTE for item in self.items))

    @property
    def sized(self) -> bool:
        """True when a size was said with its unit."""
        return any(item.kind is Kind.SPEC for item in self.items)

    @property
    def meaningful(self) -> bool:
        """True when a name, a size or an attribute is in it."""
        return self.named or self.sized or bool(self.numbers) or any(item.kind is Kind.ATTRIBUTE or item.options[:1] in _RELATIVE for item in self.items)

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return min((item.start for item in self.items), default=0)

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return max((item.end for item in self.items), default=0)

    def promoted(self) -> "Block":
        """With words of the language read as names, for a counted product that has nothing else ("10 signs")."""
        if any(item.kind is Kind.UNKNOWN for item in self.items):
            return self
        kinds = {Kind.SOFT: Kind.WORD}
        return Block(
            [replace(item, kind=kinds.get(item.kind, item.kind)) if item.options != ("",) else item for item in self.items], self.numbers, self.posting
        )

    def known(self) -> "Block":
        """Without words that nobody knows, which are talk where nothing is ordered."""
        return Block([item for item in self.items if item.kind is not Kind.UNKNOWN], self.numbers, self.posting)

    def mention(self, text: str) -> Mention:
        """The clues as the catalogue matches them."""
        items = self.items
        code = next((item.options[0] for item in items if item.kind is Kind.CODE), None)
        return Mention(
            code=code,
            phrases=tuple(item.options for item in items if item.kind is Kind.PHRASE),
            words=tuple(item.options for item in items if item.kind is Kind.WORD),
            han=tuple(item.options[0] for item in items if item.kind is Kind.HAN),
            specs=tuple(spec for item in items if item.kind is Kind.SPEC for spec in item.specs),
            numbers=tuple(self.numbers),
            attributes=tuple(item.options[0] for item in items if item.kind is Kind.ATTRIBUTE),
            unknown=tuple(item.options[0] for item in items if item.kind is Kind.UNKNOWN),
            soft=tuple(item.options[0] for item in items if item.kind is Kind.SOFT),
            said=text[self.start : self.end],
        )


@dataclass(frozen=True)
class Part:
    """A product or a quantity of a clause, in the order of the text."""

    block: Block | None = None
    quantity: Quantity | None = None
    start: int = 0
    end: int = 0


def posting_of(index: CatalogueIndex, item: Item) -> Posting | None:  # noqa: PLR0911 - one way out a kind of case
    """SKUs that carry a clue; None when the clue cannot exclude any."""
    if item.kind is Kind.PHRASE:
        found: Posting = NOTHING
        for key in item.options:
            found |= index.phrases.get(key, NOTHING) | carrying(index, key)
        return found
    if item.kind is Kind.WORD:
        return frozenset().union(*(index.words.get(word, NOTHING) for word in item.options))
    if item.kind is Kind.HAN:
        return index.containing(item.options[0])
    if item.kind is Kind.CODE:
        return frozenset({index.position[item.options[0]]})
    if item.kind is Kind.ATTRIBUTE:
        return index.attributes.get(item.options[0], NOTHING)
    if item.kind is Kind.SPEC:
        found = NOTHING
        for spec in item.specs:
            found |= index.specs.get(spec, NOTHING) | index.specs.get(("n", spec[1]), NOTHING)
        return found
    return None
