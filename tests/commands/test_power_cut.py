"""What was acknowledged survives kill -9 (short form; `make prove` runs the series)."""

from pathlib import Path

from tests.commands.running import prove_nothing_is_lost


def test_a_kill_in_the_middle_of_confirmations_loses_no_acknowledged_order(demo_url: str, tmp_path: Path) -> None:
    """Each is there exactly once, what was not answered can be repeated under its key, and the ledgers agree."""
    prove_nothing_is_lost(demo_url, tmp_path, confirmations=40, kill_after=12)
