"""Promises of tickets in the chat with the embedded brain: asked for in words or offered by a button, opened by a yes, followed in words."""

import pytest

from backend.kit.db import Database
from tests.conversation.chat import Chat


@pytest.mark.parametrize(
    ("login", "ask", "how"),
    [("tech.zh", "咖啡机E04不加热，帮我开个工单", "我的工单怎么样了？"), ("d1.en", "open a ticket: the fridge leaks", "any news on my ticket?")],
)
def test_a_ticket_is_offered_opened_by_its_button_and_followed_in_words(company: Database, login: str, ask: str, how: str) -> None:
    """Nothing is opened by asking; what was said stands in it."""
    chat = Chat(company, login)
    assert "TK-" not in chat.say(ask)
    assert chat.live() == ["ticket"]
    assert "TK-" in chat.press(chat.button("confirm:"))
    told = chat.say(how)
    assert "TK-" in told
    assert ("E04" in told) or ("leaks" in told)


def test_a_question_that_a_person_should_answer_offers_a_ticket_for_it(company: Database) -> None:
    """The button asks in the person's place, and the question before is what the ticket is about; a typed yes opens it."""
    chat = Chat(company, "d1.zh")
    chat.say("对账单上少了一笔付款，发票什么时候开？")
    offer = chat.say(chat.button("say:开").removeprefix("say:"))
    assert "付款" in offer
    assert "TK-" in chat.say("确认")
    assert chat.orders_placed() == []


def test_goods_before_the_question_of_a_ticket_are_ordered_and_those_in_it_are_not(company: Database) -> None:
    """Both are offered, each with its own yes; a plain yes asks which."""
    chat = Chat(company, "d1.zh")
    told = chat.say("可口可乐330ml罐装5箱，另外开个工单：上次那10箱可乐压坏了")
    assert sorted(chat.live()) == ["order_draft", "ticket"]
    assert "5" in told
    assert "10箱可乐压坏了" in told
    chat.say("确认")
    assert sorted(chat.live()) == ["order_draft", "ticket"]


def test_while_a_person_answers_a_ticket_can_be_asked_for_and_declined(company: Database) -> None:
    """The hand-over shows the button; a draft is spoken of only where there is one."""
    chat = Chat(company, "d1.zh")
    assert "草稿" not in chat.say("送货老是迟到，转人工")
    chat.say(chat.button("say:开").removeprefix("say:"))
    assert chat.live() == ["ticket"]
    chat.press(chat.button("decline:"))
    assert chat.live() == []
