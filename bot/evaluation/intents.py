"""Measuring which intent texts have, on a file: accuracy, by intent and language, and the time per text.

    dinghuo evaluate intents FILE.jsonl [--out FILE]

No dialogue stands behind a text here: what it says is all there is.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.intents.classifier import IntentClassifier, classifier

Progress = Callable[[int, int, str], None]
SLOW = 0.95


def run(file: Path, *, out: Path | None, progress: Progress) -> dict[str, Any]:
    """Classify every text and score it; `out` gets the predictions, one JSON object a line."""
    items = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    predictions, times = classify_all(items, classifier(), progress)
    if out is not None:
        out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in predictions), encoding="utf-8")
    return {**score(items, predictions), "p95_ms": round(_quantile(times, SLOW), 3)}


def classify_all(items: Sequence[Mapping[str, Any]], using: IntentClassifier, progress: Progress) -> tuple[list[dict[str, Any]], list[float]]:
    """One prediction {id, intent} a text, and the milliseconds each took."""
    predictions, times = [], []
    for number, item in enumerate(items, start=1):
        began = time.perf_counter()
        scores = using.classify(item["text"])
        times.append((time.perf_counter() - began) * 1000)
        predictions.append({"id": item["id"], "intent": scores.intent, "probability": round(scores.probability, 3), "sure": scores.sure})
        if number % 20 == 0 or number == len(items):
            progress(number, len(items), item["id"])
    return predictions, times


def score(items: Sequence[Mapping[str, Any]], predictions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Accuracy over the texts that say what they are; how often the assistant would act without asking, and is then right."""
    judged = [(item, one) for item, one in zip(items, predictions, strict=True) if "intent" in item]
    right = [item["intent"] == one["intent"] for item, one in judged]
    sure = [hit for hit, (_, one) in zip(right, judged, strict=True) if one["sure"]]
    return {
        "accuracy": _share(right),
        "by_intent": _grouped(judged, right, "intent"),
        "by_lang": _grouped(judged, right, "lang"),
        "sure": round(len(sure) / len(right), 4) if right else 0.0,
        "right_when_sure": _share(sure),
        "texts": len(judged),
    }


def _grouped(judged: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], right: Sequence[bool], key: str) -> dict[str, float]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for (item, _), hit in zip(judged, right, strict=True):
        groups[str(item.get(key, ""))].append(hit)
    return {name: _share(groups[name]) for name in sorted(groups)}


def _share(hits: Sequence[bool]) -> float:
    return round(sum(hits) / len(hits), 4) if hits else 0.0


def _quantile(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
