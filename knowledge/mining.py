"""Terms that a corpus itself gives in both languages: the lines of bilingual passages and tables, paired in order.

Chinese pieces of two to six characters and English stems that keep meeting each other and few others are taken as translations (Dice's measure).
Invariant: only the corpus speaks here; what it says once is not a term.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from knowledge.analysis import ANALYSERS, CHINESE, ENGLISH, languages_of, runs, script_of
from knowledge.domain import Passage

SHORTEST, LONGEST = 2, 6
SEEN = 2
TOGETHER = 0.6
MOST = 2
MOST_PAIRS = 4_000
LONG_LINE = 120


def bilingual_lines(passage: Passage) -> tuple[tuple[str, str], ...]:
    """The lines of a bilingual passage that say the same in Chinese and in English: in turn, when there are as many of both and they are short."""
    if len(languages_of(passage.lang)) == 1:
        return ()
    lines = [line.strip() for line in re.split(r"[\n|]+", passage.text) if line.strip()]
    chinese = [line for line in lines if script_of(line) == CHINESE]
    english = [line for line in lines if script_of(line) == ENGLISH and re.search("[a-zA-Z]{2}", line)]
    if len(chinese) != len(english):
        return ()
    return tuple(pair for pair in zip(chinese, english, strict=True) if max(map(len, pair)) <= LONG_LINE)


def mine(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Chinese word to English stems, from (Chinese, English) lines."""
    chinese: Counter[str] = Counter()
    english: Counter[str] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    for left, right in islice(pairs, MOST_PAIRS):
        pieces, stems = _pieces(left), ANALYSERS[ENGLISH].question(right)
        chinese.update(pieces)
        english.update(stems)
        both.update((piece, stem) for piece in pieces for stem in stems)
    ranked: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (piece, stem), times in both.items():
        dice = 2 * times / (chinese[piece] + english[stem])
        if times >= SEEN and dice >= TOGETHER:
            ranked[piece].append((-dice, stem))
    return {piece: tuple(stem for _, stem in sorted(found)[:MOST]) for piece, found in sorted(ranked.items())}


def _pieces(line: str) -> frozenset[str]:
    return frozenset(piece for run, han in runs(line) if han for piece in _cut(run))


def _cut(run: str) -> Sequence[str]:
    return [run[at : at + size] for size in range(SHORTEST, LONGEST + 1) for at in range(len(run) - size + 1)]
