"""The `dinghuo` command as a person starts it, run inside the test process: arguments, environment and input in, status and output out."""

import io
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from backend.settings.process import ProcessSettings
from bot.cli import main
from bot.commands.preparing import set_up


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


Command = Callable[..., Done]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Where the commands of a test keep their company."""
    return f"sqlite:///{tmp_path / 'company.db'}"


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo company that was set up once."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    set_up(ProcessSettings(database_url=f"sqlite:///{path}"), demo=True)
    return path


@pytest.fixture
def demo_url(demo_template: Path, database_url: str) -> str:
    """The address of a fresh demo company."""
    shutil.copyfile(demo_template, database_url.removeprefix("sqlite:///"))
    return database_url


@pytest.fixture
def dinghuo(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run `dinghuo ARGUMENTS`; `lang` is the terminal's language, `said` what is typed."""

    def run(*arguments: str, lang: str = "en_GB.UTF-8", said: str = "", **environment: str) -> Done:
        for name in [name for name in os.environ if name.startswith(("DINGHUO_", "LC_", "LANG"))]:
            monkeypatch.delenv(name)
        for name, value in {"DINGHUO_DATABASE_URL": database_url, "LANG": lang, "NO_COLOR": "1", **environment}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["dinghuo", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(said))
        capsys.readouterr()
        status = 0
        try:
            main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0
        output = capsys.readouterr()
        return Done(status, output.out, output.err)

    return run


@pytest.fixture(autouse=True)
def _logging_put_back() -> Iterator[None]:
    """The root logger belongs to the test runner."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
