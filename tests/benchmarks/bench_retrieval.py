"""How quick and how large the index of articles is, and how good on real sets.

    python tests/benchmarks/bench_retrieval.py                        made-up passages, 10,000
    python tests/benchmarks/bench_retrieval.py --passages 100000
    python tests/benchmarks/bench_retrieval.py --sets FOLDER          floor, index and ceiling on every set in FOLDER (corpus.jsonl, queries_dev.jsonl)
    python tests/benchmarks/bench_retrieval.py --sets FOLDER --fit    the weights of knowledge/confidence.py anew, fitted on one half, checked on the other

Times are CPU milliseconds of this process. Made-up passages are half Chinese, half English, with words as unevenly common as in real text; one in
twenty is about a fault code.
"""

import argparse
import hashlib
import json
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import psutil
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.evaluation.retrieval import LIMIT, passage_of, run  # noqa: E402 - the path comes first
from bot.evaluation.scoring_retrieval import score  # noqa: E402
from knowledge import ANSWERABLE, Audience, KnowledgeIndex, Passage, Question  # noqa: E402
from knowledge.codes import mentions  # noqa: E402
from knowledge.confidence import FEATURES, features  # noqa: E402

SEED = 7
HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]
QUESTIONS = 400
MIX = {"answerable": 0.8, "far": 0.15, "hard": 0.05}
FREE = ("bias", "short")
SMALL = 1e-4
Result = TypeVar("Result")


class Maker:
    """Made-up passages and questions."""

    def __init__(self, count: int) -> None:
        """Draw the words first."""
        self.rng = random.Random(SEED)
        self.chinese = ["".join(self.rng.choices(HAN, k=self.rng.choice((1, 2, 2, 2, 3)))) for _ in range(20_000)]
        self.english = ["".join(self.rng.choices("aeioubcdfglmnprst", k=self.rng.randint(3, 10))) for _ in range(20_000)]
        self.weights = list(accumulate(1 / (place + 3) for place in range(20_000)))
        self.count = count

    def words(self, lang: str, count: int) -> str:
        """So many words."""
        drawn = self.rng.choices(self.chinese if lang == "zh" else self.english, cum_weights=self.weights, k=count)
        if lang == "zh":
            return "".join(word + ("，" if place % 9 == 8 else "") for place, word in enumerate(drawn))
        return " ".join(word + ("." if place % 14 == 13 else "") for place, word in enumerate(drawn))

    def passages(self) -> Iterator[Passage]:
        """All of them."""
        for number in range(self.count):
            lang = "zh" if number % 2 else "en"
            codes = (f"E{number}",) if number % 20 == 0 else ()
            yield Passage(f"p{number}", f"a{number // 5}", 1, lang, self.words(lang, 4), (self.words(lang, 3),), self.words(lang, 100), codes)

    def questions(self) -> Iterator[Question]:
        """Half of each language; one in twenty names a code."""
        for number in range(QUESTIONS):
            lang = "zh" if number % 2 else "en"
            words = self.words(lang, self.rng.randint(4, 9))
            text = f"{words}怎么办" if lang == "zh" else f"how do I {words}"
            yield Question(f"E{number * 20} {text}" if number % 20 == 0 else text, lang)


def measure(count: int) -> None:
    """Build, ask, change, save and load."""
    maker = Maker(count)
    passages = list(maker.passages())
    before = _memory()
    index, built = _timed(lambda: KnowledgeIndex.build(passages))
    print(f"{count} passages, {sum(len(one.text) for one in passages) / 1e6:.1f} million characters")
    highest, kept = _memory()[1] - before[0], _memory()[0] - before[0]
    print(f"build {built:.1f} s, arrays {index.nbytes / 1e6:.0f} MB, process +{kept:.0f} MB, +{highest:.0f} MB at its highest")
    index.warm()
    times = sorted(_timed(lambda q=question: index.search(q, LIMIT))[1] * 1000 for question in maker.questions())
    print(f"search p50 {times[len(times) // 2]:.1f} ms, p95 {times[int(len(times) * 0.95)]:.1f} ms, slowest {times[-1]:.1f} ms")
    changed = [Passage(f"n{number}", "new", 1, "zh", "新的", (), maker.words("zh", 100)) for number in range(5)]
    print(f"add an article {_timed(lambda: index.add(changed))[1] * 1000:.0f} ms, remove it {_timed(lambda: index.remove('new'))[1] * 1000:.0f} ms")
    with tempfile.TemporaryDirectory() as folder:
        print(f"save {_timed(lambda: index.save(Path(folder)))[1]:.1f} s", end=", ")
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
        print(f"{size / 1e6:.0f} MB on disk, load {_timed(lambda: KnowledgeIndex.load(Path(folder)))[1]:.1f} s")


def compare(sets: Path) -> None:
    """Floor, index and ceiling of every set, and the index on both halves of its questions."""
    for folder in _sets(sets):
        corpus, queries = folder / "corpus.jsonl", folder / "queries_dev.jsonl"
        for finder in ("floor", "index", "ceiling"):
            with tempfile.NamedTemporaryFile("w+", encoding="utf-8") as out:
                figures = run(corpus, queries, finder=finder, out=Path(out.name), progress=lambda *_: None)
                rankings = {one["id"]: one["ranking"] for one in _lines(Path(out.name))}
            halves = [score([one for one in _lines(queries) if half_of(one["id"]) == half], rankings)["ndcg@10"] for half in (0, 1)]
            print(f"{folder.name:18} {finder:8} halves {halves}", json.dumps(figures))


