"""Trains the intent classifier from the corpus and stores it: `python -m bot.intents.training FILE.npz`. The only place that uses scikit-learn.

Two linear models over the same n-grams, a support vector machine and complement naive Bayes, are added to one. Temperature and threshold
come from scores of texts whose whole group was left out. Invariant: deterministic; the file appears whole or not at all.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from bot.intents.corpus_files import Example, read_corpus
from bot.intents.domain import INTENTS
from bot.intents.features import counted_columns

FOLDS = 5
SEED = 0
MARGIN = 0.3
"""C of the support vector machine."""
SMOOTHING = 0.3
BAYES_SHARE = 0.5
"""How much naive Bayes counts beside the support vector machine, both scaled to the same spread."""
RARE = 2
"""Columns that occur in fewer texts are left out of the model."""
WANTED_PRECISION = 0.97
"""Of the texts above the threshold so many are what they seem, measured on left-out groups."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A fitted model as plain arrays."""

    columns: Any
    idf: Any
    weights: Any
    bias: Any


def fit(examples: Sequence[Example]) -> Trained:
    """The sum of both linear models."""
    vectorizer, weighting = DictVectorizer(dtype=np.float64), TfidfTransformer(sublinear_tf=True)
    counts = vectorizer.fit_transform([_keyed(example.text) for example in examples])
    kept = np.flatnonzero(np.asarray((counts > 0).sum(axis=0)).ravel() >= RARE)
    matrix = weighting.fit_transform(counts[:, kept])
    columns = np.array(vectorizer.feature_names_, dtype=np.uint32)[kept]
    labels = [INTENTS.index(example.intent) for example in examples]
    machine = LinearSVC(C=MARGIN, class_weight="balanced", random_state=SEED).fit(matrix, labels)
    bayes = ComplementNB(alpha=SMOOTHING).fit(matrix, labels)
    first, second = machine.coef_.T, bayes.feature_log_prob_.T
    bias = _every(machine.intercept_, machine.classes_)
    first, second = _every(first, machine.classes_), _every(second, bayes.classes_)
    second = second - second.mean(axis=1, keepdims=True)
    share = BAYES_SHARE * float(np.std(matrix @ first)) / (float(np.std(matrix @ second)) or 1.0)
    return Trained(columns, weighting.idf_, first + share * second, bias)


def _every(values: Any, classes: Any) -> Any:
    """Columns for every intent, also for those that the corpus does not have: far below the others."""
    whole = np.full((*values.shape[:-1], len(INTENTS)), float(values.min()))
    whole[..., classes] = values
    return whole


def _keyed(text: str) -> dict[int, float]:
    return {column: float(count) for column, count in counted_columns(text).items()}


def scores_of(model: Trained, texts: Sequence[str]) -> Any:
    """Raw scores, a row for each text."""
    place = {int(column): row for row, column in enumerate(model.columns)}
    rows = []
    for text in texts:
        known = [(place[column], 1 + np.log(count)) for column, count in counted_columns(text).items() if column in place]
        index = np.array([row for row, _ in known], dtype=int)
        values = np.array([value for _, value in known]) * model.idf[index]
        rows.append((values / (np.sqrt((values**2).sum()) or 1.0)) @ model.weights[index] + model.bias)
    return np.array(rows)


def left_out_scores(examples: Sequence[Example], folds: int = FOLDS, seed: int = SEED) -> Any:
    """For each text the scores of a model that saw no text of its group."""
    groups = [example.group for example in examples]
    labels = [example.intent for example in examples]
    scores = np.zeros((len(examples), len(INTENTS)))
    for seen, unseen in StratifiedGroupKFold(folds, shuffle=True, random_state=seed).split(examples, labels, groups):
        scores[unseen] = scores_of(fit([examples[index] for index in seen]), [examples[index].text for index in unseen])
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
    _store(fit(examples), (temperature, threshold), file)
    accuracy = float((scores.argmax(axis=1) == labels).mean())
    return {"texts": len(examples), "accuracy": accuracy, "threshold": threshold, "precision": precision, "coverage": coverage}


def _store(model: Trained, settings: tuple[float, float], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
        np.savez(
            part,
            columns=model.columns,
            idf=model.idf.astype(np.float16),
            weights=model.weights.astype(np.float16),
            bias=model.bias.astype(np.float32),
            settings=np.array(settings),
        )
    os.replace(part.name, file)


if __name__ == "__main__":
    sys.stdout.write(f"{build(Path(sys.argv[1]))}\n")
