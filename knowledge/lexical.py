"""BM25 over one language: growing vocabulary, segments, exact statistics after every change, and the search itself.

A question arrives as groups of variants: one group per thing asked for, several variants where a dictionary gives several translations. The variants of
a group count together as if they were one word (their occurrences added, their passages united), so that a word with five translations weighs no more
than a word with one. Invariant: adding and removing leave the same statistics as building anew would.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.segments import BREAK, Flags, Floats, Ints, Laid, Segment, lay, merge

GROWTH = 2  # a segment is merged with the one before when that one is at most this many times larger


@dataclass(frozen=True, slots=True)
class Tuning:
    """How one language is ranked. One honest default a language, measured once over several corpora; see docs/adr/0018-retrieval.md.

    `k1` and `b` are BM25's; a title term counts `title_weight` times. The best `depth` are ranked again by their BM25 share plus the share of the
    question (by rarity) that the passage covers, that its best clause covers, that its opening covers, and the share of neighbours that stay together.
    """

    k1: float
    b: float
    title_weight: int
    coverage: float = 0.0
    adjacency: float = 0.0
    clause: float = 0.0
    opening: float = 0.0
    depth: int = 30


TUNING = {
    "en": Tuning(k1=0.9, b=0.4, title_weight=3, coverage=0.5, adjacency=0.5),
    "zh": Tuning(k1=1.2, b=0.75, title_weight=3, clause=0.3, opening=0.5),
}
TRANSLATED = Tuning(k1=0.9, b=0.4, title_weight=3, coverage=0.2, adjacency=0.2, opening=0.6)  # k1 and b are the language's own


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to say a thing: the terms that have to stand in a passage, and how much it counts."""

    terms: tuple[int, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """One thing asked for. No variants: nobody knows the word, which counts against every passage's coverage."""

    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One language of the index. `df` and `count` and `total` (sum of lengths) are over living passages only."""

    vocabulary: dict[str, int]
    tuning: Tuning
    segments: tuple[Segment, ...]
    df: Ints
    count: int
    total: float

    @staticmethod
    def empty(tuning: Tuning) -> "Field":
        """A language without passages."""
        return Field({}, tuning, (), np.zeros(0, np.int32), 0, 0.0)

    @property
    def nbytes(self) -> int:
        """Memory of all arrays."""
        return self.df.nbytes + sum(segment.nbytes for segment in self.segments)

    def number(self, terms: Iterable[str]) -> list[int]:
        """Term numbers, new ones for new terms. Only the one writer calls it."""
        return [self.vocabulary.setdefault(term, len(self.vocabulary)) for term in terms]

    def with_passages(self, passages: Sequence[Laid], alive: Flags) -> "Field":
        """The field with these passages added."""
        if not passages:
            return self
        segments = [*self.segments, lay(passages, self.tuning.title_weight)]
        new = segments[-1]
        df = np.zeros(len(self.vocabulary), np.int32)
        df[: len(self.df)] = self.df
        df[: len(new.indptr) - 1] += np.diff(new.indptr).astype(np.int32)
        while len(segments) > 1 and len(segments[-2].tokens) <= GROWTH * len(segments[-1].tokens):
            segments[-2:] = [merge(segments[-2:], alive, self.tuning.title_weight)]
        return Field(self.vocabulary, self.tuning, tuple(segments), df, self.count + len(passages), self.total + float(new.lengths.sum()))

    def without(self, slots: Ints) -> "Field":
        """The field with the statistics of these passages taken out; their arrays go with the next merge."""
        df, count, total = self.df.copy(), self.count, self.total
        for segment in self.segments:
            for doc in np.flatnonzero(np.isin(segment.slots, slots)):
                terms = np.unique(segment.tokens_of(int(doc)))
                df[terms[terms != BREAK]] -= 1
                count -= 1
                total -= float(segment.lengths[doc])
        return Field(self.vocabulary, self.tuning, self.segments, df, count, total)

    def known(self, terms: Iterable[str]) -> tuple[Group, ...]:
        """Groups of the words of this language themselves."""
        numbers = (self.vocabulary.get(term) for term in terms)
        return tuple(Group(()) if number is None or not self.df[number] else Group((Variant((number,)),)) for number in numbers)

    def stands(self, term: str, allowed: Flags) -> bool:
        """Whether a term stands in a passage of these slots."""
        number = self.vocabulary.get(term)
        return number is not None and any(bool(allowed[segment.slots[segment.postings(number)[0]]].any()) for segment in self.segments)

    def rarest(self, groups: Sequence[Group], most: int) -> Sequence[Group]:
        """At most so many of the groups, in their order: those in the fewest passages, unknown ones last."""
        if len(groups) <= most:
            return groups
        kept = sorted(range(len(groups)), key=lambda at: (not groups[at].variants, self._df(groups[at]), at))[:most]
        return [groups[at] for at in sorted(kept)]

    def scores(self, groups: Sequence[Group], allowed: Flags) -> tuple[Floats, Floats]:
        """BM25 of every slot (0 where not allowed), and the rarity (idf) of each group."""
        result = np.zeros(len(allowed), np.float32)
        rarity = np.full(len(groups), self._idf(0), np.float32)
        average = self.total / self.count if self.count else 1.0
        for segment, held in ((segment, allowed[segment.slots]) for segment in self.segments):
            found = np.zeros(len(segment.slots), np.float32)
            saturation = self.tuning.k1 * (1 - self.tuning.b + self.tuning.b * segment.lengths / average)
            for at, group in enumerate(groups):
                if group.variants:
                    rarity[at] = self._add(segment, group, found, saturation)
            result[segment.slots] = np.where(held, found, 0)
        return result, rarity

    def _add(self, segment: Segment, group: Group, found: Floats, saturation: Floats) -> float:
        idf = self._idf(self._df(group))
        docs, tf = _occurrences(segment, group)
        found[docs] += idf * (self.tuning.k1 + 1) * tf / (tf + saturation[docs])
        return idf

    def _df(self, group: Group) -> float:
        """In how many passages a group is to be expected: exact for one term, for several the sum by weight, bounded by the whole."""
        return min(self.count, sum(variant.weight * min(int(self.df[term]) for term in variant.terms) for variant in group.variants))

    def _idf(self, df: float) -> float:
        return math.log(1 + (self.count - df + 0.5) / (df + 0.5))


def _occurrences(segment: Segment, group: Group) -> tuple[Ints, Floats]:
    """Passages of a segment that hold a group, and how often, over all its variants."""
    if len(group.variants) == 1 and len(group.variants[0].terms) == 1:
        docs, tf = segment.postings(group.variants[0].terms[0])
        return docs, tf.astype(np.float32) * np.float32(group.variants[0].weight)
    total = np.zeros(len(segment.slots), np.float32)
    for variant in group.variants:
        together: Floats | None = None
        for term in variant.terms:
            docs, tf = segment.postings(term)
            one = np.zeros(len(segment.slots), np.float32)
            one[docs] = tf
            together = one if together is None else np.minimum(together, one)
        if together is not None:
            total += np.float32(variant.weight) * together
    held = np.flatnonzero(total).astype(np.int32)
    return held, total[held]
