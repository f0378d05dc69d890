"""A segment: the immutable index arrays of some passages in one language, both ways (terms to passages, passages to terms).

Passages are numbered inside a segment; `slots` maps them to the numbers of the whole index. Terms are numbers too, from the growing vocabulary of the
language. `tokens` holds each passage's terms in order, `BREAK` between clauses: ranking, merging and exact removal read it. Invariant: arrays are
never changed after they are made, so that searches and changes need no lock between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

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
    tokens: Ints
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
    tokens = np.concatenate([one.tokens for one in passages])
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
    """Postings from the passages' terms: a sparse matrix turned on its side, which needs no sort and little memory."""
    slots, starts, tokens, title, opening = forward
    count, sizes = len(slots), np.diff(starts)
    in_title = np.minimum(title, sizes)
    weight = np.repeat(np.tile(np.array([title_weight, 1], np.int32), count), np.column_stack([in_title, sizes - in_title]).ravel())
    real = tokens != BREAK
    rows = np.concatenate([[0], np.cumsum(real)])[starts]
    width = int(tokens.max()) + 1 if real.any() else 0
    by_passage = csr_array((weight[real], tokens[real], rows), shape=(count, max(width, 1)))
    by_passage.sum_duplicates()
    by_term = by_passage.tocsc()
    tf = np.minimum(by_term.data, MOST_OF_A_TERM).astype(np.uint16)
    lengths = by_passage.sum(axis=1).astype(np.float32)
    return Segment(slots, starts, tokens, title, opening, lengths, by_term.indptr[: width + 1].astype(np.int64), by_term.indices.astype(np.int32), tf)
