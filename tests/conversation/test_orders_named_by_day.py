"""A placed order that is named by its day is meant, also while a draft is open; and numbers of the buyer's own are no order numbers."""

import pytest

from backend.kit.db import Database
from tests.conversation.chat import Chat, buttons

DRAFT = {"zh": "20个黄铜球阀4分", "en": "20 pcs of brass ball valve DN15"}


@pytest.mark.parametrize(
    ("login", "text", "number"),
    [
        ("d3.zh", "昨天那单改成50个", "SO-3005"),
        ("d3.zh", "昨天那张单子改成50卷", "SO-3005"),
        ("d3.en", "on yesterday's order make the tape 50", "SO-3005"),
        ("d3.en", "make it 50 on the order I placed yesterday", "SO-3005"),
        ("d3.zh", "6月9日那单球阀改成30个", "SO-3004"),
        ("d3.en", "on the order of June 9 make the ball valves 30", "SO-3004"),
    ],
)
def test_a_change_of_an_order_named_by_its_day_leaves_the_draft_alone(company: Database, login: str, text: str, number: str) -> None:
    """Whatever the draft holds, the same goods included."""
    chat = Chat(company, login)
    chat.say(DRAFT[login[-2:]])
    assert number in chat.say(text)
    assert chat.live() == ["order_draft", "order_change"]


@pytest.mark.parametrize(
    ("login", "text", "number"),
    [
        ("d3.zh", "6月9日的订单不要了", "SO-3004"),
        ("d3.zh", "昨天那单,不要了", "SO-3005"),
        ("d3.en", "cancel the order from June 9th", "SO-3004"),
        ("d3.en", "drop the order I placed yesterday", "SO-3005"),
    ],
)
def test_a_cancellation_of_an_order_named_by_its_day_is_proposed(company: Database, login: str, text: str, number: str) -> None:
    """It waits for a yes of its own beside the draft."""
    chat = Chat(company, login)
    chat.say(DRAFT[login[-2:]])
    assert number in chat.say(text)
    assert chat.live() == ["order_draft", "order_cancel"]


def test_the_day_wins_over_the_order_shown_last(company: Database) -> None:
    """The conversation was about another one a moment ago."""
    chat = Chat(company, "d3.zh")
    assert "SO-3004" in chat.say("SO-3004到哪了")
    assert "SO-3005" in chat.say("昨天那单改成50卷")
    assert "SO-3005" in chat.say("昨天那单到哪了")


def test_several_orders_of_a_day_are_listed_to_choose_from(company: Database) -> None:
    """And choosing one carries the words on."""
    chat = Chat(company, "d1.zh")
    for text in ("10箱雪碧330ml罐装", "确认", "5箱红牛250ml", "确认", "3箱加多宝"):
        chat.say(text)
    answer = chat.say("今天那单雪碧改成5箱")
    assert "SO-10001" in answer
    assert "SO-10002" in answer
    chosen = next(one.action for one in buttons(chat.replies[-1]) if "SO-10001" in one.action)
    chat.press(chosen)
    assert chat.live() == ["order_draft", "order_change"]


def test_a_day_without_an_order_is_said_and_the_draft_stays(company: Database) -> None:
    """Neither the draft nor another order is changed instead."""
    chat = Chat(company, "d1.zh")
    chat.say("10箱雪碧330ml罐装")
    assert "没有找到" in chat.say("昨天那单雪碧改成5箱")
    assert "没有找到" in chat.say("昨天的订单到哪了")
    assert chat.live() == ["order_draft"]


def test_todays_order_may_also_head_a_new_one(company: Database) -> None:
    """Without a word that changes something it is goods for the draft."""
    chat = Chat(company, "d1.zh")
    for text in ("10箱雪碧330ml罐装", "确认"):
        chat.say(text)
    assert "草稿" in chat.say("今天的订单:加多宝3箱")
    assert chat.live() == ["order_draft"]


def test_goods_tell_the_order_just_placed_from_the_draft(company: Database) -> None:
    """Of the two, 刚才那单 is the placed order when only that one holds the goods."""
    chat = Chat(company, "d1.zh")
    for text in ("10箱雪碧330ml罐装", "确认", "5箱红牛250ml"):
        chat.say(text)
    assert "SO-10001" in chat.say("刚才那单雪碧改成5箱")
    assert "草稿" in chat.say("刚才那单红牛改成6箱")


@pytest.mark.parametrize("text", ["PO号8812", "PO 8812", "采购单号:8812", "我们的PO是8812"])
def test_a_number_of_the_buyers_own_is_noted_on_the_draft(company: Database, text: str) -> None:
    """It is never looked up as an order of ours."""
    chat = Chat(company, "d1.zh")
    chat.say("10箱雪碧330ml罐装")
    answer = chat.say(text)
    assert "SO-8812" not in answer
    assert "8812" in answer
    assert chat.live() == ["order_draft"]


@pytest.mark.parametrize("text", ["红牛没货就不要了", "如果红牛缺货就算了"])
def test_a_condition_of_stock_takes_nothing_out(company: Database, text: str) -> None:
    """What is short is asked about anyway; no line goes and none is added."""
    chat = Chat(company, "d1.zh")
    chat.say("可口可乐330ml罐装10箱,红牛250ml 3箱")
    chat.say(text)
    chat.say("可口可乐改成12箱")
    chat.say("确认")
    assert chat.orders_placed() == [("D1", {"COKE-330": 288, "RB-250": 72}, "APPROVED")]
