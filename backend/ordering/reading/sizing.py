"""Sizes in a message: 330ml, 两升, M8x30, DN20, 8080, "4 sq mm". A measure that may be a quantity too (米, kg) is left to the quantities.

Invariant: letters and dimensions count as a size only when the catalogue has that size.
"""

from collections.abc import Sequence
from decimal import Decimal

from backend.catalog.index import CatalogueIndex
from backend.catalog.specs import Spec, dimension, measure, plain
from backend.catalog.text import Token
from backend.ordering.reading.numerals import number_at

Size = tuple[tuple[Spec, ...], int]
ALWAYS_SIZE = {"ml", "毫升", "l", "liter", "litre", "lt", "ltr", "升", "cl", "g", "克", "gram", "gr", "mm", "毫米", "cm", "厘米", "inch", "寸", "英寸", "分", "w", "watt", "瓦", "v", "a", "安", "mm2", "sqmm", "抽", "ply", "层", "孔", "gang", "hole"}  # fmt: skip  # noqa: E501 - a pattern or word list, one a line
_SQUARE_DIGITS = 4


class Sizing:
    """Reads the sizes of one message."""

    def __init__(self, tokens: Sequence[Token], index: CatalogueIndex) -> None:
        self._tokens = tokens
        self._index = index

    def at(self, place: int) -> Size | None:
        """The size that begins at `place`, and the index after it."""
        token = self._tokens[place]
        if token.kind == "latin":
            return self._prefixed(place)
        number = number_at(self._tokens, place)
        if number is None or number.vague:
            return None
        if token.kind == "num":
            dims = self._dimension(place) or self._square(place) or self._measured(Decimal(token.text), place + 1)
            if dims:
                return dims
        return self._measured(number.value, number.end)

    def _prefixed(self, place: int) -> Size | None:
        """M8, DN20, C2, M10x120: letters with the number right behind them."""
        letters = self._tokens[place]
        if place + 1 >= len(self._tokens) or self._tokens[place + 1].kind != "num" or len(letters.text) > 4 or letters.text in ("x", "n"):  # noqa: PLR2004 - longest prefix in use
            return None
        number = self._tokens[place + 1]
        touching = number.start == letters.end
        spec: Spec = (letters.text, number.text)
        if spec not in self._index.specs or not (touching or len(letters.text) <= 2):  # noqa: PLR2004 - "m 8", "dn 20"
            return None
        after = self._tokens[place + 2] if place + 2 < len(self._tokens) else None
        if touching and after and after.start == number.end and after.kind == "num":
            return None
        dims = self._dimension(place + 1)
        if dims:
            return ((spec, *dims[0]), dims[1])
        return ((spec,), place + 2)

    def _dimension(self, place: int) -> Size | None:
        numbers, end = [self._tokens[place].text], place + 1
        while end + 1 < len(self._tokens) and self._tokens[end].text in ("x", "*", "乘", "by") and self._tokens[end + 1].kind == "num":
            numbers.append(self._tokens[end + 1].text)
            end += 2
        if end < len(self._tokens) and len(numbers) > 1 and self._tokens[end].text == "mm":
            end += 1
        for count in range(len(numbers), 1, -1):
            spec = dimension("x".join(numbers[:count]))
            if spec in self._index.specs:
                last = place + 2 * count - 1
                return ((spec,), max(last, end if count == len(numbers) else last))
        return None

    def _square(self, place: int) -> Size | None:
        """8080 for 800x800, as tiles are called."""
        said = self._tokens[place].text
        spec = dimension(f"{said[:2]}0x{said[2:]}0") if len(said) == _SQUARE_DIGITS and said.isdigit() else None
        return ((spec,), place + 1) if spec is not None and spec in self._index.specs else None

    def _measured(self, value: Decimal, end: int) -> Size | None:
        """330ml, 两升, 5W, 12s; a measure that may be a quantity too (米, kg, 平) is left to the quantities."""
        if end >= len(self._tokens):
            return None
        for length in (3, 2, 1):
            tokens = self._tokens[end : end + length]
            unit = "".join(token.text for token in tokens)
            if (
                len(tokens) == length
                and (unit in ALWAYS_SIZE or (unit == "in" and tokens[0].start == self._tokens[end - 1].end))
                and all(token.text for token in tokens)
            ):
                spec = measure(value, unit)
                tail = self._tokens[end + length] if end + length < len(self._tokens) else None
                glued = tail is not None and tail.kind == tokens[-1].kind == "latin" and tail.start == tokens[-1].end
                apart = unit == "a" and tokens[0].start > self._tokens[end - 1].end
                if spec and not glued and not apart and not (unit in ("分", "安", "层", "方") and spec not in self._index.specs):
                    return ((spec,), end + length)
        after = self._tokens[end]
        if after.text == "s" and after.start == self._tokens[end - 1].end and ("n", plain(value)) in self._index.specs:
            return ((("n", plain(value)),), end + 1)
        return None
