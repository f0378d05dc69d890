"""A process that relays and sends webhooks until it is killed, and the proof that kills lose no event and change no order."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby
from pathlib import Path

from backend.bootstrap import relay_events
from backend.identity.domain import SYSTEM
from backend.integration.webhooks.domain import event_id_of
from backend.integration.webhooks.sending import CLAIM_LASTS, send_due
from backend.integration.webhooks.subscribing import check_subscription, subscribe
from backend.kit.clock import FixedClock
from backend.kit.columns import metadata
from backend.kit.db import Database, UnitOfWork
from backend.kit.outbox import publish
from backend.settings.domain import BrandSettings
from backend.settings.service import save_brand_settings
from tests.conftest import NOW
from tests.integration.receiver import receiving

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 90
BATCH = 40


def run(url: str, at: datetime) -> None:
    """Relay and send for ever; the clock stands at a time when earlier claims have lapsed."""
    database, clock = Database(url), FixedClock(at)
    print("ready", flush=True)
    while True:
        relay_events(database, clock)
        send_due(database, clock)


def prove_kills_lose_no_event(place: Path, *, kills: int, seed: int = 4) -> None:
    """Events are queued, the process is killed at random points of their way, and a last one finishes: every event arrived, in order.

    One that was being sent when the process died may come twice in a row, under its one id; nothing else does.
    """
    chance, url = random.Random(seed), f"sqlite:///{place / 'relay.db'}"
    database = Database(url)
    metadata.create_all(database.engine)
    expected: list[str] = []
    with receiving() as receiver:
        subscribe_to_orders(database, receiver.url)
        for number in range(kills + 1):
            keys = [f"ord_{number}_{event}:1" for event in range(BATCH)]
            database.write(lambda uow, keys=keys: publish_all(uow, keys))
            expected += [event_id_of("order.released", key) for key in keys]
            last = number == kills
            target = len(expected) if last else len(set(receiver.accepted)) + chance.randrange(1, BATCH)
            _run_until(url, NOW + number * 2 * CLAIM_LASTS, lambda target=target: len(set(receiver.accepted)) >= target)
        accepted = list(receiver.accepted)
    database.close()
    once = [event_id for event_id, _ in groupby(accepted)]
    assert once == expected, "an event is missing, or came out of order"
    assert len(accepted) - len(once) <= kills


def subscribe_to_orders(database: Database, url: str) -> None:
    """A receiver on this machine wants to hear of orders."""
    database.write(lambda uow: save_brand_settings(uow, BrandSettings(webhook_private_hosts=("127.0.0.1",))))
    database.write(lambda uow: subscribe(uow, SYSTEM, check_subscription(uow, SYSTEM, url, ("order.*",)), clock=FixedClock(NOW)))


def publish_all(uow: UnitOfWork, keys: Iterable[str]) -> None:
    """Queue an event under each key."""
    for key in keys:
        publish(uow, "order.released", key, {"number": key}, at=NOW)


def _run_until(url: str, at: datetime, done: Callable[[], bool]) -> None:
    """Start the process, wait until the receiver has what it is to have, a moment longer, and kill it."""
    process = subprocess.Popen([sys.executable, "-m", "tests.integration.relaying", url, at.isoformat()], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        until = time.monotonic() + PATIENCE_S
        while not done() and time.monotonic() < until:
            time.sleep(0.002)
        assert done(), "the receiver is still waiting"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


if __name__ == "__main__":
    run(sys.argv[1], datetime.fromisoformat(sys.argv[2]))
