"""A turn that breaks: what was done is named, what was not done can be sent again under the same id, and nothing secret is logged."""

import threading

import pytest
from sqlalchemy import select

from backend.conversations.models import turns
from backend.kit.db import Database
from backend.kit.errors import Unavailable
from bot.messages import IncomingMessage
from bot.turn_locks import TurnLocks
from tests.conversation.chat import Chat

COKE = "10箱可口可乐330ml罐装"
PLACED = [("D1", {"COKE-330": 240}, "APPROVED")]


def _away(*_arguments: object, **_named: object) -> None:
    raise Unavailable("database.unavailable")


def _broken(*_arguments: object, **_named: object) -> None:
    raise RuntimeError("a card without columns")


def _stored_texts(database: Database) -> list[str]:
    return list(database.read(lambda uow: uow.execute(select(turns.c.text).order_by(turns.c.id)).scalars()))


def test_a_yes_while_the_database_is_away_can_be_sent_again(company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The apology is not the answer for ever: the same message id runs again."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    with monkeypatch.context() as patch:
        patch.setattr("tools.confirming.ordering.carry_out", _away)
        chat.say("确认", "m2")
    assert chat.orders_placed() == []
    assert _stored_texts(company) == [COKE]
    assert "SO-10001" in chat.say("确认", "m2")
    assert chat.orders_placed() == PLACED


def test_a_tool_that_cannot_reach_the_database_leaves_the_message_open(company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same through the agent: the order drafted at the second try is drafted once."""
    chat = Chat(company, "d1.zh")
    with monkeypatch.context() as patch:
        patch.setattr("tools.ordering._say", _away)
        chat.say(COKE, "m1")
    assert _stored_texts(company) == []
    assert "433.20" in chat.say(COKE, "m1")


def test_an_unexpected_error_leaves_the_message_open_and_a_yes_looks_first(company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The correction that broke was not applied; a yes without sending it again must not place the old draft unseen."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    with monkeypatch.context() as patch:
        patch.setattr("tools.ordering._say", _broken)
        assert "抱歉" in chat.say("可口可乐改成5箱", "m2")
    assert "433.20" in chat.say("确认", "m3")
    assert chat.orders_placed() == []
    chat.say("可口可乐改成5箱", "m2")
    chat.say("确认", "m4")
    assert chat.orders_placed() == [("D1", {"COKE-330": 120}, "APPROVED")]


def test_an_order_whose_card_cannot_be_made_is_named(company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was placed; "please send it again" would be an invitation to order twice."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    with monkeypatch.context() as patch:
        patch.setattr("bot.assistant.render", _broken)
        told = chat.say("确认", "m2")
    assert "SO-10001" in told
    assert "再发一次" not in told
    assert chat.say("确认", "m2") == told
    assert chat.orders_placed() == PLACED


def test_a_draft_whose_card_cannot_be_made_was_not_shown(company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A yes after it shows the draft before anything is placed."""
    chat = Chat(company, "d1.zh")
    with monkeypatch.context() as patch:
        patch.setattr("bot.assistant.render", _broken)
        assert "不用再发" in chat.say(COKE)
    assert "433.20" in chat.say("确认")
    assert chat.orders_placed() == []


def test_what_was_done_before_an_error_is_shown(company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The draft is there, the credit could not be looked up: both are said, and the turn is over."""
    chat = Chat(company, "d1.zh")
    monkeypatch.setattr("tools.credit.own_or_named", _broken)
    told = chat.say(f"{COKE}。我的额度还剩多少?", "m1")
    assert "433.20" in told
    assert "没有处理完" in told
    assert chat.say(f"{COKE}。我的额度还剩多少?", "m1") == told


@pytest.mark.parametrize("mark", ["\0", "\ud800", "\u202e"])
def test_invisible_characters_do_not_keep_a_turn_from_being_stored(mark: str, company: Database) -> None:
    """What is stored is what is read: a repeated message gets its reply, and the history shows it."""
    chat = Chat(company, "d1.zh")
    told = chat.say(f"{COKE}{mark}", "m1")
    assert _stored_texts(company) == [COKE]
    assert chat.say(f"{COKE}{mark}", "m1") == told


def test_a_turn_that_cannot_be_stored_leaves_no_secret_in_the_log(company: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """The statement that failed held the confirmation's token and the person's words."""
    chat = Chat(company, "d1.zh")
    monkeypatch.setattr("bot.assistant.find_reply", lambda *_arguments: None)
    chat.say("几点截单?", "m1")
    chat.say(COKE, "m1")
    token = chat.button("confirm:").removeprefix("confirm:")
    assert "turn not stored" in caplog.text
    assert token not in caplog.text
    assert "可口可乐" not in caplog.text


def test_an_answered_question_comes_again_after_a_crash(company: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The button of an answer whose turn was lost shows the draft, not an error about a question that is gone."""
    chat = Chat(company, "d1.zh")
    chat.say("来10箱雪花啤酒")
    if not chat.has_button("answer:"):
        chat.say("100000箱可口可乐330ml罐装")
    action = chat.button("answer:")
    with monkeypatch.context() as patch:
        patch.setattr("bot.assistant.record_turn", _broken)
        told = chat.press(action, "p1")
    assert chat.press(action, "p1").splitlines()[0] == told.splitlines()[0]


def test_many_chats_leave_no_locks_behind(company: Database) -> None:
    """A client may invent names of chats; only busy conversations take up memory."""
    chat = Chat(company, "d1.zh")
    for number in range(20):
        chat.assistant.reply(chat.actor, IncomingMessage("web", f"chat-{number}", "m1", text="几点截单?"))
    assert len(chat.assistant._turns) == 0


def test_turns_of_one_conversation_wait_for_each_other() -> None:
    """The second begins when the first is over; another conversation does not wait."""
    locks, order = TurnLocks(), []
    first_in, second_asked = threading.Event(), threading.Event()

    def first() -> None:
        with locks.turn("a"):
            first_in.set()
            second_asked.wait(5)
            with locks.turn("b"):
                order.append("first")

    def second() -> None:
        first_in.wait(5)
        second_asked.set()
        with locks.turn("a"):
            order.append("second")

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert order == ["first", "second"]
    assert len(locks) == 0
