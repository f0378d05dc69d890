"""The small company on both databases, and messages that read as a test wants."""

from collections.abc import Callable

import pytest

from backend.kit.clock import FixedClock
from backend.kit.db import Database
from backend.ordering import answering, reader
from backend.ordering.reading.domain import OrderReading
from backend.ordering.schemas import DraftText, DraftView
from backend.ordering.service import draft_order
from tests.ordering.company import Company, load_company


@pytest.fixture
def company(any_database: Database, clock: FixedClock) -> Company:
    """The company on SQLite and on PostgreSQL."""
    return load_company(any_database, clock)


@pytest.fixture
def sqlite_company(database: Database, clock: FixedClock) -> Company:
    """The company on SQLite only, for what does not depend on the database."""
    return load_company(database, clock)


@pytest.fixture
def say(sqlite_company: Company, monkeypatch: pytest.MonkeyPatch) -> Callable[..., DraftView]:
    """`say(OrderReading(...))` sends a message that reads so and answers no question, as d1."""
    company = sqlite_company

    def send(reading: OrderReading, login: str = "d1") -> DraftView:
        monkeypatch.setattr(answering, "read_reply", lambda *_, **__: None)
        monkeypatch.setattr(reader, "read_message", lambda *_, **__: reading)
        actor = company.actor(login)
        return company.write(lambda uow: draft_order(uow, actor, DraftText("…"), clock=company.clock))

    return send
