"""`dinghuo evaluate ...`: progress on stderr, one JSON object as the last line of stdout."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backend.kit.errors import NotFound
from bot.commands.terminal import progress_bar, sentence


def evaluate_orders(files: tuple[Path, Path, Path], *, brain: str, out: Path | None) -> None:
    """Read order messages (messages, catalogue, ship-to places) and print the scorer's figures."""
    messages, catalogue, ship_to = _existing(files)
    from bot.evaluation.orders import run

    _print_result(lambda progress: run(messages, catalogue, ship_to, out=out, brain=brain, progress=progress))


def evaluate_dialogues(files: tuple[Path, Path], *, brain: str, category: str | None, out: Path | None) -> None:
    """Play scripted dialogues in a world and print the scorer's figures."""
    dialogues, world = _existing(files)
    from bot.evaluation.dialogues import run

    _print_result(lambda progress: run(dialogues, world, out=out, brain=brain, category=category, progress=progress))


def _print_result(work: Callable[[Callable[[int, int, str], None]], dict[str, Any]]) -> None:
    with progress_bar(sentence("evaluate-working")) as bar:
        figures = work(lambda done, total, name: bar(name, done, total))
    print(json.dumps(figures, ensure_ascii=False))


def _existing(files: tuple[Path, ...]) -> tuple[Path, ...]:
    for file in files:
        if not file.is_file():
            raise NotFound("evaluate.no_file", file=str(file))
    return files
