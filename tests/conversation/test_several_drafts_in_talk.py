"""Several drafts, taking back, duplicates and headroom as people talk about them."""

import pytest

from backend.kit.db import Database
from bot.messages import Text
from bot.sentences import phrasebook
from tests.conversation.chat import Chat

COKE = "10箱可口可乐330ml罐装"
PLACED = ("D1", {"COKE-330": 240}, "APPROVED")


@pytest.fixture
def twice(company: Database) -> Chat:
    """The same goods have just been ordered; the draft asks whether it is a second order."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    chat.say("确认")
    assert "是再下一单，还是重复了" in chat.say(COKE)
    return chat


@pytest.mark.parametrize("answer", ["再下一单", "确认", "不是重复的,再来一单"])
def test_who_says_so_knowingly_orders_once_more(twice: Chat, answer: str) -> None:
    """After the question the yes is an answer to it."""
    twice.say(answer)
    assert twice.orders_placed() == [PLACED, PLACED]


@pytest.mark.parametrize("answer", ["重复了", "是重复的", "it is a duplicate"])
def test_a_duplicate_is_thrown_away(twice: Chat, answer: str) -> None:
    """And nothing waits for a yes any more."""
    twice.say(answer)
    assert (twice.orders_placed(), twice.live()) == ([PLACED], [])


def test_both_buttons_of_the_question_do_what_they_say(twice: Chat) -> None:
    """First the duplicate, then, asked again, once more."""
    twice.press(twice.button("answer:", ":duplicate"))
    assert twice.live() == []
    twice.say(COKE)
    twice.press(twice.button("confirm:"))
    assert twice.orders_placed() == [PLACED, PLACED]


def test_a_last_change_is_taken_back_in_talk(company: Database) -> None:
    """And the total is that of before."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    chat.say("可口可乐330ml罐装改成20箱")
    assert "10 箱" in chat.say("撤回")
    chat.say("确认")
    assert chat.orders_placed() == [PLACED]


def test_how_much_is_left_is_told_with_the_largest_order_that_passes(company: Database) -> None:
    """The question in plain words."""
    assert "会自动通过" in Chat(company, "d1.zh").say("我还能下多少?")


def test_one_button_confirms_all_drafts_of_a_reply(company: Database) -> None:
    """Each draft becomes an order of its own."""
    chat = Chat(company, "d2.zh")
    chat.say("3箱可口可乐330ml罐装明天送,2箱雪碧330ml罐装下周五送")
    assert len(chat.live()) == 2
    chat.press(chat.button("confirm-all:"))
    assert [placed for _, placed, _ in chat.orders_placed()] == [{"COKE-330": 72}, {"SPR-330": 48}]
    assert chat.live() == []


def test_one_draft_has_no_button_for_all(company: Database) -> None:
    """Nothing to tell apart."""
    assert "都确认" not in Chat(company, "d2.zh").say(COKE)


THREE = ("3箱可口可乐330ml罐装明天送,2箱雪碧330ml罐装下周五送", "取消SO-2003")


@pytest.mark.parametrize("text", ["两个都确认", "这两张确认", "confirm both", "ok, both of them", "confirm all four", "4单都下"])
def test_a_number_that_is_not_the_number_of_things_shown_confirms_none(company: Database, text: str) -> None:
    """It does not say which, and so all are shown and asked again."""
    chat = Chat(company, "d2.zh")
    for said in THREE:
        chat.say(said)
    chat.say(text)
    assert (chat.orders_placed(), len(chat.live())) == ([], 3)
    assert chat.replies[-1].blocks[0] == Text(phrasebook().say(chat.replies[-1].lang, "assistant.several-to-confirm"))


@pytest.mark.parametrize("text", ["三个都确认", "都确认", "这3个都确认", "confirm all three", "confirm the three of them please"])
def test_the_right_number_confirms_all(company: Database, text: str) -> None:
    """Drafts and a cancellation alike."""
    chat = Chat(company, "d2.zh")
    for said in THREE:
        chat.say(said)
    chat.say(text)
    assert (len(chat.orders_placed()), chat.live(), chat.status_of("SO-2003")) == (2, [], "CANCELLED")


@pytest.mark.parametrize(("goods", "placed"), [("5箱雪碧330ml罐装", 0), ("5箱雪碧330ml罐装,3箱可口可乐330ml罐装", 1)])
def test_both_of_a_single_draft_are_its_two_lines(company: Database, goods: str, placed: int) -> None:
    """Of one line there are no two: something else was meant."""
    chat = Chat(company, "d1.zh")
    chat.say(goods)
    chat.say("两个都确认")
    assert len(chat.orders_placed()) == placed


@pytest.mark.parametrize(("text", "placed"), [("第一张和第二张确认", 2), ("confirm the first and the second", 2), ("前两张确认", 2), ("确认第一张和第四张", 0)])
def test_several_drafts_named_by_their_numbers_are_confirmed_together(company: Database, text: str, placed: int) -> None:
    """All of them or, when one is not there, none."""
    chat = Chat(company, "d2.zh")
    chat.say("3箱可口可乐330ml罐装明天送,2箱雪碧330ml罐装下周五送,4箱芬达橙味330ml罐装下周一送")
    chat.say(text)
    assert (len(chat.orders_placed()), len(chat.live())) == (placed, 3 - placed)


@pytest.mark.parametrize(("text", "left"), [("两张都不要了", 3), ("drop both", 3), ("三张都不要了", 0), ("都不要了", 0), ("第二张不要了", 2)])
def test_another_number_than_there_is_throws_nothing_away(company: Database, text: str, left: int) -> None:
    """It does not say which."""
    chat = Chat(company, "d2.zh")
    chat.say("3箱可口可乐330ml罐装明天送,2箱雪碧330ml罐装下周五送,4箱芬达橙味330ml罐装下周一送")
    chat.say(text)
    assert len(chat.live()) == left


def test_all_that_is_drafted_is_looked_at_together(company: Database) -> None:
    """Two drafts that pass one by one may be more than the limit together."""
    chat = Chat(company, "d1.zh")
    chat.say("590箱雪碧330ml罐装明天送,560箱可口可乐330ml罐装下周五送")
    told = chat.say("我还能下多少?")
    assert "回款 4,353.36" in told
    assert "雪碧 柠檬味汽水 330ml 罐装 590 箱、可口可乐 330ml 罐装 459 箱，合计 ¥45,442.68" in told
