"""Promises of the terminal chat: lines become messages, numbers press buttons, errors are sentences."""

import io

from backend.kit.errors import Unavailable
from bot.commands.terminal import terminal_locale
from bot.console import Console
from bot.messages import Button, Reply, Text
from bot.sentences import phrasebook


class Desk:
    """A door that remembers what came and answers with two buttons."""

    name = "王芳"

    def __init__(self) -> None:
        self.came: list[tuple[str, str | None]] = []
        self.ids: set[str] = set()

    def send(self, message_id: str, text: str, action: str | None) -> Reply:
        """Answer everything but "gone"."""
        self.came.append((text, action))
        self.ids.add(message_id)
        if text == "gone":
            raise Unavailable("database.unavailable")
        return Reply("en", (Text(f"heard {text or action}", (Button("Confirm", "confirm:t1"), Button("Cancel", "decline:p1"))),))


def _talk(*lines: str) -> tuple[Desk, str]:
    desk, out = Desk(), io.StringIO()
    Console(desk, lambda key, **params: phrasebook().say("en", key, **params), io.StringIO("\n".join(lines)), out).run()
    return desk, out.getvalue()


def test_lines_become_messages_and_numbers_press_the_buttons_of_the_last_reply() -> None:
    """Every message has an id of its own; empty lines are nothing."""
    desk, shown = _talk("10 cases of coke", "", "/1", "/2", "/quit", "never heard")
    assert desk.came == [("10 cases of coke", None), ("", "confirm:t1"), ("", "decline:p1")]
    assert len(desk.ids) == 3
    assert "heard 10 cases of coke" in shown
    assert "Confirm" in shown


def test_a_number_without_a_button_is_said_and_sent_nowhere() -> None:
    """A plain number is an ordinary message."""
    desk, shown = _talk("/1", "hello", "/9", "3")
    assert desk.came == [("hello", None), ("3", None)]
    assert "no button 9" in shown


def test_an_error_is_a_sentence_and_the_conversation_goes_on() -> None:
    """The person may simply try again."""
    desk, shown = _talk("gone", "hello")
    assert [text for text, _ in desk.came] == ["gone", "hello"]
    assert "Nothing was saved" in shown


def test_the_terminals_language_decides() -> None:
    """LC_ALL before LC_MESSAGES before LANG; English otherwise."""
    assert terminal_locale({"LANG": "zh_CN.UTF-8"}) == "zh"
    assert terminal_locale({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}) == "en"
    assert terminal_locale({"LC_MESSAGES": "zh_TW", "LANG": "C"}) == "zh"
    assert terminal_locale({}) == "en"
