"""Promises of talking about notices: they are switched on and off in one's own words, and nothing else is taken for that."""

import pytest

from bot.brain.embedded.noticing import notice_choice, plan_message, shows_notices
from bot.brain.embedded.state import DialogueState
from tools import ALL_TOOLS

TOOLS = frozenset(tool.name for tool in ALL_TOOLS)


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        ("别再推价格通知", ("prices", False)),
        ("别再给我推送调价消息了", ("prices", False)),
        ("不要再给我发通知", ("all", False)),
        ("把订单提醒关了", ("orders", False)),
        ("临期的推送就不用了", ("expiry", False)),
        ("临期通知关掉吧", ("expiry", False)),
        ("不想收到反馈的通知", ("feedback", False)),
        ("关闭全部通知", ("all", False)),
        ("恢复价格通知", ("prices", True)),
        ("重新打开订单通知", ("orders", True)),
        ("stop sending me price alerts", ("prices", False)),
        ("Please turn off order notifications", ("orders", False)),
        ("no more messages about prices", ("prices", False)),
        ("don't remind me any more", ("reminders", False)),
        ("mute all notifications", ("all", False)),
        ("unsubscribe me from the short-dated stock alerts", ("expiry", False)),
        ("switch the price alerts back on", ("prices", True)),
        ("turn on order updates about deliveries", ("orders", True)),
        ("Switch on messages about prices", ("prices", True)),
    ],
)
def test_a_topic_is_switched_in_ones_own_words(words: str, choice: tuple[str, bool]) -> None:
    """Which one, and whether on or off."""
    assert notice_choice(words) == choice


@pytest.mark.parametrize(
    "words",
    [
        "取消订单",
        "取消SO-1003并通知我",
        "别忘了提醒我明天下单",
        "我为什么没收到通知",
        "到货了通知我一声",
        "不要可乐了",
        "推荐几款饮料",
        "别推荐了",
        "停售的通知我看到了吗?",
        "stop the order",
        "cancel my order and let me know",
        "don't forget to remind me",
        "why did you stop the alerts?",
        "any updates on my order",
        "turn 10 cases into 12",
        "notify me when it ships",
        "不要5号的推送单",
    ],
)
def test_other_words_switch_nothing(words: str) -> None:
    """Orders, questions, and things to be reminded of."""
    assert notice_choice(words) is None


def test_the_rest_of_the_message_is_done_too() -> None:
    """An order beside it stays an order."""
    for text in ("10箱可乐,另外别再推价格通知", "别再推价格通知了,给我来10箱可乐", "10 cases of coke and stop the price alerts"):
        plan = plan_message(text, DialogueState(), TOOLS)
        assert [call.name for call in plan.calls] == ["draft_order", "set_notices"]
        assert "通知" not in plan.calls[0].args["text"]
        assert "alerts" not in plan.calls[0].args["text"]


@pytest.mark.parametrize(
    "words",
    [
        "有什么通知?",
        "看看通知",
        "我有没有新消息",
        "有新提醒吗",
        "未读消息",
        "通知",
        "any notices?",
        "show my notifications",
        "Do I have any new alerts?",
        "what did I miss?",
    ],
)
def test_notices_are_asked_for_in_ones_own_words(words: str) -> None:
    """Whether there are any, or which."""
    assert shows_notices(words)


@pytest.mark.parametrize(
    "words",
    [
        "我为什么没收到通知",
        "到货了通知我一声",
        "客户没消息",
        "别再推价格通知",
        "发货了通知我",
        "any updates on my order",
        "what did I order",
        "messages to the driver",
        "what's new in drinks",
    ],
)
def test_other_words_ask_for_no_notices(words: str) -> None:
    """Goods, orders and wishes to be told."""
    assert not shows_notices(words)
