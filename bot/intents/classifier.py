"""Tells which of the fourteen intents a text has, from a stored model; needs numpy only, never the library that trained it.

    scores = classifier().classify("我的货怎么还没到")

The model is looked up in the cache folder under the fingerprint of corpus and code, and trained in a process of its own when it is not
there. Invariant: no model means no certainty, never a wrong answer: every intent is then equally probable and the assistant asks.
"""

import logging
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bot.intents.cache_folder import writable_folder
from bot.intents.corpus_files import fingerprint
from bot.intents.domain import INTENTS, Scores
from bot.intents.features import counted_columns, weighed

_log = logging.getLogger(__name__)
LONGEST_TRAINING_S = 300
FAMILIAR = 0.5
"""The share of a text's pieces that the corpus has; of what people send it was never below 0.6."""


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model over hashed columns: `places` tells the row of a column, `rarity` and `weights` hold something for each row."""

    places: Mapping[int, int]
    rarity: Sequence[float]
    weights: Any
    bias: Any
    temperature: float
    threshold: float


class IntentClassifier:
    """Classifies texts. Immutable, so threads may share one."""

    def __init__(self, model: Model | None) -> None:
        """Without a model nothing is certain."""
        self._model = model

    def classify(self, text: str, products: Iterable[str] = ()) -> Scores:
        """The probabilities of a text; `products` are its words that name products, as a reader of the catalogue found them."""
        model = self._model
        if model is None:
            return Scores(dict.fromkeys(INTENTS, 1 / len(INTENTS)), 1.0)
        views = counted_columns(text, products)
        rows, values = weighed(views, model.places, model.rarity)
        scores = (np.array(values, dtype=np.float32) @ model.weights[rows] + model.bias if rows else model.bias) * model.temperature
        exponents = np.exp(scores - scores.max())
        probabilities = exponents / exponents.sum()
        threshold = model.threshold if _is_familiar(views[0], model) else 1.0
        return Scores(dict(zip(INTENTS, map(float, probabilities), strict=True)), threshold)


def _is_familiar(letters: Collection[int], model: Model) -> bool:
    """Whether enough of the wording was ever met; what the few known pieces of gibberish seem to say is nothing to act on."""
    return sum(column in model.places for column in letters) >= FAMILIAR * len(letters)


def load_model(file: Path) -> Model:
    """A stored model; ValueError or OSError when the file is none."""
    with np.load(file, allow_pickle=False) as stored:
        temperature, threshold = (float(value) for value in stored["settings"])
        places = {column: row for row, column in enumerate(stored["columns"].tolist())}
        weights, bias = stored["weights"].astype(np.float32), stored["bias"].astype(np.float32)
        return Model(places, stored["rarity"].tolist(), weights, bias, temperature, threshold)


def model_file() -> Path:
    """Where the model of this corpus and this code is stored."""
    return writable_folder() / f"intents-{fingerprint()}.npz"


def ensure_model() -> Path:
    """The stored model, trained first when there is none. Training runs in another process: serving never loads its library."""
    file = model_file()
    if not file.is_file():
        subprocess.run([sys.executable, "-m", "bot.intents.training", str(file)], check=True, capture_output=True, timeout=LONGEST_TRAINING_S)  # noqa: S603 - our own module, no input of a person
    return file


@cache
def classifier() -> IntentClassifier:
    """The classifier of this process, loaded once."""
    try:
        return IntentClassifier(load_model(ensure_model()))
    except (OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
        _log.warning("no intent model: %s", type(error).__name__, exc_info=error)
        return IntentClassifier(None)
