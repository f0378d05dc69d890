"""Running a turn for an HTTP client: what may be sent, the whole reply, or its events.

Invariant: the assistant decides everything; here are only size, frequency and layout.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from backend.conversations.service import find_conversation, find_turn_id, recent_turns
from backend.identity.domain import Actor
from backend.kit.db import Database
from backend.kit.errors import DomainError, Invalid, TooMuch
from backend.kit.rates import RateLimit
from bot.connectors.web.bodies import ChatBody, reply_document
from bot.connectors.web.streaming import frame, opening
from bot.messages import Attachment, Card, IncomingMessage, Reply, Text, reply_from_json

CONNECTOR = "web"
_log = structlog.get_logger(__name__)


class Event(Protocol):
    """Something that happens while a turn runs: "status", "block", and last "reply"."""

    @property
    def kind(self) -> str:
        """What it is."""
        ...

    @property
    def data(self) -> Any:
        """A sentence for a status, a block, or the whole reply; the latter two as values or as their documents."""
        ...


class Answering(Protocol):
    """What this connector needs of the assistant."""

    def reply(self, actor: Actor, message: IncomingMessage) -> Reply:
        """Answer one message; the same message id again gets the stored answer."""
        ...

    def stream(self, actor: Actor, message: IncomingMessage) -> Iterator[Event]:
        """The same, event by event."""
        ...


@dataclass(frozen=True, slots=True)
class ChatDesk:
    """What the chat routes are given. `executor` runs streamed turns; `limit` counts what each person sends."""

    assistant: Answering
    limit: RateLimit
    executor: Executor


def message_of(body: ChatBody, max_text: int, files: tuple[Attachment, ...] = ()) -> IncomingMessage:
    """The message of a body; raises TooMuch("message.too_long") and Invalid("message.empty")."""
    if len(body.text) > max_text:
        raise TooMuch("message.too_long", longest=max_text, length=len(body.text))
    if not body.text.strip() and body.action is None and not files:
        raise Invalid("message.empty")
    return IncomingMessage(CONNECTOR, body.chat, body.message_id, body.text, body.action, files)


def answer(desk: ChatDesk, database: Database, actor: Actor, message: IncomingMessage) -> dict[str, Any]:
    """The whole reply."""
    reply = desk.assistant.reply(actor, message)
    return reply_document(reply, message.message_id, _turn_of(database, actor, message))


@dataclass(frozen=True, slots=True)
class Streaming:
    """The frames of one turn. `explain` makes the problem document of an error, in the caller's language."""

    desk: ChatDesk
    database: Database
    explain: Callable[[DomainError], Mapping[str, Any]]

    def frames(self, actor: Actor, message: IncomingMessage) -> Iterator[bytes]:
        """Every event of the turn as server-sent events."""
        last = self._newest(actor, message.chat)
        number = 0
        yield opening()
        try:
            for event in self.desk.assistant.stream(actor, message):
                if event.kind == "reply":
                    reply = event.data if isinstance(event.data, Reply) else reply_from_json(event.data)
                    turn = _turn_of(self.database, actor, message)
                    yield frame("reply", reply_document(reply, message.message_id, turn), str(turn if turn is not None else last))
                else:
                    number += 1
                    yield frame(event.kind, _plain(event.data), f"{last}.{number}")
        except DomainError as error:
            yield frame("problem", self.explain(error), f"{last}.{number + 1}")
        except Exception:  # noqa: BLE001 - the stream has begun: whatever failed, the client must hear the end of it
            _log.exception("streamed turn failed", message_id=message.message_id)
            yield frame("problem", self.explain(DomainError("request.failed")), f"{last}.{number + 1}")

    def _newest(self, actor: Actor, chat: str) -> int:
        newest = self.database.read(lambda uow: recent_turns(uow, actor, CONNECTOR, chat, limit=1))
        return newest[-1].id if newest else 0


def _turn_of(database: Database, actor: Actor, message: IncomingMessage) -> int | None:
    conversation = database.read(lambda uow: find_conversation(uow, actor, CONNECTOR, message.chat))
    return database.read(lambda uow: find_turn_id(uow, conversation, message.message_id)) if conversation else None


def _plain(data: Any) -> Any:
    if isinstance(data, Card | Text):
        return Reply("", (data,)).to_json()["blocks"][0]
    return data if isinstance(data, Mapping) else {"status": str(data)}
