"""Which bare numbers of a clause are sizes and which are quantities; products and quantities in the order of the text.

A number is a size when a neighbouring product comes in that size and the product's quantity is said elsewhere; otherwise it counts.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from backend.catalog.attributes import attribute_words
from backend.catalog.building import Posting
from backend.catalog.index import NOTHING, CatalogueIndex
from backend.catalog.specs import Spec, measure, plain
from backend.ordering.reading.blocks import NAMES, PRODUCT, Block, Part, posting_of
from backend.ordering.reading.items import SURELY_SIZE, Item, Kind


class PartReader:
    """Turns the items of one clause into parts."""

    def __init__(self, items: Sequence[Item], index: CatalogueIndex) -> None:
        self._index = index
        self._items = self._sizes_apart([self._loosened(item) for item in items if not (item.kind is Kind.GLUE and item.text in ":()[]\"'")])

    @staticmethod
    def _loosened(item: Item) -> Item:
        """A large number in words ("evian five hundred") may be a size like one in digits."""
        said = item.quantity
        bare = item.kind is Kind.QUANTITY and said is not None and said.unit is None and not said.times and not said.vague
        return replace(item, kind=Kind.NUMBER) if bare and (item.number or 0) >= SURELY_SIZE else item

    def _sizes_apart(self, items: list[Item]) -> list[Item]:
        """Counts such as 12枚, 20kg, 4米 that are sizes here: called so (12枚的), or one count too many for the products there are."""
        counted = sum(item.kind is Kind.QUANTITY and item.quantity is not None and item.quantity.unit is not None for item in items)
        if not counted:
            return items
        spare = counted - max(1, self._name_runs(items))
        names = [found for item in items if item.kind in NAMES and (found := posting_of(self._index, item)) is not None]
        kept: list[Item] = []
        for place, item in enumerate(items):
            spec = self._size_of(item)
            after = items[place + 1] if place + 1 < len(items) else None
            touching = after is not None and after.start == item.end
            called = after is not None and touching and after.kind is Kind.GLUE and after.text == "的" and (counted > 1 or bool(names))
            fits = spec is not None and (not names or any(posting & self._index.specs.get(spec, NOTHING) for posting in names))
            if spec is not None and fits and (called or spare > 0):
                spare -= 1
                kept.append(Item(Kind.SPEC, item.start, item.end, item.text, specs=(spec,)))
            else:
                kept.append(item)
        return kept

    @staticmethod
    def _name_runs(items: Sequence[Item]) -> int:
        """How many groups of names there are, quantities standing between them."""
        runs, open_run = 0, False
        for item in items:
            if item.kind in NAMES:
                runs += not open_run
                open_run = True
            elif item.kind in (Kind.QUANTITY, Kind.TAG):
                open_run = False
        return runs

    def _size_of(self, item: Item) -> Spec | None:
        """The catalogue's size that a count with a unit may be."""
        if item.kind is not Kind.QUANTITY or item.quantity is None or item.quantity.unit is None or item.quantity.value is None or item.quantity.value <= 0:
            return None
        spec = measure(item.quantity.value * item.quantity.unit.times, item.quantity.unit.word.replace(" ", "") if item.quantity.unit.unit != "kg" else "kg")
        return spec if spec is not None and spec in self._index.specs else None

    def parts(self) -> list[Part]:
        """Products and quantities of the clause."""
        parts: list[Part] = []
        run: list[Item] = []
        for item in [*self._items, None]:
            if item is not None and (item.kind in PRODUCT or item.kind in (Kind.NUMBER, Kind.GLUE)):
                run.append(item)
                continue
            if item is not None and item.kind is Kind.QUANTITY and self._is_size(item, run, parts):
                run.append(item)
                continue
            sized_only = all(one.kind in (Kind.NUMBER, Kind.GLUE) for one in run)
            after = bool(item is not None and item.quantity is not None and item.kind is Kind.QUANTITY and (sized_only or not item.quantity.times))
            following = after or (item is not None and item.kind is Kind.TAG and self._quantity_follows(item))
            between = item is not None and item.quantity is not None and item.quantity.unit is not None
            counted_before = bool(parts) and parts[-1].quantity is not None and not (between and len(run) == 1)
            parts.extend(self._run_parts(run, counted_before, followed=following))
            run = []
            if item is not None and item.kind is Kind.QUANTITY:
                parts.append(Part(quantity=item.quantity, start=item.start, end=item.end))
        return parts

    def _quantity_follows(self, tag: Item) -> bool:
        """True when a quantity with a unit comes after the word, before any product (可乐330 来 10件)."""
        seen = False
        for item in self._items:
            if item is tag:
                seen = True
            elif seen and item.kind is Kind.QUANTITY:
                return True
            elif seen and item.kind in NAMES:
                return False
        return False

    def _is_size(self, item: Item, run: Sequence[Item], parts: Sequence[Part]) -> bool:
        """Reads "evian 500 bottles" after a quantity: the number is the size, when the product comes in it; a number of cases never is one."""
        if self._named_size(item, run):
            return True
        if item.quantity is not None and item.quantity.unit is not None and item.quantity.unit.unit in ("case", "pallet"):
            return False
        leading = bool(run) and run[0].kind is Kind.NUMBER and not parts
        if not (item.quantity and item.quantity.unit and item.number and run and (leading or (parts and parts[-1].quantity is not None))):
            return False
        run = run[1:] if leading else run
        if not any(one.kind in NAMES for one in run) or any(one.kind in (Kind.SPEC, Kind.NUMBER) for one in run):
            return False
        posting: Posting | None = None
        for one in run:
            found = posting_of(self._index, one)
            if found is not None and one.kind in NAMES:
                posting = found if posting is None else posting & found
        later = [one for one in self._items if one.start > item.end]
        return bool((posting or NOTHING) & self._index.specs.get(("n", plain(item.number)), NOTHING)) and not (later and later[0].kind in NAMES)

    def _named_size(self, item: Item, run: Sequence[Item]) -> bool:
        """Reads "coke 330 cans 5": so large a number right behind a name that comes in that size is the size."""
        said = item.quantity
        if said is None or said.unit is None or said.unit.unit != "base" or said.times:
            return False
        if (item.number or 0) < SURELY_SIZE or not run or run[-1].kind not in NAMES or any(one.kind is Kind.SPEC for one in run):
            return False
        found = posting_of(self._index, run[-1])
        return found is not None and bool(found & self._index.specs.get(("n", plain(item.number or Decimal(0))), NOTHING))

    def _run_parts(self, run: Sequence[Item], counted_before: bool, *, followed: bool) -> list[Part]:
        """Parts of a run of product clues and bare numbers without anything between them."""
        pieces = self._pieces(run, counted=counted_before or followed)
        blocks = [piece for piece in pieces if isinstance(piece, Block)]
        if not blocks and len(pieces) == 1 and followed and isinstance(pieces[0], Item) and pieces[0].number is not None and not counted_before:
            item = pieces[0]
            return [Part(block=Block([Item(Kind.SOFT, item.start, item.end, item.text, options=("",))], [pieces[0].number]), start=item.start, end=item.end)]
        if not blocks:
            numbers = [piece for piece in pieces if isinstance(piece, Item)]
            return [Part(quantity=item.quantity, start=item.start, end=item.end) for item in numbers]
        return _Numbers(self._index, pieces, counted_before=counted_before, followed=followed).parts()

    def _pieces(self, run: Sequence[Item], *, counted: bool) -> list["Block | Item"]:
        """Blocks and bare numbers in order; numbers that can only be sizes are inside their block already."""
        pieces: list[Block | Item] = []
        block: Block | None = None
        for place, item in enumerate(run):
            if item.kind is Kind.GLUE:
                continue
            if item.kind in (Kind.NUMBER, Kind.QUANTITY):
                block = self._number(run, place, pieces, block, counted=counted)
                continue
            if block is None or not self._joins(block, item, run, place):
                block = Block()
                pieces.append(block)
            block.items.append(item)
            found = posting_of(self._index, item)
            if found is not None:
                block.posting = found if block.posting is None else (block.posting & found or found)
        return pieces

    def _number(self, run: Sequence[Item], place: int, pieces: list["Block | Item"], block: Block | None, *, counted: bool) -> Block | None:
        """Puts a number into its block or stands it apart; the block that goes on behind it."""
        item = run[place]
        if block is not None and item.kind is Kind.QUANTITY and item.number is not None:
            block.numbers.append(item.number)
            return block
        if item.number is not None and self._marked_as_size(run, place):
            if block is None or (block.named and self._name_follows(run, place) and not self._fits(block, item.number)):
                block = Block()
                pieces.append(block)
            block.numbers.append(item.number)
            block.items.append(Item(Kind.SOFT, item.start, item.end, item.text, options=("",)))
            return block
        if counted and block is not None and not block.named and item.number is not None and self._size_before_name(run, place):
            block.numbers.append(item.number)
            return block
        pieces.append(item)
        return block if block is not None and self._continues(run, place) else None

    def _size_before_name(self, run: Sequence[Item], place: int) -> bool:
        """Reads "250 metres of red 2.5 wire": with the amount said elsewhere, the number right before a name that comes in it is its size."""
        after = run[place + 1] if place + 1 < len(run) else None
        found = posting_of(self._index, after) if after is not None and after.kind in NAMES else None
        return found is not None and bool(found & self._index.specs.get(("n", plain(run[place].number or Decimal(0))), NOTHING))

    def _fits(self, block: Block, number: Decimal) -> bool:
        return bool((block.posting or NOTHING) & self._index.specs.get(("n", plain(number)), NOTHING))

    def _continues(self, run: Sequence[Item], place: int) -> bool:
        """After a bare number the block goes on when only sizes and colours follow ("coke 330 cans")."""
        for item in run[place + 1 :]:
            if item.kind is Kind.GLUE:
                continue
            talk = item.kind is Kind.UNKNOWN and not item.text.isascii()
            return (talk or item.kind in (Kind.ATTRIBUTE, Kind.SOFT)) and not self._name_follows(run, place + 1)
        return False

    def _marked_as_size(self, run: Sequence[Item], place: int) -> bool:
        """Reads "25的弯头", "A4-120": the number is called a size."""
        after = run[place + 1] if place + 1 < len(run) else None
        before = run[place - 1] if place else None
        if (
            after is not None
            and after.kind is Kind.GLUE
            and after.options[:1] in (("的",), ("规 格 的",), ("规 格",), ("款",), ("型 号",))
            and after.start == run[place].end
        ):
            return True
        if before is not None and before.kind is Kind.GLUE and before.text == "-" and before.end == run[place].start:
            return True
        pointing = after is not None and after.text in ("one", "ones")
        large = before is not None and before.text.split(" ")[-1] == "the" and (run[place].number or 0) >= SURELY_SIZE
        return (pointing or large) and ("n", plain(run[place].number or Decimal(0))) in self._index.specs

    @staticmethod
    def _name_follows(run: Sequence[Item], place: int) -> bool:
        return any(item.kind in NAMES for item in run[place + 1 :])

    def _joins(self, block: Block, item: Item, run: Sequence[Item], place: int) -> bool:
        """Whether a clue belongs to the block before it."""
        if item.kind in (Kind.SOFT, Kind.UNKNOWN):
            return True
        if self._other_colour(block.items[-1], item) or self._other_kind(block, item):
            return False
        if block.posting is None:
            return True
        found = posting_of(self._index, item)
        if found is None or block.posting & found:
            return True
        if item.kind in NAMES:
            beside = item.kind is Kind.WORD and block.items[-1].kind is Kind.WORD and item.start - block.items[-1].end <= 1
            return beside or not block.named or self._kind_of(block.items[-1], item)
        return not self._name_follows(run, place)

    def _kind_of(self, name: Item, item: Item) -> bool:
        """Reads 康师傅矿泉水, "wahaha beer": a brand and the kind of goods beside it, although the brand has none of that kind."""
        if name.kind is not Kind.PHRASE or any(one.has("each") for one in self._items):
            return False
        if item.text.isascii():
            return item.kind is Kind.WORD and name.text.isascii() and item.start - name.end <= 1
        general = item.kind is Kind.HAN or not attribute_words().kinds.keys().isdisjoint(item.options)
        return general and item.end - item.start > 1 and name.end == item.start

    def _other_kind(self, block: Block, item: Item) -> bool:
        """Reads 填缝剂灰色白色各10包, 脉动桃子青柠各3箱, 乌龙茉莉绿茶各10箱: with 各, words that no one product carries together are kinds of it."""
        last = block.items[-1]
        kind = last.kind is Kind.ATTRIBUTE or (last.kind is Kind.PHRASE and any(_ends_in_attribute(key) for key in last.options))
        if (
            not kind
            or not (item.kind is Kind.ATTRIBUTE or (item.kind is Kind.PHRASE and last.kind is Kind.ATTRIBUTE))
            or not any(one.has("each") for one in self._items)
        ):
            return False
        return not (block.posting or NOTHING) & (posting_of(self._index, item) or NOTHING)

    @staticmethod
    def _other_colour(last: Item, item: Item) -> bool:
        """Reads "红蓝各10卷": two kinds in one word."""
        return last.end == item.start and all(len(one.text) == 1 and not one.text.isascii() and one.kind in (Kind.ATTRIBUTE, Kind.HAN) for one in (last, item))


