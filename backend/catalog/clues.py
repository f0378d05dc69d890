"""What a person said about one product, as typed clues. `reading` and `search` make them, `matching` resolves them."""

from dataclasses import dataclass
from decimal import Decimal

from backend.catalog.specs import Spec

Options = tuple[str, ...]
RELATIVE = {"大": "*big", "小": "*small", "细": "*small", "big": "*big", "large": "*big", "small": "*small", "little": "*small"}


@dataclass(frozen=True, slots=True)
class Mention:
    """One product as mentioned. `phrases` and `words` hold index keys, each as the keys it may mean (several after a typing error).

    `han` are loose Chinese runs, `numbers` bare numbers, `soft` words of the language that may also stand in a name (used only when they help),
    `unknown` words that no SKU carries: a mention with too many of them is not the product that its other words suggest.
    """

    code: str | None = None
    phrases: tuple[Options, ...] = ()
    words: tuple[Options, ...] = ()
    han: tuple[str, ...] = ()
    specs: tuple[Spec, ...] = ()
    numbers: tuple[Decimal, ...] = ()
    attributes: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    said: str = ""

    @property
    def names_product(self) -> bool:
        """True when something in it can be a product, not only a size or a colour."""
        return bool(self.code or self.phrases or self.words or self.han)

    @property
    def relative(self) -> str:
        """The marks "*big" and "*small": it was only said to be the larger or smaller of its kind; else nothing."""
        return next((word for word in self.soft if word.startswith("*")), "")

    @property
    def is_empty(self) -> bool:
        """True when nothing at all was said about a product."""
        return not (self.names_product or self.specs or self.numbers or self.attributes or self.unknown or self.relative)
