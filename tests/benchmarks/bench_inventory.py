"""How fast stock is looked up and promised, beside hand-written SQL that reads and writes the same rows.

    python tests/benchmarks/bench_inventory.py

Both sides run in turns inside the same transactions (no commit is timed), on the same data, on SQLite and PostgreSQL; the figures
are medians of the rounds, and the ratio (raw time / our time; 1.00 = as fast as raw) is what to look at on a busy machine.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import backend.bootstrap  # noqa: F401 - registers every table
from backend.credit.service import NewAccount, commit_order, import_accounts
from backend.identity.domain import SYSTEM
from backend.inventory.service import NewWarehouse, Receipt, Want, availability, import_warehouses, receive_stock, reserve
from backend.kit.clock import FixedClock
from backend.kit.columns import metadata
from backend.kit.db import Database, UnitOfWork

SKUS = [f"SKU-{number:04d}" for number in range(300)]
DAY = date(2025, 6, 12)
AT = datetime(2025, 6, 11, 1, 30, tzinfo=UTC)
CLOCK = FixedClock(AT)
ROUNDS, PER_ROUND = 15, 40
LOOK = (
    "SELECT b.sku, b.warehouse, b.on_hand, b.reserved, b.buffer, b.stock_version, l.on_hand, l.status = 'ok', l.remove_by FROM stock_balances b"
    " JOIN warehouses w ON w.code = b.warehouse LEFT JOIN stock_lots l ON l.sku = b.sku AND l.warehouse = b.warehouse AND l.on_hand > 0"
    " AND (l.remove_by < {p} OR l.status <> 'ok') WHERE b.sku IN ({many}) AND w.sells ORDER BY w.priority, b.warehouse"
)
TAKE = (
    "UPDATE stock_balances SET reserved = reserved + {p} WHERE sku = {p} AND warehouse = {p} AND stock_version = {p}"
    " AND on_hand - reserved - buffer >= {p}"
)
PROMISE = (
    "INSERT INTO stock_reservations (order_id, line_no, sku, warehouse, base_qty, status, day, reserved_at, ended_at)"
    " VALUES ({p}, {p}, {p}, {p}, {p}, 'active', {p}, {p}, NULL)"
)
COMMIT = (
    "UPDATE credit_accounts SET committed = committed + {p}, open_receivables = open_receivables + 0 WHERE dealer_id = {p}"
    " RETURNING credit_limit, uplift, uplift_from, uplift_to, open_receivables, committed, overdue, overdue_days, currency"
)
ENTRY = "INSERT INTO credit_entries (dealer_id, order_id, kind, committed, receivable, at) VALUES ({p}, {p}, 'commit', {p}, 0, {p})"


def fill(database: Database) -> None:
    """300 SKUs in two warehouses, two lots each, and one dealer."""
    metadata.create_all(database.engine)
    receipts = [Receipt(place, sku, lot, 10**8, DAY) for sku in SKUS for place in ("BW-E", "BW-S") for lot in ("L1", "L2")]
    database.write(lambda uow: import_warehouses(uow, [NewWarehouse("BW-E", "东", "East", 0), NewWarehouse("BW-S", "南", "South", 1)]))
    database.write(lambda uow: receive_stock(uow, SYSTEM, receipts, clock=CLOCK))
    database.write(lambda uow: import_accounts(uow, [NewAccount("D1", Decimal(10**9))], clock=CLOCK))


class Raw:
    """The same work by hand on the driver's cursor."""

    def __init__(self, uow: UnitOfWork) -> None:
        """The cursor of the transaction the other side uses too."""
        self.cursor: Any = uow.connection.connection.cursor()
        self.mark = "?" if uow.is_sqlite else "%s"
        self.day = DAY.isoformat() if uow.is_sqlite else DAY
        self.sqlite = uow.is_sqlite

    def look(self, skus: list[str]) -> dict[str, list[Any]]:
        """Availability of the SKUs per warehouse."""
        self.cursor.execute(LOOK.format(p=self.mark, many=", ".join([self.mark] * len(skus))), [self.day, *skus])
        free: dict[str, list[Any]] = {}
        for sku, warehouse, on_hand, reserved, buffer, version, _, _, _ in self.cursor.fetchall():
            free.setdefault(sku, []).append((warehouse, on_hand - reserved - buffer, version))
        return free

    def reserve(self, order_id: str, wants: tuple[Want, ...]) -> None:
        """Read, guard, take and store, for wants that one warehouse can serve."""
        free = self.look(sorted({want.sku for want in wants}))
        takes, rows, at = [], [], AT.isoformat(timespec="microseconds")
        for want in sorted(wants, key=lambda want: want.sku):
            warehouse, _, version = free[want.sku][0]
            takes.append((want.base_qty, want.sku, warehouse, version, want.base_qty))
            rows.append((order_id, want.line_no, want.sku, warehouse, want.base_qty, self.day, at))
        self.cursor.executemany(TAKE.format(p=self.mark), takes)
        if self.cursor.rowcount != len(takes):
            raise RuntimeError("short")
        self.cursor.executemany(PROMISE.format(p=self.mark), rows)

    def commit(self, order_id: str) -> None:
        """Post and append."""
        self.cursor.execute(COMMIT.format(p=self.mark), (10000, "D1"))
        self.cursor.fetchone()
        self.cursor.execute(ENTRY.format(p=self.mark), ("D1", order_id, 10000, AT.isoformat(timespec="microseconds")))


