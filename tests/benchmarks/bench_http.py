"""How many orders and chat turns a second one server process takes over HTTP: a real `dinghuo serve` on loopback, eight keep-alive clients.

    python tests/benchmarks/bench_http.py

The demo company gets dealers of its own for the measurement, one for each order, so that no order waits for another one's credit. Orders
have five lines and pass every gate; each is drafted (PATCH /draft) and confirmed (POST /confirmations with an Idempotency-Key) on SQLite at
synchronous=FULL. Clients and server share the machine. At most 40 seconds.
"""

import http.client
import json
import os
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from backend.bootstrap import migrate
from backend.catalog.service import catalogue_index
from backend.credit.service import NewAccount, import_accounts
from backend.dealers.domain import NewDealer
from backend.dealers.service import import_dealers, list_places
from backend.demo.loader import load_demo_company
from backend.identity.domain import SYSTEM, Role
from backend.identity.service import NewUser, create_users, place_org_units, sign_in_demo
from backend.inventory.service import Receipt, receive_stock
from backend.kit.clock import SystemClock
from backend.kit.db import Database, UnitOfWork

CLIENTS, BUYERS, PHASE_S = 8, 320, 8.0
DRINKS = 40
ROOT = Path(__file__).resolve().parents[2]
CHAT = ("{n} cases of coca-cola 330ml and 2 cases of sprite 500ml", "来{n}箱可口可乐330ml罐装,再加2箱500ml雪碧")
Job = Callable[["Client", int], None]


def prepare(url: str) -> tuple[list[str], list[str]]:
    """A migrated demo company with 320 more dealers that have one user each; returns their tokens and the SKUs to order."""
    migrate(url)
    database, clock = Database(url), SystemClock()
    load_demo_company(database, clock=clock)

    def more(uow: UnitOfWork) -> tuple[list[str], list[str]]:
        codes = [f"BENCH-{number:03}" for number in range(BUYERS)]
        place = list_places(uow)[0]
        licence = {"L-BENCH": date.today() + timedelta(days=900)}  # noqa: DTZ011 - any far day
        place_org_units(uow, [(code, None) for code in codes])
        import_dealers(uow, [NewDealer(code, code, code, "A", 2, None, place.code, (place.region,), licence) for code in codes])
        import_accounts(uow, [NewAccount(code, Decimal(10_000_000)) for code in codes], clock=clock)
        create_users(uow, [NewUser(code, code, Role.DEALER_USER, "en", dealer_id=code) for code in codes])
        drinks = [code for code, sku in sorted(catalogue_index(uow).by_code.items()) if sku.category == "beverage" and sku.status == "active"][:DRINKS]
        receipts = [Receipt("BW-E", sku, "BENCH", 10_000_000, date.today() - timedelta(days=1), None) for sku in drinks]  # noqa: DTZ011 - any near day
        receive_stock(uow, SYSTEM, receipts, clock=clock)
        return [sign_in_demo(uow, code, clock=clock).token for code in codes], drinks

    found = database.write(more)
    database.close()
    return found


@contextmanager
def serving(url: str, log: Path) -> Iterator[str]:
    """`dinghuo serve` in its own process; yields host:port."""
    environment = {**os.environ, "DINGHUO_DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", "bot.cli", "serve", "--demo", "--port", "0"], cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        until = time.monotonic() + 240
        while time.monotonic() < until and process.poll() is None:
            found = re.search(r"http://(127\.0\.0\.1:\d+)", log.read_text(encoding="utf-8"))
            if found:
                yield found.group(1)
                return
            time.sleep(0.1)
        raise SystemExit("the server did not start:\n" + log.read_text(encoding="utf-8"))
    finally:
        process.terminate()
        process.wait(timeout=30)


class Client:
    """One keep-alive connection."""

    def __init__(self, place: str) -> None:
        self._connection = http.client.HTTPConnection(place, timeout=30)

    def ask(self, method: str, path: str, token: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and document of one request."""
        sent = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **headers}
        self._connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body).encode(), sent)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())


def run_phase(place: str, jobs: int, job: Job) -> tuple[int, float, list[float]]:
    """Eight clients share the jobs until none is left or the phase's time is over: how many were done, in which time, each one's time."""
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(jobs):
        waiting.put(number)
    times: list[float] = []
    failures: list[BaseException] = []
    started = time.perf_counter()

    def work() -> None:
        client = Client(place)
        try:
            while time.perf_counter() - started < PHASE_S:
                number = waiting.get_nowait()
                begun = time.perf_counter()
                job(client, number)
                times.append(time.perf_counter() - begun)
        except queue.Empty:
            return
        except BaseException as error:  # noqa: BLE001 - told to the main thread
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return len(times), time.perf_counter() - started, times


def main() -> None:
    """Prepare, serve, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        tokens, skus = prepare(url)
        confirm_tokens: dict[int, str] = {}
        with serving(url, Path(folder) / "log") as place:

            def draft(client: Client, number: int) -> None:
                lines = [{"sku": skus[(number * 7 + step) % len(skus)], "qty": step + 1} for step in range(5)]
                status, document = client.ask("PATCH", "/draft", tokens[number], {"lines": lines})
                assert status == 200, document
                confirm_tokens[number] = document["confirm_token"]

            def confirm(client: Client, number: int) -> None:
                headers = {"Idempotency-Key": f"bench {number}"}
                status, document = client.ask("POST", "/confirmations", tokens[number], {"token": confirm_tokens[number]}, **headers)
                assert status == 201, document

            def chat(client: Client, number: int) -> None:
                text = CHAT[number % len(CHAT)].format(n=number % 30 + 1)
                status, document = client.ask("POST", "/chat", tokens[number % BUYERS], {"message_id": f"m{number}", "text": text})
                assert status == 200, document
                assert any(block["type"] == "card" for block in document["blocks"]), document["text"]

            def read(client: Client, number: int) -> None:
                status, document = client.ask("GET", "/orders?limit=20", tokens[number % BUYERS])
                assert status == 200, document

            warm_up(place, chat)
            print(f"{'over HTTP, ' + str(CLIENTS) + ' clients':<34}{'done':>7}{'per s':>9}{'p50 ms':>9}{'p95 ms':>9}")
            for name, jobs, job in (
                ("drafts of 5 lines (PATCH /draft)", BUYERS, draft),
                ("confirmed orders of 5 lines", BUYERS, confirm),
                ("chat turns, order message to draft", 4000, chat),
                ("order lists read", 4000, read),
            ):
                if job is confirm:
                    jobs = len(confirm_tokens)  # noqa: PLW2901 - only what was drafted in time
                show(name, *run_phase(place, jobs, job))


def warm_up(place: str, chat: Job) -> None:
    """Build the server's indexes before anything is timed."""
    client = Client(place)
    for number in (BUYERS * 20, BUYERS * 20 + 1):
        chat(client, number)


def show(name: str, done: int, seconds: float, times: list[float]) -> None:
    """One row of the table."""
    cuts = quantiles(times, n=100)
    print(f"{name:<34}{done:>7}{done / seconds:>9.1f}{cuts[49] * 1000:>9.1f}{cuts[94] * 1000:>9.1f}", flush=True)


if __name__ == "__main__":
    main()
