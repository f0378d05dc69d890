"""How long a chat turn takes, from the words to the reply with its card: embedded brain, 290 products, a SQLite file at synchronous=FULL.

    python tests/benchmarks/bench_turns.py [turns]

Prints p50 and p95 in milliseconds by kind of turn. Aim: order message to draft p50 <= 40 ms, p95 <= 100 ms on a quiet machine.
"""

import importlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from backend.demo.company import read_company  # noqa: E402 - the path comes first
from backend.demo.loader import load_world  # noqa: E402
from backend.kit.clock import FixedClock  # noqa: E402
from backend.kit.columns import metadata  # noqa: E402
from backend.kit.db import Database  # noqa: E402
from tests.conftest import NOW  # noqa: E402
from tests.conversation.chat import Chat  # noqa: E402

WARM_UP = 5
ORDERS = (
    "来{n}箱可口可乐330ml罐装,{m}箱雪碧330ml罐装",
    "{n} cases of Red Bull 250ml and {m} cases of Sprite 330ml cans",
    "给我发{n}箱农夫山泉550ml,再来{m}箱王老吉310ml罐装,周五前送到",
    "{n} cases of Tsingtao 500ml cans by Friday",
)
EDITS = ("雪碧改成{n}箱", "再加{m}箱农夫山泉550ml", "make the Sprite {n} cases")
QUESTIONS = ("红牛250ml还有多少?", "可口可乐330ml罐装一箱多少钱?", "SO-1003到哪了?", "我的额度还剩多少?", "How many cases of Heineken 330ml do you have?")


def main() -> None:
    """Load the company, take turns, print the table."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    for models in sorted((ROOT / "backend").glob("*/models.py")):
        importlib.import_module(f"backend.{models.parent.name}.models")
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        metadata.create_all(database.engine)
        database.write(lambda uow: load_world(uow, read_company(), clock=FixedClock(NOW)))
        chat = Chat(database, "d1.zh")
        measured = {
            "order message to a new draft": _measure(turns, lambda n: _fresh(chat, ORDERS, n)),
            "edit of the draft": _measure(turns, lambda n: _timed(chat, _fill(EDITS, n))),
            "question": _measure(turns, lambda n: _timed(chat, QUESTIONS[n % len(QUESTIONS)])),
            "typed confirmation to an order": _measure(max(10, turns // 3), lambda n: _confirmed(chat, n)),
        }
        placed = len(chat.orders_placed())
        database.close()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {turns} turns each, {placed} orders placed")
    print(f"{'turn':34} {'p50 ms':>8} {'p95 ms':>8}")
    for name, times in measured.items():
        print(f"{name:34} {_quantile(times, 0.5):8.1f} {_quantile(times, 0.95):8.1f}")


def _measure(turns: int, run: Callable[[int], float]) -> list[float]:
    times = [run(number) for number in range(turns + WARM_UP)]
    return times[WARM_UP:]


def _timed(chat: Chat, text: str) -> float:
    began = time.perf_counter()
    chat.say(text)
    return (time.perf_counter() - began) * 1000


def _fresh(chat: Chat, texts: tuple[str, ...], number: int) -> float:
    chat.say("算了,草稿作废")
    return _timed(chat, _fill(texts, number))


def _confirmed(chat: Chat, number: int) -> float:
    chat.say("算了,草稿作废")
    chat.say(f"{1 + number % 3}箱雪碧330ml罐装,{1 + number % 5}箱农夫山泉550ml")
    return _timed(chat, "确认")


def _fill(texts: tuple[str, ...], number: int) -> str:
    return texts[number % len(texts)].format(n=2 + number % 9, m=1 + number % 7)


def _quantile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    main()
