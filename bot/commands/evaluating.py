"""`dinghuo evaluate ...`: progress on stderr, one JSON object as the last line of stdout."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from backend.kit.errors import Invalid, NotFound
from bot.commands.terminal import progress_bar, sentence


def evaluate_orders(files: tuple[Path, Path, Path], *, brain: str, out: Path | None) -> None:
    """Read order messages (messages, catalogue, ship-to places) and print the scorer's figures."""
    messages, catalogue, ship_to = _existing(files)
    _check_lines(messages, "id", "text")
    from bot.evaluation.orders import run

    _print_result(lambda progress: run(messages, catalogue, ship_to, out=out, brain=brain, progress=progress))


def evaluate_intents(file: Path, *, out: Path | None) -> None:
    """Tell the intent of every text and print the figures."""
    _existing((file,))
    _check_lines(file, "id", "text")
    from bot.evaluation.intents import run

    _print_result(lambda progress: run(file, out=out, progress=progress))


def evaluate_dialogues(files: tuple[Path, Path], *, brain: str, category: str | None, out: Path | None) -> None:
    """Play scripted dialogues in a world and print the scorer's figures."""
    dialogues, world = _existing(files)
    _check_lines(dialogues, "id", "turns")
    _check_document(world, "catalogue", "clock")
    from bot.evaluation.dialogues import run

    _print_result(lambda progress: run(dialogues, world, out=out, brain=brain, category=category, progress=progress))


def evaluate_retrieval(files: tuple[Path, Path], *, finder: str, out: Path | None) -> None:
    """Find the passages of every question and print the scorer's figures."""
    corpus, queries = _existing(files)
    _check_lines(corpus, "id", "text")
    _check_lines(queries, "id", "text")
    _check_lines(queries, "id", "relevant")
    from bot.evaluation.retrieval import run

    _print_result(lambda progress: run(corpus, queries, finder=finder, out=out, progress=progress))


def evaluate_answers(file: Path, articles: Path | None, *, on: date | None, out: Path | None) -> None:
    """Ask the articles of a folder every question and print the scorer's figures."""
    _existing((file,))
    _check_lines(file, "id", "text", "articles")
    from bot.articles.starter import STARTER
    from bot.evaluation.answers import run

    _print_result(lambda progress: run(file, articles or STARTER, on=on or datetime.now(UTC).date(), out=out, progress=progress))


def evaluate_sheets(files: tuple[Path, ...], catalogue: Path, gold: Path | None, *, out: Path | None) -> None:
    """Read order tables row by row and print the scorer's figures."""
    _existing((*files, catalogue, *([gold] if gold is not None else ())))
    if gold is not None:
        _check_lines(gold, "file", "row", "status")
    from bot.evaluation.sheets import run

    _print_result(lambda progress: run(files, catalogue, gold, out=out, progress=progress))


def evaluate_injection(attacks: Path | None, *, limit: int | None) -> None:
    """Try planted instructions against both brains and print the figures."""
    if attacks is not None:
        _existing((attacks,))
        _check_document(attacks, "templates", "goals")
    from bot.evaluation.injection import run

    _print_result(lambda progress: run(attacks, limit=limit, progress=progress))


def _print_result(work: Callable[[Callable[[int, int, str], None]], dict[str, Any]]) -> None:
    with progress_bar(sentence("evaluate-working")) as bar:
        figures = work(lambda done, total, name: bar(name, done, total))
    print(json.dumps(figures, ensure_ascii=False))


def _check_lines(file: Path, *keys: str) -> None:
    """Raise Invalid("evaluate.bad_line") for the first line that is no JSON object with `keys`."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not _has_keys(line, *keys):
            raise Invalid("evaluate.bad_line", file=str(file), line=str(number), key=", ".join(keys))


def _check_document(file: Path, *keys: str) -> None:
    if not _has_keys(file.read_text(encoding="utf-8"), *keys):
        raise Invalid("evaluate.bad_document", file=str(file), keys=keys)


def _has_keys(text: str, *keys: str) -> bool:
    try:
        document = json.loads(text)
    except ValueError:
        return False
    return isinstance(document, dict) and all(key in document for key in keys)


def _existing(files: tuple[Path, ...]) -> tuple[Path, ...]:
    for file in files:
        if not file.is_file():
            raise NotFound("evaluate.no_file", file=str(file))
    return files
