"""Ten thousand operations at random: the balances replay from the ledgers at every look, and every kind of operation was done."""

from backend.kit.clock import FixedClock
from backend.kit.db import Database
from tests.histories.living import Life
from tests.histories.proving import prove_it_replays

OPERATIONS = 10_000


def test_ten_thousand_operations_at_random_replay_to_the_same_balances(database: Database, clock: FixedClock) -> None:
    """Orders, changes, shipments, returns, counts, transfers, payments; run with -s to read how many of each were done."""
    life = Life(database, clock, seed=7)
    prove_it_replays(life, operations=OPERATIONS, every=1000)
    never = set(life.refused) - set(life.done)
    print(f"\n{sum(life.done.values())} of {OPERATIONS} done: {dict(life.done)}\n{sum(life.refused.values())} refused on purpose")
    assert not never
