"""Promises of the lock beside the SQLite file: one owner, found by others, freed by a crash."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from backend.kit.errors import Conflict, Unavailable
from backend.kit.ownership import claim, owner_of

HOLDER = """
import sys, time
from backend.kit.ownership import claim
held = claim(sys.argv[1], "http://127.0.0.1:8123")
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database that need not exist yet."""
    return f"sqlite:///{tmp_path / 'company.db'}"


def _hold(url: str, root: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, url], stdout=subprocess.PIPE, text=True, cwd=root)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "held"
    return process


def test_a_second_process_is_told_who_holds_the_database_and_where_it_listens(url: str, repository_root: Path) -> None:
    """So that it can ask the owner over loopback instead of opening the file."""
    with _hold(url, repository_root) as process:
        owner = owner_of(url)
        assert owner is not None
        assert (owner.pid, owner.address) == (process.pid, "http://127.0.0.1:8123")
        with pytest.raises(Conflict, match=r"database\.owned") as refused:
            claim(url)
        assert refused.value.params["pid"] == str(process.pid)
        process.kill()


def test_a_killed_owner_leaves_the_database_free(url: str, repository_root: Path) -> None:
    """Kill -9 leaves the file behind, and the file alone means nothing."""
    with _hold(url, repository_root) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert owner_of(url) is None
    claim(url).close()


def test_a_database_is_free_again_after_closing(url: str) -> None:
    """One after the other."""
    with claim(url, "http://127.0.0.1:1"):
        assert owner_of(url) is not None
    assert owner_of(url) is None
    with claim(url):
        pass


def test_a_database_server_has_no_owner() -> None:
    """PostgreSQL keeps its own order among processes."""
    with claim("postgresql://somewhere/db"), claim("postgresql://somewhere/db"):
        assert owner_of("postgresql://somewhere/db") is None


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    """A path below a file cannot hold a database; the person is told which place it is, not shown a traceback."""
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Unavailable) as refused:
        claim(f"sqlite:///{tmp_path / 'file' / 'company.db'}")
    assert refused.value.code == "database.no_permission"
