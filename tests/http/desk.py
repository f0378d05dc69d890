"""A stand-in for the assistant: it answers with fixed blocks and stores its turns as the real one does."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from backend.conversations.service import Turn, find_reply, open_conversation, record_turn
from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import Database, UnitOfWork
from bot.messages import Button, Card, Cell, Column, IncomingMessage, Reply, Row, Text, reply_from_json


@dataclass(frozen=True, slots=True)
class FakeEvent:
    """An event of a turn."""

    kind: str
    data: Any


@dataclass(slots=True)
class FakeAssistant:
    """Echoes the message in a text and a card. `failing` makes it raise; `gate` holds a streamed turn until it is set."""

    database: Database
    clock: Clock
    failing: Exception | None = None
    gate: threading.Event | None = None
    seen: list[IncomingMessage] = field(default_factory=list)

    def reply(self, actor: Actor, message: IncomingMessage) -> Reply:
        """One turn."""
        if self.failing is not None:
            raise self.failing
        return self.database.write(lambda uow: self._turn(uow, actor, message))

    def stream(self, actor: Actor, message: IncomingMessage) -> Iterator[FakeEvent]:
        """One turn with a status and a block before the reply."""
        yield FakeEvent("status", "reading")
        if self.gate is not None:
            self.gate.wait(10)
        reply = self.reply(actor, message)
        yield FakeEvent("block", reply.blocks[0])
        yield FakeEvent("reply", reply.to_json())

    def _turn(self, uow: UnitOfWork, actor: Actor, message: IncomingMessage) -> Reply:
        conversation = open_conversation(uow, actor, message.connector, message.chat)
        stored = find_reply(uow, conversation.id, message.message_id)
        if stored is not None:
            return reply_from_json(stored)
        self.seen.append(message)
        reply = Reply(actor.locale, (Text(f"{actor.name}: {message.text or message.action}"), _card()), "embedded", {"secret": "meta"})
        record_turn(uow, conversation.id, Turn(message.message_id, message.text, reply.to_json(), {}), clock=self.clock)
        return reply


def _card() -> Card:
    row = Row((Cell("可口可乐330ml", "COKE"), Cell("10")))
    columns, buttons = (Column("商品"), Column("数量", figure=True)), (Button("确认", "confirm:token", "primary"),)
    return Card("draft", "订单草稿", columns, (row,), Cell("¥480.00"), "合计", buttons=buttons)
