"""Starting a server as a process of its own on a free port of this machine, and waiting until it answers."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: Sequence[str], port: int, log: Path) -> Iterator[str]:
    """The address of a server started by `command`; its output goes to `log` and is shown when it does not come up."""
    with log.open("wb") as out, subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=_environment()) as process:
        try:
            yield _wait(process, f"http://127.0.0.1:{port}", log)
        finally:
            process.terminate()


def run_to_the_end(command: Sequence[str]) -> None:
    """A command that must succeed; what it said is shown when it does not."""
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _environment() -> dict[str, str]:
    """Nobody's own settings reach the server under test."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("DINGHUO_", "PYTEST_", "NICEGUI_"))}


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> str:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        try:
            httpx.get(f"{address}/healthz", timeout=2, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return address
    raise AssertionError(f"the server did not come up:\n{log.read_text(encoding='utf-8', errors='replace')[-4000:]}")
