"""Trains the intent classifier from the corpus and stores it: `python -m bot.intents.training FILE.npz`. The only place that uses scikit-learn.

Temperature and threshold come from scores of texts whose whole group was left out. Invariant: deterministic; the file appears whole or not at all.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from bot.intents.corpus_files import Example, read_corpus
from bot.intents.domain import INTENTS
from bot.intents.features import Views, counted_columns, weighed

FOLDS = 5
SEED = 0
MARGIN = 1.5
"""C of the support vector machine."""
RARE = 2
"""Columns that occur in fewer texts are left out of the model."""
DOUBT = 0.5
"""Added to every count of a column, so that one never met in an intent is not taken for impossible there."""
WANTED_PRECISION = 0.9
"""Of the texts above the threshold so many are what they seem, measured on left-out groups."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A fitted model as plain arrays: a row of `weights` and a `rarity` for each of the sorted `columns`."""

    columns: Any
    rarity: Any
    weights: Any
    bias: Any

    def score(self, texts: Sequence[Views]) -> Any:
        """Raw scores, a row for each text."""
        places = _places(self.columns)
        weighed_texts = (weighed(text, places, self.rarity) for text in texts)
        return np.array([np.array(values) @ self.weights[rows] + self.bias if rows else self.bias for rows, values in weighed_texts])


def counted(examples: Iterable[Example]) -> list[Views]:
    """What the classifier sees of each text. Counting costs more than learning, so it is done once for all folds."""
    return [counted_columns(example.text) for example in examples]


def fit(intents: Sequence[str], texts: Sequence[Views]) -> Trained:
    """A linear support vector machine, one intent against the others."""
    columns, rarity = _vocabulary(intents, texts)
    places = _places(columns)
    matrix = _matrix([weighed(text, places, rarity) for text in texts], len(columns))
    labels = [INTENTS.index(intent) for intent in intents]
    machine = LinearSVC(C=MARGIN, class_weight="balanced", random_state=SEED).fit(matrix, labels)
    return Trained(columns, rarity, _every(machine.coef_.T, machine.classes_), _every(machine.intercept_, machine.classes_))


def _vocabulary(intents: Sequence[str], texts: Sequence[Views]) -> tuple[Any, Any]:
    """The columns that are common enough, sorted, and how telling each is: how far it points to the one intent it points to most."""
    sizes = Counter(intents)
    by_intent: dict[str, Counter[int]] = {intent: Counter() for intent in sizes}
    for intent, views in zip(intents, texts, strict=True):
        by_intent[intent].update({column for counts in views for column in counts})
    spread: Counter[int] = Counter()
    for met in by_intent.values():
        spread.update(met)
    columns = np.array(sorted(column for column, number in spread.items() if number >= RARE), dtype=np.uint32)
    every = np.array([spread[column] for column in columns.tolist()])
    telling = np.zeros(len(columns))
    for intent, met in by_intent.items():
        inside = np.array([met[column] for column in columns.tolist()])
        odds = (inside + DOUBT) / (sizes[intent] + 1) * (len(texts) - sizes[intent] + 1) / (every - inside + DOUBT)
        telling = np.maximum(telling, np.log(odds))
    return columns, np.sqrt(telling)


def _matrix(weighed_texts: Sequence[tuple[list[int], list[float]]], width: int) -> Any:
    ends = np.cumsum([0, *(len(rows) for rows, _ in weighed_texts)])
    rows = np.concatenate([np.array(rows, dtype=np.int32) for rows, _ in weighed_texts])
    values = np.concatenate([np.array(values) for _, values in weighed_texts])
    return csr_matrix((values, rows, ends.astype(np.int32)), shape=(len(weighed_texts), width))


def _places(columns: Any) -> dict[int, int]:
    return {column: row for row, column in enumerate(columns.tolist())}


def _every(values: Any, classes: Any) -> Any:
    """Columns for every intent, also for those that the corpus does not have: far below the others."""
    whole = np.full((*values.shape[:-1], len(INTENTS)), float(values.min()))
    whole[..., classes] = values
    return whole


def left_out_scores(examples: Sequence[Example], folds: int = FOLDS, seed: int = SEED) -> Any:
    """For each text the scores of a model that saw no text of its group."""
    groups = [example.group for example in examples]
    intents = [example.intent for example in examples]
    texts = counted(examples)
    scores = np.zeros((len(examples), len(INTENTS)))
    for seen, unseen in StratifiedGroupKFold(folds, shuffle=True, random_state=seed).split(examples, intents, groups):
        scores[unseen] = fit([intents[index] for index in seen], [texts[index] for index in seen]).score([texts[index] for index in unseen])
    return scores


def temperature_for(scores: Any, labels: Any) -> float:
    """The factor on the scores that makes their probabilities most honest (least log loss)."""
    factors = np.geomspace(0.5, 30, 60)
    losses = [-np.log(probabilities(scores, factor)[np.arange(len(labels)), labels]).mean() for factor in factors]
    return float(factors[int(np.argmin(losses))])


def probabilities(scores: Any, temperature: float) -> Any:
    """Scores as probabilities, row by row."""
    exponents = np.exp((scores - scores.max(axis=1, keepdims=True)) * temperature)
    return exponents / exponents.sum(axis=1, keepdims=True)


def threshold_for(chances: Any, labels: Any, precision: float = WANTED_PRECISION) -> tuple[float, float, float]:
    """The lowest probability from which the best intent is right often enough, with the precision and the share of texts above it."""
    best, right = chances.max(axis=1), chances.argmax(axis=1) == labels
    order = np.argsort(-best, kind="stable")
    reached = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(reached >= precision)
    last = int(enough[-1]) if len(enough) else 0
    return float(best[order][last]), float(reached[last]), (last + 1) / len(order)


def build(file: Path) -> dict[str, float]:
    """Train on the whole corpus and store the model; the figures it was calibrated with."""
    examples = read_corpus()
    labels = np.array([INTENTS.index(example.intent) for example in examples])
    scores = left_out_scores(examples)
    temperature = temperature_for(scores, labels)
    threshold, precision, coverage = threshold_for(probabilities(scores, temperature), labels)
    _store(fit([example.intent for example in examples], counted(examples)), (temperature, threshold), file)
    accuracy = float((scores.argmax(axis=1) == labels).mean())
    return {"texts": len(examples), "accuracy": accuracy, "threshold": threshold, "precision": precision, "coverage": coverage}


def _store(model: Trained, settings: tuple[float, float], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
        np.savez(
            part,
            columns=model.columns,
            rarity=model.rarity.astype(np.float32),
            weights=model.weights.astype(np.float16),
            bias=model.bias.astype(np.float32),
            settings=np.array(settings),
        )
    Path(part.name).replace(file)


if __name__ == "__main__":
    sys.stdout.write(f"{build(Path(sys.argv[1]))}\n")
