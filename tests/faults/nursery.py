"""A process that has loaded the program once and forks a real `dinghuo` from it for each start, so that fifty kills do not load it fifty times.

One child at a time: a line with its arguments and its log comes in; its process number goes out, and its status when it has ended.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]


class Child:
    """A forked process, with what of `subprocess.Popen` a test server needs."""

    def __init__(self, nursery: "subprocess.Popen[str]", arguments: list[str], log: str) -> None:
        """Runs at once."""
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        nursery.stdin.write(json.dumps({"arguments": arguments, "log": log}) + "\n")
        nursery.stdin.flush()
        self.pid = int(nursery.stdout.readline())
        self._status: int | None = None
        self._waiting = threading.Thread(target=self._wait, args=(nursery,), daemon=True)
        self._waiting.start()

    def _wait(self, nursery: "subprocess.Popen[str]") -> None:
        assert nursery.stdout is not None
        self._status = int(nursery.stdout.readline() or -1)

    def poll(self) -> int | None:
        """Its status, None while it runs."""
        return self._status

    def send_signal(self, number: int) -> None:
        """As Popen does."""
        os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def wait(self, timeout: float | None = None) -> int:
        """Its status, when it has ended."""
        self._waiting.join(timeout)
        assert self._status is not None, "it goes on"
        return self._status


class Nursery:
    """The process that forks; ends with its block."""

    def __enter__(self) -> Self:
        """Loaded when the first child runs."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DINGHUO_")}
        command = [sys.executable, "-m", "tests.faults.nursery"]
        self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def start(self, arguments: list[str], log: str) -> Child:
        """A `dinghuo` with these arguments."""
        return Child(self._process, arguments, log)

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        """No child is left when the last one was stopped."""
        self._process.communicate()


def _run(arguments: list[str], log: str) -> int:
    """In the child: be `dinghuo`."""
    from bot.cli import main

    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(out, stream)
    sys.argv = ["dinghuo", *arguments]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    return 0


def run() -> None:
    """Load the program, then fork on each line."""
    import bot.app
    import bot.commands.serving  # noqa: F401 - loaded for the children

    while line := sys.stdin.readline():
        wanted = json.loads(line)
        pid = os.fork()
        if pid == 0:
            status = 70
            try:
                status = _run(wanted["arguments"], wanted["log"])
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    run()
