"""Which quantity belongs to which product of a clause: "10 cases of A, 5 of B", "A 10箱 B 5箱", 2箱3瓶, 330*24 10箱."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from backend.ordering.reading.blocks import Block, Part
from backend.ordering.reading.items import Kind, Quantity

_PACKS = frozenset(map(Decimal, (4, 6, 8, 9, 12, 15, 16, 18, 20, 24, 30, 32, 36, 40, 48)))
Pair = tuple[Block | None, Quantity | None]


def pairs_of(parts: Sequence[Part]) -> list[Pair]:
    """Products with their quantities, in order; what stands alone is paired with None."""
    rest = _joined(_without_packs(_without_talk(parts)))
    if _is_headed(rest):
        return [(rest[0].block, None), *((rest[place + 1].block, rest[place].quantity) for place in range(1, len(rest) - 1, 2))]
    quantity_first = bool(rest) and rest[0].quantity is not None
    pairs: list[Pair] = []
    while rest:
        taken, pair = _next_pair(rest, quantity_first=quantity_first)
        pairs.append(pair)
        rest = rest[taken:]
    return pairs


def _is_headed(parts: Sequence[Part]) -> bool:
    """Reads 填缝剂要10包白色的5包灰色的: a name, and then amounts with a kind of it behind each."""
    kinds = [part.block for part in parts[2::2]]
    if len(parts) < 5 or len(parts) % 2 == 0 or parts[0].block is None or not parts[0].block.named:  # noqa: PLR2004 - a name and two kinds
        return False
    return all(part.quantity is not None for part in parts[1::2]) and all(block is not None and block.meaningful and not block.named for block in kinds)


def _next_pair(rest: Sequence[Part], *, quantity_first: bool) -> tuple[int, Pair]:
    """(how many parts it takes, product and quantity) of the first pair."""
    part, after, third = (rest[place] if place < len(rest) else _NOTHING for place in range(3))
    if part.quantity is not None:
        if after.block is not None and (quantity_first or third.quantity is None):
            pack = quantity_first and third.quantity is not None and third.quantity.times and third.quantity.unit is None and len(rest) == 3  # noqa: PLR2004 - 10箱可乐330*24
            return (3 if pack else 2), (after.block, part.quantity)
        return 1, (None, part.quantity)
    if after.quantity is None:
        return 1, (part.block, None)
    if third.quantity is not None and _better(after.quantity, third.quantity):
        return 3, (part.block, third.quantity)
    if third.quantity is not None and third.quantity.times and third.quantity.unit is None:
        return 3, (part.block, _crossed_twice(after.quantity, third.quantity) if after.quantity.times and after.quantity.unit is None else after.quantity)
    return 2, (part.block, after.quantity)


def _crossed_twice(first: Quantity, second: Quantity) -> Quantity:
    """Reads "330ml x 24 x 10": one is how many come in a pack, the other the amount; asked when both or none may be a pack."""
    packs = [one.value in _PACKS for one in (first, second)]
    return replace(second, vague=True, value=None) if packs[0] == packs[1] else second if packs[0] else first


def _without_packs(parts: Sequence[Part]) -> list[Part]:
    """A pack description before the real amount ("24 x 330ml 5箱") counts nothing."""
    kept = list(parts)
    for place in range(1, len(kept) - 2):
        product, crossed, size, amount = kept[place - 1 : place + 3]
        pack = crossed.quantity is not None and crossed.quantity.times and crossed.quantity.unit is None
        if (
            pack
            and product.block is not None
            and size.block is not None
            and not size.block.named
            and amount.quantity is not None
            and amount.quantity.unit is not None
        ):
            return [*kept[:place], *kept[place + 1 :]]
    return kept


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Amounts of two parts (2箱3瓶) as one."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else _NOTHING
        if last.quantity is not None and part.quantity is not None and _compound(last, part):
            joined[-1] = Part(quantity=replace(last.quantity, also=part.quantity), start=last.start, end=part.end)
        else:
            joined.append(part)
    return joined


def _is_language(block: Block | None) -> bool:
    """Only words of the language, none of them a size."""
    return block is not None and bool(block.items) and not block.meaningful and all(item.kind is Kind.SOFT and item.options != ("",) for item in block.items)


def _names(block: Block) -> bool:
    """A name, be it one that nobody knows."""
    return block.named or any(item.kind is Kind.UNKNOWN for item in block.items)


def _without_talk(parts: Sequence[Part]) -> Sequence[Part]:
    """Unknown words before "10 cases of X" are talk ("we would appreciate 4 cases of ..."), unless X has its own quantity behind it."""
    if _is_language(parts[0].block if parts else None) and any(part.block is not None and (_names(part.block) or part.block.meaningful) for part in parts[1:]):
        return _without_talk(parts[1:])
    if len(parts) < 3 or parts[0].block is None or parts[0].block.named or parts[1].quantity is None or parts[2].block is None:  # noqa: PLR2004 - talk, quantity, product
        return parts
    if not parts[2].block.named or not all(item.kind in (Kind.UNKNOWN, Kind.SOFT) for item in parts[0].block.items):
        return parts
    return parts if len(parts) > 3 and parts[3].quantity is not None else parts[1:]  # noqa: PLR2004 - what follows the product


def _better(first: Quantity, second: Quantity) -> bool:
    """The explicit quantity beats a pack description (330ml*24 10箱) and a bare number."""
    if second.unit is None:
        return False
    return (first.unit is None and (first.times or second.value is not None)) or (first.times and first.unit is not None and first.unit.unit == "base")


def _compound(first: Part, second: Part) -> bool:
    """2箱3瓶 is one amount."""
    one, two = first.quantity, second.quantity
    if one is None or two is None or one.unit is None or two.unit is None or one.also is not None:
        return False
    return (
        first.end == second.start and one.unit.word != two.unit.word and one.unit.measure is None and two.unit.measure is None and not (one.vague or two.vague)
    )


_NOTHING = Part()
