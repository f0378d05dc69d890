"""kill -9: fifty times in the middle of orders, shipments, tables and webhooks, and five times under two hundred confirmations at once."""

from pathlib import Path

from backend.settings.process import ProcessSettings
from bot.commands.preparing import set_up
from tests.commands.running import prove_nothing_is_lost
from tests.faults.kills import prove_kills_lose_nothing

KILLS = 50
ROUNDS = 5


def _company(folder: Path) -> str:
    url = f"sqlite:///{folder / 'company.db'}"
    set_up(ProcessSettings(database_url=url), demo=True)
    return url


def test_fifty_kills_in_the_middle_of_everything_lose_and_double_nothing(tmp_path: Path) -> None:
    """At a random point each; run with -s to read which requests were cut off."""
    cut_off = prove_kills_lose_nothing(_company(tmp_path), tmp_path, kills=KILLS)
    print(f"\n{KILLS} kills cut off {sum(cut_off.values())} requests: {cut_off}; nothing lost, nothing doubled")
    assert sum(cut_off.values()) >= KILLS


def test_no_acknowledged_order_is_lost_in_a_series_of_kills(tmp_path: Path) -> None:
    """Killed early, in the middle and late; after every restart each acknowledged order exists once and the ledgers agree."""
    url = _company(tmp_path)
    for number in range(ROUNDS):
        prove_nothing_is_lost(url, tmp_path, confirmations=200, kill_after=20 + 35 * number)
