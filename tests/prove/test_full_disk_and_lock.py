"""A real server whose disk is full, and one whose file another process holds for longer than it waits (the short forms are in tests/faults)."""

import http.client
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.bootstrap import open_database, reconcile
from backend.settings.process import ProcessSettings
from bot.commands.preparing import set_up
from tests.commands.running import Client, Server, orders_made

LOCKED_S = 7
"""The program waits five seconds for a lock."""
HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A demo company."""
    url = f"sqlite:///{tmp_path / 'company.db'}"
    set_up(ProcessSettings(database_url=url), demo=True)
    return url


@contextmanager
def limited(pid: int, largest: int) -> Iterator[None]:
    """No file of a process may grow beyond so many bytes, as on a disk that is full; afterwards there is room again."""
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))


def _confirm(client: Client, token: str, key: str) -> tuple[int, dict[str, object]]:
    return client.call("POST", "/api/v1/confirmations", {"token": token}, **{"Idempotency-Key": key})


def test_a_server_on_a_full_disk_says_so_and_goes_on_when_there_is_room(url: str, tmp_path: Path) -> None:
    """The write that finds no room is refused with a sentence, the same request under the same key is one order afterwards; reading works all the time."""
    before = set(orders_made(url, set()))
    with Server(url, tmp_path / "server.log") as server:
        client = Client(server.port).sign_in("d1.zh")
        token = client.draft(3)
        journal = Path(f"{url.removeprefix('sqlite:///')}-wal")
        with limited(server.process.pid, journal.stat().st_size):
            status, told = _confirm(client, token, "full")
            assert (status, told["code"]) == (http.client.SERVICE_UNAVAILABLE, "database.unavailable")
            assert "没有保存" in str(told["detail"])
            assert client.call("GET", "/api/v1/orders")[0] == http.client.OK
        numbers = {str(_confirm(client, token, "full")[1]["order"]["number"]) for _ in range(2)}  # type: ignore[index] # a document
        assert server.stop() == 0
    assert orders_made(url, before) == list(numbers)
    database = open_database(ProcessSettings(database_url=url))
    assert reconcile(database) == []
    database.close()


def test_a_server_whose_file_is_held_by_another_process_says_so_and_succeeds_afterwards(url: str, tmp_path: Path) -> None:
    """Held for seven seconds: the request is told after five that the file is in use; the same request under the same key is one order."""
    before = set(orders_made(url, set()))
    with Server(url, tmp_path / "server.log") as server:
        client = Client(server.port).sign_in("d1.zh")
        token = client.draft(3)
        holder = subprocess.Popen([sys.executable, "-c", HOLD, url.removeprefix("sqlite:///"), str(LOCKED_S)], stdout=subprocess.PIPE, text=True)
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            status, told = _confirm(client, token, "held")
            assert (status, told["code"]) == (http.client.SERVICE_UNAVAILABLE, "database.busy")
            assert "占用" in str(told["detail"])
        finally:
            holder.communicate()
        assert _confirm(client, token, "held")[0] == http.client.CREATED
        assert server.stop() == 0
    assert len(orders_made(url, before)) == 1
