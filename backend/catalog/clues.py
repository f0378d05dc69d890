"""What a person said about one product, as typed clues. `reading` and `search` make them, `matching` resolves them."""

from dataclasses import dataclass, field
from decimal import Decimal

from backend.catalog.specs import Spec


@dataclass(frozen=True, slots=True)
class Mention:
    """One product as mentioned. `phrases` are index keys, `words` Latin words of names, `han` loose Chinese runs, `numbers` bare numbers.

    `unknown` holds words that no SKU carries: a mention with too many of them is not the product that its other words suggest.
    """

    code: str | None = None
    phrases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    han: tuple[str, ...] = ()
    specs: tuple[Spec, ...] = ()
    numbers: tuple[Decimal, ...] = ()
    attributes: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    said: str = ""
    guessed: bool = field(default=False)

    @property
    def names_product(self) -> bool:
        """True when something in it can be a product, not only a size or a colour."""
        return bool(self.code or self.phrases or self.words or self.han)

    @property
    def is_empty(self) -> bool:
        """True when nothing at all was said about a product."""
        return not (self.names_product or self.specs or self.numbers or self.attributes or self.unknown)
