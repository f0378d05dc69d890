"""A life at random replays from its ledgers to the balances that are kept (short form; `make prove` lives ten thousand operations)."""

from backend.kit.clock import FixedClock
from backend.kit.db import Database
from tests.histories.living import Life
from tests.histories.proving import prove_it_replays


def test_four_hundred_operations_at_random_replay_to_the_same_balances(database: Database, clock: FixedClock) -> None:
    """Stock by lot and place, promises, credit, budgets and the states of orders."""
    prove_it_replays(Life(database, clock, seed=1), operations=400, every=200)
