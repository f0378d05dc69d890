"""kill -9 in the middle of orders, shipments, tables and webhooks (short form; `make prove` kills fifty times)."""

from pathlib import Path

from tests.commands.conftest import database_url, demo_template, demo_url
from tests.faults.kills import prove_kills_lose_nothing

__all__ = ["database_url", "demo_template", "demo_url"]


def test_a_kill_in_the_middle_of_everything_loses_and_doubles_nothing(demo_url: str, tmp_path: Path) -> None:
    """The ledgers agree, what was acknowledged is answered the same again, and everything is there once."""
    prove_kills_lose_nothing(demo_url, tmp_path, kills=1)
