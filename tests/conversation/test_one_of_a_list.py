"""One of the orders just listed is named by its state, its amount or its day; the first of the list is never taken for it."""

import pytest

from backend.kit.db import Database
from bot.messages import Card
from tests.conversation.chat import Chat


def shown(chat: Chat, listing: str, text: str) -> list[str]:
    """The titles of the cards that answer a question after a list."""
    chat.say(listing)
    chat.say(text)
    return [block.title for block in chat.replies[-1].blocks if isinstance(block, Card)]


@pytest.mark.parametrize(
    ("login", "text", "number"),
    [
        ("d3.en", "the shipped one, when is it due?", "SO-3003"), ("d3.en", "when will the shipped one arrive?", "SO-3003"),
        ("d3.en", "the 418 one, when is it due?", "SO-3004"), ("d3.en", "the one from June 9, where is it?", "SO-3004"),
        ("d3.en", "where is the biggest one?", "SO-3003"), ("d3.en", "the shipped one", "SO-3003"),
        ("d3.zh", "发货的那张什么时候到?", "SO-3003"), ("d3.zh", "418块那单到哪了", "SO-3004"), ("d3.zh", "最贵的那单什么时候到", "SO-3003"),
        ("d7.zh", "待审的那单,什么时候能到?", "SO-7003"),
    ],
)  # fmt: skip
def test_what_tells_an_order_from_the_others_picks_it(company: Database, login: str, text: str, number: str) -> None:
    """And nothing else is shown."""
    titles = shown(Chat(company, login), "my orders" if login.endswith("en") else "我的订单", text)
    assert len(titles) == 1
    assert number in titles[0]


@pytest.mark.parametrize(("text", "numbers"), [("the delivered one, when did it come?", ("SO-3001", "SO-3002")), ("the cancelled one, why?", ())])
def test_words_that_fit_several_or_none_pick_none(company: Database, text: str, numbers: tuple[str, ...]) -> None:
    """All that fit are shown, or that there is none."""
    titles = shown(Chat(company, "d3.en"), "my orders", text)
    assert sorted(number for number in ("SO-3001", "SO-3002", "SO-3003", "SO-3004", "SO-3005") if any(number in title for title in titles)) == sorted(numbers)
