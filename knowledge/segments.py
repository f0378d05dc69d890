"""A segment: the immutable index arrays of some passages in one language, both ways (terms to passages, passages to terms).

Passages are numbered inside a segment; `slots` maps them to the numbers of the whole index. Terms are numbers too, from the growing vocabulary of the
language. `tokens` holds each passage's terms in order, `BREAK` between clauses: ranking, merging and exact removal read it. Invariant: arrays are
never changed after they are made, so that searches and changes need no lock between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
BREAK = -1
MOST_OF_A_TERM = 65_535


@dataclass(frozen=True, slots=True)
class Laid:
    """One passage ready to be indexed: its term numbers with breaks, how many of them are its title, how many its opening (title and first words)."""

    slot: int
    tokens: Sequence[int]
    title: int
    opening: int


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """See the module. `starts` cuts `tokens` into passages; `indptr` cuts `docs` and `tf` into terms; `lengths` counts title terms with their weight."""

    slots: Ints
    starts: Longs
    tokens: Ints
    title: Ints
    opening: Ints
    lengths: Floats
    indptr: Longs
    docs: Ints
    tf: NDArray[np.uint16]

    def postings(self, term: int) -> tuple[Ints, NDArray[np.uint16]]:
        """Which passages of the segment hold a term, ascending, and how often (title counts by its weight)."""
        if term >= len(self.indptr) - 1:
            return self.docs[:0], self.tf[:0]
        cut = slice(self.indptr[term], self.indptr[term + 1])
        return self.docs[cut], self.tf[cut]

    def tokens_of(self, doc: int) -> Ints:
        """A passage's terms in order."""
        return self.tokens[self.starts[doc] : self.starts[doc + 1]]

    @property
    def nbytes(self) -> int:
        """Memory of all arrays."""
        return sum(getattr(self, field.name).nbytes for field in fields(self))


def lay(passages: Sequence[Laid], title_weight: int) -> Segment:
    """Build a segment."""
    sizes = [len(one.tokens) for one in passages]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    tokens = np.fromiter((token for one in passages for token in one.tokens), np.int32, int(starts[-1]))
    slots = np.array([one.slot for one in passages], np.int32)
    title = np.array([one.title for one in passages], np.int32)
    opening = np.array([one.opening for one in passages], np.int32)
    return _invert((slots, starts, tokens, title, opening), title_weight)


def merge(segments: Sequence[Segment], alive: Flags, title_weight: int) -> Segment:
    """One segment of several, without the passages whose slots are dead."""
    keeping = [alive[segment.slots] for segment in segments]
    sizes = np.concatenate([np.diff(segment.starts)[kept] for segment, kept in zip(segments, keeping, strict=True)])
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    tokens = [segment.tokens[np.repeat(kept, np.diff(segment.starts))] for segment, kept in zip(segments, keeping, strict=True)]

    def joined(name: str) -> Ints:
        return np.concatenate([getattr(segment, name)[kept] for segment, kept in zip(segments, keeping, strict=True)])

    return _invert((joined("slots"), starts, np.concatenate(tokens), joined("title"), joined("opening")), title_weight)


def _invert(forward: tuple[Ints, Longs, Ints, Ints, Ints], title_weight: int) -> Segment:
    """Postings from the passages' terms: one sort of (term, passage) pairs."""
    slots, starts, tokens, title, opening = forward
    count = len(slots)
    docs = np.repeat(np.arange(count, dtype=np.int32), np.diff(starts))
    place = np.arange(len(tokens), dtype=np.int64) - starts[docs]
    weight = np.where(place < title[docs], title_weight, 1).astype(np.int32)
    real = tokens != BREAK
    lengths = np.bincount(docs[real], weight[real], minlength=count).astype(np.float32)
    pairs = tokens[real].astype(np.int64) * max(count, 1) + docs[real]
    order = np.argsort(pairs, kind="stable")
    pairs, weight = pairs[order], weight[real][order]
    first = np.flatnonzero(np.diff(pairs, prepend=-1))
    tf = np.minimum(np.add.reduceat(weight, first), MOST_OF_A_TERM).astype(np.uint16) if len(first) else np.zeros(0, np.uint16)
    terms, docs = np.divmod(pairs[first], max(count, 1))
    size = int(terms[-1]) + 1 if len(terms) else 0
    indptr = np.concatenate([[0], np.cumsum(np.bincount(terms, minlength=size))]).astype(np.int64)
    return Segment(slots, starts, tokens, title, opening, lengths, indptr, docs.astype(np.int32), tf)
