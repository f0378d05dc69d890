"""A question about a change of an order has no button that leads nowhere: what can be answered is said anew in full."""

import pytest

from backend.kit.db import Database
from tests.conversation.chat import Chat, buttons


@pytest.mark.parametrize(
    ("login", "first", "yes", "change", "done"),
    [
        ("d1.zh", "3箱可口可乐330ml罐装", "确认", "SO-10001里的可口可乐改成2000箱", {"COKE-330": 21600}),
        ("d1.en", "3 cases of coca-cola 330ml can", "confirm", "add 2000 cases of sprite 330ml can to SO-10001", {"COKE-330": 72, "SPR-330": 21600}),
    ],
)
def test_an_unusual_quantity_and_a_short_one_are_settled_by_their_buttons(
    company: Database, login: str, first: str, yes: str, change: str, done: dict[str, int]
) -> None:
    """First that it is meant so, then what is there of it; the change waits for its confirmation all the while."""
    chat = Chat(company, login)
    chat.say(first)
    chat.say(yes)
    chat.say(change)
    for _ in range(2):
        assert [one.action.split(":")[0] for one in buttons(chat.replies[-1])] == ["say"]
        chat.say(chat.button("say:").removeprefix("say:"))
    assert [goods for _, goods, _ in chat.orders_placed()] == [{"COKE-330": 72}]
    chat.press(chat.button("confirm:"))
    assert [goods for _, goods, _ in chat.orders_placed()] == [done]
