"""That the balances of a life are what its ledgers say, at every look."""

from tests.histories.living import Life
from tests.histories.replaying import kept, replayed


def prove_it_replays(life: Life, *, operations: int, every: int) -> None:
    """Live and look: the replay agrees with what is kept, and so does the product's own reconciling."""

    def look() -> None:
        database = life.company.database
        assert database.read(replayed).shown() == database.read(kept).shown()
        assert life.company.disagreements() == []

    life.live(operations, every, look)
