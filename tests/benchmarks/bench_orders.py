"""Confirmed orders per second, beside a hand-written transaction that judges the same gates and writes the same rows.

    python tests/benchmarks/bench_orders.py

Five lines an order, all gates, every row on disk before anybody hears of it (SQLite: synchronous=FULL through the group commit; PostgreSQL:
synchronous_commit=on). Both sides take turns on the same database; threads on SQLite (one process owns the file), processes on PostgreSQL.
The figures are medians of the rounds; the ratio (ours / by hand, 1.00 = as fast) is what to look at on a busy machine.
"""

# ruff: noqa: E402 - the checkout is put on the path before it is imported

import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from raw_orders import RawOrders

import backend.bootstrap  # noqa: F401 - registers every table
from backend.catalog.domain import Sku, Unit
from backend.catalog.service import catalogue_index, import_skus
from backend.credit.service import NewAccount, import_accounts
from backend.dealers.domain import NewDealer, Region, ShipTo
from backend.dealers.service import import_dealers, import_places, import_regions
from backend.identity.domain import SYSTEM, Actor, Role
from backend.identity.service import NewUser, actor_of_login, create_users, place_org_units
from backend.inventory.service import NewWarehouse, Receipt, import_warehouses, receive_stock
from backend.kit.clock import FixedClock
from backend.kit.columns import metadata
from backend.kit.db import Database, UnitOfWork
from backend.ordering.schemas import Confirmation, DraftEdit, LineEdit
from backend.ordering.service import check_invariants, confirm, edit_draft
from backend.pricing.service import NewPriceList, import_price_list

NOW = datetime(2025, 6, 11, 1, 30, tzinfo=UTC)
CLOCK = FixedClock(NOW)
DAY = date(2025, 6, 12)
SKUS = [f"SKU-{number:04d}" for number in range(300)]
DEALERS = [f"D{number:02d}" for number in range(40)]
PEOPLE = 240
LINES, ROUNDS = 5, 4
ORDERS = {1: 32, 8: 128}
Wish = tuple[Actor, str]
Side = Callable[[UnitOfWork, Wish], object]


def fill(database: Database) -> None:
    """300 SKUs in two warehouses, 40 dealers with six people each, list prices and a grade discount."""
    metadata.create_all(database.engine)
    start = datetime(2025, 1, 1, tzinfo=UTC)
    skus = [Sku(code, f"商品{code}", f"Product {code}", category="cola", base_unit="can", units_per_case=24, default_unit=Unit.CASE) for code in SKUS]
    people = [NewUser(f"u{n}", f"User {n}", Role.DEALER_USER, "zh", DEALERS[n % len(DEALERS)]) for n in range(PEOPLE)]
    prices = tuple((code, 0, Decimal("1.83")) for code in SKUS)

    def load(uow: UnitOfWork) -> None:
        import_skus(uow, skus)
        import_regions(uow, [Region("R-W", "西区", "West", ("beer",))])
        import_places(uow, [ShipTo("WH-W", "城西仓", "West Warehouse", (), "R-W")])
        place_org_units(uow, [(dealer, None) for dealer in DEALERS])
        import_dealers(uow, [NewDealer(d, f"经销商{d}", f"Dealer {d}", "A", 2, None, "WH-W", ("R-W",), {f"L-{d}": date(2027, 1, 1)}) for d in DEALERS])
        create_users(uow, people)
        import_price_list(uow, NewPriceList("BASE", "base", start, entries=prices))
        import_price_list(uow, NewPriceList("A", "grade", start, scope_value="A", derived_from="BASE", discount_percent=Decimal(5)))
        import_warehouses(uow, [NewWarehouse("BW-E", "东", "East", 0), NewWarehouse("BW-S", "南", "South", 1)])
        receive_stock(uow, SYSTEM, [Receipt(place, sku, "L1", 10**8, DAY) for sku in SKUS for place in ("BW-E", "BW-S")], clock=CLOCK)
        import_accounts(uow, [NewAccount(dealer, Decimal(10**9)) for dealer in DEALERS], clock=CLOCK)

    database.write(load)
    database.read(catalogue_index)


def drafts(database: Database, actors: Sequence[Actor], dice: random.Random) -> list[Wish]:
    """A draft for each person, ready to be confirmed; not timed."""

    def draw(uow: UnitOfWork, actor: Actor) -> Wish:
        edits = tuple(LineEdit(sku, Decimal(dice.randint(1, 9))) for sku in dice.sample(SKUS, LINES))
        token = edit_draft(uow, actor, DraftEdit(edits), clock=CLOCK).confirm_token
        if token is None:
            raise RuntimeError("a draft that cannot be confirmed")
        return actor, token

    return database.write(lambda uow: [draw(uow, actor) for actor in actors])


