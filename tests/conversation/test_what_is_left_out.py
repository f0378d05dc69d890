"""What was asked for and is in no order is said where the person says yes: on the card, on its button, and under several drafts."""

import pytest

from backend.kit.db import Database
from tests.conversation.chat import Chat, buttons

COKE = "3箱可口可乐330ml罐装"
TWO = f"{COKE}明天送,2箱雪碧330ml罐装下周五送"


def labels(chat: Chat) -> list[str]:
    """The buttons that can be pressed under the latest reply."""
    return [one.label for one in buttons(chat.replies[-1])]


def confirming(chat: Chat) -> str:
    """The button that orders."""
    return next(one.label for one in buttons(chat.replies[-1]) if one.action.startswith("confirm:"))


@pytest.mark.parametrize(("login", "words", "label", "total"), [
    ("d1.zh", f"{COKE}，5箱火星牌汽水", "（少 1 项）", "未含 火星牌汽水"),
    ("d1.en", "3 cases of coca-cola 330ml can and 5 cases of martian moonshine", "(1 item left out)", "without"),
])  # fmt: skip
def test_a_product_that_was_not_found_is_on_the_button_and_beside_the_total(company: Database, login: str, words: str, label: str, total: str) -> None:
    """A yes to less than was asked for is a yes with open eyes."""
    chat = Chat(company, login)
    shown = chat.say(words)
    assert confirming(chat).endswith(label)
    assert total in shown


def test_a_complete_draft_says_nothing_of_the_kind(company: Database) -> None:
    """Neither does one whose open question is about the sum or the delivery."""
    chat = Chat(company, "d1.zh")
    assert "未含" not in chat.say(COKE)
    assert "少 " not in confirming(chat)
    assert "未含" not in chat.say("一共35箱，可口可乐330ml罐装3箱")


def test_a_change_of_an_order_says_what_it_leaves_out(company: Database) -> None:
    """The same rule for an order that is changed."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    chat.say("确认")
    number = "SO-" + chat.replies[-1].blocks[0].title.split("SO-")[1][:5]  # type: ignore[union-attr]  # a card
    shown = chat.say(f"{number}加2箱雪碧330ml罐装和5箱火星牌汽水")
    assert confirming(chat).endswith("（少 1 项）")
    assert "未含" in shown


def all_button(chat: Chat) -> str:
    """The label of the button for all."""
    return next((one.label for one in buttons(chat.replies[-1]) if one.action.startswith("confirm-all:")), "")


@pytest.mark.parametrize("typed", [False, True])
def test_all_are_those_that_can_be_confirmed_and_the_other_is_named(company: Database, typed: bool) -> None:
    """A draft with an open question stays open, and is said to."""
    chat = Chat(company, "d2.zh")
    shown = chat.say(f"{TWO},4箱可乐下周一送")
    assert len(chat.live()) == 2
    assert all_button(chat) == "2 张都确认"
    assert "第 3 张还要先处理" in shown
    left = chat.say("都确认") if typed else chat.press(chat.button("confirm-all:"))
    assert [goods for _, goods, _ in chat.orders_placed()] == [{"COKE-330": 72}, {"SPR-330": 48}]
    assert "4 箱" in left


def test_a_blocked_draft_is_none_of_those_that_are_confirmed_together(company: Database) -> None:
    """What a gate blocks has a button of its own that only looks again."""
    chat = Chat(company, "d2.zh")
    shown = chat.say(f"{TWO},5箱雪花勇闯天涯500ml罐装送河滨仓")
    assert len(chat.live()) == 3
    assert all_button(chat) == "2 张都确认"
    assert "第 3 张还要先处理" in shown
    chat.press(chat.button("confirm-all:"))
    assert [goods for _, goods, _ in chat.orders_placed()] == [{"COKE-330": 72}, {"SPR-330": 48}]


def test_the_button_for_all_says_what_all_of_them_leave_out(company: Database) -> None:
    """As the button of each does."""
    chat = Chat(company, "d2.zh")
    chat.say("3箱可口可乐330ml罐装送城东仓,2箱雪碧330ml罐装和4箱火星牌汽水送河滨仓")
    assert all_button(chat) == "2 张都确认（少 1 项）"


@pytest.mark.parametrize(
    ("user", "order", "words"),
    [("d1.en", "4 cases of pernod and 5 sprite 330 can", "never mind the pernod"), ("d1.zh", "4箱剑南春,雪碧330罐装5箱", "算了剑南春")],
)
def test_goods_that_were_not_found_are_given_up_by_their_words(company: Database, user: str, order: str, words: str) -> None:
    """The other goods stay as they are."""
    chat = Chat(company, user)
    name = words[-3:] if user.endswith("zh") else "pernod"
    assert name in chat.say(order)
    said = chat.say(words)
    assert (name in said, "216.60" in said) == (False, True)
