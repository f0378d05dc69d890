"""D7: on tables that others wrote and labelled, what is entered without asking is right, and little that is clear is asked."""

import json
from pathlib import Path

import pytest

from tests.sheets.labelled import SETS, measure

AS_MEASURED = {"first": (0.001, 0.016), "second": (0.003, 0.008), "third": (0.001, 0.053)}
"""What became of each set by now: the share entered wrongly and the share of clear rows asked."""


@pytest.mark.parametrize("name", SETS)
def test_d7_wrong_automatic_matches_and_questions_stay_within_bounds(name: str, tmp_path: Path) -> None:
    """At most one in a hundred entered wrongly, at most twelve in a hundred clear rows asked."""
    figures = measure(name, tmp_path / "rows.jsonl")
    assert figures["rows"] >= 520
    assert figures["wrong_automatic_share"] <= 0.01
    assert figures["clear_asked_share"] <= 0.12
    assert figures["wrong_automatic_share"] <= AS_MEASURED[name][0]
    assert figures["clear_asked_share"] <= AS_MEASURED[name][1]
    counted = [any(column.endswith(": qty") for column in columns) or len(columns) == 1 for columns in figures["columns"].values()]
    assert all(counted) or name == "first"
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["status"] for one in rows].count("ok") == figures["entered"]