def ours(uow: UnitOfWork, wish: Wish) -> None:
    """The product's own transaction."""
    actor, token = wish
    if confirm(uow, actor, Confirmation(token), clock=CLOCK).outcome != "submitted":
        raise RuntimeError("not submitted")


_RAW = {True: RawOrders(sqlite=True), False: RawOrders(sqlite=False)}


def by_hand(uow: UnitOfWork, wish: Wish) -> None:
    """The hand-written one."""
    actor, token = wish
    _RAW[uow.is_sqlite].confirm(uow, actor, token, NOW, DAY)


SIDES: dict[str, Side] = {"ours": ours, "by hand": by_hand}


def confirm_all(database: Database, side: Side, wishes: Sequence[Wish]) -> None:
    """One client's work."""
    for wish in wishes:
        database.write(lambda uow, wish=wish: side(uow, wish))


class Threads:
    """Clients of the one process that owns a SQLite file."""

    def __init__(self, database: Database, clients: int) -> None:
        """Nothing is started before `run`."""
        self.database, self.clients = database, clients

    def run(self, side: str, wishes: Sequence[Wish]) -> float:
        """Seconds until every wish is an order on disk."""
        shares = [wishes[n :: self.clients] for n in range(self.clients)]
        started = time.perf_counter()
        with ThreadPoolExecutor(self.clients) as pool:
            for done in [pool.submit(confirm_all, self.database, SIDES[side], share) for share in shares]:
                done.result()
        return time.perf_counter() - started

    def close(self) -> None:
        """Nothing is left."""


def _serve(url: str, work: Any, done: Any) -> None:
    database = Database(url)
    database.read(catalogue_index)
    done.put(0.0)
    while (job := work.get()) is not None:
        side, wishes = job
        confirm_all(database, SIDES[side], wishes)
        done.put(time.time())
    database.close()


class Processes:
    """Clients of a PostgreSQL server, each in its own process."""

    def __init__(self, url: str, clients: int) -> None:
        """Starts them and waits until they are connected."""
        context = multiprocessing.get_context("spawn")
        self.done = context.Queue()
        self.work = [context.Queue() for _ in range(clients)]
        self.processes = [context.Process(target=_serve, args=(url, work, self.done), daemon=True) for work in self.work]
        for process in self.processes:
            process.start()
        for _ in self.processes:
            self.done.get(timeout=60)

    def run(self, side: str, wishes: Sequence[Wish]) -> float:
        """Seconds until every wish is an order on disk."""
        started = time.time()
        for number, work in enumerate(self.work):
            work.put((side, wishes[number :: len(self.work)]))
        return max(self.done.get(timeout=60) for _ in self.work) - started

    def close(self) -> None:
        """End the processes."""
        for work in self.work:
            work.put(None)
        for process in self.processes:
            process.join(timeout=10)


def measure(database: Database, clients: int) -> dict[str, float]:
    """Median orders per second of both sides, in turns."""
    dice = random.Random(clients)
    actors = database.read(lambda uow: [actor_of_login(uow, f"u{n}") for n in range(ORDERS[clients])])
    crowd = Threads(database, clients) if database.is_sqlite else Processes(database.url.render_as_string(hide_password=False), clients)
    speeds: dict[str, list[float]] = {side: [] for side in SIDES}
    try:
        for number in range(ROUNDS):
            for side in list(SIDES)[::-1] if number % 2 else list(SIDES):
                wishes = drafts(database, actors, dice)
                speeds[side].append(len(wishes) / crowd.run(side, wishes))
    finally:
        crowd.close()
    return {side: median(figures[1:]) for side, figures in speeds.items()}


@contextmanager
def databases() -> Iterator[list[tuple[str, Database]]]:
    """A fresh SQLite file and, when pgserver is installed, a fresh PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        opened = [("SQLite", Database(f"sqlite:///{folder}/bench.db"))]
        server = None
        try:
            import pgserver

            server = pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
            opened.append(("PostgreSQL", Database(server.get_uri())))
        except ImportError:
            print("NO POSTGRESQL: pgserver is not installed")
        try:
            yield opened
        finally:
            for _, database in opened:
                database.close()
            if server is not None:
                server.cleanup()


def main() -> None:
    """Print the table."""
    print(f"{'database':<12}{'clients':>8}{'ours':>14}{'by hand':>14}{'ratio':>8}")
    with databases() as opened:
        for name, database in opened:
            fill(database)
            for clients in ORDERS:
                found = measure(database, clients)
                print(f"{name:<12}{clients:>8}{found['ours']:>10.0f} /s{found['by hand']:>11.0f} /s{found['ours'] / found['by hand']:>8.2f}", flush=True)
            wrong = database.read(check_invariants)
            if wrong:
                raise SystemExit(f"the rows do not add up: {wrong[:5]}")


if __name__ == "__main__":
    main()
