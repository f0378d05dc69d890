"""Whether a number in a message is a quantity, a bare number, a percentage, or no amount of goods at all.

Knows the words around it and the names of the catalogue: a unit or number that begins a name is a part of the name.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from backend.catalog.attributes import attribute_words
from backend.catalog.index import CatalogueIndex
from backend.catalog.specs import SPEC_UNITS
from backend.catalog.text import Token
from backend.ordering.reading.items import Item, Kind, Quantity
from backend.ordering.reading.numerals import number_at
from backend.ordering.reading.quantities import QuantityReader
from backend.ordering.reading.words import lexicon

Counted = tuple[Kind, int, Quantity | None, Decimal | None]
_TIMES = ("x", "*", "乘")
_TENTHS = 10


class Counting:
    """Reads the amounts of one message: (kind, index after it, quantity, number) at a token, or None."""

    def __init__(self, tokens: Sequence[Token], index: CatalogueIndex) -> None:
        self._tokens = tokens
        self._index = index
        self._words = lexicon()
        self._quantities = QuantityReader(tokens, self._words)

    def at(self, place: int, before: Sequence[Item]) -> Counted | None:
        """The amount that begins at `place`; `before` are the items so far."""
        tokens = self._tokens
        times = tokens[place].text in _TIMES
        start = place + times
        if start >= len(tokens) or (tokens[place].text == "-" and not self._is_minus(place)):
            return None
        percent = self._percent(start)
        found = None if percent else self._quantities.at(start)
        if found is None:
            return percent
        quantity, end = found
        if tokens[place].text in ("zero", "one") and quantity.unit is None:
            pronoun = self._pronoun(place, end, before)
            if pronoun is not None:
                return pronoun[0]
        if times:
            return (Kind.QUANTITY, end, replace(quantity, times=True), quantity.value) if before or tokens[start].kind == "num" else None
        return self._not_goods(start, quantity, end) or self._amount(start, quantity, end)

    def _pronoun(self, place: int, end: int, before: Sequence[Item]) -> tuple[Counted | None] | None:
        """Words as in "the red one" and "coke zero" count nothing: what to return instead, or None when it is a number."""
        tokens = self._tokens
        if tokens[place].text == "zero":
            return (None,)
        if before and (before[-1].kind in (Kind.ATTRIBUTE, Kind.SPEC) or before[-1].text in ("the", "that", "this", "last")):
            return ((Kind.GLUE, place + 1, None, None),)
        at_end = end >= len(tokens) or tokens[end].kind == "sign" or tokens[end].text in ("of", "please", "pls")
        return (None,) if at_end else None

    def _not_goods(self, start: int, quantity: Quantity, end: int) -> Counted | None:
        """Two people, 3楼, three times: a count of something else."""
        number = number_at(self._tokens, start)
        if number is None or number.end >= len(self._tokens):
            return None
        goods = self._words.at(self._tokens, number.end, "not_goods")
        if goods is None or (quantity.unit is not None and goods.end < end):
            return None
        name = self._index.longest_phrase(self._tokens, number.end)
        return None if name and name[1] > goods.end else (Kind.GLUE, goods.end, None, None)

    def _amount(self, start: int, quantity: Quantity, end: int) -> Counted | None:
        tokens = self._tokens
        counted = self._number_end(start)
        crossed = tokens[counted].text in ("x", "*")
        if quantity.unit is not None and not quantity.vague and self._names_goods(counted + crossed, end):
            alone = Quantity(quantity.value, times=crossed)
            return (Kind.QUANTITY if crossed else Kind.NUMBER), counted + crossed, alone, quantity.value
        if quantity.unit is not None or quantity.vague:
            return Kind.QUANTITY, end, quantity, quantity.value
        if self._crosses(end):
            return Kind.QUANTITY, end + 1, replace(quantity, times=True), quantity.value
        if tokens[start].kind == "han" and quantity.value is not None and (quantity.value == 0 or self._in_han_word(end)):
            return None
        sure = quantity.value is not None and (quantity.value < 0 or tokens[start].kind == "latin")
        return (Kind.QUANTITY if sure else Kind.NUMBER), end, quantity, quantity.value

    def _crosses(self, end: int) -> bool:
        """A times sign behind the number that does not lead on to another number ("20 x ball valve")."""
        tokens = self._tokens
        if end >= len(tokens) or tokens[end].text not in ("x", "*"):
            return False
        return end + 1 >= len(tokens) or tokens[end + 1].kind != "num" or self._is_size(end + 1) or self._names_goods(end + 1, end + 2)

    def _is_size(self, place: int) -> bool:
        """A number with a size unit right behind it ("10 x 330ml")."""
        tokens = self._tokens
        return place + 1 < len(tokens) and tokens[place + 1].text in SPEC_UNITS and tokens[place + 1].start == tokens[place].end

    def _names_goods(self, start: int, beyond: int) -> bool:
        """Whether a name of the catalogue begins at `start` and goes on past `beyond`: the unit or number there is a part of it ("24 set/6 cups")."""
        found = self._index.longest_phrase(self._tokens, start) if start < len(self._tokens) else None
        return found is not None and found[1] > beyond

    def _in_han_word(self, end: int) -> bool:
        """A Chinese numeral without a unit before a character that begins nothing known is part of a word (十字自攻)."""
        tokens = self._tokens
        if end >= len(tokens) or tokens[end].kind != "han":
            return False
        if self._index.longest_phrase(tokens, end) is not None or self._words.at(tokens, end) is not None:
            return False
        groups = attribute_words().groups
        return not any(" ".join(token.text for token in tokens[end : end + length]) in groups for length in (2, 3, 4))

    def _number_end(self, start: int) -> int:
        number = number_at(self._tokens, start)
        return min(number.end if number else start, len(self._tokens) - 1)

    def _is_minus(self, place: int) -> bool:
        """A dash right before a number and not right behind a word or number is a minus."""
        if place + 1 >= len(self._tokens) or self._tokens[place + 1].start != self._tokens[place].end:
            return False
        previous = self._tokens[place - 1] if place else None
        return previous is None or previous.kind == "han" or previous.end != self._tokens[place].start

    def _percent(self, place: int) -> Counted | None:
        """20%, -10%, "15 per cent", 两成."""
        tokens = self._tokens
        sign, start = 1, place
        if tokens[place].text in ("+", "-"):
            sign, start = (-1 if tokens[place].text == "-" else 1), place + 1
        number = number_at(tokens, start) if start < len(tokens) else None
        if number is None or number.end >= len(tokens):
            return None
        after, tail = tokens[number.end].text, number.end + 1
        if after in ("%", "percent"):
            return Kind.PERCENT, tail, None, sign * number.value
        if after == "per" and tail < len(tokens) and tokens[tail].text == "cent":
            return Kind.PERCENT, tail + 1, None, sign * number.value
        if after == "成" and tokens[start].kind == "han" and number.value < _TENTHS:
            return Kind.PERCENT, tail, None, sign * number.value * _TENTHS
        return None
