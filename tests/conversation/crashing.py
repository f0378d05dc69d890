"""A process that dies between the work of a turn and the storing of the turn, and a price that changes overnight."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from backend.kit.db import Database
from backend.pricing.service import NewPriceList, import_price_list
from tests.conversation.chat import Chat

START = datetime(2025, 1, 1, tzinfo=UTC)


class Died(BaseException):
    """The process is gone; nothing in it can catch this."""


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Inside the block every turn does its work and then dies before it is stored."""

    def die(*_arguments: object, **_named: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr("bot.assistant.record_turn", die)
        patch.setattr("bot.assistant.find_reply", _none_before_death(die))
        with pytest.raises(Died):
            yield


def _none_before_death(die: object) -> object:
    """The reply is looked for before the work, and again after storing failed: by then the process is dead."""
    calls: list[int] = []

    def find(*_arguments: object) -> None:
        calls.append(1)
        if len(calls) > 1:
            die()  # type: ignore[operator]  # a function

    return find


def after_restart(chat: Chat) -> Chat:
    """The same person in a new process."""
    return Chat(chat.database, chat.login, clock=chat.clock, count=chat.count)


def set_price(database: Database, sku: str, price: str) -> None:
    """A contract price for the dealer of the tests."""
    prices = NewPriceList("X-D1", "contract", START, scope_value="D1", entries=((sku, 0, Decimal(price)),))
    database.write(lambda uow: import_price_list(uow, prices))