def measure(database: Database, ours: Callable[[UnitOfWork, int], object], raw: Callable[[Raw, int], object]) -> tuple[float, float]:
    """Median ms of one call, ours and raw, in turns."""
    mine: list[float] = []
    theirs: list[float] = []

    def timed(uow: UnitOfWork, first: int) -> None:
        hand = Raw(uow)
        started = time.perf_counter()
        for number in range(first, first + PER_ROUND):
            ours(uow, number)
        between = time.perf_counter()
        for number in range(first, first + PER_ROUND):
            raw(hand, number)
        mine.append((between - started) / PER_ROUND * 1000)
        theirs.append((time.perf_counter() - between) / PER_ROUND * 1000)

    for rounds in range(ROUNDS):
        database.write(lambda uow, first=rounds * PER_ROUND: timed(uow, first))
    return median(mine), median(theirs)


def report(name: str, database: Database) -> None:
    """One block of the table."""
    dice = random.Random(7)
    for lines in (1, 5, 50):
        baskets = [dice.sample(SKUS, lines) for _ in range(64)]
        orders = [tuple(Want(n, sku, 24) for n, sku in enumerate(basket, 1)) for basket in baskets]
        looked = measure(database, lambda uow, n, b=baskets: availability(uow, b[n % 64], day=DAY), lambda hand, n, b=baskets: hand.look(b[n % 64]))
        row(name, f"availability, {lines} SKUs", looked)
        promised = measure(
            database,
            lambda uow, n, o=orders, k=lines: reserve(uow, f"a{k}-{n}", o[n % 64], day=DAY, clock=CLOCK),
            lambda hand, n, o=orders, k=lines: hand.reserve(f"b{k}-{n}", o[n % 64]),
        )
        row(name, f"reserve, {lines} lines", promised)
    committed = measure(database, lambda uow, n: commit_order(uow, "D1", f"a{n}", Decimal(1), at=AT), lambda hand, n: hand.commit(f"b{n}"))
    row(name, "commit_order", committed)


def row(name: str, what: str, figures: tuple[float, float]) -> None:
    """One line of the table."""
    mine, raw = figures
    print(f"{name:<12}{what:<24}{mine:>9.3f} ms{1 / mine:>9.2f} /ms{raw:>9.3f} ms raw{raw / mine:>8.2f}")


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
    print(f"{'database':<12}{'what':<24}{'one call':>12}{'calls':>13}{'raw SQL':>16}{'ratio':>8}")
    with databases() as opened:
        for name, database in opened:
            fill(database)
            report(name, database)


if __name__ == "__main__":
    main()
