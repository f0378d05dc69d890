"""How likely a hit answers the question: a logistic function of what ranking saw, fitted on questions with and without an answer.

See docs/adr/0018-retrieval.md for the questions and the figures; `tests/benchmarks/bench_retrieval.py --fit` prints the weights anew. Invariant: more
covered of the question never lowers the probability, an exact code is surer than any words, and a question about an unknown code is not answered by
the words around it.
"""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from knowledge.domain import Stage
from knowledge.ranking import Ranked

ANSWERABLE = 0.28
ONE_CODE = 0.98
SEVERAL_CODES = 0.9
UNKNOWN_CODE = 0.2  # the most that words are worth when the question names a code that no passage knows
FEATURES = ("bias", "strength", "coverage", "clause", "opening", "adjacency", "short")
TRANSLATED_WEIGHTS = (-1.51, 1.19, 0.0, 0.0, 4.24, 0.82, -6.23)
WEIGHTS: Mapping[tuple[Stage, str], tuple[float, ...]] = {
    (Stage.WORDS, "en"): (-1.69, 0.0, 4.99, 0.84, 0.0, 0.16, -7.79),
    (Stage.WORDS, "zh"): (-1.81, 0.18, 2.76, 0.0, 1.77, 0.0, -11.15),
    (Stage.TRANSLATED, "en"): TRANSLATED_WEIGHTS,
    (Stage.TRANSLATED, "zh"): TRANSLATED_WEIGHTS,  # no questions of this kind to fit on
}


def features(ranked: Ranked) -> NDArray[np.float64]:
    """One row of figures a hit, in the order of FEATURES."""
    count = len(ranked)
    short = np.full(count, 1.0 / max(ranked.asked, 1))
    return np.column_stack([np.ones(count), ranked.strength, ranked.coverage, ranked.clause, ranked.opening, ranked.adjacency, short])


def probabilities(ranked: Ranked, stage: Stage, lang: str) -> list[float]:
    """The probability of each hit of one list."""
    odds = features(ranked) @ np.array(WEIGHTS[stage, lang])
    return [1.0 / (1.0 + math.exp(-min(max(float(one), -30.0), 30.0))) for one in odds]


def of_codes(found: int) -> float:
    """The probability of each passage found by an exact code, when so many share it."""
    return ONE_CODE if found == 1 else SEVERAL_CODES
