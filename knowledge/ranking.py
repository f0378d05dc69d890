"""Ranking the best again: how much of the question a passage covers, in one clause, in its opening, and which neighbours stay together.

It reads the passages' terms from the segments, for the best few only, in a handful of array operations. Invariant: the order of equal scores is the
order of slots, so that a question always gets the same list.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.lexical import Field, Group
from knowledge.segments import BREAK, Flags, Floats, Ints, Longs, Segment

Shares = NDArray[np.float64]
MOST_GROUPS = 80


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """The best slots, best first, with what confidence is read from. All arrays have one row a slot; shares are in [0, 1]."""

    slots: Longs
    scores: Shares
    strength: Shares
    coverage: Shares
    clause: Shares
    opening: Shares
    adjacency: Shares
    asked: int

    def __len__(self) -> int:
        """How many were found."""
        return len(self.slots)


def rank(field: Field, groups: Sequence[Group], allowed: Flags, limit: int) -> Ranked:
    """The best `limit` slots of one language for the groups of a question; of a very long question the rarest words count."""
    groups = field.rarest(groups, MOST_GROUPS)
    scores, rarity = field.scores(groups, allowed)
    slots = _best(scores, max(limit, field.tuning.depth))
    if not len(slots):
        nothing = np.zeros(0)
        return Ranked(slots, nothing, nothing, nothing, nothing, nothing, nothing, len(groups))
    weights = rarity.astype(np.float64) / max(float(rarity.sum()), 1e-9)
    coverage, clause, opening, adjacency = _shares(field, groups, weights, slots)
    base = scores[slots].astype(np.float64)
    tuning = field.tuning
    final = base / base[0] + tuning.coverage * coverage + tuning.clause * clause + tuning.opening * opening + tuning.adjacency * adjacency
    final[tuning.depth :] = base[tuning.depth :] / base[0] - 1  # what lies deeper stays behind
    order = np.lexsort((slots, -final))[:limit]
    strength = base / (float(rarity.sum()) * (tuning.k1 + 1) or 1)
    return Ranked(slots[order], final[order], strength[order], coverage[order], clause[order], opening[order], adjacency[order], len(groups))


def _best(scores: Floats, count: int) -> Longs:
    """The slots of the highest scores above zero, best first, equal ones by slot."""
    found = np.flatnonzero(scores)
    if len(found) > count:
        bar = np.partition(scores[found], len(found) - count)[len(found) - count]
        found = found[scores[found] >= bar]
    return found[np.lexsort((found, -scores[found]))][:count]


def _shares(field: Field, groups: Sequence[Group], weights: Shares, slots: Longs) -> tuple[Shares, Shares, Shares, Shares]:
    """Coverage, best clause, opening and adjacency of each slot, each in [0, 1]."""
    place, tokens, doc, opening = _gather(field.segments, slots)
    group = _group_of(groups, tokens)
    clause = np.cumsum(tokens == BREAK)
    hit = group >= 0
    count, things = len(slots), max(len(groups), 1)

    def covered(rows: Longs, keep: Flags, size: int) -> Shares:
        seen = np.unique(rows[keep].astype(np.int64) * things + group[keep])
        return np.bincount(seen // things, weights[seen % things], minlength=size).astype(np.float64)

    whole = covered(doc, hit, count)
    start = covered(doc, hit & (place < opening[doc]), count)
    each = covered(clause, hit, int(clause[-1]) + 1 if len(clause) else 1)
    best = np.zeros(count)
    np.maximum.at(best, doc, each[clause])
    together = hit[:-1] & hit[1:] & (group[1:] == group[:-1] + 1) & (doc[1:] == doc[:-1])
    pairs = np.unique(doc[:-1][together].astype(np.int64) * things + group[:-1][together])
    beside = np.bincount(pairs // things, minlength=count) / max(len(groups) - 1, 1)
    return whole, best, start, beside


def _gather(segments: Sequence[Segment], slots: Longs) -> tuple[Longs, Ints, Longs, Ints]:
    """The terms of all slots in one row: place within the passage, term, which of the slots; and each slot's opening."""
    pieces: list[Ints] = []
    openings = np.zeros(len(slots), np.int32)
    for at, slot in enumerate(slots):
        for segment in segments:
            doc = int(np.searchsorted(segment.slots, slot))
            if doc < len(segment.slots) and segment.slots[doc] == slot:
                pieces.append(segment.tokens_of(doc))
                openings[at] = segment.opening[doc]
                break
    sizes = np.array([len(piece) for piece in pieces])
    doc_of = np.repeat(np.arange(len(slots)), sizes)
    starts = np.concatenate([[0], np.cumsum(sizes)])[:-1]
    place = np.arange(int(sizes.sum())) - starts[doc_of]
    return place, np.concatenate(pieces), doc_of, openings


def _group_of(groups: Sequence[Group], tokens: Ints) -> Ints:
    """Which group of the question each term belongs to, -1 for none; a term of several groups belongs to the first."""
    owner: dict[int, int] = {}
    for at, group in enumerate(groups):
        for variant in group.variants:
            for term in variant.terms:
                owner.setdefault(term, at)
    terms = np.array(sorted(owner), np.int32)
    if not len(terms):
        return np.full(len(tokens), -1, np.int32)
    owners = np.array([owner[int(term)] for term in terms], np.int32)
    places = np.minimum(np.searchsorted(terms, tokens), len(terms) - 1)
    return np.where(terms[places] == tokens, owners[places], -1).astype(np.int32)
