"""A real `dinghuo serve` in a process of its own, its clients, and the proof that a kill loses nothing that was acknowledged."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from backend.bootstrap import open_database, reconcile
from backend.kit.ownership import owner_of
from backend.settings.process import ProcessSettings
from tests.faults.nursery import Child

ROOT = Path(__file__).resolve().parents[2]
LOGINS = ("d1.zh", "d1.en", "d2.zh", "d2.en", "d3.zh", "d3.en", "d7.zh", "d7.en")
SKU = "SPC-2"  # cheap and plentiful: a thousand orders exhaust neither stock nor credit
PATIENCE_S = 240


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Server:
    """`dinghuo serve --demo` on a port of its own; killed at the latest when the block ends."""

    def __init__(self, database_url: str, log: Path, start: Callable[[list[str], str], Child] | None = None) -> None:
        """Starts it, by `start` where the program is loaded already; `ready` waits until it answers."""
        self.port = free_port()
        self.database_url = database_url
        self.log = log.open("a", encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DINGHUO_")}
        arguments = ["serve", "--demo", "--port", str(self.port), "--database", database_url]
        self.process: Child | subprocess.Popen[bytes] = (
            start(arguments, str(log))
            if start
            else subprocess.Popen([sys.executable, "-m", "bot.cli", *arguments], cwd=ROOT, env=environment, stdout=self.log, stderr=self.log)
        )

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def ready(self) -> Self:
        """Wait until it answers; fail with its log when it ends instead."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            assert self.process.poll() is None, Path(self.log.name).read_text(encoding="utf-8")
            try:
                if Client(self.port).call("GET", "/healthz")[0] == http.client.OK:
                    return self
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not answer")

    def kill(self) -> None:
        """As a power cut does: without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE_S)

    def stop(self) -> int:
        """Ask it to end; returns its status."""
        self.process.terminate()
        return self.process.wait(PATIENCE_S)

    def __enter__(self) -> Self:
        """Ready to answer; a server that does not come up leaves neither a process nor an open log behind."""
        try:
            return self.ready()
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_error: object) -> None:
        """Gone, whatever happened."""
        if self.process.poll() is None:
            self.kill()
        self.log.close()


@dataclass(slots=True)
class Client:
    """Speaks to the REST API as one person."""

    port: int
    token: str = ""

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and document of one request; raises OSError or HTTPException when the server is gone."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            sent = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}", **headers}
            connection.request(method, path, json.dumps(body) if body is not None else None, sent)
            answer = connection.getresponse()
            content = answer.read()
            return answer.status, json.loads(content) if content else None
        finally:
            connection.close()

    def sign_in(self, login: str) -> Self:
        """Become a person of the demo company."""
        status, session = self.call("POST", "/api/v1/sessions/demo", {"login": login})
        assert status == http.client.CREATED, session
        self.token = session["token"]
        return self

    def draft(self, qty: int) -> str:
        """Show a draft of `qty` pieces; returns the token that confirms exactly it."""
        status, draft = self.call("PATCH", "/api/v1/draft", {"lines": [{"sku": SKU, "qty": str(qty), "unit": "base"}]})
        assert status == http.client.OK, draft
        return str(draft["confirm_token"])

    def confirm(self, token: str, key: str) -> str:
        """Confirm; returns the order's number."""
        status, result = self.call("POST", "/api/v1/confirmations", {"token": token}, **{"Idempotency-Key": key})
        assert status == http.client.CREATED, result
        return str(result["order"]["number"])


@dataclass(slots=True)
class Ledger:
    """What the clients know: under which key which token was sent, and which order number was acknowledged for it."""

    run: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    sent: dict[str, tuple[str, str]] = field(default_factory=dict)
    acknowledged: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def order(self, client: Client, login: str, key: str, qty: int) -> None:
        """Draft and confirm one order, noting what was sent before and what was acknowledged after."""
        token = client.draft(qty)
        with self.lock:
            self.sent[key] = (login, token)
        number = client.confirm(token, key)
        with self.lock:
            self.acknowledged[key] = number


def prove_nothing_is_lost(database_url: str, folder: Path, confirmations: int, kill_after: int) -> None:
    """Eight people confirm; the server is killed once `kill_after` orders are acknowledged; everything is as they were told after a restart."""
    ledger = Ledger()
    before = set(orders_made(database_url, set()))
    share = confirmations // len(LOGINS)
    with Server(database_url, folder / "server.log") as server:
        clients = {login: Client(server.port).sign_in(login) for login in LOGINS}
        with ThreadPoolExecutor(len(LOGINS)) as pool:
            running = [pool.submit(_keep_ordering, clients[login], ledger, login, share) for login in LOGINS]
            while len(ledger.acknowledged) < kill_after and not all(future.done() for future in running):
                time.sleep(0.001)
            server.kill()
            for future in running:
                future.result()
    assert len(ledger.acknowledged) >= kill_after
    assert len(ledger.acknowledged) < confirmations, "the kill came too late to prove anything"
    with Server(database_url, folder / "server.log") as server:
        _check_acknowledged(server, ledger)
        _repeat_the_rest(server, ledger)
        assert server.stop() == 0
        check_given_back(server)
    assert sorted(orders_made(database_url, before)) == sorted(ledger.acknowledged.values())
    database = open_database(ProcessSettings(database_url=database_url))
    assert reconcile(database) == []
    database.close()


def check_given_back(server: Server) -> None:
    """A server that was asked to end left no traceback, and the database free with its log folded in."""
    assert owner_of(server.database_url) is None
    assert "Traceback" not in Path(server.log.name).read_text(encoding="utf-8")
    assert not Path(f"{server.database_url.removeprefix('sqlite:///')}-wal").exists()


def _keep_ordering(client: Client, ledger: Ledger, login: str, share: int) -> None:
    """Every order has a quantity of its own: the double of a colleague's order would have to be looked at again first."""
    for number in range(share):
        try:
            ledger.order(client, login, f"{ledger.run}-{login}-{number}", LOGINS.index(login) * share + number + 1)
        except (OSError, http.client.HTTPException):
            return


def _check_acknowledged(server: Server, ledger: Ledger) -> None:
    clients = {login: Client(server.port).sign_in(login) for login in LOGINS}
    for key, number in ledger.acknowledged.items():
        status, order = clients[ledger.sent[key][0]].call("GET", f"/api/v1/orders/{number}")
        assert (status, order["number"]) == (http.client.OK, number), key
    assert len(set(ledger.acknowledged.values())) == len(ledger.acknowledged)


def _repeat_the_rest(server: Server, ledger: Ledger) -> None:
    """Repeat every request under its key: the acknowledged answer again, and one order for each that was never answered."""
    clients = {login: Client(server.port).sign_in(login) for login in LOGINS}
    for key, (login, token) in ledger.sent.items():
        number = clients[login].confirm(token, key)
        assert ledger.acknowledged.setdefault(key, number) == number


def orders_made(database_url: str, before: set[str]) -> list[str]:
    """Numbers of the orders that are in the database and were not there before, as often as they occur."""
    connection = sqlite3.connect(database_url.removeprefix("sqlite:///"))
    try:
        return [number for (number,) in connection.execute("SELECT number FROM orders") if number not in before]
    finally:
        connection.close()