def _ends_in_attribute(key: str) -> bool:
    parts = key.split(" ")
    return any(" ".join(parts[-length:]) in attribute_words().groups for length in range(1, len(parts)))


class _Numbers:
    """Decides for every bare number of a run whether it is a size or a quantity."""

    def __init__(self, index: CatalogueIndex, pieces: Sequence[Block | Item], *, counted_before: bool, followed: bool) -> None:
        self._index = index
        self._pieces = list(pieces)
        self._counted_before = counted_before
        self._followed = followed

    def parts(self) -> list[Part]:
        pieces = self._pieces
        leading = isinstance(pieces[0], Item) and not self._counted_before
        single = sum(isinstance(piece, Block) for piece in pieces) == 1
        result: list[Part] = []
        for place, piece in enumerate(pieces):
            if isinstance(piece, Block):
                result.append(Part(block=piece, start=piece.start, end=piece.end))
                continue
            left = next((one for one in reversed(pieces[:place]) if isinstance(one, Block)), None)
            right = next((one for one in pieces[place + 1 :] if isinstance(one, Block)), None)
            owner = self._owner(place, piece, (left, right), leading=leading, single=single)
            if owner is None:
                result.append(Part(quantity=piece.quantity, start=piece.start, end=piece.end))
            elif piece.number is not None:
                owner.numbers.append(piece.number)
        return result

    def _owner(self, place: int, item: Item, beside: tuple[Block | None, Block | None], *, leading: bool, single: bool) -> Block | None:  # noqa: PLR0911 - one way out a kind of case
        """The block whose size the number is, or None for a quantity."""
        left, right = beside
        last = right is None
        following_numbers = self._numbers_after(place)
        if last:
            return self._trailing(left, item, following_numbers, leading=leading)
        if left is None:
            if item.number is not None and item.number % 1 and self._fits(right, item):
                return right
            if (self._followed or self._counted_before) and single and self._fits(right, item):
                return right
            return right if following_numbers and self._fits(right, item) else None
        if not self._fits(left, item) or left.sized or left.numbers:
            return None
        if following_numbers:
            return left
        if (leading or self._counted_before) and not self._counted_later(place):
            return None
        return left

    def _trailing(self, left: Block | None, item: Item, following: int, *, leading: bool) -> Block | None:
        if left is None:
            return None
        fits = self._fits(left, item) and not left.sized and not left.numbers
        if self._followed and not following:
            return left if not left.sized or fits else None
        if following:
            return left if fits else None
        counted = leading or self._counted_before
        if counted:
            return left
        return left if fits else None

    def _counted_later(self, place: int) -> bool:
        """True when the block after this number gets its quantity elsewhere."""
        right = next(index for index in range(place + 1, len(self._pieces)) if isinstance(self._pieces[index], Block))
        return (right == len(self._pieces) - 1 and self._followed) or self._numbers_after(right) > 0

    def _numbers_after(self, place: int) -> int:
        count = 0
        for piece in self._pieces[place + 1 :]:
            if isinstance(piece, Block):
                break
            count += 1
        return count

    def _fits(self, block: Block | None, item: Item) -> bool:
        if block is None or item.number is None or block.posting is None:
            return False
        return bool(block.posting & self._index.specs.get(("n", plain(item.number)), NOTHING))
