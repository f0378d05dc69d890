"""Undo takes back what the last message did, to however many drafts, and once more what the one before did."""

import pytest

from backend.kit.db import Database
from tests.conversation.chat import Chat, buttons
from tests.conversation.test_what_is_left_out import COKE, TWO


def shown(chat: Chat) -> int:
    """How many drafts the latest reply shows."""
    return sum(one.action.startswith("confirm:") for one in buttons(chat.replies[-1]))


@pytest.fixture
def two(company: Database) -> Chat:
    """One message has made two drafts."""
    chat = Chat(company, "d2.zh")
    chat.say(TWO)
    assert len(chat.live()) == 2
    return chat


def test_a_message_that_made_two_drafts_is_taken_back_whole(two: Chat) -> None:
    """And put back whole."""
    assert "2 张草稿" in two.say("撤回")
    assert two.live() == []
    two.say("撤回")
    assert (shown(two), len(two.live())) == (2, 2)


def test_drafts_thrown_away_together_come_back_together(two: Chat) -> None:
    """Then the message before is what is taken back next."""
    two.say("都不要了")
    assert two.live() == []
    two.say("撤回")
    assert (shown(two), len(two.live())) == (2, 2)
    two.say("撤回")
    assert two.live() == []


def test_a_later_change_of_one_is_all_that_is_taken_back(two: Chat) -> None:
    """The other draft stays, and so does what the first message made of this one."""
    two.say("第一张加1箱雪碧330ml罐装")
    two.say("撤回")
    two.say("都确认")
    assert sorted(list(goods) for _, goods, _ in two.orders_placed()) == [["COKE-330"], ["SPR-330"]]


def test_goods_that_a_message_divided_come_back_into_the_one_draft(company: Database) -> None:
    """Nothing is lost on the way."""
    chat = Chat(company, "d2.zh")
    chat.say(f"{COKE}，2箱雪碧330ml罐装")
    chat.say("可口可乐一半送城东仓，一半送河滨店")
    assert len(chat.live()) == 2
    chat.say("撤回")
    chat.say("确认")
    assert [goods for _, goods, _ in chat.orders_placed()] == [{"COKE-330": 72, "SPR-330": 48}]


def test_what_was_ordered_of_a_message_stays_ordered(two: Chat) -> None:
    """Only the draft that is open is taken back."""
    two.say("确认第一张")
    two.say("撤回")
    assert (len(two.orders_placed()), two.live()) == (1, [])
