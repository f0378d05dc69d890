"""How long an order history takes to import, and how much memory.

    python tests/benchmarks/bench_import.py [FILE.parquet]

Without a file it makes one of 540,000 lines (4,400 customers, 4,000 products, a quarter of the rows without a customer, some returns), the size of
one year of a real wholesaler. SQLite, synchronous=FULL, one transaction.
"""

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from backend.bootstrap import migrate
from backend.integration.service import import_order_history
from backend.kit.clock import SystemClock
from backend.kit.db import Database
from backend.ordering.service import check_invariants

LINES, CUSTOMERS, PRODUCTS = 540_000, 4_400, 4_000
WORDS = ("red", "white", "heart", "lantern", "bag", "holder", "vintage", "jumbo", "glass", "tin", "set", "lunch", "box", "retrospot", "paper", "star")


def make_file(path: Path) -> Path:
    """A file of made-up lines: about 21 lines an invoice."""
    chance = random.Random(11)
    names = sorted({" ".join(chance.sample(WORDS, 4)).upper() + f" NO {n}" for n in range(PRODUCTS)})
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE names AS SELECT row_number() OVER () - 1 AS n, name FROM (SELECT unnest(?) AS name)", [names])
        connection.execute(
            f"CREATE TABLE lines AS SELECT i, (i // 21) % {CUSTOMERS} + 10000 AS customer, (i * 7919) % {PRODUCTS} AS product, hash(i) % 1000 AS luck"
            f" FROM range({LINES}) AS numbers(i)"
        )
        connection.execute(
            "COPY (SELECT name AS Description, CAST(CASE WHEN luck < 20 THEN -1 ELSE luck % 24 + 1 END AS INTEGER) AS Quantity,"
            " TIMESTAMP '2010-12-01 08:00:00' + INTERVAL 1 MINUTE * (i // 21) AS InvoiceDate, 0.5 + luck / 100 AS UnitPrice,"
            " CASE WHEN luck < 750 THEN customer::DOUBLE END AS CustomerID, 'United Kingdom' AS Country"
            f" FROM lines JOIN names ON n = product ORDER BY i) TO '{path}' (FORMAT parquet)"
        )
    return path


def main() -> None:
    """Print one line a step and the figures."""
    with tempfile.TemporaryDirectory(prefix="dinghuo-bench-") as folder:
        file = Path(sys.argv[1]) if len(sys.argv) > 1 else make_file(Path(folder) / "lines.parquet")
        url = f"sqlite:///{folder}/company.db"
        migrate(url)
        database = Database(url)
        began = time.perf_counter()
        report = import_order_history(database, file, clock=SystemClock())
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{report.rows_read:,} rows in {seconds:.1f} s ({report.rows_read / seconds:,.0f} rows/s), peak memory {peak:.0f} MB, adds up: {report.adds_up}")
        print(f"{report.orders:,} orders, {report.lines:,} lines, {report.returns:,} returns, set aside {dict(report.set_aside)}")
        began = time.perf_counter()
        print(f"reconcile: {len(database.read(check_invariants))} problems in {time.perf_counter() - began:.1f} s")
        database.close()


if __name__ == "__main__":
    main()
