"""Quantities in a message: "10 cases", 三打, 两箱半, 十来箱, half a dozen, "a couple of boxes", 20-30箱, x4.

Invariant: an amount that is not exact is `vague`, never rounded to a figure.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from backend.catalog.attributes import attribute_words
from backend.catalog.text import Token
from backend.ordering.reading.items import Quantity
from backend.ordering.reading.numerals import number_at
from backend.ordering.reading.words import Lexicon, UnitWord

_HALF = Decimal("0.5")
_WORDED = frozenset({"few", "couple", "half", "unit", "one"})
_SPOKEN = frozenset({"say", "like", ",", "about", "maybe", "around", "或"})


class QuantityReader:
    """Reads the quantity that begins at a token; every method gives it with the index of the token after it, or None."""

    def __init__(self, tokens: Sequence[Token], words: Lexicon) -> None:
        self._tokens = tokens
        self._words = words

    def at(self, start: int) -> tuple[Quantity, int] | None:
        """The quantity with or without a unit; a bare number has none."""
        return self._worded(start) or self._counted(start)

    def unit_at(self, start: int) -> tuple[UnitWord, int] | None:
        """The unit word at `start`, over a "full" and the like."""
        tokens = self._tokens
        if start < len(tokens) and tokens[start].text in (
            "full",
            "whole",
            "整",
            "大",
            "小",
            "more",
            "extra",
            "individual",
            "single",
            "additional",
            "满",
            "个整",
            "standard",
        ):
            inner = self.unit_at(start + 1)
            if inner:
                return inner
        if start >= len(tokens):
            return None
        if tokens[start].text == "-" and start + 1 < len(tokens):
            start += 1
        found = self._words.at(tokens, start, "unit")
        if found is None or found.entry.unit is None:
            return None
        after = tokens[found.end] if found.end < len(tokens) and tokens[found.end].start == tokens[found.end - 1].end else None
        goes_on = after is not None and (after.text in ("子", "儿") or (after.kind == "num" and tokens[found.end - 1].kind == "latin"))
        if self._is_attribute(start, found.end) or goes_on:
            return None
        longer = self._words.at(tokens, start)
        if longer and longer.end > found.end and longer.entry.unit is None and "fill" not in longer.entry.tags and "not_goods" not in longer.entry.tags:
            return None
        return found.entry.unit, found.end

    def _is_attribute(self, start: int, end: int) -> bool:
        """罐装, 桶面: the unit character begins a longer word for the kind of pack."""
        groups = attribute_words().groups
        tokens = self._tokens[start : start + 3]
        return (
            any(" ".join(token.text for token in tokens[:length]) in groups for length in range(end - start + 1, len(tokens) + 1)) and tokens[0].kind == "han"
        )

    def _worded(self, start: int) -> tuple[Quantity, int] | None:
        """Amounts that begin with a word: a couple, half a case, a dozen, 半箱, 几箱, some."""
        tokens, words = self._tokens, self._words
        if not words.begins(tokens[start].text, _WORDED):
            return None
        rough = self._few(start)
        if rough:
            return rough
        couple = words.at(tokens, start, "couple")
        if couple:
            return self._with_unit(Quantity(Decimal(2)), couple.end)
        half = words.at(tokens, start, "half")
        if half:
            unit = self.unit_at(half.end)
            return self._and_half(self._of_unit(Quantity(_HALF), unit[0]), unit[1]) if unit else None
        return self._single(start)

    def _few(self, start: int) -> tuple[Quantity, int] | None:
        """几箱, 十几二十箱: not exact."""
        tokens = self._tokens
        few = self._words.at(tokens, start, "few")
        if not few:
            return None
        further = number_at(tokens, few.end) if few.end < len(tokens) else None
        unit = self.unit_at(further.end if further else few.end)
        return (Quantity(None, unit[0], vague=True), unit[1]) if unit else None

    def _single(self, start: int) -> tuple[Quantity, int] | None:
        """Reads "a case", "dozen snickers": one, without a number."""
        tokens, words = self._tokens, self._words
        alone = words.at(tokens, start, "unit")
        if alone and alone.entry.unit is not None and alone.entry.unit.dozen and tokens[start].text == "dozen" and alone.end < len(tokens):
            return Quantity(Decimal(1), alone.entry.unit), alone.end
        one = words.at(tokens, start, "one")
        if not one or (one.end < len(tokens) and tokens[one.end].text in ("few", "couple", "hundred", "thousand")):
            return None
        unit = self.unit_at(one.end)
        return self._and_half(Quantity(Decimal(1), unit[0]), unit[1]) if unit else None

    def _counted(self, start: int) -> tuple[Quantity, int] | None:
        tokens = self._tokens
        sign, place = 1, start
        if tokens[start].text == "-" or self._words.at(tokens, start, "negative"):
            sign, place = -1, start + 1
            if place >= len(tokens) or tokens[place].kind == "sign":
                return None
        number = number_at(tokens, place)
        if number is None:
            return None
        value, end, vague = number.value * sign, number.end, number.vague
        value, end = self._more_half(value, end)
        vague, end = self._roughly(end, vague=vague)
        between = start > 0 and tokens[start - 1].text == "between" and end + 1 < len(tokens) and tokens[end].text == "and"
        ranged = self._between_end(end) if between else self._range_end(end, value)
        if ranged:
            end, vague = ranged, True
        return self._with_unit(Quantity(None if vague else value, vague=vague), end)

    def _more_half(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        found = self._words.at(self._tokens, end, "and_half") if end < len(self._tokens) else None
        if found and found.end < len(self._tokens) and (self._tokens[found.end].text in ("a", "an") or (found.key == "and half" and self.unit_at(found.end))):
            return value, end
        return (value + _HALF, found.end) if found else (value, end)

    def _roughly(self, end: int, *, vague: bool) -> tuple[bool, int]:
        """十来, 二十多, 三十几, twenty-odd, 30 something."""
        tokens = self._tokens
        if end >= len(tokens):
            return vague, end
        token = tokens[end]
        if token.text in ("来", "多", "几", "余") and tokens[end - 1].kind in ("han", "num"):
            after = self.unit_at(end + 1)
            tens = tokens[end - 1].text in "十百千万" or (tokens[end - 1].kind == "num" and tokens[end - 1].text.endswith("0"))
            if after and (token.text != "来" or tens):
                return True, end + 1
        if token.text in ("odd", "something", "ish") or (token.text == "-" and end + 1 < len(tokens) and tokens[end + 1].text in ("odd", "ish", "something")):
            return True, end + (1 if token.text != "-" else 2)
        if token.text == "+" and (end + 1 >= len(tokens) or self.unit_at(end + 1)):
            return True, end + 1
        return vague, end

    def _between_end(self, end: int) -> int | None:
        """The end of "and 15" in "between 10 and 15 cases"."""
        number = number_at(self._tokens, end + 1)
        return number.end if number else None

    def _range_end(self, end: int, low: Decimal) -> int | None:
        """The end of "-30" in 20-30箱; the second number must be larger and both must be quantities."""
        tokens = self._tokens
        if end + 1 >= len(tokens) or low <= 0:
            return None
        joint = tokens[end].text
        place = end + 1
        if joint not in ("-", "~", "到", "至", "to", "or", "或", "或者", "/"):
            unit = self.unit_at(end)
            if not (unit and unit[1] + 1 < len(tokens) and tokens[unit[1]].text in ("-", "~", "到", "至", "to", "or", "或")):
                return None
            place = unit[1] + 1
        number = number_at(tokens, place)
        if number is None or number.value <= low or number.value > low * 10:
            return None
        after = self.unit_at(number.end)
        closes = joint == "-" and (number.end >= len(tokens) or tokens[number.end].kind == "sign") and (place < 3 or tokens[place - 3].text in _SPOKEN)  # noqa: PLR2004 - the word before "5-8"
        closes = closes or joint in ("or", "或", "或者")
        return number.end if after or closes or joint in ("~", "to", "到", "至") else None

    def _with_unit(self, quantity: Quantity, end: int) -> tuple[Quantity, int]:
        tokens = self._tokens
        place = end
        while place < len(tokens) and tokens[place].text in ("x", "*") and place == end and self._pack_follows(place + 1):
            place += 1
        unit = self.unit_at(place)
        if unit is None and place < len(tokens) and tokens[place].text == "个":
            unit = self.unit_at(place + 1)
        if unit is None:
            return quantity, end
        return self._and_half(self._of_unit(quantity, unit[0]), unit[1])

    def _pack_follows(self, place: int) -> bool:
        return place < len(self._tokens) and self.unit_at(place) is not None

    def _of_unit(self, quantity: Quantity, unit: UnitWord) -> Quantity:
        return replace(quantity, unit=unit)

    def _and_half(self, quantity: Quantity, end: int) -> tuple[Quantity, int]:
        """两箱半, "a case and a half"; over "of" a dozen goes on to its own unit ("two dozen cases" stays dozen x case)."""
        tokens = self._tokens
        if end < len(tokens) and quantity.value is not None:
            half = self._words.at(tokens, end, "and_half") or (self._words.at(tokens, end, "tail_half") if tokens[end].text == "半" else None)
            nothing_after = half is None or half.end >= len(tokens) or self.unit_at(half.end) is None
            if half and nothing_after:
                return replace(quantity, value=quantity.value + _HALF), half.end
        if quantity.unit and quantity.unit.dozen and quantity.value is not None and quantity.unit.word != "打":
            further = self.unit_at(end)
            if further and not further[0].dozen and further[0].measure is None:
                return Quantity(quantity.value * 12, further[0]), further[1]
        return quantity, end
