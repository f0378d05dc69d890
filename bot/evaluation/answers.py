"""Measuring answers: every question of a file asked alone, as a technician asks the chat, of articles in a database of their own.

    dinghuo evaluate answers QUESTIONS.jsonl [--articles FOLDER] [--on DAY] [--out FILE]

A line is {id, lang, text, articles, steps_needed}: the ids of the articles that answer it (none where nothing does) and words that a whole answer holds.
Nothing is remembered between questions.
"""

import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

from backend.identity.domain import Actor, Role, Scope, ScopeKind
from backend.kit.clock import Clock, FixedClock
from backend.kit.db import Database, UnitOfWork
from bot.commands.keeping_articles import files_in, keep_file
from bot.evaluation.scoring_answers import score
from knowledge import Question
from knowledge.articles import cited
from knowledge.articles.reading import read_article
from knowledge.finding import library_of
from tools import direct
from tools.audience import audience_of
from tools.context import ToolContext
from tools.views import ArticleAnswer, ArticlePiece

Progress = Callable[[int, int, str], None]
Line = Mapping[str, Any]
SLOW = 0.95
EVERY = 20
NOON = time_of_day(12)


def run(questions: Path, articles: Path, *, on: date, out: Path | None, progress: Progress) -> dict[str, Any]:
    """Keep the articles, ask every question and score the answers; `out` gets the predictions, one JSON object a line."""
    asked = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory(prefix="dinghuo-answers-") as folder:
        database = _database_of(articles, Path(folder) / "articles.db")
        try:
            predictions, times = ask_all(database, asked, FixedClock(datetime.combine(on, NOON, UTC)), progress)
        finally:
            database.close()
    if out is not None:
        out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in predictions), encoding="utf-8")
    figures = score(asked, {one["id"]: one for one in predictions})
    return {**figures, "p50_ms": _quantile(times, 0.5), "p95_ms": _quantile(times, SLOW)}


def ask_all(database: Database, questions: Sequence[Line], clock: Clock, progress: Progress) -> tuple[list[dict[str, Any]], list[float]]:
    """One prediction a question, and the milliseconds each took."""
    predictions, times = [], []
    if questions:
        _ask(database, questions[0], clock)  # the index is built once a process, not for a question
    for number, question in enumerate(questions, 1):
        began = time.perf_counter()
        answer = _ask(database, question, clock)
        times.append((time.perf_counter() - began) * 1000)
        predictions.append(_prediction(database, question, answer, clock))
        if number % EVERY == 0 or number == len(questions):
            progress(number, len(questions), question["id"])
    return predictions, times


def _database_of(articles: Path, file: Path) -> Database:
    from backend.bootstrap import migrate

    migrate(f"sqlite:///{file}")
    database = Database(f"sqlite:///{file}")
    for path, name in files_in((articles,)):
        keep_file(database, path, name, {}, publish=True)
    return database


def _ask(database: Database, question: Line, clock: Clock) -> ArticleAnswer:
    """The way of the chat: the same tool, the same rights."""
    lang = question.get("lang", "en")
    context = ToolContext(database, _technician(lang), clock, lang, "evaluation", question["id"], words=question["text"])
    direct.ask(context, question["text"])
    answer: ArticleAnswer = context.results[-1]
    return answer


def _technician(lang: str) -> Actor:
    return Actor("evaluation", "evaluation", Role.TECHNICIAN, lang, Scope(ScopeKind.NOTHING))


def _prediction(database: Database, question: Line, answer: ArticleAnswer, clock: Clock) -> dict[str, Any]:
    lang, today, audience = question.get("lang", "en"), clock.now().date(), audience_of(_technician("en"))
    found = library_of(database).find(Question(question["text"], lang, audience=audience), today)
    told = {"id": question["id"], "status": answer.status, "ranking": [one.article_id for one in found.passages], "confidence": found.confidence}
    if answer.piece is None:
        return {**told, "choices": list(answer.choices), "near": [one.article_id for one in answer.near]}
    piece = answer.piece
    text = "\n".join((piece.title, *piece.warnings, *piece.lines, *piece.figures, *piece.parts))
    return {**told, "article": piece.article_id, "passage": piece.begins_at, "text": text, "opens": database.read(lambda uow: _opens(uow, piece, lang, today))}


def _opens(uow: UnitOfWork, piece: ArticlePiece, lang: str, today: date) -> bool:
    """Whether both ends of the piece can be cited, and stand at their places in the version that its address opens."""
    audience, ids = audience_of(_technician(lang)), {piece.begins_at, piece.passage_id}
    shown = {one.id for one in read_article(uow, piece.article_id, lang, audience, today).passages}
    return ids <= set(cited(uow, list(ids), audience, today)) and ids <= shown


def _quantile(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else 0.0
