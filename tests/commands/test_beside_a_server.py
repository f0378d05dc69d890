"""Promises of the terminal beside a running server: it talks through the server, and the server ends cleanly."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.commands.running import Server, check_given_back

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def server(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own company for the tests of this file."""
    folder = tmp_path_factory.mktemp("beside")
    (folder / "company.db").write_bytes(demo_template.read_bytes())
    with Server(f"sqlite:///{folder / 'company.db'}", folder / "server.log") as running:
        yield running


def test_a_terminal_talks_through_the_server_that_owns_the_database(server: Server, dinghuo: Command) -> None:
    """An order from the first word to its number, in the person's language, over loopback."""
    said = "10 cases of coke 330\nok\n/quit\n"
    done = dinghuo("chat", "--user", "d1.en", said=said, DINGHUO_DATABASE_URL=server.database_url)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Coca-Cola 330ml can" in done.stdout
    assert "SO-" in done.stdout


def test_an_unknown_person_is_told_so_by_the_server(server: Server, dinghuo: Command) -> None:
    """In one sentence; without a name the demo people are listed."""
    unknown = dinghuo("chat", "--user", "nobody", DINGHUO_DATABASE_URL=server.database_url, DINGHUO_PASSWORD="not it")
    assert unknown.returncode == 1
    assert len(unknown.stderr.splitlines()) == 1
    assert "d1.en" in dinghuo("chat", DINGHUO_DATABASE_URL=server.database_url).stderr


def test_a_second_server_is_told_who_holds_the_database(server: Server, dinghuo: Command) -> None:
    """With the address one can use instead."""
    done = dinghuo("serve", "--port", "0", DINGHUO_DATABASE_URL=server.database_url)
    assert done.returncode == 1
    assert server.address in done.stderr


def test_reconcile_may_look_while_the_server_runs(server: Server, dinghuo: Command) -> None:
    """Reading beside the owner is safe and finds nothing."""
    assert dinghuo("reconcile", DINGHUO_DATABASE_URL=server.database_url).returncode == 0


def test_a_server_that_is_interrupted_gives_everything_back(demo_url: str, tmp_path: Path) -> None:
    """Status 0, no traceback, the database free and its log folded in; SIGTERM ends the last server of the kills so."""
    with Server(demo_url, tmp_path / "server.log") as running:
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(30) == 0
    check_given_back(running)
