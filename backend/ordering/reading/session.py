"""The state of one message while its clauses are read: wishes so far, the lines they may point at, what the last product was."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from backend.catalog.clues import Mention
from backend.catalog.domain import Unit
from backend.ordering.reading.amounts import comes_in
from backend.ordering.reading.blocks import Block
from backend.ordering.reading.choosing import Chooser
from backend.ordering.reading.context import ReadingContext
from backend.ordering.reading.domain import CartLine, Op
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.spans import Span
from backend.ordering.reading.wishes import Wish
from backend.ordering.reading.words import UnitWord

_MOST_KINDS = 100
_FAR = 200


class Session:
    """Wishes of one message. `known` are the lines of the draft and of the repeated order."""

    def __init__(self, text: str, context: ReadingContext, chooser: Chooser, repeated: Sequence[CartLine]) -> None:
        self.text = text
        self.context = context
        self.chooser = chooser
        self.known: list[CartLine] = [*context.cart, *repeated]
        self.wishes: list[Wish] = []
        self.last_mention: Mention | None = None
        self.excluded: tuple[str, ...] = ()
        self.loose: Quantity | None = None
        self.each: Quantity | None = None
        self.correcting = False
        self.dropped: Wish | None = None
        self.ordering = False
        self.waiting: list[Block] = []
        self.asking = False
        self.sentence = 0
        self.head: Mention | None = None
        self.amending = False
        self.mistaken = False
        self.restated: int | None = None
        self.denied: Decimal | None = None
        self.removing = False
        self.given_up: list[str] = []
        self.spared: list[str] = []
        self.owner: Wish | None = None
        self.vacated: CartLine | None = None
        self.size: Mention | None = None
        self.short: list[Wish] = []
        self.unit: UnitWord | None = None
        self.told: Sequence[Span] = ()
        self.total: Quantity | None = None
        self.remainder: Wish | None = None
        self.learned: dict[str, Unit | None] = {}

    @property
    def adds(self) -> list[Wish]:
        """Wishes for goods that were said in this message."""
        return [wish for wish in self.wishes if wish.op is Op.ADD and not wish.topic]

    @property
    def last(self) -> Wish | None:
        """The wish said last that a following word may change."""
        return next((wish for wish in islice(reversed(self.wishes), _FAR) if wish.op in (Op.ADD, Op.SET)), None)

    def candidates(self, wish: Wish) -> tuple[str, ...]:
        """Codes that a wish may mean, before cart and history."""
        if wish.fixed:
            return wish.fixed
        return self.chooser.candidates(wish.mention) if wish.mention else ()

    def likely(self, wish: Wish) -> tuple[str, ...]:
        """The same, narrowed to the one SKU that history chooses, if it does."""
        found = self.candidates(wish)
        usual = self.chooser.by_history(found) if len(found) > 1 and not wish.undecided else None
        return (usual,) if usual else found

    def wish_for(self, block: Block, op: Op = Op.ADD, quantity: Quantity | None = None) -> Wish:
        """A wish for the product of a block; an incomplete one is completed by the product before it."""
        mention, fixed = self.complete(block.mention(self.text))
        return Wish(op, mention, quantity, fixed, doubtful=block.weak and not fixed, start=block.start, end=block.end)

    def complete(self, mention: Mention) -> tuple[Mention, tuple[str, ...]]:
        """The mention, completed by the last one when it names no product."""
        under = self._under_head(mention)
        if under:
            return mention, under
        if mention.names_product or self.last_mention is None or mention.unknown:
            if mention.names_product:
                mention = self._in_size_said_before(mention)
                self.last_mention = mention
            return mention, ()
        found = self.chooser.inherited(mention, self.last_mention)
        if isinstance(found, Mention):
            self.last_mention = found
            return found, ()
        return mention, found

    def _under_head(self, mention: Mention) -> tuple[str, ...]:
        """Reads "安全帽白的20顶黄的10顶", "东方树叶900的,茉莉和绿茶各4箱": a kind of what was named before, with its size unless another is said.

        A word that fits all of them (chips behind "lays original") chooses none: it is another product.
        """
        head = self.head
        if head is None or mention.code or mention.is_empty or mention.unknown:
            return ()
        sized = bool(mention.specs or mention.numbers)
        wide = replace(head, attributes=() if mention.attributes or mention.names_product else head.attributes, soft=())
        wide = replace(wide, specs=(), numbers=()) if sized else wide
        pool = self.chooser.candidates(wide)
        if not 1 < len(pool) <= _MOST_KINDS or self._names_anew(mention, head, pool):
            return ()
        found = self.chooser.strictly_among(mention, pool)
        general = mention.names_product and not sized and len(found) == len(pool)
        return () if general else found

    def _names_anew(self, mention: Mention, head: Mention, pool: Sequence[str]) -> bool:
        """Reads "coke zero 330 4, coke 330 6": the name said again with a size, or a sister product's own name, is no kind of the head."""
        before = [f" {key} " for keys in (*head.phrases, *head.words) for key in keys]
        again = any(f" {key} " in whole for keys in (*mention.phrases, *mention.words) for key in keys for whole in before)
        if again and (mention.specs or mention.numbers):
            return True
        own = self.chooser.candidates(mention)
        brands = {self.context.index.by_code[code].brand_en for code in pool}
        return not set(own) & set(pool) and any(self.context.index.by_code[code].brand_en in brands for code in own)

    def other_size(self, number: Decimal) -> tuple[str, ...]:
        """Products like the one named last that come in this size."""
        head = self.head
        return () if head is None else self.chooser.candidates(replace(head, specs=(), numbers=(number,), soft=()))

    def _in_size_said_before(self, mention: Mention) -> Mention:
        """Reads "500ml: coke 10, sprite 10": a size that stands as a heading holds for products named without one."""
        if self.size is None or mention.specs or mention.numbers or mention.code:
            return mention
        fuller = replace(mention, specs=self.size.specs, numbers=self.size.numbers)
        return fuller if self.chooser.candidates(fuller) else mention

    def find_wishes(self, mention: Mention, fixed: tuple[str, ...] = ()) -> list[Wish]:
        """Wishes of this message that the mention may point at."""
        found = []
        for wish in self.adds:
            own = self.likely(wish)
            if (fixed and set(fixed) & set(own)) or (not fixed and own and (self.chooser.among(mention, own))):
                found.append(wish)
        return found

    def find_known(self, mention: Mention, fixed: tuple[str, ...] = (), quantity: Quantity | None = None) -> tuple[str, ...]:
        """Codes of known lines that the mention may point at; of several those that come in the packs that are counted."""
        codes = [line.sku for line in self.known]
        found = tuple(code for code in codes if code in fixed) if fixed else self.chooser.among(mention, codes)
        found = self.chooser.headed(mention, found)
        if len(found) <= 1 or quantity is None or quantity.unit is None:
            return found
        packed = tuple(code for code in found if comes_in(self.context.index.by_code[code], quantity.unit))
        return packed or found

    def line_of(self, code: str) -> CartLine | None:
        """The known line of a SKU; quantities of repeated ones are added up."""
        lines = [line for line in self.known if line.sku == code]
        if not lines:
            return None
        total = sum(line.base_qty for line in lines)
        return replace(lines[-1], base_qty=total, qty=sum((line.qty for line in lines if line.unit == lines[-1].unit), start=lines[-1].qty * 0))
