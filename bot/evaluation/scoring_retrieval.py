"""Scores of rankings: recall at 1 and 5, mean reciprocal rank and nDCG at 10, with binary relevance.

Invariant: the figures are those of the scorer that evaluation sets come with, rounded alike.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

DEPTH = 10
NEAR = 5


def score(queries: Sequence[Mapping[str, Any]], rankings: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Figures over all queries; one without a ranking counts as nothing found."""
    sums = {"recall@1": 0.0, "recall@5": 0.0, "mrr@10": 0.0, "ndcg@10": 0.0}
    for query in queries:
        for key, value in _of_one(set(query["relevant"]), rankings.get(query["id"], ())).items():
            sums[key] += value
    count = len(queries)
    return {"queries": count, **{key: round(total / count, 4) if count else 0.0 for key, total in sums.items()}}


def _of_one(relevant: set[str], ranking: Sequence[str]) -> dict[str, float]:
    places = [place for place, passage in enumerate(list(dict.fromkeys(ranking))[:DEPTH]) if passage in relevant]
    ideal = sum(1 / math.log2(place + 2) for place in range(min(len(relevant), DEPTH)))
    return {
        "recall@1": float(bool(places) and places[0] == 0),
        "recall@5": float(bool(places) and places[0] < NEAR),
        "mrr@10": 1 / (places[0] + 1) if places else 0.0,
        "ndcg@10": sum(1 / math.log2(place + 2) for place in places) / ideal if ideal else 0.0,
    }
