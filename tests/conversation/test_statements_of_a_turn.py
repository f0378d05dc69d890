"""How many statements a turn may run: what is read again for every message adds up for everybody, and no timing test would notice.

The figures are those of a process that has just started: brand settings and the catalogue are read once more than later.
Every look at a draft reads the promotions in force and the dealer's stock terms (a change looks twice: the words are read against the draft before it
is written); a stock question reads those terms and what is on its way; an order is told with what promotions gave to it. What a turn is asked of tools is
kept in a chain of its own (its head, its row), and every look at
a draft and every yes reads the floor prices.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from backend.kit.db import Database
from tests.conversation.chat import Chat

DRAFT = "来3箱可口可乐330ml罐装,2箱雪碧330ml罐装"


@contextmanager
def counting(database: Database) -> Iterator[Callable[[], list[str]]]:
    """What runs on the database from now on, with BEGIN and savepoints, also the statements that go to the driver directly."""
    ran: list[str] = []

    def watch(connection: Any, _record: object, _proxy: object) -> None:
        connection.set_trace_callback(lambda text: None if text.startswith("--") else ran.append(text))

    engines: list[Engine] = [database._read_engine, database._write_engine]
    for engine in engines:
        engine.dispose()
        event.listen(engine, "checkout", watch)
    yield lambda: ran
    for engine in engines:
        event.remove(engine, "checkout", watch)
        engine.dispose()


def statements(company: Database, turns: list[Callable[[Chat], Any]]) -> list[str]:
    """The statements of the last of some turns of one conversation."""
    chat = Chat(company, "d1.zh")
    for turn in turns[:-1]:
        turn(chat)
    company.close()
    chat.database = chat.assistant._database = company = Database(str(company.url))
    with counting(company) as ran:
        turns[-1](chat)
        return list(ran())


def said(text: str) -> Callable[[Chat], Any]:
    """A turn with these words."""
    return lambda chat: chat.say(text)


CASES: dict[str, tuple[list[Callable[[Chat], Any]], int]] = {
    "an order message": ([said("你好"), said(DRAFT)], 60),
    "a change of the draft": ([said(DRAFT), said("雪碧改成5箱")], 70),
    "a question about stock": ([said("你好"), said("红牛250ml还有多少?")], 35),
    "a question about an order": ([said("你好"), said("SO-1003到哪了?")], 33),
    "small talk": ([said("来1箱雪碧330ml罐装"), said("谢谢")], 19),
    "a typed yes": ([said(DRAFT), said("确认")], 53),
    "a pressed button": ([said(DRAFT), lambda chat: chat.press(chat.button("confirm:"))], 43),
}


@pytest.mark.parametrize("case", CASES)
def test_a_turn_runs_no_more_statements_than_it_needs(case: str, company: Database) -> None:
    """One look opens the turn, one transaction stores it; between them each tool call is one transaction."""
    turns, most = CASES[case]
    ran = statements(company, turns)
    assert len(ran) <= most, "\n".join(ran)


def test_a_repeated_message_is_looked_up_and_nothing_else(company: Database) -> None:
    """Its conversation and its stored reply, in one transaction; nothing is written."""
    ran = statements(company, [said("你好"), lambda chat: chat.say(DRAFT, "m1"), lambda chat: chat.say(DRAFT, "m1")])
    assert [text.split()[0] for text in ran if not text.startswith("PRAGMA")] == ["BEGIN", "SELECT", "SELECT", "ROLLBACK"]
