"""A yes must be one: sounds, thumbs and an "ok" that only takes note of what was said confirm nothing."""

import pytest

from backend.kit.db import Database
from tests.conversation.chat import Chat

COKE = "10箱可口可乐330ml罐装"
PLACED = [("D1", {"COKE-330": 240}, "APPROVED")]


@pytest.mark.parametrize("text", ["嗯", "哦", "👍", "ok..."])
def test_a_murmur_shows_the_draft_again_and_the_next_yes_counts(company: Database, text: str) -> None:
    """Nothing is ordered by it."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    assert "还没有执行" in chat.say(text)
    assert chat.orders_placed() == []
    chat.say("确认")
    assert chat.orders_placed() == PLACED


@pytest.mark.parametrize(("wait", "note", "yes"), [("先别确认", "好的", "确认"), ("don't place it yet", "ok", "yes")])
def test_an_ok_after_waiting_takes_note_of_it(company: Database, wait: str, note: str, yes: str) -> None:
    """The assistant has just said that nothing was ordered; a plain yes afterwards orders."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    chat.say(wait)
    chat.say(note)
    assert chat.orders_placed() == []
    chat.say(yes)
    assert chat.orders_placed() == PLACED


def test_a_question_beside_a_yes_is_about_the_placed_order(company: Database) -> None:
    """The draft that it was is gone by then."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    answer = chat.say("确认,顺便问下什么时候到")
    assert "没有打开的订单草稿" not in answer
    assert chat.orders_placed() == PLACED


def test_a_murmur_with_nothing_at_hand_is_let_pass(company: Database) -> None:
    """No apology, no menu."""
    assert Chat(company, "d1.zh").say("哦") == "好的，有需要随时说。"


def test_undo_never_reaches_an_order(company: Database) -> None:
    """Taking back the first message leaves no draft; taking back again puts it back, and proposes no cancellation."""
    chat = Chat(company, "d1.en")
    chat.say("5 cases of Sprite 330ml cans")
    assert "gone" in chat.say("undo")
    assert "Draft" in chat.say("undo")
    assert chat.live() == ["order_draft"]


def test_undo_right_after_a_proposed_cancellation_takes_back_that(company: Database) -> None:
    """The draft beside it stays as it is."""
    chat = Chat(company, "d1.en")
    chat.say("5 cases of Sprite 330ml cans")
    chat.say("cancel SO-1003")
    assert "not cancelled" in chat.say("undo")
    assert chat.live() == ["order_draft"]
