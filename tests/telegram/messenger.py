"""Telegram, the demo company and the connector between them; time runs a hundred times as fast."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from backend.identity.service import actor_of_login, issue_binding_code, redeem_binding_code
from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.kit.rates import RateLimit
from backend.messengers.models import outgoing, updates
from backend.settings.process import ProcessSettings
from bot.assistant import Assistant
from bot.connectors.telegram.connector import Account, TelegramConnector
from bot.connectors.telegram.desk import Answering, Desk
from bot.connectors.telegram.running import ConnectorThread
from bot.connectors.telegram.timing import Timing
from bot.sentences import phrasebook
from tests.conftest import NOW
from tests.telegram.fake_bot_api import TOKEN, FakeBotApi, Sent

SPEED = 100.0
PATIENCE_S = 60.0


@dataclass(frozen=True)
class QuickClock:
    """A clock that runs SPEED times as fast as the machine's."""

    began: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        """Its seconds since it began."""
        return (time.monotonic() - self.began) * SPEED

    def now(self) -> datetime:
        """Its instant."""
        return datetime(2025, 6, 11, 1, 30, tzinfo=UTC) + timedelta(seconds=self.elapsed())

    async def sleep(self, seconds: float) -> None:
        """Sleep its seconds."""
        await asyncio.sleep(seconds / SPEED)


@dataclass
class Messenger:
    """The company behind a bot. `person(login)` is a number that is bound to that user."""

    api: FakeBotApi
    address: str
    database: Database
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    quick: QuickClock = field(default_factory=QuickClock)
    answering: Answering | None = None
    polling: bool = True
    limit: RateLimit = field(default_factory=lambda: RateLimit("message.too_often", 6000))

    def __post_init__(self) -> None:
        """One assistant for the life of the process."""
        self.api.now = self.quick.elapsed
        self.assistant = self.answering or Assistant(self.database, self.clock, ProcessSettings(), phrasebook())
        self.connector = self.new_connector()

    def new_connector(self, **more: Any) -> TelegramConnector:
        """A connector as after a start of the process."""
        desk = Desk(self.database, self.clock, self.assistant, phrasebook(), self.limit)
        account = Account(TOKEN, self.address, polling=self.polling, poll_s=1, idle_s=2.0, **more)
        timing = Timing(self.quick, self.quick.elapsed, self.quick.sleep)
        self.connector = TelegramConnector(account, desk, timing)
        return self.connector

    def bind(self, login: str, person: int) -> int:
        """Connect a Telegram account with a code that the user made himself."""
        actor = self.database.read(lambda uow: actor_of_login(uow, login))
        code = self.database.write(lambda uow: issue_binding_code(uow, actor, clock=self.clock))
        self.database.write(lambda uow: redeem_binding_code(uow, "telegram", str(person), code, clock=self.clock))
        return person

    @contextmanager
    def running(self) -> Iterator["Messenger"]:
        """The connector as a started process."""
        thread = ConnectorThread(self.new_connector()).start()
        try:
            yield self
        finally:
            thread.stop()

    def until(self, done: Callable[[], bool]) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE_S
        while not done():
            assert time.monotonic() < end, f"not so after {PATIENCE_S} s; told: {[one.text[:80] for one in self.api.sent[-6:]]}"
            with self.api.lock:
                self.api.lock.wait(0.01)

    def told(self, person: int, count: int) -> list[str]:
        """The first `count` messages of a chat, waited for."""
        self.until(lambda: len(self.api.told(person)) >= count)
        return self.api.told(person)

    def last(self, person: int) -> Sent:
        """The newest message of a chat."""
        with self.api.lock:
            return [one for one in self.api.sent if one.chat == str(person)][-1]

    def quiet(self) -> bool:
        """Whether nothing waits, neither in nor out, and Telegram holds nothing back."""

        def waiting(uow: Any) -> int:
            tables = (updates, outgoing)
            return sum(uow.execute(select(func.count()).select_from(table).where(table.c.done_at.is_(None))).scalar_one() for table in tables)

        with self.api.lock:
            held = len(self.api.pending)
        return not held and self.database.read(waiting) == 0

    def settle(self) -> None:
        """Wait until nothing waits any more."""
        self.until(self.quiet)


def silence() -> None:
    """Failures that a test causes on purpose need not be shown."""
    logging.getLogger("bot.connectors.telegram").setLevel(logging.CRITICAL)
