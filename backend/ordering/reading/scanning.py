"""Cutting a normalised message into items, from left to right, the longest meaning first.

Order at each place: settled spans, SKU codes, names of the catalogue, quantities, sizes, words of the language, attributes, single words.
What remains is looked at for spelling and sound in `leftovers`. Invariant: digits inside a name are never a quantity.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from backend.catalog.attributes import attribute_words
from backend.catalog.clues import RELATIVE
from backend.catalog.index import CatalogueIndex
from backend.catalog.specs import measure, plain
from backend.catalog.text import Token, tokens_of
from backend.ordering.reading.broken_names import mended
from backend.ordering.reading.counting import Counting
from backend.ordering.reading.items import Item, Kind, Quantity
from backend.ordering.reading.leftovers import NUMERAL_CHARS, Leftovers
from backend.ordering.reading.sizing import ALWAYS_SIZE, Sizing
from backend.ordering.reading.spans import Span
from backend.ordering.reading.words import Entry, Found, lexicon

_CODE = re.compile(r"[a-z0-9][a-z0-9._/-]*[a-z0-9]")
_CLOSE = 2
_SHORTEST_PART = 3
_SHORTEST_MADE = 4
_AFTER_MODAL = {"give", "get", "have", "i", "we", "you", "u", "ya", "someone", "somebody", "they", "it", "this", "that", "the", "my", "be", "do", "not"}
_VOLUME_DIGITS = 3
_PIECES = frozenset({"piece", "pc", "pcs", "count", "ct"})
_CONTAINERS = frozenset("瓶罐包桶袋支听盒") | {"bottle", "can", "bag", "pack", "tub", "jar"}
_CODE_DIGITS = 5
_LONGEST_SOUND = 8
_SHORTEST_SOUND = 3
_SIGNS = {**dict.fromkeys((",", "/", ":", "\\", "→", "<", ">"), Kind.COMMA), **dict.fromkeys(".;?!…。", Kind.STOP), **dict.fromkeys("+&、", Kind.AND)}
_SETTLED = "settled"
_MORE = Entry(frozenset({"more"}))
_LINES = {"line": Entry(frozenset({"line"})), "last line": Entry(frozenset({"line", "last"})), "learned": None}


@dataclass(slots=True)
class _Choice:
    items: list[Item]
    end: int


_Reader = Callable[[int, Sequence[Item]], _Choice | None]


class Scanner:
    """Scans one message. Each kind of token has its readers; of what they find the longest is taken, at the same length that of the first."""

    def __init__(self, text: str, spans: Sequence[Span], index: CatalogueIndex) -> None:
        self._text, self._index = text, index
        self._spans = spans
        self._tokens = _unsettled(tokens_of(text), spans)
        self._words = lexicon()
        self._counting = Counting(self._tokens, index)
        self._leftovers = Leftovers(index)
        self._sizing = Sizing(self._tokens, index)
        self._readers: dict[str, tuple[_Reader, ...]] = {
            "num": (self._code, self._phrase, self._size, self._quantity, self._attribute, self._word),
            "latin": (self._code, self._phrase, self._relative, self._compound, self._size, self._quantity, self._attribute, self._word),
            "han": (self._phrase, self._relative, self._sound, self._size, self._quantity, self._attribute, self._word),
            "sign": (self._quantity, self._sign),
        }

    def items(self) -> list[Item]:
        """All items of the message."""
        found: list[Item] = []
        run: list[Token] = []
        place, span_at = 0, 0
        while place < len(self._tokens):
            token = self._tokens[place]
            if token.kind == _SETTLED:
                span = self._spans[span_at]
                self._flush(run, found)
                found.extend(_pointing(span) if span.codes else [Item(Kind.MASK, span.start, span.end, span.kind)])
                place, span_at = place + 1, span_at + 1
                continue
            choice = self._choose(place, found)
            if choice is None:
                run.append(token)
                place += 1
                continue
            self._flush(run, found)
            found.extend(choice.items)
            place = choice.end
        self._flush(run, found)
        return found

    def _flush(self, run: list[Token], found: list[Item]) -> None:
        if run:
            found.extend(self._leftovers.items(run, self._text))
            run.clear()

    def _choose(self, place: int, before: Sequence[Item]) -> _Choice | None:
        token = self._tokens[place]
        if self._is_made_name(place):
            return _Choice([self._item(Kind.UNKNOWN, place, place + 2, options=(token.text + self._tokens[place + 1].text,))], place + 2)
        options = [choice for read in self._readers[token.kind] if (choice := read(place, before))]
        if options:
            best = max(choice.end for choice in options)
            chosen = next(choice for choice in options if choice.end == best)
            coloured = token.kind == "latin" and chosen.items[0].kind is Kind.ATTRIBUTE
            return (self._mistyped_pair(place) if coloured and self._is_new_word(best) else None) or chosen
        if token.kind == "num":
            return _Choice([self._item(Kind.NUMBER, place, place + 1, quantity=Quantity(Decimal(token.text)), number=Decimal(token.text))], place + 1)
        joined = self._mistyped_pair(place)
        if joined:
            return joined
        if token.kind == "latin" and token.text in self._index.words:
            return _Choice([self._item(Kind.WORD, place, place + 1, options=(token.text,))], place + 1)
        return None

    def _is_made_name(self, place: int) -> bool:
        """100plus: a number with a word right behind it that is no unit and begins no name."""
        number, after = self._tokens[place], self._tokens[place + 1] if place + 1 < len(self._tokens) else None
        if number.kind != "num" or after is None or after.kind != "latin" or after.start != number.end or len(after.text) < _SHORTEST_MADE:
            return False
        known = self._words.at(self._tokens, place + 1)
        if known is not None and after.text != "plus":
            return False
        return self._index.longest_phrase(self._tokens, place) is None and after.text not in self._index.words and after.text not in ALWAYS_SIZE

    def _is_new_word(self, place: int) -> bool:
        """A Latin word that neither the language nor the catalogue has ("bul" in "red bul")."""
        token = self._tokens[place] if place < len(self._tokens) else None
        return token is not None and token.kind == "latin" and token.text not in self._index.words and self._words.at(self._tokens, place) is None

    def _mistyped_pair(self, place: int) -> _Choice | None:
        """Two words that are one letter away from a name of the catalogue ("reb bull")."""
        pair = self._tokens[place : place + 2]
        if len(pair) <= 1 or any(token.kind != "latin" for token in pair) or self._words.at(self._tokens, place + 1) is not None:
            return None
        keys = self._leftovers.near_spelled("".join(token.text for token in pair))
        return _Choice([self._item(Kind.PHRASE, place, place + 2, options=keys)], place + 2) if keys else None

    def _item(self, kind: Kind, start: int, end: int, **values: object) -> Item:
        first, last = self._tokens[start], self._tokens[end - 1]
        return Item(kind, first.start, last.end, self._text[first.start : last.end], **values)  # type: ignore[arg-type]  # the fields of Item, checked by its callers

    def _code(self, place: int, _before: Sequence[Item]) -> _Choice | None:
        token = self._tokens[place]
        if place and self._tokens[place - 1].end == token.start and self._tokens[place - 1].kind in ("latin", "num"):
            return None
        match = _CODE.match(self._text, token.start)
        if match is None:
            return None
        said = match.group()
        position = self._index.codes.get(said)
        if position is None and "x" in said:
            said = said[: said.rindex("x")]
            position = self._index.codes.get(said)
        if position is None or (said.isalpha() or (said.isdigit() and len(said) < _CODE_DIGITS)):
            return None
        end = place
        while end < len(self._tokens) and self._tokens[end].end <= token.start + len(said):
            end += 1
        return _Choice([self._item(Kind.CODE, place, end, options=(self._index.skus[position].code,))], end)

    def _phrase(self, place: int, _before: Sequence[Item]) -> _Choice | None:
        found = self._index.longest_phrase(self._tokens, place)
        if found is None:
            return None
        key, end = found
        known = self._words.at(self._tokens, place)
        if known and known.end == end and "swap" in known.entry.tags and self._swaps(place):
            return None
        if known and known.end == end and known.entry.tags & {"fill", "order", "also", "remove", "set", "each", "all", "of", "correct"} and end - place == 1:
            return _Choice([self._item(Kind.SOFT, place, end, options=(key,), entry=known.entry)], end)
        return _Choice([self._item(Kind.PHRASE, place, end, options=(key,))], end)

    def _swaps(self, place: int) -> bool:
        """Reads "switch A to B" at the start of a clause is the verb, not the product."""
        if place and self._tokens[place - 1].kind != "sign" and self._tokens[place - 1].text not in ("and", "please", "pls", "then", "to", "you", "can"):
            return False
        following = [token.text for token in self._tokens[place + 1 : place + 10]]
        return self._tokens[place].kind == "latin" and any(word in following for word in ("to", "for", "with"))

    def _compound(self, place: int, _before: Sequence[Item]) -> _Choice | None:
        """Two words that the catalogue writes as one ("cake stand" for cakestand); either spelling is meant."""
        pair = self._tokens[place : place + 2]
        if len(pair) <= 1 or any(token.kind != "latin" for token in pair):
            return None
        joined = pair[0].text + pair[1].text
        if joined not in self._index.words or min(len(token.text) for token in pair) < _SHORTEST_PART:
            return None
        return _Choice([self._item(Kind.PHRASE, place, place + 2, options=(joined, f"{pair[0].text} {pair[1].text}"))], place + 2)

    def _relative(self, place: int, _before: Sequence[Item]) -> _Choice | None:
        """大瓶, 小罐, "big bottles": a size beside the others of the same product."""
        tokens = self._tokens
        size = RELATIVE.get(tokens[place].text)
        if size is None or place + 1 >= len(tokens) or tokens[place + 1].text not in _CONTAINERS:
            return None
        if place and (tokens[place - 1].kind == "num" or tokens[place - 1].text in NUMERAL_CHARS):
            return None
        return _Choice([self._item(Kind.SOFT, place, place + 2, options=(size,))], place + 2)

    def _sound(self, place: int, _before: Sequence[Item]) -> _Choice | None:
        """Three characters and more that only sound like a name (加多保), even where they begin with a word of the language."""
        tokens = self._tokens
        end = place
        while end < len(tokens) and end - place < _LONGEST_SOUND and tokens[end].kind == "han":
            end += 1
        while end - place >= _SHORTEST_SOUND:
            keys = self._leftovers.sounding("".join(token.text for token in tokens[place:end]))
            if keys:
                return _Choice([self._item(Kind.PHRASE, place, end, options=keys)], end)
            end -= 1
        return None

    def _size(self, place: int, _before: Sequence[Item]) -> _Choice | None:
        found = self._sizing.at(place)
        return _Choice([self._item(Kind.SPEC, place, found[1], specs=found[0])], found[1]) if found else None

    def _piece_size(self, place: int, before: Sequence[Item]) -> _Choice | None:
        """12-piece, "the 6 piece ones", "5 boxes of 12pcs": how many come in a pack, when a product comes so; never an amount."""
        tokens, hyphen = self._tokens, place + 1 < len(self._tokens) and self._tokens[place + 1].text == "-"
        word = place + (2 if hyphen else 1)
        if tokens[place].kind != "num" or word >= len(tokens) or tokens[word].text not in _PIECES:
            return None
        counted = next((item for item in reversed(before) if item.kind is not Kind.GLUE), None)
        kind = hyphen or (counted is not None and counted.kind is Kind.QUANTITY) or (word + 1 < len(tokens) and tokens[word + 1].text in ("one", "pack", "box"))
        spec = next((spec for spec in (measure(tokens[place].text, "pc"), ("n", tokens[place].text)) if spec in self._index.specs), None)
        return _Choice([self._item(Kind.SPEC, place, word + 1, specs=(spec,))], word + 1) if kind and spec is not None else None

    def _bottle_size(self, place: int) -> _Choice | None:
        """330罐的可乐, 500瓶的: with 的 behind it the number is what a bottle holds, when products come so."""
        tokens = self._tokens
        if tokens[place].kind != "num" or place + 2 >= len(tokens) or tokens[place + 1].text not in "瓶罐听" or tokens[place + 2].text != "的":
            return None
        spec = measure(tokens[place].text, "ml")
        sold = spec is not None and spec in self._index.specs and len(tokens[place].text) >= _VOLUME_DIGITS
        return _Choice([self._item(Kind.SPEC, place, place + 1, specs=(spec,))], place + 1) if sold and spec is not None else None

    def _quantity(self, place: int, before: Sequence[Item]) -> _Choice | None:
        sized = self._piece_size(place, before) or self._bottle_size(place)
        if sized is not None:
            return sized
        counted = self._counting.at(place, before)
        if counted is None:
            return None
        kind, end, quantity, number = counted
        if kind is Kind.QUANTITY and quantity is not None and quantity.unit is not None and quantity.value is not None and self._packed(end):
            return _Choice([self._pack(place, end + 1, quantity)], end + 1)
        return _Choice([self._item(kind, place, end, quantity=quantity, number=number)], end)

    def _packed(self, end: int) -> bool:
        return end < len(self._tokens) and self._tokens[end].text == "装" and self._tokens[end].start == self._tokens[end - 1].end

    def _pack(self, place: int, end: int, quantity: Quantity) -> Item:
        """6枚装, 2公斤装: how goods are packed; nothing when no product comes so."""
        value = quantity.value or Decimal(0)
        unit = quantity.unit.word.replace(" ", "") if quantity.unit is not None else ""
        for spec in (measure(value, unit), ("n", plain(value))):
            if spec is not None and spec in self._index.specs:
                return self._item(Kind.SPEC, place, end, specs=(spec,))
        return self._item(Kind.GLUE, place, end)

    def _attribute(self, place: int, _before: Sequence[Item]) -> _Choice | None:
        known = attribute_words()
        longest = known.reach.get(self._tokens[place].text, 0)
        parts: list[str] = []
        best = None
        for end in range(place, min(place + 2 * longest, len(self._tokens))):
            token = self._tokens[end]
            if token.kind == "sign":
                if token.text != "-":
                    break
                continue
            parts.append(token.text)
            group = known.groups.get(" ".join(parts))
            if group and not (len(parts) == 1 and token.kind == "han"):
                best = (group, end + 1)
            if len(parts) >= longest:
                break
        if best is None or (parts[0] == "can" and self._is_modal(place)):
            return None
        return _Choice([self._item(Kind.ATTRIBUTE, place, best[1], options=(best[0],))], best[1])

    def _is_modal(self, place: int) -> bool:
        """Reads "can you", "can we": the verb, not the pack."""
        after = self._tokens[place + 1].text if place + 1 < len(self._tokens) else ""
        return after in _AFTER_MODAL

    def _word(self, place: int, _before: Sequence[Item]) -> _Choice | None:
        found = self._words.at(self._tokens, place)
        if found is None:
            return None
        entry, end = found.entry, found.end
        if entry.unit is not None and not entry.tags and entry.factor is None:
            return self._loose_unit(place, found)
        if (
            end - place == 1
            and self._tokens[place].kind == "latin"
            and self._tokens[place].text in self._index.words
            and entry.tags <= {"fill", "of", "context", "order", "pronoun", "to", "not_goods", "question", "one", "range", "set", "soft", "all", "some_odd"}
        ):
            return _Choice([self._item(Kind.SOFT, place, end, options=(self._tokens[place].text,), entry=entry)], end)
        kind = (
            Kind.GLUE if entry.tags <= {"of", "fill", "one", "not_goods", "range", "came", "some_odd"} and entry.factor is None and not entry.unit else Kind.TAG
        )
        if "also" in entry.tags and found.key in ("and", "和", "跟", "与", "及", "以及", "plus", "n"):
            kind = Kind.AND
        return _Choice([self._item(kind, place, end, entry=entry, options=(found.key,))], end)

    def _loose_unit(self, place: int, found: Found) -> _Choice | None:
        """A unit word without a number: a word of a name when the catalogue has it, else nothing."""
        text = self._tokens[place].text
        if self._tokens[place].kind == "han" or self._counts_names(place, found.end):
            return None
        if found.end - place == 1 and text in self._index.words:
            return _Choice([self._item(Kind.SOFT, place, found.end, options=(text,), entry=found.entry)], found.end)
        return _Choice([self._item(Kind.GLUE, place, found.end, entry=found.entry)], found.end)

    def _counts_names(self, place: int, end: int) -> bool:
        """Whether "24 pack" counts a name that begins with its second word ("24 pack of 12 blue tissues")."""
        name = self._index.longest_phrase(self._tokens, place + 1) if self._tokens[place].kind == "num" else None
        return name is not None and name[1] > end

    def _raises(self, place: int, before: Sequence[Item]) -> bool:
        """Reads "coke +5", 第二个+5: a plus right before a number and behind a product that has no amount yet."""
        if place + 1 >= len(self._tokens) or self._tokens[place + 1].kind != "num" or self._tokens[place + 1].start != self._tokens[place].end:
            return False
        for item in reversed(before):
            if item.kind in (Kind.CODE, Kind.PHRASE, Kind.WORD):
                return not any(one.kind in (Kind.QUANTITY, Kind.NUMBER) for one in before[-_CLOSE:])
            if item.has("each") or item.has("all"):
                return True
            if item.kind in (Kind.COMMA, Kind.STOP, Kind.AND, Kind.QUANTITY):
                return False
        return False

    def _sign(self, place: int, before: Sequence[Item]) -> _Choice | None:
        token = self._tokens[place]
        if token.text == "+" and self._raises(place, before):
            return _Choice([self._item(Kind.TAG, place, place + 1, entry=_MORE)], place + 1)
        if token.text in _SIGNS:
            return _Choice([self._item(_SIGNS[token.text], place, place + 1)], place + 1)
        if token.text == "-":
            spaced = self._text[token.start - 1 : token.start] in (" ", "") and self._text[token.end : token.end + 1] in (" ", "")
            return _Choice([self._item(Kind.COMMA if spaced else Kind.GLUE, place, place + 1)], place + 1)
        return _Choice([self._item(Kind.GLUE, place, place + 1)], place + 1)


def _unsettled(tokens: Sequence[Token], spans: Sequence[Span]) -> list[Token]:
    """The tokens outside of the settled spans, and one sign for each span, so that no phrase goes on through one."""
    kept: list[Token] = []
    at = 0
    for token in tokens:
        while at < len(spans) and spans[at].end <= token.start:
            kept.append(Token("", _SETTLED, spans[at].start, spans[at].end))
            at += 1
        if at == len(spans) or token.start < spans[at].start:
            kept.append(token)
    return [*kept, *(Token("", _SETTLED, span.start, span.end) for span in spans[at:])]


def _pointing(span: Span) -> list[Item]:
    """Words that point at lines of the draft, as the names of these lines."""
    return [Item(Kind.CODE, span.start, span.end, span.kind, options=(code,), entry=_LINES[span.kind]) for code in span.codes]


def scan(text: str, spans: Sequence[Span], index: CatalogueIndex) -> list[Item]:
    """The items of a normalised message; `spans` are settled and become masks."""
    return mended(Scanner(text, spans, index).items(), index)
