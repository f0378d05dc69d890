"""The commands of docs/how-to/rest-api.md, run as they stand against a real server with the demo company."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
START_S = 60


@pytest.fixture
def server(repository_root: Path, tmp_path: Path) -> Iterator[str]:
    """A demo server of its own process on a free port of this machine."""
    environment = {**os.environ, "DINGHUO_DATABASE_URL": f"sqlite:///{tmp_path / 'demo.db'}", "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "bot.cli"]
    subprocess.run([*command, "setup", "--demo"], cwd=repository_root, env=environment, check=True, capture_output=True)
    log = tmp_path / "server.log"
    with log.open("w") as out:
        process = subprocess.Popen([*command, "serve", "--demo", "--port", "0"], cwd=repository_root, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield _address(process, log)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < until:
        found = _ADDRESS.search(log.read_text(encoding="utf-8"))
        if found:
            return found.group()
        time.sleep(0.1)
    raise AssertionError("the server did not start:\n" + log.read_text(encoding="utf-8"))


@pytest.mark.skipif(shutil.which("curl") is None or shutil.which("bash") is None, reason="NO CURL: the guide's commands are curl commands for a shell")
def test_the_guides_commands_do_what_the_guide_says(server: str, repository_root: Path) -> None:
    """All blocks as one script: an order is placed once, read, cancelled; chat answers; errors are problems."""
    guide = (repository_root / "docs/how-to/rest-api.md").read_text(encoding="utf-8")
    blocks = [block.replace("http://127.0.0.1:8000", server) for block in _BLOCK.findall(guide)]
    script = "set -euo pipefail\n" + "".join(f"{block}\necho\necho '== end of block'\n" for block in blocks)
    environment = {**os.environ, "NO_PROXY": "*", "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    run = subprocess.run(["bash"], input=script, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    outputs = [output.strip() for output in run.stdout.split("== end of block")]
    assert len(outputs) == len(blocks) + 1
    everything = "\n".join(outputs)
    assert "d1.en" in outputs[1]
    assert '"sku":"COKE-330"' in outputs[2]
    assert '"confirm_token":"' in outputs[3]
    number, again = re.findall(r"SO-\d+", outputs[4])
    assert number == again
    assert json.loads(outputs[5].splitlines()[-1])["number"] == number if "\n" in outputs[5] else number in outputs[5]
    assert outputs[6] == "CANCELLED"
    assert len(outputs[7]) > 0
    assert "3 cases" in outputs[8]
    assert "event: reply" in outputs[9]
    assert "event: turn" in outputs[9]
    assert '"available"' in outputs[10]
    assert "没有找到订单 SO-0" in outputs[11]
    assert "request.failed" not in everything
    assert "request.invalid" not in everything
