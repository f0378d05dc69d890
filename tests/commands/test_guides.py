"""The commands of the guides do what the guides say: every block marked `sh run` is run as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDES = [path for path in sorted((ROOT / "docs" / "how-to").glob("*.md")) if "```sh run" in path.read_text(encoding="utf-8")]
HISTORY = """Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,17850,United Kingdom
JUMBO BAG RED RETROSPOT,10,2010-12-01 08:26:00,1.95,17850,United Kingdom
JUMBO BAG RED RETROSPOT,-2,2010-12-02 09:00:00,1.95,17850,United Kingdom
,1,2010-12-02 09:30:00,1.00,17850,United Kingdom
"""


@pytest.mark.parametrize("guide", GUIDES, ids=[path.stem for path in GUIDES])
def test_a_guides_commands_work_as_they_stand(guide: Path, tmp_path: Path) -> None:
    """In a folder like a checkout, one after the other; each must end with status 0 and say something."""
    for name in ("tests", "backend"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "history.csv").write_text(HISTORY, encoding="utf-8")
    command = tmp_path / ".venv" / "bin" / "dinghuo"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m bot.cli "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DINGHUO_")}
    for block in re.findall(r"```sh run\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL):
        shell = ["bash", "-euo", "pipefail", "-c", block]
        done = subprocess.run(shell, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout + done.stderr
