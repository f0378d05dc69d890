"""One product or another: 10箱雪碧还是红牛, "10 sprite or red bull?", "5 coke, sprite, or fanta". The person has not decided: one line asks which.

`undecided` marks the words between names before the message is cut into clauses; `either` makes one wish of the goods around them.
Invariant: neither the draft nor the history chooses; 还是 before an amount (雪碧还是10箱), with 吧 or behind a comma stays "as before" and "rather".
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from backend.ordering.reading.blocks import NAMES, Block
from backend.ordering.reading.domain import Op
from backend.ordering.reading.items import Item, Kind, Quantity
from backend.ordering.reading.pairing import Pair
from backend.ordering.reading.session import Session
from backend.ordering.reading.wishes import Wish

_OR = ("or", "或", "或者", "要么", "either")
_OPEN = "或"
_STILL = "还是"
_RATHER = ("吧", "好了")
_BORDERS = (Kind.COMMA, Kind.STOP, Kind.AND)
_COUNTS = (Kind.QUANTITY, Kind.NUMBER)
_BESIDE = (*NAMES, Kind.SPEC, Kind.ATTRIBUTE, Kind.SOFT, *_COUNTS)
_NAMING = (*NAMES, Kind.SPEC, Kind.ATTRIBUTE, Kind.SOFT, Kind.GLUE)


def undecided(items: Sequence[Item]) -> Sequence[Item]:
    """The items with every word that leaves two names to choose as a plain "or", and no border before it."""
    if not any(item.text == _STILL or item.text in _OR for item in items):
        return items
    found = [_opened(item, items, place) for place, item in enumerate(items)]
    if any(item.has("each") for item in found):
        return found
    for place in range(len(found) - 2, 0, -1):
        if found[place].kind is Kind.COMMA and found[place + 1].text in _OR and _names_next(found[place + 2 :]):
            _open_list(found, place)
    return found


def _opened(item: Item, items: Sequence[Item], place: int) -> Item:
    if item.text != _STILL or not 0 < place < len(items) - 1:
        return item
    before = list(takewhile(lambda one: one.kind not in _BORDERS, reversed(items[:place])))
    after = list(takewhile(lambda one: one.kind not in _BORDERS, items[place + 1 :]))
    beside = bool(before and after) and before[0].kind in _BESIDE and after[0].kind in NAMES and any(one.kind in NAMES for one in before)
    return _or_at(item) if beside and not any(one.text in _RATHER for one in after) else item


def _names_next(items: Sequence[Item]) -> bool:
    """A name follows, with or without its own amount."""
    return next((item.kind in NAMES for item in items if item.kind not in (Kind.GLUE, *_COUNTS)), False)


def _open_list(items: list[Item], place: int) -> None:
    """The comma before "or", and those between bare names before it, leave open too."""
    while True:
        items[place] = _or_at(items[place])
        before = list(takewhile(lambda one: one.kind not in _BORDERS, reversed(items[:place])))
        place -= len(before) + 1
        bare = bool(before) and all(one.kind in _NAMING for one in before) and any(one.kind in NAMES for one in before)
        if not (bare and place > 0 and items[place].kind is Kind.COMMA):
            return


def _or_at(item: Item) -> Item:
    return replace(item, kind=Kind.GLUE, text=_OPEN, options=(_OPEN,), entry=None, quantity=None)


def either(session: Session, items: Sequence[Item], pairs: list[Pair]) -> list[Pair]:
    """The pairs without the goods between which the person has not decided: these are one wish; an amount beside unknown ones is asked back."""
    places = [item.start for item in items if item.text in _OR]
    if not places:
        return pairs
    named = [(block, quantity) for block, quantity in pairs if block is not None and block.named]
    left: set[int] = set()
    group: list[tuple[Block, Quantity | None]] = named[:1]
    for one, two in [*pairwise(named), (None, None)]:
        if one is not None and two is not None and any(one[0].end <= place < two[0].start for place in places):
            group.append(two)
            continue
        if len(group) > 1 and _one_of(session, group):
            left.update(id(block) for block, _quantity in group)
        group = [two] if two is not None else []
    return [_asked(pair, named=len(named)) for pair in pairs if id(pair[0]) not in left]


def _one_of(session: Session, group: Sequence[tuple[Block, Quantity | None]]) -> bool:
    """Whether the names mean different goods of the catalogue; then one of them is wished for."""
    sides = [session.likely(session.wish_for(block)) for block, _quantity in group]
    codes = tuple(dict.fromkeys(code for side in sides for code in side))
    if not all(sides) or len(codes) < sum(len(side) for side in sides):
        return False
    said = [quantity for _block, quantity in group if quantity is not None]
    alike = len({(one.value, one.unit) for one in said}) == 1
    amount = said[0] if alike else Quantity(None, vague=True) if said else None
    session.wishes.append(Wish(Op.ADD, None, amount, codes, undecided=True, start=group[0][0].start, end=group[-1][0].end))
    return True


def _asked(pair: Pair, *, named: int) -> Pair:
    block, quantity = pair
    return (block, replace(quantity, vague=True)) if named > 1 and quantity is not None else pair
