"""Fifty people talk to one server process at once, beside the same number of requests to a bare FastAPI application that echoes.

    python tests/benchmarks/bench_conversations.py

Each conversation is a greeting, a stock question, an order, a change, an addition, a credit question, a plain yes and a question about the
order, in one of two languages, by a dealer of his own (`tests/http/conversing.py`). Every reply must answer its own message, every order must be
its dealer's with his amount, every turn must be stored once; else the measurement fails. Clients and server share the machine; memory is
the server's resident size. At most about 60 seconds.
"""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.bench_http import ROOT, Client, prepare, serving
from tests.http.conversing import TURNS, Person, converse
from tests.pages.serving import free_port

PEOPLE = 50
GOODS = {"zh": ("可口可乐330ml罐装", "500ml雪碧"), "en": ("coca-cola 330ml", "sprite 500ml")}
ECHO = """
import sys, uvicorn
from fastapi import FastAPI
from bot.connectors.web.bodies import ChatBody
app = FastAPI()
@app.post("/api/v1/chat")
def echo(body: ChatBody): return {"message_id": body.message_id, "text": body.text}
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
"""
Talk = Callable[[Client, int, list[float]], None]


def at_once(place: str, talk: Talk) -> tuple[float, list[float]]:
    """All fifty at the same time, each with a connection of its own: the seconds it took and the time of each turn."""
    times: list[float] = []
    failures: list[BaseException] = []
    together = threading.Barrier(PEOPLE)

    def work(number: int) -> None:
        client, own = Client(place), list[float]()
        try:
            together.wait()
            talk(client, number, own)
        except BaseException as error:  # noqa: BLE001 - told to the main thread
            failures.append(error)
        times.extend(own)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(PEOPLE)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - started, times


def conversation(tokens: Sequence[str]) -> tuple[Talk, Talk]:
    """A whole conversation, timed turn by turn, and the look at everything afterwards."""
    people = [Person(number, lang, *GOODS[lang]) for number, lang in ((number, ("zh", "en")[number % 2]) for number in range(PEOPLE))]

    def asking(client: Client, number: int, times: list[float]) -> Callable[[str, str, Any], Any]:
        def ask(method: str, path: str, body: Any) -> Any:
            begun = time.perf_counter()
            status, document = client.ask(method, path, tokens[number], body)
            times.append(time.perf_counter() - begun)
            assert status == 200, document
            return document

        return ask

    return (
        lambda client, number, times: converse(people[number], asking(client, number, times)),
        lambda client, number, times: people[number].check_afterwards(asking(client, number, times)),
    )


def echoing(client: Client, number: int, times: list[float]) -> None:
    """As many requests as a conversation has turns."""
    for step in range(TURNS):
        begun = time.perf_counter()
        status, document = client.ask("POST", "/chat", "", {"message_id": f"p{number}-{step}", "text": "来10箱可口可乐330ml罐装"})
        times.append(time.perf_counter() - begun)
        assert status == 200, document


@contextmanager
def bare_echo() -> Iterator[str]:
    """The bare application in its own process."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", ECHO, str(port)], cwd=ROOT)
    try:
        for _ in range(300):
            try:
                httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                yield f"127.0.0.1:{port}"
                return
        raise SystemExit("the echo did not start")
    finally:
        process.terminate()
        process.wait(timeout=30)


def resident_mb(place: str) -> float:
    """The largest resident size so far of the process that listens at `place`; Linux only."""
    listening = f"0100007F:{int(place.rpartition(':')[2]):04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    inode = next(line[9] for line in lines if line[1] == listening and line[3] == "0A")
    for entry in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            found = str(entry.readlink()) == f"socket:[{inode}]"
        except OSError:
            continue
        if found:
            status = (entry.parent.parent / "status").read_text(encoding="ascii")
            return int(status.split("VmHWM:")[1].split()[0]) / 1024
    return 0.0


def show(name: str, seconds: float, times: list[float], memory: float) -> float:
    """One row of the table; returns turns a second."""
    cuts, rate = quantiles(times, n=100), len(times) / seconds
    print(f"{name:<46}{len(times):>7}{rate:>9.1f}{cuts[49] * 1000:>9.1f}{cuts[94] * 1000:>9.1f}{memory:>9.0f}", flush=True)
    return rate


def main() -> None:
    """Prepare, talk, check, and compare."""
    print(f"{f'{PEOPLE} conversations at once, one process':<46}{'turns':>7}{'per s':>9}{'p50 ms':>9}{'p95 ms':>9}{'RSS MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        tokens, _ = prepare(url)
        talk, look = conversation(tokens)
        with serving(url, Path(folder) / "log") as place:
            warm = Client(place)
            for number in range(3):
                warm.ask("POST", "/chat", tokens[-1], {"message_id": f"w{number}", "text": GOODS["zh"][0]})
            before = resident_mb(place)
            seconds, times = at_once(place, talk)
            rate = show("assistant, embedded brain, SQLite", seconds, times, resident_mb(place))
            at_once(place, look)
    with bare_echo() as place:
        at_once(place, echoing)
        echo = show("bare FastAPI echo", *at_once(place, echoing), resident_mb(place))
    print(f"every reply, order and stored turn of the {PEOPLE} was checked: none lost, none crossed")
    print(f"resident before the talk: {before:.0f} MB; echo/assistant = {echo / rate:.1f}")


if __name__ == "__main__":
    main()
