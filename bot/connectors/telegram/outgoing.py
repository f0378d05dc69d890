"""Parts of an answer as rows of the outbox; every button becomes a token that stands for its action.

Invariant: an action never travels; a token belongs to one person in one chat.
"""

from collections.abc import Sequence
from datetime import datetime

from backend.kit.db import UnitOfWork
from backend.messengers import service as messengers
from backend.messengers.service import Outgoing
from bot.connectors.telegram.arriving import CONNECTOR
from bot.connectors.telegram.layout import Part


def as_messages(uow: UnitOfWork, parts: Sequence[Part], chat: str, user_id: str, *, at: datetime) -> list[Outgoing]:
    """The messages of an answer to a bound person."""

    def rows(part: Part) -> list[list[tuple[str, str]]]:
        return [[(button.label, _token(uow, chat, user_id, button.action, at)) for button in row] for row in part.keyboard]

    return [Outgoing("message", {"text": part.text, "keyboard": rows(part)}) for part in parts]


def plain_message(part: Part) -> Outgoing:
    """A message without buttons."""
    return Outgoing("message", {"text": part.text, "keyboard": []})


def _token(uow: UnitOfWork, chat: str, user_id: str, action: str, at: datetime) -> str:
    return messengers.make_button(uow, CONNECTOR, chat, user_id, action, at=at)
