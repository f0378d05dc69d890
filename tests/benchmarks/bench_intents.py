"""How well the intent classifier tells what a message wants: grouped cross-validation, by language and intent, and how it grows with the corpus.

    python tests/benchmarks/bench_intents.py [FILE.jsonl] [--picture docs/images/intents-confusion.svg]

With a FILE of {lang, intent, text} the whole corpus is trained and measured on those texts as well. Texts that say the same in other
words are never split between learning and measuring. The everyday texts are what people send; the others were written to be far apart and
hard to tell by their words. The picture is the confusion matrix of the cross-validation over the everyday texts.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.intents.corpus_files import Example, read_corpus  # noqa: E402 - the path comes first
from bot.intents.domain import INTENTS  # noqa: E402
from bot.intents.features import counted_columns  # noqa: E402
from bot.intents.training import counted, fit, left_out_scores, probabilities, temperature_for, threshold_for  # noqa: E402

SHARES = (0.125, 0.25, 0.5, 1.0)
PRECISIONS = (0.8, 0.85, 0.9, 0.95)
CELL, LEFT, TOP, RIGHT = 44, 150, 150, 60


def main() -> None:
    """Measure, print the tables, draw the picture."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    examples = read_corpus()
    began = time.perf_counter()
    labels, scores = _labels(examples), left_out_scores(examples)
    print(f"{len(examples)} texts in {len({one.group for one in examples})} groups, {time.perf_counter() - began:.0f} s, load {os.getloadavg()[0]:.1f}")
    everyday = np.array([one.everyday for one in examples])
    for name, part in (("everyday", everyday), ("far apart", ~everyday), ("all", everyday | True)):
        print(f"{name}:")
        _print_accuracy([one for one, chosen in zip(examples, part, strict=True) if chosen], labels[part], scores[part])
        _print_thresholds(labels[part], scores[part])
    _print_growth(examples)
    if options.file:
        _print_on(options.file, examples)
    if options.picture:
        options.picture.write_text(draw(_confusion(labels[everyday], scores[everyday].argmax(axis=1))), encoding="utf-8")


def _labels(examples: Sequence[Example]) -> np.ndarray:
    return np.array([INTENTS.index(one.intent) for one in examples])


def _print_accuracy(examples: Sequence[Example], labels: np.ndarray, scores: np.ndarray) -> None:
    right = scores.argmax(axis=1) == labels
    second = np.argsort(-scores, axis=1)[:, 1] == labels
    langs = np.array([one.lang for one in examples])
    by_lang = "  ".join(f"{lang} {right[langs == lang].mean():.4f} ({(langs == lang).sum()})" for lang in sorted(set(langs)))
    print(f"accuracy by groups left out: {right.mean():.4f}  {by_lang}; right among the first two: {(right | second).mean():.4f}")
    for number, intent in enumerate(INTENTS):
        print(f"  {intent:18} {right[labels == number].mean():.3f} of {(labels == number).sum()}")


def _print_thresholds(labels: np.ndarray, scores: np.ndarray) -> None:
    temperature = temperature_for(scores, labels)
    chances = probabilities(scores, temperature)
    print(f"temperature {temperature:.2f}; acting only above a threshold:")
    for wanted in PRECISIONS:
        threshold, precision, coverage = threshold_for(chances, labels, wanted)
        print(f"  threshold {threshold:.3f}: right {precision:.3f}, share of texts {coverage:.3f}")


def _print_growth(examples: Sequence[Example]) -> None:
    groups = sorted({one.group for one in examples})
    random.Random(0).shuffle(groups)
    print("learning curve (share of groups, texts, accuracy by groups left out):")
    for share in SHARES:
        kept = set(groups[: int(share * len(groups))])
        some = [one for one in examples if one.group in kept]
        print(f"  {share:5.3f} {len(some):6} {(left_out_scores(some).argmax(axis=1) == _labels(some)).mean():.4f}", flush=True)


def _print_on(file: Path, examples: Sequence[Example]) -> None:
    items = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    model = fit([one.intent for one in examples], counted(examples))
    found = model.score([counted_columns(item["text"]) for item in items]).argmax(axis=1)
    right = [INTENTS[number] == item["intent"] for number, item in zip(found, items, strict=True)]
    print(f"on {file.name}: {sum(right) / len(right):.4f} of {len(right)}")


def _confusion(labels: np.ndarray, found: np.ndarray) -> np.ndarray:
    table = np.zeros((len(INTENTS), len(INTENTS)), dtype=int)
    for wanted, got in zip(labels, found, strict=True):
        table[wanted, got] += 1
    return table


def draw(table: np.ndarray) -> str:
    """The confusion matrix as SVG: rows are what was meant, columns what was understood, in percent of the row."""
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    size = len(INTENTS) * CELL
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + size + RIGHT} {TOP + size + 34}" font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for number, intent in enumerate(INTENTS):
        middle = number * CELL + CELL // 2
        parts.append(f'<text x="{LEFT - 8}" y="{TOP + middle + 4}" text-anchor="end" fill="#222">{intent}</text>')
        x = LEFT + middle
        parts.append(f'<text x="{x}" y="{TOP - 8}" transform="rotate(-50 {x} {TOP - 8})" fill="#222">{intent}</text>')
    for row, column in np.ndindex(*shares.shape):
        share = float(shares[row, column])
        ink = "#fff" if share > 0.5 else "#222"
        x, y = LEFT + column * CELL, TOP + row * CELL
        fill, depth = ("#1d6f5c", share) if row == column else ("#b3402a", min(1.0, 4 * share))
        parts.append(f'<rect x="{x}" y="{y}" width="{CELL - 1}" height="{CELL - 1}" fill="{fill}" fill-opacity="{depth:.3f}"/>')
        if share >= 0.005:
            parts.append(f'<text x="{x + CELL // 2}" y="{y + CELL // 2 + 4}" text-anchor="middle" fill="{ink}">{100 * share:.0f}</text>')
    note = "rows: meant; columns: understood; percent of the row; texts whose group was left out of training"
    parts.append(f'<text x="{LEFT}" y="{TOP + size + 22}" fill="#555">{note}</text></svg>')
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
