"""The security document names tests that exist, for each of the ten risks."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
RISKS = re.split(r"^## (?=LLM\d\d)", TEXT, flags=re.MULTILINE)[1:]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_all_ten_risks_are_walked_through() -> None:
    """None is left out, and none stands there twice."""
    assert [risk[:5] for risk in RISKS] == [f"LLM{number:02}" for number in range(1, 11)]


@pytest.mark.parametrize("risk", RISKS, ids=[risk.splitlines()[0] for risk in RISKS])
def test_each_risk_has_a_test_that_exists(risk: str) -> None:
    """A renamed or removed test is noticed here."""
    named = NAMED.findall(risk.split("\n## ", maxsplit=1)[0])
    assert named
    missing = [f"{file}::{name}" for file, name in named if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")]
    assert missing == []
