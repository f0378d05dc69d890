"""A server that is killed again and again in the middle of its work, and the proof that nothing it acknowledged is lost or doubled.

People place orders, a warehouse ships, tables are imported and a receiver hears of every event, all at once; each is a script of requests with
Idempotency-Keys. After a kill the ledgers must agree, what was acknowledged is answered the same again, and each script goes on by repeating the
one request that was never answered.
"""

import http.client
import random
import threading
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count, groupby
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from backend.bootstrap import open_database, reconcile, relay_events
from backend.identity.domain import SYSTEM, Role
from backend.identity.service import NewUser, create_users
from backend.integration.models import webhook_deliveries
from backend.integration.webhooks.sending import CLAIM_LASTS, send_due
from backend.integration.webhooks.subscribing import check_subscription, subscribe
from backend.inventory.domain import MoveKind
from backend.inventory.models import moves
from backend.kit.clock import FixedClock, SystemClock
from backend.kit.db import Database, UnitOfWork
from backend.ordering.models import orders
from backend.ordering.sheets.models import order_sheets
from backend.ordering.sheets.store import UNFINISHED
from backend.settings.process import ProcessSettings
from backend.settings.service import load_brand_settings, save_brand_settings
from tests.commands.running import SKU, Client, Server, check_given_back
from tests.faults.nursery import Nursery
from tests.integration.receiver import Receiver, receiving

