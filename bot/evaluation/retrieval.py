"""Measuring retrieval on a brand's own corpus and questions.

    dinghuo evaluate retrieval --corpus CORPUS.jsonl --queries QUERIES.jsonl [--finder index|floor|ceiling] [--out FILE]

A corpus line is {id, title, text, lang} and may name `models`, `products`, `codes` or a `device`; a query line is {id, text, lang, relevant}. Nothing
depends on what the files are called.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.evaluation.scoring_retrieval import score
from knowledge import Audience, KnowledgeIndex, Passage, Question
from knowledge.baselines import Ceiling, Finder, Floor

Progress = Callable[[int, int, str], None]
LIMIT = 10
SLOW = 0.95
EVERY = 50


def run(corpus: Path, queries: Path, *, finder: str, out: Path | None, progress: Progress) -> dict[str, Any]:
    """Index the corpus, ask every query and score the rankings; `out` gets {id, ranking, confidence}, one JSON object a line."""
    asked = _lines(queries)
    began = time.perf_counter()
    using = _finder(finder, corpus, asked)
    index_s = time.perf_counter() - began
    predictions, times = ask_all(asked, using, progress)
    if out is not None:
        out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in predictions), encoding="utf-8")
    figures = score(asked, {one["id"]: one["ranking"] for one in predictions})
    size = {"index_mb": round(using.nbytes / 1e6, 2)} if isinstance(using, KnowledgeIndex) else {}
    return {**figures, "p50_ms": round(_quantile(times, 0.5), 3), "p95_ms": round(_quantile(times, SLOW), 3), "index_s": round(index_s, 3), **size}


def ask_all(queries: Sequence[Mapping[str, Any]], using: Finder, progress: Progress) -> tuple[list[dict[str, Any]], list[float]]:
    """One prediction a query, and the milliseconds each took."""
    predictions, times = [], []
    for number, query in enumerate(queries, start=1):
        question = Question(query["text"], query.get("lang", "en"), audience=Audience.INTERNAL)
        began = time.perf_counter()
        hits = using.search(question, LIMIT)
        times.append((time.perf_counter() - began) * 1000)
        sure = hits[0].confidence if hits else 0.0
        predictions.append({"id": query["id"], "ranking": [hit.passage_id for hit in hits], "confidence": sure})
        if number % EVERY == 0 or number == len(queries):
            progress(number, len(queries), query["id"])
    return predictions, times


def passage_of(line: Mapping[str, Any]) -> Passage:
    """A line of a corpus as a passage of its own article."""
    named = (line["device"],) if line.get("device") else ()
    return Passage(
        id=line["id"],
        article_id=line.get("article_id", line["id"]),
        version=1,
        lang=line.get("lang", "en"),
        title=line.get("title", ""),
        heading_path=tuple(line.get("heading_path", ())),
        text=line["text"],
        codes=tuple(line.get("codes", ())),
        models=tuple(line.get("models", named)),
        products=tuple(line.get("products", ())),
    )


def _finder(name: str, corpus: Path, queries: Sequence[Mapping[str, Any]]) -> Finder:
    if name == "floor":
        return Floor()
    if name == "ceiling":
        return Ceiling({query["text"]: query["relevant"] for query in queries})
    index = KnowledgeIndex.build(passage_of(line) for line in _lines(corpus))
    index.warm()
    return index


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _quantile(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
