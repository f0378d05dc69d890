"""Orders as tables: accuracy on the labelled files, time for 500 and 5,000 rows to a reviewed draft, and the memory that 50,000 rows take.

    python tests/benchmarks/bench_sheets.py

Every size runs in a process of its own, through the use cases, on SQLite; memory is the growth of the process while the file is received and read.
"""

# ruff: noqa: E402 - the checkout is put on the path before it is imported

import random
import resource
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from openpyxl import Workbook

SIZES = (500, 5_000, 50_000)


def workbook(rows: int, skus: list[tuple[str, str]]) -> bytes:
    """A workbook of goods with typing errors in some names."""
    rnd = random.Random(5)
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["商品名称", "规格", "单位", "数量"])
    for _ in range(rows):
        name, spec = rnd.choice(skus)
        place = rnd.randrange(len(name))
        said = name[:place] + name[place + 1 :] if rnd.random() < 0.1 and not name[place].isdigit() else name
        sheet.append([said, spec, "箱", rnd.randrange(1, 30)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def run(rows: int) -> None:
    """Receive, read and draft in this process."""
    from backend.bootstrap import migrate
    from backend.demo.loader import load_demo_company
    from backend.identity.service import actor_of_login
    from backend.kit.clock import SystemClock
    from backend.kit.db import Database
    from backend.ordering.sheets.service import Choice, Upload, draft_sheet, read_rows, receive_sheet
    from tests.sheets.labelled import demo_index

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        migrate(url)
        database = Database(url)
        clock = SystemClock()
        load_demo_company(database, clock=clock)
        data = workbook(rows, [(sku.name_zh, sku.spec) for sku in demo_index().skus])
        actor = database.read(lambda uow: actor_of_login(uow, "d1.zh"))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        sheet = receive_sheet(database, actor, Upload("bench.xlsx", data), clock=clock, at_once=0)
        received = time.perf_counter() - started
        while read_rows(database, sheet.sheet_id, clock=clock):
            pass
        read = time.perf_counter() - started
        drafts = database.write(lambda uow: draft_sheet(uow, actor, sheet.sheet_id, Choice(partly=True), clock=clock))
        took = time.perf_counter() - started
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(
            f"{rows:>7,} rows  stored {received:6.1f} s  read {read:6.1f} s  drafted {took:6.1f} s ({len(drafts)} drafts)  memory +{grown:.0f} MB", flush=True
        )
        database.close()


def main() -> None:
    """The labelled files, then each size."""
    from tests.sheets.labelled import SETS, measure

    for name in SETS:
        print(f"{name}: { ({key: value for key, value in measure(name).items() if key != 'columns'}) }", flush=True)
    for size in SIZES:
        subprocess.run([sys.executable, __file__, str(size)], check=True)


if __name__ == "__main__":
    run(int(sys.argv[1])) if len(sys.argv) > 1 else main()
