"""Words that no dictionary knew: mistyped names, pinyin, initials, homophones. Looked at only here, never on words that are understood.

Every reading that is equally near is kept as an option of the clue; choosing one silently is not possible here.
"""

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from backend.catalog.attributes import attribute_words
from backend.catalog.index import NOTHING, CatalogueIndex
from backend.catalog.sounds import sound_keys
from backend.catalog.text import Token
from backend.ordering.reading.items import Item, Kind
from backend.ordering.reading.words import lexicon

_LONGEST_SOUND = 8
_MOST_JOINED = 6
_SHORTEST_FUZZY = 4
_TWO_ERRORS_FROM = 7
_MOST_OPTIONS = 12
_SHORTEST_INITIALS = 2
_SHORTEST_SPELLED_FUZZY = 6
_SAFE_PER_ERROR = 6
_COLOURS = frozenset("红黄蓝绿黑白灰紫粉橙棕")
_MOST_COLOURS = 4
NUMERAL_CHARS = frozenset("零一二两三四五六七八九十百千万半几")


class Leftovers:
    """Reads runs of unknown tokens against one catalogue; what was looked up once in a message is remembered."""

    def __init__(self, index: CatalogueIndex) -> None:
        self._index = index
        self._seen: dict[str, tuple[str, ...]] = {}

    def items(self, run: Sequence[Token], text: str) -> list[Item]:
        """Items of a run, Chinese and Latin parts apart."""
        found: list[Item] = []
        start = 0
        while start < len(run):
            end = start
            while end < len(run) and run[end].kind == run[start].kind and (end == start or run[end].start - run[end - 1].end <= (run[end].kind != "han")):
                end += 1
            part = run[start:end]
            if _colours_pack(part, text):
                found.append(_unknown(part))
            else:
                found.extend(self._chinese(part) if part[0].kind == "han" else self._latin(part, text))
            start = end
        return found

    def _chinese(self, run: Sequence[Token]) -> list[Item]:
        if 1 < len(run) <= _MOST_COLOURS and all(token.text in _COLOURS for token in run):
            return [item for place in range(len(run)) for item in self._chinese(run[place : place + 1])]
        tail = next((place for place, token in enumerate(run) if all(one.text in _COLOURS for one in run[place:])), len(run))
        if 0 < tail <= len(run) - 2:
            return [*self._chinese(run[:tail]), *self._chinese(run[tail:])]
        found: list[Item] = []
        start, lost = 0, 0
        while start < len(run):
            item, length = self._chinese_at(run, start)
            if item is None:
                start += 1
                continue
            if start > lost:
                found.append(_unknown(run[lost:start]))
            found.append(item)
            start += length
            lost = start
        if lost < len(run):
            found.append(_unknown(run[lost:]))
        known = sum(len(item.text) for item in found if item.kind is not Kind.UNKNOWN)
        if 2 * known < len(run) and all(item.kind in (Kind.UNKNOWN, Kind.HAN) for item in found):
            return [_unknown(run)]
        return found

    def _chinese_at(self, run: Sequence[Token], start: int) -> tuple[Item | None, int]:
        """The longest part at `start` that stands in names or sounds like a name."""
        index = self._index
        chars = "".join(token.text for token in run[start : start + _LONGEST_SOUND])
        for length in range(len(chars), 1, -1):
            part = chars[:length]
            keys = self.sounding(part)
            if keys:
                return _made(Kind.PHRASE, run[start : start + length], keys), length
            group = attribute_words().groups.get(" ".join(part))
            if group:
                return _made(Kind.ATTRIBUTE, run[start : start + length], (group,)), length
            if index.containing(part) is not NOTHING and index.containing(part):
                return _made(Kind.HAN, run[start : start + length], (part,)), length
        group = attribute_words().groups.get(chars[:1])
        if group and start == 0 and (len(run) <= 2 or index.containing("".join(token.text for token in run[1:]))):  # noqa: PLR2004 - 红的, 白砖, 黑胶布
            return _made(Kind.ATTRIBUTE, run[start : start + 1], (group,)), 1
        if len(run) == 1 and index.containing(chars[:1]):
            return replace(_made(Kind.HAN, run[start : start + 1], (chars[:1],)), weak=True), 1
        return None, 1

    def sounding(self, chars: str) -> tuple[str, ...]:
        """Names that the characters may be: by sound, or with one of four and more characters wrong; never a word of the language."""
        if " ".join(chars) in lexicon().entries:
            return ()
        if chars not in self._seen:
            keys: dict[str, None] = {}
            for sound in sound_keys(chars):
                for key in self._index.sounds.get(sound, ()):
                    shared = set(chars) & set(key)
                    if shared or len(chars) >= 3:  # noqa: PLR2004 - two other characters of the same sound are mostly chance
                        keys[key] = None
            found = tuple(keys)
            self._seen[chars] = tuple(key for key in found if self._index.phrases.get(key)) if found else self._near_han(chars)
        return self._seen[chars]

    def _near_han(self, chars: str) -> tuple[str, ...]:
        """Names of four characters and more with one character wrong: their first or their last character is right."""
        if len(chars) < _SHORTEST_FUZZY:
            return ()
        edges = self._index.han_by_edge
        near = dict.fromkeys((*edges.get((len(chars), 0, chars[0]), ()), *edges.get((len(chars), -1, chars[-1]), ())))
        return tuple(key for key in near if self._one_wrong(key.replace(" ", ""), chars))[:_MOST_OPTIONS]

    def _one_wrong(self, name: str, chars: str) -> bool:
        """True when exactly one character differs, and it is no numeral or other word of the language (旺仔牛奶二 is milk and a number).

        A whole name with one more character behind it is that name: 旺仔牛奶现在 is milk, not the candy 旺仔牛奶糖. 安全帽红色 is no mistyped 安全帽白色,
        雪碧啤酒 no mistyped 雪花啤酒, 蒙牛酸奶 no mistyped 蒙牛纯奶: the other character makes a word of the catalogue.
        """
        wrong = [place for place, (a, b) in enumerate(zip(name, chars, strict=True)) if a != b]
        if len(wrong) != 1 or (wrong[0] == len(chars) - 1 and " ".join(chars[:-1]) in self._index.phrases):
            return False
        if any(" ".join(chars[:end]) in self._index.phrases for end in range(wrong[0] + 1, len(chars))):
            return False
        if any(self._index.containing(pair) for pair in (chars[max(0, wrong[0] - 1) : wrong[0] + 1], chars[wrong[0] : wrong[0] + 2]) if len(pair) > 1):
            return False
        said = chars[wrong[0]]
        return said not in NUMERAL_CHARS and said not in lexicon().entries and said not in _COLOURS

    def _latin(self, run: Sequence[Token], text: str) -> list[Item]:
        found: list[Item] = []
        start = 0
        while start < len(run):
            length, item = self._joined(run, start)
            if item is None:
                length, item = 1, self._single(run[start], text)
            found.append(item)
            start += length
        return found

    def _joined(self, run: Sequence[Token], start: int) -> tuple[int, Item | None]:
        """Pinyin and run-together names over up to six words: "nong fu shan quan", "cocacola"."""
        for length in range(min(_MOST_JOINED, len(run) - start), 0, -1):
            letters = "".join(token.text for token in run[start : start + length])
            if len(letters) < _SHORTEST_INITIALS:
                continue
            keys = self._index.latin_spellings.get(letters, ())
            if keys and not (length > 1 and len(letters) < 2 * length):
                return length, _made(Kind.PHRASE, run[start : start + length], keys[:_MOST_OPTIONS])
        return 0, None

    def _single(self, token: Token, text: str) -> Item:
        word = token.text
        if word not in self._seen:
            self._seen[word] = self._near_words(word)
        options = self._seen[word]
        if options:
            return replace(_made(Kind.PHRASE, [token], options), weak=_far(word, options))
        keys = self.near_spelled(word)
        if keys:
            return _made(Kind.PHRASE, [token], keys)
        return Item(Kind.UNKNOWN, token.start, token.end, text[token.start : token.end], options=(word,))

    def _near_words(self, word: str) -> tuple[str, ...]:
        if not word.isalpha() or len(word) < _SHORTEST_FUZZY:
            return ()
        most = 2 if len(word) >= _TWO_ERRORS_FROM else 1
        near = self._nearest(word, self._index.fuzzy_by_initial.get(word[0], ()), most)
        return near or (self._nearest(word, self._index.fuzzy_words, 1) if len(word) >= _SHORTEST_SPELLED_FUZZY else ())

    @staticmethod
    def _nearest(word: str, words: Sequence[str], most: int) -> tuple[str, ...]:
        hits = process.extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=_MOST_OPTIONS)
        if not hits:
            return ()
        least = min(hit[1] for hit in hits)
        return tuple(hit[0] for hit in hits if hit[1] == least)

    def near_spelled(self, word: str) -> tuple[str, ...]:
        """Names whose letters differ in one from `word`."""
        if len(word) < _SHORTEST_SPELLED_FUZZY or not word.isalpha():
            return ()
        near = self._nearest(word, self._index.spelled_by_initial.get(word[0], ()), 1)
        keys: dict[str, None] = {}
        for letters in near:
            for key in self._index.latin_spellings[letters]:
                keys[key] = None
        return tuple(keys)[:_MOST_OPTIONS]


def _colours_pack(run: Sequence[Token], text: str) -> bool:
    """Reads 红罐装, 蓝瓶: the colour of a pack is no name of a product that has the character in it; it is asked about."""
    return len(run) == 1 and run[0].text in _COLOURS and text[run[0].end : run[0].end + 1] in tuple("罐瓶盒包袋桶")


def _far(word: str, options: Sequence[str]) -> bool:
    """True when so much of the word differs that chance may explain it ("apply" and "apple")."""
    return max(len(word), *(len(option) for option in options)) < _SAFE_PER_ERROR * min(OSA.distance(word, option) for option in options)


def _made(kind: Kind, tokens: Sequence[Token], options: tuple[str, ...]) -> Item:
    return Item(kind, tokens[0].start, tokens[-1].end, "".join(token.text for token in tokens), options=options)


def _unknown(tokens: Sequence[Token]) -> Item:
    return _made(Kind.UNKNOWN, tokens, ("".join(token.text for token in tokens),))
