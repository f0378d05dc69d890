"""A message that says several things gets one answer to each, and no apology for a piece that was understood."""

import pytest

from backend.conversations.service import read_conversation
from backend.kit.db import Database, UnitOfWork
from bot.messages import Attachment, IncomingMessage
from bot.rendering.plain import to_plain
from bot.sentences import phrasebook
from tests.conversation.chat import Chat

SHEET = Attachment("document", "order.csv", "text/csv", "商品,数量\n可口可乐330ml罐装,10箱\n雪碧330ml罐装,5箱\n".encode())


def says(chat: Chat, answer: str, key: str) -> bool:
    """Whether an answer holds a sentence of the assistant's."""
    return phrasebook().say(chat.replies[-1].lang, key) in answer


@pytest.mark.parametrize("text", ["按这个下单", "照这个表下单,谢谢", "帮我下单", "这是我们的单子,照着发", "order this", "please order the attached list"])
def test_a_file_of_goods_with_order_this_is_an_order_and_nothing_else(company: Database, text: str) -> None:
    """It does not ask what to order as well, and shows no other order."""
    chat = Chat(company, "d1.zh")
    chat.replies.append(chat.assistant.reply(chat.actor, IncomingMessage("web", "main", "1", text=text, attachments=(SHEET,))))
    answer = to_plain(chat.replies[-1])
    assert chat.live() == ["order_draft"]
    assert "649.80" in answer
    assert (says(chat, answer, "assistant.starting"), "SO-" in answer) == (False, False)


@pytest.mark.parametrize(
    "text",
    [
        "上次少送了两箱可乐,太不像话了,我要投诉,找人工", "货送错了,叫你们经理来", "上次少送了5箱可乐,再补5箱,另外转人工",
        "you sent the wrong beer, I need to talk to someone", "The last truck was two cases short. Get me a human",
    ],
)  # fmt: skip
def test_a_complaint_beside_the_wish_for_a_person_goes_to_the_person(company: Database, text: str) -> None:
    """It is not refused in the same breath, and the goods in it are not ordered."""
    chat = Chat(company, "d1.zh")
    answer = chat.say(text)
    assert company.read(lambda uow: handed_over(uow, chat))
    assert not any(says(chat, answer, key) for key in ("assistant.refuse-returning", "assistant.not-understood"))
    assert chat.live() == []


def handed_over(uow: UnitOfWork, chat: Chat) -> bool:
    """Whether a person is to answer the chat."""
    found = read_conversation(uow, chat.actor, "web", "main")
    return found is not None and found.waits


def test_a_day_and_a_place_behind_the_goods_belong_to_them_although_it_ends_in_a_question_mark(company: Database) -> None:
    """The whole is a polite order, and no question when goods would come."""
    chat = Chat(company, "d2.en")
    answer = chat.say("Could I get three cases of Red Bull 250 and two of Heineken, delivered next Tuesday to the main warehouse?")
    assert "To Main Warehouse · arrives Tue 17 June" in answer
    assert "cut-off" not in answer
