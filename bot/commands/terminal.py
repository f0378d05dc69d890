"""What every command shares: the terminal's language, its sentences, settings with the command's options, progress on stderr.

Invariant: stdout carries results only; everything said about the work goes to stderr, so a command can be piped.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from backend.kit.errors import DomainError, Invalid
from backend.settings.process import ProcessSettings

_LINE_EVERY_S = 2.0
_LANGUAGE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def terminal_locale(environment: Mapping[str, str] = os.environ) -> str:
    """The terminal's language: "zh" when LC_ALL, LC_MESSAGES or LANG says so, else "en"."""
    wanted = next((environment[name] for name in _LANGUAGE_VARIABLES if environment.get(name)), "")
    return "zh" if wanted.lower().startswith("zh") else "en"


def sentence(key: str, /, **params: object) -> str:
    """A sentence of the catalogues in the terminal's language."""
    from bot.sentences import phrasebook

    return phrasebook().say(terminal_locale(), key, **params)


def tell(key: str, /, **params: object) -> None:
    """Say something about the work, on stderr."""
    print(sentence(key, **params), file=sys.stderr, flush=True)


def report(error: DomainError) -> int:
    """Say what went wrong in one sentence; returns the exit status."""
    print(sentence(error.code, **dict(error.params)), file=sys.stderr, flush=True)
    return 1


def load_settings(**options: Any) -> ProcessSettings:
    """The settings of this process; options that were given win over the environment. Raises Invalid("settings.invalid")."""
    from pydantic import ValidationError

    given = {name: value for name, value in options.items() if value is not None}
    try:
        return ProcessSettings(**given)
    except ValidationError as error:
        names = sorted({f"DINGHUO_{str(problem['loc'][0]).upper()}" for problem in error.errors() if problem["loc"]})
        raise Invalid("settings.invalid", names=names) from error


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on stderr that is told (step, done, total); when stderr is no terminal, a line at once and one every few seconds."""
    if not sys.stderr.isatty():
        print(f"{label}…", file=sys.stderr, flush=True)
        yield _progress_lines(label)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(label, total=None)

        def advance(step: str, done: int, total: int) -> None:
            bar.update(task, description=f"{label}: {step}", completed=done, total=total)

        yield advance


def _progress_lines(label: str) -> Callable[[str, int, int], None]:
    last = time.monotonic()

    def advance(step: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _LINE_EVERY_S:
            last = time.monotonic()
            print(f"{label}: {step} {done}/{total}", file=sys.stderr, flush=True)

    return advance
