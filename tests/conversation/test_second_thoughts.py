"""Second thoughts in a chat: misread lists, short stock answered in free words, repeats with an edit, another day or place put as a question."""

from datetime import date

import pytest

from backend.kit.db import Database
from tests.conversation.chat import Chat

_NUTS = "48 of the A4 anchors M10x120 and three boxes of 304 M8 nuts"


@pytest.mark.parametrize(
    "text",
    [
        "Sorry, I misread my list: five boxes of nuts. And it goes to South Station, not to us.",
        "My mistake, five boxes of nuts. Send it to South Station please.",
        "I typed the wrong number. Nuts five boxes. To South Station.",
    ],
)
def test_a_misread_list_sets_the_amount_and_the_place(company: Database, text: str) -> None:
    """Five boxes, not eight."""
    chat = Chat(company, "d3.en")
    chat.say(_NUTS)
    assert "South Station" in chat.say(text)
    chat.press(chat.button("confirm:"))
    assert [lines for _, lines, _ in chat.orders_placed()] == [{"EB-A4-M10x120": 48, "NUT-A2-M8": 1000}]


def test_goods_on_top_of_a_line_are_seen(company: Database) -> None:
    """Who meant the new total sees at once that it was added."""
    chat = Chat(company, "d1.zh")
    chat.say("可口可乐330ml罐装10箱")
    assert "原 10 箱，加 5 箱" in chat.say("可口可乐330ml罐装5箱")
    assert "原 10 箱" not in chat.say("雪碧330ml罐装2箱")


@pytest.mark.parametrize(
    ("login", "text", "milk"),
    [
        ("d2.zh", "没事,8箱照下,缺的两箱后面补给我", 192), ("d2.zh", "全都要,晚点没关系", 192), ("d2.zh", "发6箱先,剩下的等到货", 192),
        ("d2.zh", "那就六箱吧", 144), ("d2.zh", "不够就算了", None), ("d2.zh", "照样下8箱,等你们补上", 192),
        ("d2.en", "just send what's there and forget the rest", 144), ("d2.en", "I'll wait for the missing two", 192),
        ("d2.zh", "一半也行", 96), ("d2.zh", "那就先要一半吧", 96), ("d2.en", "half of it is ok", 96), ("d2.en", "half will do", 96),
        ("d2.en", "ship the lot when you can", 192), ("d2.en", "six will do for now", 144), ("d2.en", "if it's not all 8 then forget it", None),
    ],
)  # fmt: skip
def test_short_stock_is_answered_in_free_words(company: Database, login: str, text: str, milk: int | None) -> None:
    """No word of the answer becomes a product."""
    chat = Chat(company, login)
    chat.say("旺仔牛奶8箱,红牛5箱" if login == "d2.zh" else "8 cases of Want Want milk, 5 red bull 250")
    chat.say(text)
    chat.press(chat.button("confirm:"))
    assert [lines for _, lines, _ in chat.orders_placed()] == [{"RB-250": 120} | ({"XMC-245": milk} if milk else {})]


@pytest.mark.parametrize(
    ("login", "text", "more"),
    [("d2.zh", "先发6箱,另外再来3箱雪碧330罐", {"SPR-330": 72}), ("d2.en", "let's go with the six then, and add 2 Fanta 330 orange", {"FAO-330": 48})],
)
def test_an_answer_may_carry_more_goods(company: Database, login: str, text: str, more: dict[str, int]) -> None:
    """Both are taken."""
    chat = Chat(company, login)
    chat.say("旺仔牛奶8箱" if login == "d2.zh" else "8 cases of Want Want milk")
    chat.say(text)
    chat.press(chat.button("confirm:"))
    assert [lines for _, lines, _ in chat.orders_placed()] == [{"XMC-245": 144} | more]


def test_a_repeat_in_free_words_is_edited_in_the_next_message(company: Database) -> None:
    """The last order with two cases more."""
    chat = Chat(company, "d1.zh")
    assert "SO-1003" in chat.say("跟上次要的一样,再送一回")
    chat.say("天热,红牛多加两箱吧")
    chat.press(chat.button("confirm:"))
    assert [lines["RB-250"] for _, lines, _ in chat.orders_placed()] == [168]


@pytest.mark.parametrize(
    ("login", "text", "shown"),
    [
        ("d2.en", "Can you bring that on Saturday rather than tomorrow?", date(2025, 6, 14)), ("d2.zh", "能不能改到周六送", date(2025, 6, 14)),
        ("d2.zh", "周六送行不行", date(2025, 6, 14)), ("d2.en", "move it to Monday", date(2025, 6, 16)),
        ("d2.en", "would Monday be possible instead of tomorrow?", date(2025, 6, 16)), ("d2.zh", "明天太赶了,周一送可以吗", date(2025, 6, 16)),
        ("d2.en", "any chance of getting this on Friday?", date(2025, 6, 13)), ("d2.en", "could you push it back to next Tuesday?", date(2025, 6, 17)),
    ],
)  # fmt: skip
def test_another_day_put_as_a_question_changes_the_draft(company: Database, login: str, text: str, shown: date) -> None:
    """The card shows the new day; nothing is confirmed by it."""
    chat = Chat(company, login)
    chat.say("红牛5箱" if login == "d2.zh" else "5 red bull 250")
    reply = chat.say(text)
    assert (f"{shown.month}月{shown.day}日" if login == "d2.zh" else f"{shown.day} June") in reply
    assert chat.orders_placed() == []
    assert chat.has_button("confirm:")


@pytest.mark.parametrize(
    ("login", "text"), [("d2.en", "could it come to the main warehouse instead"), ("d2.zh", "这批货能不能换到总仓收"), ("d2.zh", "送总仓成不成?")]
)
def test_another_place_put_as_a_question_changes_the_draft(company: Database, login: str, text: str) -> None:
    """The same for places."""
    chat = Chat(company, login)
    chat.say("红牛5箱" if login == "d2.zh" else "5 red bull 250")
    assert ("送 总仓" if login == "d2.zh" else "To Main Warehouse") in chat.say(text)


def test_without_a_draft_a_day_is_a_question(company: Database) -> None:
    """The earliest day is told."""
    assert "16:00" in Chat(company, "d2.zh").say("周六送行不行")


def test_what_we_got_last_time_with_more_goods_is_the_order_with_both(company: Database) -> None:
    """Nothing of either half is lost."""
    chat = Chat(company, "d2.en")
    assert "SO-2003" in chat.say("what I got last time, plus 2 Fanta orange 330")
    chat.press(chat.button("confirm:"))
    assert [lines["FAO-330"] for _, lines, _ in chat.orders_placed()] == [144]


def test_what_did_we_get_last_time_is_a_question(company: Database) -> None:
    """Asked and not wanted: no draft."""
    chat = Chat(company, "d2.en")
    chat.say("what did I get last time?")
    assert chat.live() == []
