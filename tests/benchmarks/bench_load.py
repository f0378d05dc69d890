"""A promotion day: four times the orders of the busiest hour of a normal day, for a minute, against a real `dinghuo serve` (A14).

    python tests/benchmarks/bench_load.py

Normal is 2.5 orders a second: the busiest hour of a median day of 45,000 orders, a fifth of which come in that hour. Every order is an arrival of its
own that waits for nobody (an open queue): half are written in the chat and confirmed by their button, half come over REST, five lines each, and
with each order somebody reads his order list. The time of an order runs from when it was due, so waiting counts. Limits, in the same run: no order
fails, and the server keeps up, that is, it needs less than the minute of one core (times on the clock depend on what else the machine does).
"""

# ruff: noqa: E402 - the checkout is put on the path before it is imported

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from bench_http import BUYERS, Client, prepare, serving

from backend.bootstrap import reconcile
from backend.kit.db import Database

NORMAL_PER_S, TIMES = 2.5, 4
NORMAL_S, PROMOTION_S = 20.0, 60.0
WORKERS = 48
CORES = 1.0
CHAT = ("{n} cases of coca-cola 330ml and 2 cases of sprite 500ml", "来{n}箱可口可乐330ml罐装,再加2箱500ml雪碧")
OK, CREATED = 200, 201


@dataclass(slots=True)
class Day:
    """What came of the orders of a phase."""

    times: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Shop:
    """Places orders as many people, each over a connection of his own."""

    def __init__(self, place: str, tokens: Sequence[str], skus: Sequence[str]) -> None:
        """Nothing is connected before an order."""
        self._place, self._tokens, self._skus, self._local = place, tokens, skus, threading.local()

    def order(self, number: int) -> None:
        """The order of an arrival; raises when it is not acknowledged."""
        self._local.client = Client(self._place)
        (self._by_chat if number % 2 else self._by_rest)(number)
        self._ask(number, "GET", "/orders?limit=20", OK)

    def _ask(self, number: int, method: str, path: str, expected: int, body: Any = None, **headers: str) -> Any:
        status, document = self._local.client.ask(method, path, self._tokens[number % BUYERS], body, **headers)
        if status != expected:
            raise RuntimeError(f"{method} {path}: {status} {json.dumps(document)[:200]}")
        return document

    def _by_rest(self, number: int) -> None:
        lines = [{"sku": self._skus[(number * 7 + step) % len(self._skus)], "qty": step + 1 + number // BUYERS} for step in range(5)]
        draft = self._ask(number, "PATCH", "/draft", OK, {"lines": lines})
        self._ask(number, "POST", "/confirmations", CREATED, {"token": draft["confirm_token"]}, **{"Idempotency-Key": f"load {number}"})

    def _by_chat(self, number: int) -> None:
        text = CHAT[number // 2 % 2].format(n=number % 97 + 1)
        shown = self._ask(number, "POST", "/chat", OK, {"message_id": f"m{number}", "text": text})
        buttons = [button for block in shown["blocks"] for button in block.get("buttons", ())]
        action = next((button["action"] for button in buttons if button["action"].startswith("confirm:")), None)
        if action is None:
            raise RuntimeError(f"nothing to confirm: {shown.get('text', '')[:200]}")
        told = self._ask(number, "POST", "/chat", OK, {"message_id": f"y{number}", "action": action})
        if "SO-" not in json.dumps(told):
            raise RuntimeError(f"no order: {told.get('text', '')[:200]}")


def run(order: Callable[[int], None], numbers: range, per_s: float) -> Day:
    """Arrivals at an even rate, each when it is due, whatever became of those before it."""
    day, begun = Day(), time.perf_counter()

    def arrive(number: int, due: float) -> None:
        try:
            order(number)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the order failed
            with day.lock:
                day.failed.append(str(error))
            return
        with day.lock:
            day.times.append(time.perf_counter() - begun - due)

    with ThreadPoolExecutor(WORKERS) as pool:
        for place, number in enumerate(numbers):
            due = place / per_s
            time.sleep(max(0.0, begun + due - time.perf_counter()))
            pool.submit(arrive, number, due)
    return day


def server_cpu() -> float:
    """Seconds of processor time that the server, our one child, has used (Linux)."""
    children = [pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()]
    ticks = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in children]
    return sum(int(one) for pair in ticks for one in pair) / os.sysconf("SC_CLK_TCK")


def show(name: str, per_s: float, day: Day, cpu: float) -> None:
    """One row of the table."""
    cuts = quantiles(day.times, n=100)
    figures = f"{cuts[49] * 1000:>9.0f}{cuts[94] * 1000:>9.0f}{max(day.times) * 1000:>9.0f}"
    print(f"{name:<26}{per_s:>10.1f}{len(day.times):>8}{len(day.failed):>8}{figures}{cpu / len(day.times) * 1000:>12.1f}", flush=True)


def main() -> None:
    """A normal while, then the promotion day; the ledgers agree afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/load.db"
        tokens, skus = prepare(url)
        with serving(url, Path(folder) / "log") as place:
            shop = Shop(place, tokens, skus)
            run(shop.order, range(4), NORMAL_PER_S)
            print(f"{'orders over loopback':<26}{'due per s':>10}{'placed':>8}{'failed':>8}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'CPU ms each':>12}")
            first, then = int(NORMAL_PER_S * NORMAL_S), int(NORMAL_PER_S * TIMES * PROMOTION_S)
            marks = [server_cpu()]
            normal = run(shop.order, range(4, 4 + first), NORMAL_PER_S)
            marks.append(server_cpu())
            show("busiest hour, normal", NORMAL_PER_S, normal, marks[1] - marks[0])
            promotion = run(shop.order, range(4 + first, 4 + first + then), NORMAL_PER_S * TIMES)
            used = server_cpu() - marks[1]
            show(f"promotion day, {TIMES} times", NORMAL_PER_S * TIMES, promotion, used)
        database = Database(url)
        found = reconcile(database)
        database.close()
    failed = [*normal.failed, *promotion.failed]
    cores = used / PROMOTION_S
    print(f"reconcile: {len(found)} disagreements; failed orders: {len(failed)} (limit 0); server: {cores:.2f} of a core (limit {CORES:.0f})")
    for one in [*failed, *found][:5]:
        print(one)
    if failed or found or cores > CORES:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