HOUSE = "house"
REPEATED = 6
LONGEST_S = 1.5
_GONE = (OSError, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class Call:
    """A request of a person, below /api/v1."""

    login: str
    method: str
    path: str
    body: Mapping[str, Any]


Script = Generator[Call, Any, None]


def submit() -> Script:
    """Order after order."""
    for quantity in count(1):
        yield from _order("d2.zh", quantity)


def ship() -> Script:
    """An order, and the way of its goods to the door."""
    for quantity in count(1):
        number = (yield from _order("d3.zh", quantity))["order"]["number"]
        yield Call(HOUSE, "POST", f"/orders/{number}/allocation", {})
        part, version = f"/shipments/{number}-01", 1
        for step, body in (("picking", {}), ("dispatch", {"carrier": "SF"}), ("delivery", {"signed_by": "Ms Wang"})):
            version = (yield Call(HOUSE, "POST", f"{part}/{step}", {"version": version, **body}))["version"]


def import_tables() -> Script:
    """A table, its draft, its order."""
    for quantity in count(1):
        sheet = yield Call("d1.zh", "POST", "/order-sheets", {"text": f"SKU,qty,unit\n{SKU},{quantity},pc\n"})
        made = yield Call("d1.zh", "POST", f"/order-sheets/{sheet['sheet_id']}/drafts", {})
        yield Call("d1.zh", "POST", "/confirmations", {"token": made["items"][0]["confirm_token"]})


def _order(login: str, quantity: int) -> Generator[Call, Any, Any]:
    draft = yield Call(login, "PATCH", "/draft", {"lines": [{"sku": SKU, "qty": str(quantity), "unit": "base"}]})
    return (yield Call(login, "POST", "/confirmations", {"token": draft["confirm_token"]}))


WORKLOADS: Mapping[str, Callable[[], Script]] = {"submit": submit, "ship": ship, "import": import_tables}


@dataclass(slots=True)
class Person:
    """Works through a script; knows what was acknowledged and which request is open."""

    name: str
    script: Script
    open: Call
    done: list[tuple[Call, Any]] = field(default_factory=list)
    killed_in: Counter[str] = field(default_factory=Counter)

    def work(self, clients: Mapping[str, Client], enough: threading.Event) -> None:
        """Request after request, until the server is gone or it is enough."""
        while not enough.is_set():
            try:
                answer = self.send(clients, self.open, len(self.done))
            except _GONE:
                self.killed_in[self.open.path.rsplit("/", 1)[-1]] += 1
                return
            self.done.append((self.open, answer))
            self.open = self.script.send(answer)

    def send(self, clients: Mapping[str, Client], call: Call, number: int) -> Any:
        """One request under its key."""
        status, answer = clients[call.login].call(call.method, f"/api/v1{call.path}", call.body, **{"Idempotency-Key": f"{self.name}-{number}"})
        assert status in {http.client.OK, http.client.CREATED}, (call, status, answer)
        return answer

    def repeat(self, clients: Mapping[str, Client]) -> None:
        """The last things that were acknowledged are answered the same again."""
        for number in range(max(0, len(self.done) - REPEATED), len(self.done)):
            call, answer = self.done[number]
            assert self.send(clients, call, number) == answer, call


def prove_kills_lose_nothing(url: str, folder: Path, *, kills: int, seed: int = 6) -> dict[str, int]:
    """Kill the server at random points of its work; returns how many requests were cut off, by what they were."""
    chance, people = random.Random(seed), [_person(name, script()) for name, script in WORKLOADS.items()]
    with receiving() as receiver, Nursery() as nursery:
        before = _prepare(url, receiver)
        for number in range(kills + 1):
            with Server(url, folder / "server.log", nursery.start) as server:
                wait = chance.uniform(0.02, LONGEST_S) if number < kills else None
                _round(server, people, wait)
            _check_ledgers(url)
            print(f"round {number + 1} of {kills + 1}: {sum(len(person.done) for person in people)} requests acknowledged", flush=True)
        _check_once(url, people, receiver, kills, before)
    return dict(sum((person.killed_in for person in people), Counter()))


def _person(name: str, script: Script) -> Person:
    return Person(name, script, next(script))


def _prepare(url: str, receiver: Receiver) -> set[str]:
    """A storeman and a receiver of all orders' events; returns the orders there are."""
    database, clock = _open(url), SystemClock()

    def load(uow: UnitOfWork) -> set[str]:
        create_users(uow, [NewUser(HOUSE, "House", Role.WAREHOUSE, "en")])
        settings = load_brand_settings(uow)
        save_brand_settings(uow, settings.model_copy(update={"webhook_private_hosts": ("127.0.0.1",)}))
        subscribe(uow, SYSTEM, check_subscription(uow, SYSTEM, receiver.url, ("order.*",)), clock=clock)
        return set(uow.execute(select(orders.c.number)).scalars())

    found = database.write(load)
    database.close()
    return found


def _open(url: str) -> Database:
    return open_database(ProcessSettings(database_url=url))


def _round(server: Server, people: list[Person], wait: float | None) -> None:
    """Everybody works until the server is killed; in the last round until everybody has an answer to his open request."""
    logins = {"d1.zh", "d2.zh", "d3.zh", HOUSE}
    clients = {login: Client(server.port).sign_in(login) for login in logins}
    for person in people:
        person.repeat(clients)
    enough, before = threading.Event(), [len(person.done) for person in people]
    threads = [threading.Thread(target=person.work, args=(clients, enough)) for person in people]
    for thread in threads:
        thread.start()
    if wait is None:
        while any(thread.is_alive() and len(person.done) == had for thread, person, had in zip(threads, people, before, strict=True)):
            enough.wait(0.01)
        enough.set()
    else:
        enough.wait(wait)
        server.kill()
    for thread in threads:
        thread.join()
    if wait is None:
        assert all(len(person.done) > had for person, had in zip(people, before, strict=True)), "a request was refused"
        assert server.stop() == 0
        check_given_back(server)


def _check_ledgers(url: str) -> None:
    database = _open(url)
    assert reconcile(database) == []
    database.close()


def _check_once(url: str, people: list[Person], receiver: Receiver, kills: int, before: set[str]) -> None:
    """Every order, shipment, table and event exists as often as it was acknowledged: once."""
    done = [(call, answer) for person in people for call, answer in person.done]
    placed = [answer["order"]["number"] for call, answer in done if call.path == "/confirmations"]
    left = sum(line["shipped_base"] for call, answer in done if call.path.endswith("/dispatch") for line in answer["lines"])
    tables = [answer["sheet_id"] for call, answer in done if call.path == "/order-sheets"]
    database = _open(url)

    def read(uow: UnitOfWork) -> tuple[list[str], int, list[str], list[str]]:
        numbers = [number for number in uow.execute(select(orders.c.number)).scalars() if number not in before]
        shipped = uow.execute(select(func.sum(moves.c.base_qty)).where(moves.c.sku == SKU, moves.c.kind == MoveKind.SHIPMENT.value)).scalar_one()
        finished = select(order_sheets.c.id).where(order_sheets.c.row_count != UNFINISHED)  # a half-stored one is seen by nobody, and purged
        events = uow.execute(select(webhook_deliveries.c.event_id).order_by(webhook_deliveries.c.id)).scalars()
        return numbers, -int(shipped or 0), list(uow.execute(finished).scalars()), list(events)

    _send_the_rest(database)
    numbers, shipped, sheets, events = database.read(read)
    database.close()
    assert sorted(numbers) == sorted(placed)
    assert shipped == left
    assert sorted(sheets) == sorted(tables)
    accepted = [event for event, _ in groupby(receiver.accepted)]
    assert accepted == events
    assert len(receiver.accepted) - len(accepted) <= kills


def _send_the_rest(database: Database) -> None:
    """Relay and send what waits, at a time when the claims of killed processes have lapsed."""
    clock = FixedClock(SystemClock().now() + 2 * CLAIM_LASTS)
    while relay_events(database, clock) + send_due(database, clock):
        clock.instant += timedelta(seconds=1)
