"""Where and when the goods go, left open in a message: asked, answered by words or buttons, and never ordered before."""

import pytest

from backend.kit.db import Database
from tests.conversation.chat import Chat

COKE = "可口可乐330ml罐装10箱"
PLACED = ("D1", {"COKE-330": 240}, "APPROVED")


@pytest.mark.parametrize("answer", ["城西", "第一个", "送城西仓"])
def test_a_place_left_open_is_asked_before_anything_is_ordered(company: Database, answer: str) -> None:
    """A yes alone orders nothing; the place makes the order whole."""
    chat = Chat(company, "d1.zh")
    assert "送到哪里：城西仓、城东仓？" in chat.say(f"{COKE},送城西或者城东")
    chat.say("确认")
    assert chat.orders_placed() == []
    assert "送到哪里" not in chat.say(answer)
    chat.say("确认")
    assert chat.orders_placed() == [PLACED]


def test_a_place_is_chosen_by_its_button(company: Database) -> None:
    """The button is for everything in the draft."""
    chat = Chat(company, "d1.zh")
    chat.say(f"{COKE},送城西或者城东")
    assert "送到哪里" not in chat.press(chat.button("answer:", ":WH-W"))
    assert chat.live() == ["order_draft"]


def test_a_day_left_open_is_asked(company: Database) -> None:
    """In the language of the person."""
    chat = Chat(company, "d1.en")
    assert "Which day: Thu 12 June 2025, Fri 13 June 2025?" in chat.say("10 cases coke 330 can, Thu or Fri")
    assert "arrives Fri 13 June 2025" in chat.say("Fri")


@pytest.mark.parametrize("answer", ["各5箱", "一半一半", "城西5箱,城东5箱", "half each"])
def test_goods_for_two_places_are_divided_by_the_answer(company: Database, answer: str) -> None:
    """Two drafts with five cases each; the first draft keeps nothing that went to the other."""
    chat = Chat(company, "d1.zh")
    assert "城西仓、城东仓各送多少" in chat.say(f"{COKE},送城西和城东")
    said = chat.say(answer)
    assert ("草稿 1（城西仓" in said, "草稿 2（城东仓" in said, said.count("5 箱")) == (True, True, 2)


def test_goods_for_two_places_are_halved_by_the_button(company: Database) -> None:
    """It says so in words, as a person would."""
    chat = Chat(company, "d1.zh")
    chat.say(f"{COKE},送城西和城东")
    assert chat.button("say:") == "say:一半送城西仓，一半送城东仓"
    assert "草稿 2（城东仓" in chat.say("一半送城西仓，一半送城东仓")


def test_a_draft_for_another_place_that_is_divided_leaves_nothing_behind(company: Database) -> None:
    """The draft was for the usual place; divided among two others there are two drafts, not three."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    said = chat.say("一半送总仓,一半送城东")
    assert (said.count("5 箱"), "草稿 3" in said, "10 箱" in chat.say("看一下草稿")) == (2, False, False)


@pytest.mark.parametrize(
    ("user", "words", "asked", "answer", "shown"),
    [
        ("d1.zh", f"{COKE},送江北仓", "送到哪里", "城西", "送 城西仓"),
        ("d1.en", "10 cases coke 330 can, ship it to the Hillside depot", "none of your places", "main warehouse", "To Main Warehouse"),
        ("d1.en", "10 cases coke 330 can to our harbour warehouse", "none of your places", "west city", "To West City Warehouse"),
    ],
)
def test_a_place_that_there_is_not_is_asked(company: Database, user: str, words: str, asked: str, answer: str, shown: str) -> None:
    """Nothing goes to the usual place unless the person says so."""
    chat = Chat(company, user)
    assert asked in chat.say(words)
    chat.say("确认" if user.endswith("zh") else "confirm")
    assert chat.orders_placed() == []
    said = chat.say(answer)
    assert (asked in said, shown in said) == (False, True)
