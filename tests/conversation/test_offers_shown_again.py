"""An offer whose time is over can be shown again as it stands now, whatever it is about; what else became of it cannot be brought back."""

from datetime import timedelta

import pytest

from backend.kit.db import Database
from tests.conftest import NOW
from tests.conversation.chat import Chat

COKE = "3箱可口可乐330ml罐装"


@pytest.fixture
def ordered(company: Database) -> Chat:
    """SO-10001 has three cases."""
    chat = Chat(company, "d1.zh")
    chat.say(COKE)
    chat.say("确认")
    return chat


@pytest.mark.parametrize("typed", [False, True])
@pytest.mark.parametrize(("words", "done"), [("SO-10001里的可口可乐改成5箱", {"COKE-330": 120}), ("取消SO-10001", {"COKE-330": 72})])
def test_a_change_or_cancellation_that_ran_out_is_shown_again(ordered: Chat, words: str, done: dict[str, int], typed: bool) -> None:
    """By a button under the refusal, or in answer to a typed yes; its confirmation works."""
    ordered.say(words)
    button = ordered.button("confirm:")
    ordered.at(NOW + timedelta(hours=5))
    if typed:
        ordered.say("确认")
    else:
        ordered.press(button)
        assert not ordered.has_button("confirm:")
        ordered.press(ordered.button("again:"))
    ordered.press(ordered.button("confirm:"))
    assert [(goods, status) for _, goods, status in ordered.orders_placed()] == [(done, "CANCELLED" if "取消" in words else "APPROVED")]


def test_a_change_of_what_has_changed_since_is_not_shown_again(ordered: Chat) -> None:
    """It was worded against another version."""
    ordered.say("SO-10001里的可口可乐改成5箱")
    old = ordered.button("confirm:")
    ordered.at(NOW + timedelta(hours=5))
    ordered.press(old)
    again = ordered.button("again:")
    ordered.say("SO-10001里的可口可乐改成9箱")
    ordered.say("确认")
    assert "刚刚被改动过" in ordered.press(again) or not ordered.has_button("confirm:")
    assert [goods for _, goods, _ in ordered.orders_placed()] == [{"COKE-330": 216}]
    assert ordered.live() == []


def test_what_was_declined_or_is_somebody_elses_is_not_shown_again(ordered: Chat, company: Database) -> None:
    """Nor what never was."""
    ordered.say("SO-10001里的可口可乐改成5箱")
    proposal = ordered.button("decline:").partition(":")[2]
    other = Chat(company, "d2.zh")
    other.press(f"again:{proposal}")
    ordered.press(ordered.button("decline:"))
    ordered.press(f"again:{proposal}")
    assert (ordered.has_button("confirm:"), other.has_button("confirm:"), ordered.live(), other.live()) == (False, False, [], [])