def fit(sets: Path) -> None:
    """Fit the confidence on one half of all questions, by hash, and judge it on the other.

    A question counts as answerable, as far (a question or heading of another set, asked of this one) or as hard (its own passage taken out). The mix that the
    probabilities hold for is four answerable questions to one that is not.
    """
    rows = [row for folder in _sets(sets) for row in _judged(folder, sets)]
    for key in sorted({(row["stage"], row["lang"]) for row in rows}):
        mine = [row for row in rows if (row["stage"], row["lang"]) == key]
        halves = [[row for row in mine if row["half"] == half] for half in (0, 1)]
        weights = _fitted(halves[0])
        print(*key, dict(zip(FEATURES, np.round(weights, 2).tolist(), strict=True)))
        for name, half in zip(("fitted", "other "), halves, strict=True):
            print("  ", name, *(f"{kind}: {text}" for kind, text in _quality(half, weights).items()), sep="  ")


def _judged(folder: Path, sets: Path) -> Iterator[dict[str, Any]]:
    """The best hit of every question, with its figures and whether it is right."""
    index = KnowledgeIndex.build(passage_of(line) for line in _lines(folder / "corpus.jsonl"))
    own = _wordy(folder)
    far = [line for other in _sets(sets) if other != folder for line in (*_wordy(other), *_headings(other)) if own and line["lang"] == own[0]["lang"]]
    for query in own:
        yield from _rows(index, query, frozenset(query["relevant"]), ("answerable", "hard"))
    for query in random.Random(SEED).sample(far, min(len(far), len(own))):
        yield from _rows(index, query, frozenset(), ("far",))


def _rows(index: KnowledgeIndex, query: dict[str, Any], relevant: frozenset[str], kinds: Sequence[str]) -> Iterator[dict[str, Any]]:
    for stage, lang, ids, ranked in index.explain(Question(query["text"], query["lang"], audience=Audience.INTERNAL), LIMIT):
        for kind in kinds:
            place = next((place for place, one in enumerate(ids) if kind != "hard" or one not in relevant), None)
            if place is not None:
                right = kind == "answerable" and ids[place] in relevant
                row = {"stage": stage.value, "lang": lang, "kind": kind, "right": right, "half": half_of(query["id"])}
                yield {**row, "features": features(ranked)[place]}


def _fitted(rows: Sequence[dict[str, Any]]) -> np.ndarray:
    """Logistic regression whose weights of what a passage covers are never negative, so that more of a question never makes a hit less likely."""
    figures, right = np.array([row["features"] for row in rows]), np.array([row["right"] for row in rows], float)
    count = Counter(row["kind"] for row in rows)
    weight = np.array([MIX[row["kind"]] / count[row["kind"]] for row in rows])
    weight /= weight.sum()

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        sure = 1 / (1 + np.exp(-figures @ weights))
        cost = -(weight * (right * np.log(sure + 1e-12) + (1 - right) * np.log(1 - sure + 1e-12))).sum() + SMALL * weights @ weights
        return cost, -(figures * (weight * (right - sure))[:, None]).sum(axis=0) + 2 * SMALL * weights

    bounds = [(None, None) if name in FREE else (0, None) for name in FEATURES]
    return minimize(loss, np.zeros(len(FEATURES)), jac=True, bounds=bounds, method="L-BFGS-B").x


def _quality(rows: Sequence[dict[str, Any]], weights: np.ndarray) -> dict[str, str]:
    """Per kind: how many, how many above the threshold, and how often those are right; and how good the order is."""
    sure = {kind: np.array([1 / (1 + np.exp(-row["features"] @ weights)) for row in rows if row["kind"] == kind]) for kind in MIX}
    right = np.array([row["right"] for row in rows if row["kind"] == "answerable"])
    said = {kind: f"{len(one)}, answered {np.mean(one >= ANSWERABLE):.3f}" for kind, one in sure.items() if len(one)}
    kept = sure["answerable"] >= ANSWERABLE
    said["right when answered"] = f"{right[kept].mean():.3f}, expected {sure['answerable'][kept].mean():.3f}"
    for kind in ("far", "hard"):
        if len(sure[kind]):
            both = np.concatenate([sure["answerable"], sure[kind]])
            said[f"AUC {kind}"] = f"{roc_auc_score([1] * len(sure['answerable']) + [0] * len(sure[kind]), both):.3f}"
    for refused in (0.02, 0.05, 0.1):
        bar = np.quantile(sure["answerable"], refused)
        said[f"at {refused} refused"] = f"bar {bar:.2f}, far {np.mean(sure['far'] >= bar):.3f}" if len(sure["far"]) else f"bar {bar:.2f}"
    return said


def _wordy(folder: Path) -> list[dict[str, Any]]:
    """The questions of a set that name no code: those are told by the code."""
    return [line for line in _lines(folder / "queries_dev.jsonl") if not mentions(line["text"])]


def _headings(folder: Path) -> list[dict[str, Any]]:
    """The headings of a corpus as questions, of two words and more."""
    return [{"id": line["id"], "text": line["title"], "lang": line["lang"]} for line in _lines(folder / "corpus.jsonl") if " " in line["title"]]


def half_of(query_id: str) -> int:
    """Which half a question belongs to, by hash."""
    return hashlib.sha256(query_id.encode()).digest()[0] & 1


def _sets(folder: Path) -> list[Path]:
    return sorted(file.parent for file in folder.glob("*/queries_dev.jsonl"))


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    began = time.process_time()
    return work(), time.process_time() - began


def _memory() -> tuple[float, float]:
    """Megabytes of this process now and at its highest."""
    return psutil.Process().memory_info().rss / 1e6, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--sets", type=Path)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    if options.sets is None:
        measure(options.passages)
    elif options.fit:
        fit(options.sets)
    else:
        compare(options.sets)


if __name__ == "__main__":
    main()
