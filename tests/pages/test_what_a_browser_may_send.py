"""Events from a browser are data from a stranger: only what our script sends becomes a message."""

import pytest

from bot.connectors.web.bodies import MAIN_CHAT
from bot.pages.chat_events import message_of

GOOD = "m" + "0" * 24


@pytest.mark.parametrize(
    "event",
    [
        None,
        "text",
        [],
        {},
        {"id": GOOD},
        {"id": GOOD, "text": 7},
        {"id": 7, "text": "来10箱"},
        {"id": "m" + "0" * 25, "text": "来10箱"},
        {"id": "');alert(1);('", "text": "来10箱"},
        {"id": GOOD + "\n", "text": "来10箱"},
    ],
)
def test_anything_else_is_ignored(event: object) -> None:
    """No exception, no message, and no id that could end up in a script."""
    assert message_of(event) is None


def test_a_message_of_our_script_is_taken_as_it_is() -> None:
    """The chat is the person's main one, whatever the event says."""
    message = message_of({"id": GOOD, "text": "来10箱可乐", "action": None, "chat": "somebody else's", "connector": "telegram"})
    assert message is not None
    assert (message.connector, message.chat, message.message_id, message.text, message.action) == ("web", MAIN_CHAT, GOOD, "来10箱可乐", None)


@pytest.mark.parametrize(("action", "taken"), [("confirm:t", "confirm:t"), ("", None), (7, None), (None, None)])
def test_a_button_press_carries_its_action(action: object, taken: str | None) -> None:
    """What it means is checked by the assistant."""
    message = message_of({"id": GOOD, "text": "确认", "action": action})
    assert message is not None
    assert message.action == taken
