"""kill -9 in the middle of 200 confirmations, five times in a row on the same database."""

from pathlib import Path

from backend.settings.process import ProcessSettings
from bot.commands.preparing import set_up
from tests.commands.running import prove_nothing_is_lost

ROUNDS = 5


def test_no_acknowledged_order_is_lost_in_a_series_of_kills(tmp_path: Path) -> None:
    """Killed early, in the middle and late; after every restart each acknowledged order exists once and the ledgers agree."""
    database_url = f"sqlite:///{tmp_path / 'company.db'}"
    set_up(ProcessSettings(database_url=database_url), demo=True)
    for number in range(ROUNDS):
        prove_nothing_is_lost(database_url, tmp_path, confirmations=200, kill_after=20 + 35 * number)
