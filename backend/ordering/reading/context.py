"""What reading needs to know besides the words: the catalogue, the day, the places, the draft so far, the dealer's history, the policy."""

from dataclasses import dataclass, field
from datetime import datetime

from backend.catalog.index import CatalogueIndex
from backend.ordering.reading.domain import CartLine, PastOrder, Place, ReadingPolicy


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """`now` is aware and in the brand's zone; `history` is oldest first and only the dealer's own."""

    index: CatalogueIndex
    now: datetime
    places: tuple[Place, ...] = ()
    cart: tuple[CartLine, ...] = ()
    history: tuple[PastOrder, ...] = ()
    policy: ReadingPolicy = field(default_factory=ReadingPolicy)
