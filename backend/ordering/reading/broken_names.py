"""A name that nobody knows, cut to characters by words of the language (可比克薯片, 上好佳薯片): put together again before a general word for goods.

Called on the items of a message. Invariant: only what touches the general word and has a character no word explains is put together; then the brand
is unknown as a whole and the general word alone means nothing.
"""

from collections.abc import Sequence

from backend.catalog.index import CatalogueIndex
from backend.ordering.reading.items import Item, Kind

_PARTICLES = frozenset("我你您他她咱给请吧了呢啊呀哦噢嗯哎嘛啦咯就先还又也有是把将从让帮替为对吗么的到在个里用想")
_SHORTEST = 2


def mended(items: Sequence[Item], index: CatalogueIndex) -> list[Item]:
    """The items with every broken name as one unknown word."""
    kept: list[Item] = []
    for item in items:
        beside = bool(kept) and kept[-1].end == item.start and item.kind is Kind.PHRASE and not item.text.isascii() and _is_piece(kept[-1])
        if beside and _is_general(item, index):
            _mend(kept, item.start)
        kept.append(item)
    return kept


def _is_general(item: Item, index: CatalogueIndex) -> bool:
    """Whether a name says what the goods are and not whose: no brand that it may mean shares a character with it, or several brands have it."""
    brands = {index.skus[position].brand_zh for key in item.options for position in index.phrases.get(key, ())}
    return bool(brands) and (len(brands) > 1 or not any(set(brand) & set(item.text) for brand in brands))


def _mend(kept: list[Item], end: int) -> None:
    first = len(kept)
    while first and kept[first - 1].end == end and _is_piece(kept[first - 1]):
        first -= 1
        end = kept[first].start
    pieces = kept[first:]
    text = "".join(piece.text for piece in pieces)
    if len(text) >= _SHORTEST and len(pieces) > 1 and any(piece.kind is not Kind.GLUE for piece in pieces):
        kept[first:] = [Item(Kind.UNKNOWN, pieces[0].start, pieces[-1].end, text, options=(text,))]


def _is_piece(item: Item) -> bool:
    if item.kind is Kind.UNKNOWN:
        return not item.text.isascii()
    if len(item.text) > 1 or item.text.isascii():
        return False
    return (item.kind is Kind.HAN and item.weak) or (item.kind is Kind.GLUE and item.entry is not None and item.text not in _PARTICLES)
