"""Promises of a talk with staff that reaches the person on another connector: his answer goes to them, never to the assistant unasked."""

from datetime import timedelta

from backend.bootstrap import relay_events
from backend.conversations.service import find_conversation, handed_over, read_transcript, say_as_staff
from backend.identity.service import actor_of_login
from backend.kit.db import Database
from backend.notices.service import Notice, deliver_due
from bot.messages import IncomingMessage
from bot.rendering.plain import to_plain
from tests.conversation.chat import Chat


class Pusher:
    """A messenger that reaches everybody."""

    def deliver(self, notice: Notice) -> bool:
        """Everything arrives."""
        return bool(notice.id)


def writes(chat: Chat, message_id: str, text: str, connector: str = "telegram") -> str:
    """The same person on another connector."""
    return to_plain(chat.assistant.reply(chat.actor, IncomingMessage(connector, "4711", message_id, text=text)))


def answered_on_the_web(company: Database) -> tuple[Chat, str]:
    """He asked for a person on the web, wrote on Telegram last, and staff have answered."""
    chat = Chat(company, "d1.zh")
    chat.say("转人工")
    writes(chat, "t0", "你好")
    conversation = str(company.read(lambda uow: find_conversation(uow, chat.actor, "web", "main")))
    boss = company.read(lambda uow: actor_of_login(uow, "bm.zh"))
    company.write(lambda uow: say_as_staff(uow, boss, conversation, "要几箱？", "a1", clock=chat.clock))
    relay_events(company, chat.clock)
    deliver_due(company, [Pusher()], chat.clock, last_used=lambda _uow, users: dict.fromkeys(users, "telegram"))
    return chat, conversation


def test_an_answer_to_staff_on_another_connector_reaches_them_and_orders_nothing(company: Database) -> None:
    """It is told once where it went; the same message again is there once; nothing is drafted."""
    chat, conversation = answered_on_the_web(company)
    told = writes(chat, "t1", "10箱可口可乐330ml罐装")
    assert "网页" in told
    assert writes(chat, "t1", "10箱可口可乐330ml罐装") == told
    assert writes(chat, "t2", "明天要") == ""
    boss = company.read(lambda uow: actor_of_login(uow, "bm.zh"))
    talk = company.read(lambda uow: read_transcript(uow, boss, conversation, clock=chat.clock)).turns
    assert [turn.text for turn in talk if turn.speaker is None][-2:] == ["10箱可口可乐330ml罐装", "明天要"]
    assert chat.live() == []


def test_he_goes_back_to_the_assistant_from_there(company: Database) -> None:
    """The talk ends, and the next words are the assistant's again."""
    chat, conversation = answered_on_the_web(company)
    writes(chat, "t1", "好的")
    assert "助手" in writes(chat, "t2", "回到助手")
    assert company.read(lambda uow: handed_over(uow, conversation)) is None
    writes(chat, "t3", "10箱可口可乐330ml罐装")
    assert chat.live() == ["order_draft"]


def test_a_connector_that_brought_no_answer_and_a_talk_long_silent_keep_nothing(company: Database) -> None:
    """Another connector is the assistant's, and so is Telegram after a day without a word of staff."""
    chat, _ = answered_on_the_web(company)
    writes(chat, "c1", "10箱可口可乐330ml罐装", "console")
    assert chat.live() == ["order_draft"]
    chat.clock.instant += timedelta(days=1)
    assert "会话里答复您" not in writes(chat, "t9", "你好")
