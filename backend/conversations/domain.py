"""The values of conversations: who talks where, a turn, and a conversation that a person looks after instead of the assistant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person in one chat. `state` is a JSON document owned by the assistant; while it `waits` a person is to answer instead of it.

    `elsewhere` is the person's conversation on another connector in which staff have answered him and that is still theirs.
    """

    id: str
    user_id: str
    state: Mapping[str, Any]
    waits: bool = False
    elsewhere: str | None = None


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that was called for a message, and the arguments that were chosen for it."""

    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """What is stored when a turn is over. `calls` are the tools that were called for it, oldest first."""

    message_id: str
    text: str
    reply: Mapping[str, Any]
    state: Mapping[str, Any]
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A stored turn. `speaker` names the member of staff who wrote it; None when the person did, to whom `reply` is the answer."""

    id: int
    message_id: str
    text: str
    reply: Mapping[str, Any]
    at: datetime
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """A conversation in the hands of a person. `waiting_since` is the oldest message that staff did not answer yet, None when there is none."""

    conversation_id: str
    user_id: str
    since: datetime
    asked_by: str
    reason: str
    assignee: str | None
    waiting_since: datetime | None
    answered_at: datetime | None
    escalated_at: datetime | None


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Who got what the person wrote on another connector, and the connector of the conversation it went to."""

    name: str
    connector: str


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One conversation in the inbox of staff. `assignee_name` is None while nobody took it; `last_text` is what was said last.

    It has `ended` when the assistant answers again.
    """

    handover: Handover
    person: str
    dealer_id: str | None
    connector: str
    last_text: str
    assignee_name: str | None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """A handed-over conversation with its latest turns, oldest first. `locale` is the language the person spoke last."""

    item: InboxItem
    locale: str
    turns: tuple[TurnRow, ...]
