"""The pieces a message is cut into: product clues, quantities, operator words, separators. Made by `scanning`, read by `clauses`."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from backend.catalog.specs import Spec
from backend.ordering.reading.words import Entry, UnitWord

SURELY_SIZE = 100
"""From here on a bare number behind a name is its size."""


class Kind(StrEnum):
    """What a piece is."""

    CODE = "code"
    PHRASE = "phrase"
    WORD = "word"
    SOFT = "soft"
    HAN = "han"
    ATTRIBUTE = "attribute"
    SPEC = "spec"
    NUMBER = "number"
    QUANTITY = "quantity"
    UNKNOWN = "unknown"
    TAG = "tag"
    GLUE = "glue"
    COMMA = "comma"
    STOP = "stop"
    AND = "and"
    MASK = "mask"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much was said. `vague` is an amount that must be asked back; `times` came from "x 20" or "20 x"; `also` is a second part (2箱3瓶)."""

    value: Decimal | None
    unit: UnitWord | None = None
    vague: bool = False
    times: bool = False
    also: "Quantity | None" = None


@dataclass(frozen=True, slots=True)
class Item:
    """One piece with its place in the normalised text. `options` are the index keys of a product clue.

    `weak` is a clue that may well be an ordinary word: far from the name it may mean, or one character of many names.
    """

    kind: Kind
    start: int
    end: int
    text: str
    options: tuple[str, ...] = ()
    specs: tuple[Spec, ...] = ()
    number: Decimal | None = None
    quantity: Quantity | None = None
    entry: Entry | None = None
    weak: bool = False

    def has(self, tag: str) -> bool:
        """True when the piece is a word of the language with this tag."""
        return self.entry is not None and tag in self.entry.tags
