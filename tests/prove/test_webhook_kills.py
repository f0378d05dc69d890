"""kill -9 at fifty random points of the relay and the sending of webhooks."""

from pathlib import Path

from tests.integration.relaying import prove_kills_lose_no_event

KILLS = 50


def test_fifty_kills_of_the_relay_lose_no_event_and_keep_their_order(tmp_path: Path) -> None:
    """Two thousand events; what was being sent at a kill may come twice, under its one id."""
    prove_kills_lose_no_event(tmp_path, kills=KILLS)
