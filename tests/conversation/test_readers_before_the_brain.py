"""The table of readers that come before a brain: each knows its own words and passes on everything else."""

import pytest

from backend.kit.db import Database
from bot.actions import live_offers
from bot.messages import IncomingMessage
from bot.readers import READERS, Reader, read_before_brain
from bot.said import Said
from tests.conversation.chat import Chat
from tools.context import ToolContext


def said(chat: Chat, text: str) -> Said:
    """A text in the chat as it stands."""
    conversation = chat.assistant._conversation(chat.actor, IncomingMessage("web", "main", ""))
    context = ToolContext(chat.database, chat.actor, chat.clock, "zh", conversation.id, "reader", words=text)
    return Said(context, text, live_offers(context, conversation.state), conversation.state)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_no_reader_takes_an_order_or_a_question(company: Database, reader: Reader) -> None:
    """They reach the brain as they were written, and nothing has been done about them."""
    chat = Chat(company, "d1.zh")
    chat.say("5箱雪碧330ml罐装")
    for text in ("再来10箱可口可乐330ml罐装", "雪碧多少钱一箱?", "改成8箱"):
        one = said(chat, text)
        assert reader(one) is None, text
        assert one.context.results == []


def test_the_first_reader_that_understands_acts_alone(company: Database) -> None:
    """A yes is carried out once, and the question beside it is handed on."""
    chat = Chat(company, "d1.zh")
    chat.say("5箱雪碧330ml罐装")
    one = said(chat, "确认下单,什么时候到?")
    done = read_before_brain(one.context, one.text, one.state, edited=False)
    assert done is not None
    assert (done.did, done.rest) == ("confirm", "什么时候到?")
    assert len(chat.orders_placed()) == 1
