"""Names that differ from a product's by one slip: a character dropped, doubled, swapped with its neighbour, or written as one that sounds the same.

Invariant: figures are never slips, and another Chinese word of the same length is none either (红茶 is not 绿茶): it is asked.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.catalog.domain import Sku
from backend.catalog.index import CatalogueIndex
from backend.catalog.sounds import sound_keys
from backend.catalog.text import normalise

_MOST_TRIED = 60
_SHORTEST = 4
_LEAST_SHARED = 0.5
_LATIN = re.compile(r"[a-z]{3,}")
_RUN = re.compile(r"[㐀-鿿]+")


@dataclass(frozen=True, slots=True)
class Spellings:
    """The ways products are written, without signs and blanks, and where pairs of characters stand in them."""

    written: tuple[tuple[str, str], ...]
    pairs: Mapping[str, tuple[int, ...]]

    def nearest(self, said: str) -> tuple[str, ...]:
        """Codes of the products that share most pairs of characters with some words, best first."""
        scores = self._scores(squeezed(said))
        best = max(scores.values(), default=0.0)
        kept = sorted((place for place, score in scores.items() if score >= max(_LEAST_SHARED, best - 0.15)), key=lambda place: -scores[place])
        return tuple(dict.fromkeys(self.written[place][1] for place in kept))

    def one_slip_from(self, said: str) -> tuple[str, ...]:
        """Codes of the products that some words are, but for one slip."""
        text = squeezed(said)
        if len(text) < _SHORTEST:
            return ()
        scores = self._scores(text)
        tried = sorted(scores, key=lambda place: -scores[place])[:_MOST_TRIED]
        return tuple(dict.fromkeys(self.written[place][1] for place in tried if is_slip(text, self.written[place][0])))

    def _scores(self, text: str) -> dict[int, float]:
        counted: dict[int, int] = defaultdict(int)
        own = {text[at : at + 2] for at in range(len(text) - 1)}
        for pair in own:
            for place in self.pairs.get(pair, ()):
                counted[place] += 1
        return {place: 2 * count / (len(own) + max(1, len(self.written[place][0]) - 1)) for place, count in counted.items()}


def spellings_of(index: CatalogueIndex) -> Spellings:
    """The spellings of a catalogue; made once and kept with its index."""
    known: Spellings | None = index.__dict__.get("_spellings")
    if known is None:
        written = tuple(dict.fromkeys((text, sku.code) for sku in index.skus if sku.status == "active" for text in _ways(sku) if len(text) >= _SHORTEST))
        pairs: dict[str, list[int]] = defaultdict(list)
        for place, (text, _code) in enumerate(written):
            for pair in {text[at : at + 2] for at in range(len(text) - 1)}:
                pairs[pair].append(place)
        known = index.__dict__["_spellings"] = Spellings(written, {pair: tuple(places) for pair, places in pairs.items()})
    return known


def _ways(sku: Sku) -> list[str]:
    texts = [sku.name_zh, sku.name_en]
    for name in (sku.name_zh, sku.name_en):
        words = name.split()
        if len(words) > 2 and not any(char.isdigit() for char in words[-1]):  # noqa: PLR2004 - brand, size and a word for the pack
            texts.append(" ".join(words[:-1]))
    texts += [f"{alias} {sku.spec}" for alias in sku.aliases] if sku.spec else []
    return [squeezed(text) for text in texts]


def explains(sku: Sku, unknown: Sequence[str], text: str) -> bool:
    """Whether the names of a product explain the words of `text` that nobody knows: Chinese ones one slip away in their run, Latin ones abbreviated."""
    names = (sku.name_zh, sku.name_en, sku.brand_zh, sku.brand_en, *sku.aliases)
    latin = {word for name in names for word in _LATIN.findall(normalise(name))}
    written = [squeezed(name) for name in names]
    for word in unknown:
        if word.isascii():
            if not any(is_short_for(word, whole) or (len(word) > _SHORTEST and is_slip(word, whole)) for whole in latin):
                return False
        elif not any(_in_run(run, written) for run in _RUN.findall(text) if word in run):
            return False
    return True


def _in_run(run: str, written: Sequence[str]) -> bool:
    """Whether a run of characters is one slip away from a part of a name."""
    if len(run) <= 2:  # noqa: PLR2004 - too little is left of a short word with a slip in it
        return False
    parts = (name[start : start + length] for name in written for length in (len(run), len(run) + 1, len(run) - 1) for start in range(len(name) - length + 1))
    return any(is_slip(run, part) for part in parts)


def is_short_for(word: str, whole: str) -> bool:
    """Whether a Latin word is how a longer one is abbreviated: its beginning ("frap"), or its letters without vowels ("wtr", "orng")."""
    if len(word) < 3 or len(word) >= len(whole) or word[0] != whole[0]:  # noqa: PLR2004 - two letters are short for anything
        return False
    return (len(word) > 3 and whole.startswith(word)) or _bones(word) == _bones(whole)  # noqa: PLR2004 - three letters begin many words


def _bones(word: str) -> str:
    return word[0] + "".join(char for char in word[1:] if char not in "aeiou")


def squeezed(text: str) -> str:
    """Letters, figures and Chinese characters alone; a measure said in Chinese as its sign."""
    normal = normalise(text).replace("毫升", "ml").replace("公斤", "kg").replace("千克", "kg").replace("升", "l").replace("克", "g")
    return "".join(char for char in normal if char.isalnum())


def is_slip(said: str, name: str) -> bool:
    """Whether `said` is `name` but for one slip."""
    start = 0
    while start < min(len(said), len(name)) and said[start] == name[start]:
        start += 1
    end = 0
    while end < min(len(said), len(name)) - start and said[-1 - end] == name[-1 - end]:
        end += 1
    wrong, right = said[start : len(said) - end], name[start : len(name) - end]
    if any(char.isdigit() for char in wrong + right):
        return False
    return _is_slip(wrong, right, said[start - 1 : start])


def _is_slip(wrong: str, right: str, before: str) -> bool:
    if len(wrong) + len(right) <= 1:
        return not wrong or wrong.isascii() or wrong == before
    if len(wrong) == len(right) == 2 and wrong == right[::-1]:  # noqa: PLR2004 - two neighbours
        return True
    if len(wrong) != 1 or len(right) != 1:
        return False
    if wrong.isascii() and right.isascii():
        return True
    return not wrong.isascii() and not right.isascii() and bool(set(sound_keys(wrong)) & set(sound_keys(right)))
