"""One reply to an open question, cut into its parts once: a choice among candidates, an amount, and whether anything else is in it.

Invariant: a reply that holds a word which no answer holds (another product, a command, an unknown word) is neither a choice nor an amount.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from backend.catalog.clues import Mention
from backend.catalog.domain import Sku, Unit
from backend.catalog.matching import size_of
from backend.ordering.reading.amounts import unit_for
from backend.ordering.reading.blocks import Block
from backend.ordering.reading.choosing import Chooser
from backend.ordering.reading.clauses import split
from backend.ordering.reading.context import ReadingContext
from backend.ordering.reading.domain import Delivery
from backend.ordering.reading.items import Item, Kind, Quantity
from backend.ordering.reading.numerals import parse_number
from backend.ordering.reading.pairing import pairs_of
from backend.ordering.reading.pipeline import settled
from backend.ordering.reading.scanning import scan

_ZN = "[一二两三四五六七八九十]{1,2}"
_ORDINALS = {
    word: number for number, word in enumerate(["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], start=1)
}
_POLITE_LEFT = (
    r"(?:那|就|嗯|好的?|行|我|想|要|选择?|用|来|拿|请|给我|选项|是|哦|ok(?:ay)?|yes|yeah|please|pls|i'?ll (?:take|have|go with)|go with|give me|i want|"
    r"make it|it'?s|let'?s (?:go with|take)|take|the|[,.\s])*"
)
_POLITE_RIGHT = r"(?:那个|这个|个|吧|的|呢|啊|哈|就行|就好|谢谢|please|pls|thanks?|thank you|then|it is|is fine|will do|[,.!\s])*"
_ORDINAL = re.compile(
    rf"{_POLITE_LEFT}(?:第\s*(?P<zh>\d{{1,2}}|{_ZN})\s*(?:个|种|款|项|条|样)?|(?:编号|序号|option|number|no\.?|choice|[#])?\s*(?P<no>\d{{1,2}})\s*号?"
    rf"|(?P<en>{'|'.join(_ORDINALS)})(?:\s+(?:one|option))?|(?P<th>\d{{1,2}})(?:st|nd|rd|th)(?:\s+(?:one|option))?"
    rf"|(?P<last>最后(?:那|面)?一?(?:个|种|款|项)|last(?:\s+(?:one|option))?)){_POLITE_RIGHT}"
)
_EXTREME = re.compile(
    r"(?:最|更|较)?(?P<big>大(?=的|瓶|罐|包|号|桶|袋|盒|那|一点)|big(?:ger|gest)?\b|large[rst]{0,2}\b)|(?:最|更|较)?(?P<small>小(?=的|瓶|罐|包|号|桶|袋|盒|那|一点)|small(?:er|est)?\b|little\b|mini\b)"
)
_ASKS = re.compile(r"[?]|[吗么]\s*[.!]*$")
_QUERY = re.compile(r"^(?:and |so |but )?(?:what|which|when|where|why|how|is|are|do|does|did|will)\b|[吗么]\s*[?.!]*$|什么时候|多久|几时|哪")
_TAIL = re.compile(r"[\s,]*\bthen\b[\s.!]*$")
_HARMLESS = "哒滴嘞喔哟哩哇呐个号呗"
_CHANGES = ("more", "less", "remove", "swap", "amiss", "no", "each")
_TALK = {"fill", "of", "order", "set", "soft", "swap", "correct", "pronoun", "to", "one", "context", "no", "range", "instead"}


class Reply:
    """One normalised reply in its context."""

    def __init__(self, normal: str, context: ReadingContext) -> None:
        self.normal, self._context = _TAIL.sub("", normal), context
        normal = self.normal
        self._chooser = Chooser(context.index, (), context.policy)
        extreme = _EXTREME.search(normal)
        self._extreme = ("big" if extreme["big"] else "small") if extreme else ""
        rest = normal if extreme is None else normal[: extreme.start()] + " " * (extreme.end() - extreme.start()) + normal[extreme.end() :]
        spans, self._wish = settled(rest, context)
        self._items = scan(rest, spans, context.index)
        self._pairs = [pair for clause in split(self._items, context.index) for pair in pairs_of(clause.parts)]

    @property
    def asks(self) -> bool:
        """True when the reply is itself a question."""
        return bool(_ASKS.search(self.normal)) or any(item.has("question") for item in self._items)

    @property
    def inquires(self) -> bool:
        """True when the reply wants to know something, be it asked with an open question word."""
        return bool(_QUERY.search(self.normal))

    @property
    def delivery(self) -> Delivery | None:
        """The delivery wish beside the answer."""
        return self._wish if self._wish != Delivery() else None

    @property
    def blocks(self) -> list[Block]:
        """Products of the reply."""
        return [block for block, _quantity in self._pairs if block is not None]

    @property
    def _pure(self) -> bool:
        """True when every word may stand in an answer."""
        return not self.asks and all(self._may_stand(item) for item in self._items)

    @staticmethod
    def _may_stand(item: Item) -> bool:
        if item.kind is Kind.UNKNOWN:
            return item.text in _HARMLESS
        if item.kind is Kind.MASK:
            return item.text in ("delivery", "place", "urgent")
        if item.kind is Kind.TAG:
            return item.entry is not None and item.entry.factor is None and bool(item.entry.tags) and item.entry.tags <= _TALK
        return item.kind is not Kind.PERCENT

    def names_other(self, own: Sequence[str]) -> bool:
        """True when the reply names a product that is none of `own`."""
        for block in self.blocks:
            found = self._chooser.candidates(block.mention(self.normal)) if block.named and not block.weak else ()
            if found and not set(own) & set(found):
                return True
        return False

    def choice(self, candidates: Sequence[str]) -> tuple[str, Quantity | None] | None:
        """The candidate that is meant, by its place or by its words, and an amount said beside it."""
        place = self._place(len(candidates))
        if place is not None:
            return candidates[place], None
        if not self._pure:
            return None
        fitting: Sequence[str] = candidates
        amounts: list[Quantity] = []
        for block, quantity in self._pairs:
            if block is not None and (block.named or block.meaningful):
                fitting = self._chooser.among(replace(block.mention(self.normal), unknown=()), fitting)
            if quantity is not None:
                fitting = self._sized(quantity, fitting, amounts)
        fitting = self._by_extreme(fitting)
        if len(fitting) != 1 or len(candidates) == 1 or len(amounts) > 1:
            return self._agreed(candidates, fitting, amounts)
        return fitting[0], amounts[0] if amounts else None

    def _agreed(self, candidates: Sequence[str], fitting: Sequence[str], amounts: Sequence[Quantity]) -> tuple[str, Quantity | None] | None:
        """The only candidate there is, when it was named."""
        named = any(block.named or block.meaningful for block in self.blocks)
        return (fitting[0], amounts[0] if amounts else None) if len(candidates) == len(fitting) == 1 and named and len(amounts) <= 1 else None

    def _sized(self, quantity: Quantity, fitting: Sequence[str], amounts: list[Quantity]) -> Sequence[str]:
        """Reads "500", "330的": a bare number is a size when some candidates come in it, else an amount."""
        if quantity.unit is None and quantity.value is not None and not quantity.times:
            narrower = self._chooser.among(Mention(numbers=(quantity.value,)), fitting)
            if narrower:
                return narrower
        amounts.append(quantity)
        return fitting

    def _by_extreme(self, fitting: Sequence[str]) -> Sequence[str]:
        """Reads "the big one", 小的那个."""
        if not self._extreme or not fitting:
            return fitting
        sizes = {code: size_of(self._context.index.by_code[code]) for code in fitting}
        known = [size for size in sizes.values() if size is not None]
        if len(known) < len(sizes):
            return ()
        wanted = max(known) if self._extreme == "big" else min(known)
        return [code for code in fitting if sizes[code] == wanted]

    def _place(self, count: int) -> int | None:
        match = _ORDINAL.fullmatch(self.normal)
        if match is None or not count:
            return None
        groups = match.groupdict()
        if groups.pop("last"):
            return count - 1
        word = next((value for value in groups.values() if value), "")
        number = _ORDINALS.get(word) or int(parse_number(word) or 0)
        return number - 1 if 1 <= number <= count else None

    def values(self, sku: Sku, unit: Unit | None) -> set[Decimal]:
        """The exact amounts in `unit` or without one; none when a word changes something or an amount is in another unit."""
        quantities = [quantity for _block, quantity in self._pairs if quantity is not None]
        changes = any(item.has(tag) for item in self._items for tag in _CHANGES)
        odd = any(one.value is None or one.vague or one.times or (one.unit is not None and unit_for(sku, one.unit) is not unit) for one in quantities)
        return set() if changes or odd else {one.value for one in quantities if one.value is not None}

    def amount(self, code: str | None) -> Quantity | None:
        """The one exact amount of the reply, when it may be one of the product `code`."""
        if code is None or not self._pure or self.names_other((code,)):
            return None
        quantities = [quantity for _block, quantity in self._pairs if quantity is not None]
        loose = any(not block.named and block.meaningful for block in self.blocks)
        if len(quantities) != 1 or loose or quantities[0].vague or quantities[0].value is None or quantities[0].times:
            return None
        return quantities[0]
