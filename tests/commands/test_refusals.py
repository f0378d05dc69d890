"""Promises of the command line when something is wrong: one sentence in the person's language, a status, no traceback."""

import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

Command = Callable[..., Any]


def _refused(done: Any, *words: str, status: int = 1) -> None:
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    for word in words:
        assert word in lines[0]


def test_a_port_in_use_is_said_with_the_way_out(dinghuo: Command) -> None:
    """In the language of the terminal; the database is not touched."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        _refused(dinghuo("serve", "--port", port), port, "in use", "--port")
        _refused(dinghuo("serve", "--port", port, lang="zh_CN.UTF-8"), port, "已被占用")


def test_a_missing_database_names_the_command_that_makes_it(dinghuo: Command) -> None:
    """Serving, chatting and reconciling say the same."""
    _refused(dinghuo("serve", "--port", "0"), "dinghuo setup")
    _refused(dinghuo("chat", "--user", "d1.zh"), "dinghuo setup")
    _refused(dinghuo("reconcile", lang="zh_CN.UTF-8"), "dinghuo setup", "找不到")


def test_a_missing_migration_names_the_command_that_does_it(dinghuo: Command, database_url: str) -> None:
    """An empty file is a database without tables."""
    Path(str(make_url(database_url).database)).touch()
    _refused(dinghuo("serve", "--port", "0"), "dinghuo setup", "version")


def test_a_damaged_file_is_said_and_left_as_it_is(dinghuo: Command, database_url: str) -> None:
    """By every command, setup included."""
    path = Path(str(make_url(database_url).database))
    path.write_bytes(b"no database at all " * 1000)
    before = path.read_bytes()
    for command in (["serve", "--port", "0"], ["setup"], ["chat", "--user", "x"], ["reconcile", "--repair"]):
        _refused(dinghuo(*command), "damaged")
    assert path.read_bytes() == before


@pytest.mark.usefixtures("demo_url")
def test_an_unknown_person_is_told_who_there_is(dinghuo: Command) -> None:
    """And without a name the person is asked for one."""
    _refused(dinghuo("chat", "--user", "nobody"), "nobody", "d1.en")
    _refused(dinghuo("chat", lang="zh_CN.UTF-8"), "--user", "d1.zh")


def test_a_setting_that_cannot_be_read_is_named(dinghuo: Command) -> None:
    """By the name of its environment variable."""
    _refused(dinghuo("serve", DINGHUO_PORT="eight"), "DINGHUO_PORT")
    _refused(dinghuo("serve", DINGHUO_BRAIN="clever"), "DINGHUO_BRAIN")


def test_an_address_one_cannot_listen_on_is_named(dinghuo: Command) -> None:
    """A host that is not this machine."""
    _refused(dinghuo("serve", "--host", "203.0.113.7", "--port", "0"), "203.0.113.7")


def test_a_command_line_that_cannot_be_read_ends_with_status_two(dinghuo: Command) -> None:
    """As everywhere."""
    for arguments in (["serve", "--port", "99999"], ["fly"], ["evaluate", "orders"]):
        done = dinghuo(*arguments)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_files_that_are_not_there_are_named(dinghuo: Command, tmp_path: Path) -> None:
    """Imports and evaluations."""
    missing = str(tmp_path / "missing.jsonl")
    _refused(dinghuo("evaluate", "dialogues", missing, "--world", missing), "missing.jsonl")
    _refused(dinghuo("evaluate", "sheets", missing, "--catalogue", missing), "missing.jsonl")
    _refused(dinghuo("import", "orders", missing, "--database", f"sqlite:///{tmp_path / 'other.db'}"), "missing.jsonl")


def test_a_line_that_is_no_message_is_named_by_its_number(dinghuo: Command, tmp_path: Path) -> None:
    """And a world that is none."""
    messages, world = tmp_path / "messages.jsonl", tmp_path / "world.json"
    messages.write_text('{"id": "M1", "text": "10 coke", "turns": []}\n{"id": "M2"}\n', encoding="utf-8")
    world.write_text("[]", encoding="utf-8")
    _refused(dinghuo("evaluate", "orders", str(messages), "--catalogue", str(world), "--ship-to", str(world)), "messages.jsonl", "2", "text")
    messages.write_text('{"id": "M1", "turns": []}\n', encoding="utf-8")
    _refused(dinghuo("evaluate", "dialogues", str(messages), "--world", str(world), lang="zh_CN.UTF-8"), "world.json", "catalogue")


def test_the_demo_company_is_the_only_one_that_can_be_reset(dinghuo: Command, database_url: str) -> None:
    """A real company is left alone."""
    assert dinghuo("setup").returncode == 0
    assert dinghuo("users", "add", "boss", "--name", "Boss", "--role", "admin", said="correct horse\n").returncode == 0
    _refused(dinghuo("demo-reset"), "left alone")
    with sqlite3.connect(str(make_url(database_url).database)) as connection:
        assert connection.execute("SELECT login FROM users").fetchall() == [("boss",)]
    connection.close()


def test_help_is_instant_because_nothing_heavy_is_imported(repository_root: Path) -> None:
    """The command line is declared without the parts that do the work."""
    program = "import sys, bot.cli; print([name for name in ('sqlalchemy', 'fastapi', 'langchain', 'nicegui', 'pydantic', 'alembic') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=repository_root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
