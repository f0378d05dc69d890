"""The table of rules names tests that exist."""

import re
from pathlib import Path


def test_every_test_that_the_table_of_rules_names_exists(repository_root: Path) -> None:
    """A test that was renamed is renamed in the table."""
    tests = repository_root / "tests"
    named = set(re.findall(r"`(test_\w+?)(?:\.py)?`", (tests / "domain_rules" / "README.md").read_text(encoding="utf-8")))
    files = {path.stem: path.read_text(encoding="utf-8") for path in tests.rglob("test_*.py")}
    functions = set(re.findall(r"^def (test_\w+)", "\n".join(files.values()), re.MULTILINE))
    assert named - functions - set(files) == set()
