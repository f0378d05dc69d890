"""Which button a script presses, and that its answers never reach the assistant."""

from typing import Any

import pytest

from bot.evaluation.dialogues import buttons_of, message_of_turn
from bot.messages import Button, Card, Cell, Reply, Row, Text


def reply(*buttons: Button) -> Reply:
    """A reply whose buttons hang on a card, its row and a text."""
    row = Row(cells=(Cell("a"),), buttons=buttons[:1])
    return Reply("en", (Card("draft", rows=(row,), buttons=buttons[1:2]), Text("?", buttons[2:])))


CONFIRM_1 = reply(Button("x", "answer:q1:COKE-330"), Button("ok", "confirm:t1"), Button("no", "decline:p1"))
CONFIRM_2 = reply(Button("x", "answer:q2:take_available"), Button("ok", "confirm:t2"), Button("no", "decline:p2"))
NOTHING = Reply("en", (Text("hello"),))


@pytest.mark.parametrize(
    ("press", "replies", "action"),
    [
        ("confirm", [CONFIRM_1, CONFIRM_2, NOTHING], "confirm:t2"),
        ("cancel", [CONFIRM_1, None, NOTHING], "decline:p1"),
        ({"confirm_of_turn": 1}, [CONFIRM_1, CONFIRM_2], "confirm:t1"),
        ({"choose": 2, "means": "COKE-330"}, [CONFIRM_1, CONFIRM_2], "answer:q1:COKE-330"),
        ({"choose": 2, "means": "COKE-500"}, [CONFIRM_1, CONFIRM_2], None),
        ("confirm", [NOTHING], None),
        ({"confirm_of_turn": 2}, [CONFIRM_1, NOTHING], None),
    ],
)
def test_a_press_is_the_button_a_person_would_find(press: Any, replies: list[Reply | None], action: str | None) -> None:
    """The newest one of its kind, the one of a named turn, or the option that means a SKU; none when it was never shown."""
    message = message_of_turn("D", 3, {"press": press}, replies)
    assert (message.action if message else None) == action


def test_a_disabled_button_cannot_be_pressed() -> None:
    """A button that is shown greyed out does nothing."""
    assert list(buttons_of(reply(Button("x", "say:hi"), Button("ok", "confirm:t", style="disabled")))) == [Button("x", "say:hi")]


def test_only_what_a_person_says_reaches_the_assistant() -> None:
    """The script's gold, facts and notes stay outside."""
    turn = {"say": "10 cases", "gold": ["secret"], "facts": ["secret"], "reply_must": ["secret"], "notes": "secret"}
    message = message_of_turn("DLG-01", 1, turn, [])
    assert message is not None
    assert (message.connector, message.chat, message.message_id, message.text, message.action) == ("console", "DLG-01", "1", "10 cases", None)
    assert "secret" not in repr(message)
