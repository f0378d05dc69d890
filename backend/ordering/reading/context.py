"""What reading needs to know besides the words: the catalogue, the day, the places, the draft so far, the dealer's history, the policy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from backend.catalog.index import CatalogueIndex
from backend.ordering.reading.domain import CartLine, LearnedName, OpenQuestion, PastOrder, Place, ReadingPolicy


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """`now` is aware and in the brand's zone; `history` is oldest first and only the dealer's own.

    `learned` are the dealer's own words for products; `usual` is sku -> the most base units that the dealer ever ordered on one line.
    `asked` are the goods of the draft that wait for an answer.
    """

    index: CatalogueIndex
    now: datetime
    places: tuple[Place, ...] = ()
    cart: tuple[CartLine, ...] = ()
    history: tuple[PastOrder, ...] = ()
    policy: ReadingPolicy = field(default_factory=ReadingPolicy)
    learned: tuple[LearnedName, ...] = ()
    usual: Mapping[str, int] = field(default_factory=dict)
    asked: tuple[OpenQuestion, ...] = ()
