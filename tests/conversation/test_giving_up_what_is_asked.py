"""Goods given up by their name are also those that are only asked about; a stated amount says which of several is meant."""

import pytest

from backend.kit.db import Database
from tests.conversation.chat import Chat


@pytest.mark.parametrize(
    ("user", "first", "more", "words", "left"),
    [
        ("d1.zh", "20箱可口可乐330ml罐装", "再来9000箱可口可乐", "9000箱可口可乐不要了", ("866.40", "未含", False)),
        ("d1.zh", "20箱可口可乐330ml罐装", "再来9000箱可口可乐", "5箱可口可乐不要了", ("649.80", "", True)),
        ("d1.zh", "20箱可口可乐330ml罐装", "", "30箱可口可乐不要了", ("866.40", "", True)),
        ("d1.en", "20 cases of coke 330ml can", "9000 more cases of coke", "drop the 9000 cases of coke", ("866.40", "without", False)),
        ("d1.en", "20 cases of coke 330ml can", "", "drop 30 cases of coke", ("866.40", "", True)),
        ("d1.zh", "20箱可口可乐330ml罐装", "9000箱雪碧330ml罐装", "9000箱雪碧不要了", ("866.40", "未含", False)),
        ("d1.en", "20 cases of coke 330ml can", "9000 cases of sprite 330ml can", "drop the 9000 cases of sprite", ("866.40", "without", False)),
    ],
)  # fmt: skip
def test_a_stated_amount_narrows_what_is_given_up(company: Database, user: str, first: str, more: str, words: str, left: tuple[str, str, bool]) -> None:
    """What does not have that amount stays; an amount that nothing has is asked about."""
    chat = Chat(company, user)
    chat.say(first)
    if more:
        chat.say(more)
    said, (total, gone, asks) = chat.say(words), left
    assert total in said
    assert not gone or gone not in said
    assert chat.has_button("confirm:") is not asks
    assert ("9,000" in said) is (bool(more) and asks)


@pytest.mark.parametrize(
    ("user", "order", "words", "added"),
    [
        ("d1.en", "5 cases of coke 330ml can and 9000 cases of water", "no water, make it 60 cases of red bull", True),
        ("d1.en", "5 cases of coke 330ml can and some nongfu spring 550ml bottle", "leave out the water", False),
        ("d1.zh", "5箱可口可乐330ml罐装和9000箱水", "水不要了，改成60箱红牛", True),
        ("d1.zh", "5箱可口可乐330ml罐装和一些农夫山泉550ml瓶装", "不要水了", False),
    ],
)
def test_goods_that_are_asked_about_are_given_up_by_name(company: Database, user: str, order: str, words: str, added: bool) -> None:
    """Beside other changes of the same message."""
    chat = Chat(company, user)
    chat.say(order)
    assert not chat.has_button("confirm:")
    said = chat.say(words)
    assert ("550ml" in said, "6,509.40" in said, chat.has_button("confirm:")) == (False, added, True)
