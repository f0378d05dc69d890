"""A wish while it is being understood: later words of the same message may change its product, quantity or take it back."""

from dataclasses import dataclass
from decimal import Decimal

from backend.catalog.clues import Mention
from backend.ordering.reading.domain import CartLine, Op
from backend.ordering.reading.items import Quantity


@dataclass
class Wish:
    """One line to be. `fixed` are candidate codes decided by context (a cart line, an inherited product); they replace the mention's own.

    `topic` is a product that was only talked about: it becomes a line when a quantity follows. `like` is the line whose base quantity is taken over.
    `undecided` is one of several products that the person leaves open: nothing but the person chooses.
    `doubtful` is a product that was only guessed from a far spelling: it is asked about, never taken.
    """

    op: Op
    mention: Mention | None = None
    quantity: Quantity | None = None
    fixed: tuple[str, ...] = ()
    factor: Decimal | None = None
    base_qty: int | None = None
    like: CartLine | None = None
    topic: bool = False
    more: bool = False
    everything: bool = False
    doubtful: bool = False
    undecided: bool = False
    start: int = 0
    end: int = 0

    @property
    def counted(self) -> bool:
        """True when an amount was said for it."""
        return self.quantity is not None or self.like is not None or self.base_qty is not None
