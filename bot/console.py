"""The same conversation in a terminal: lines in, plain text out, buttons pressed by number.

A Door leads to the assistant: in this process when nobody owns the database, over loopback HTTP to the owner otherwise.
Invariant: every message carries a fresh id, so a line is answered once however often the connection breaks.
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, TextIO

from backend.identity.domain import Actor
from backend.kit.errors import DomainError
from backend.kit.ids import new_id
from bot.messages import Button, Card, IncomingMessage, Reply
from bot.rendering.plain import to_plain

CONNECTOR = "console"
_LEAVE = {"/quit", "/exit", "/q"}
_HELP = "/help"
_WIDEST = 120


class Door(Protocol):
    """A way to the assistant."""

    @property
    def name(self) -> str:
        """Who talks."""
        ...

    def send(self, message_id: str, text: str, action: str | None) -> Reply:
        """One message in, its reply out; raises a DomainError with what went wrong."""
        ...


class Answering(Protocol):
    """What a door in this process needs of the assistant."""

    def reply(self, actor: Actor, message: IncomingMessage) -> Reply:
        """Answer one message."""
        ...


@dataclass(frozen=True, slots=True)
class NearDoor:
    """The assistant in this process."""

    assistant: Answering
    actor: Actor

    @property
    def name(self) -> str:
        """Who talks."""
        return self.actor.name

    def send(self, message_id: str, text: str, action: str | None) -> Reply:
        """Answer in this process."""
        return self.assistant.reply(self.actor, IncomingMessage(CONNECTOR, "main", message_id, text, action))


Say = Callable[..., str]
"""Makes a sentence in the terminal's language from a key and its parameters."""


class Console:
    """Reads lines until the person leaves or the input ends."""

    def __init__(self, door: Door, say: Say, lines: TextIO = sys.stdin, out: TextIO = sys.stdout) -> None:
        """Prompts are written only when `lines` is a terminal."""
        self._door = door
        self._say = say
        self._lines = lines
        self._out = out
        self._buttons: tuple[Button, ...] = ()

    def run(self) -> None:
        """Talk."""
        if self._lines.isatty():
            self._print(self._say("console-welcome", name=self._door.name))
        for line in self._read():
            text = line.strip()
            if text in _LEAVE:
                return
            if text == _HELP:
                self._print(self._say("console-help"))
            elif text:
                self._take(text)

    def _take(self, text: str) -> None:
        button = self._pressed(text)
        if button is None and text.startswith("/") and text[1:].isdigit():
            self._print(self._say("console-no_button", number=text[1:]))
            return
        try:
            reply = self._door.send(new_id("msg"), "" if button else text, button.action if button else None)
        except DomainError as error:
            self._print(self._say(error.code, **dict(error.params)))
            return
        self._show(reply)

    def _show(self, reply: Reply) -> None:
        columns = min(shutil.get_terminal_size().columns, _WIDEST) if self._out.isatty() else None
        self._print(to_plain(reply, columns))
        self._buttons = tuple(_buttons_of(reply))
        if self._buttons and self._lines.isatty():
            self._print("  ".join(f"/{number} {button.label}" for number, button in enumerate(self._buttons, 1)))

    def _pressed(self, text: str) -> Button | None:
        number = text[1:] if text.startswith("/") else ""
        index = int(number) - 1 if number.isdigit() else -1
        return self._buttons[index] if 0 <= index < len(self._buttons) else None

    def _read(self) -> Iterator[str]:
        if not self._lines.isatty():
            yield from self._lines
            return
        with suppress(ImportError):
            import readline  # noqa: F401 - gives input() editing and history
        while True:
            try:
                yield input("> ")
            except EOFError:
                return

    def _print(self, text: str) -> None:
        print(text, end="\n\n", file=self._out, flush=True)


def _buttons_of(reply: Reply) -> Iterator[Button]:
    for block in reply.blocks:
        if isinstance(block, Card):
            for row in block.rows:
                yield from row.buttons
        yield from (button for button in block.buttons if button.style != "disabled")
