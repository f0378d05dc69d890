"""What the chat routes take and give. A reply is the assistant's blocks with the same words as plain text.

Invariant: the block models mirror `bot.messages`; a client that shows only `text` loses no word and no button.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.conversations.service import TurnRow
from backend.kit.http import Word
from bot.messages import Button, Cell, Column, Reply, Row, reply_from_json
from bot.rendering.plain import to_plain

MAIN_CHAT = "main"


class ChatBody(BaseModel):
    """One thing a person did: wrote `text` or pressed a button (`action`)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"message_id": "m-0001", "text": "10 cases of coke 330 and 5 of sprite"}})

    message_id: Word = Field(description="Yours, unique within the chat. The same id again gets the stored reply and does nothing.")
    text: str = Field("", description="At most 4,000 characters unless the operator set another limit.")
    action: str | None = Field(None, min_length=1, max_length=300, description="The `action` of a button, as it came.")
    chat: Word = Field(MAIN_CHAT, description="One person may have several conversations.")


class TextBlock(BaseModel):
    """A paragraph with buttons under it when the person may choose."""

    type: Literal["text"]
    text: str
    buttons: list[Button]
    tone: Literal["plain", "warning", "error"]


class CardBlock(BaseModel):
    """A table with what belongs to it."""

    type: Literal["card"]
    kind: str
    title: str
    columns: list[Column]
    rows: list[Row]
    total: Cell | None
    total_label: str
    notes: list[str]
    warnings: list[str]
    buttons: list[Button]


class ChatReply(BaseModel):
    """The answer to one message, in the language of the message."""

    message_id: str
    turn: int | None = Field(description="The turn's id: what GET /chat/events continues after.")
    lang: str = Field(examples=["en"])
    brain: str = Field(description="Who planned the answer.", examples=["embedded"])
    blocks: list[CardBlock | TextBlock]
    text: str = Field(description="The whole reply as plain text, buttons included.")


class ChatTurn(BaseModel):
    """One finished turn: what was written and what was answered. `speaker` names the member of staff who wrote it; null when you did."""

    turn: int
    at: datetime
    text: str
    speaker: str | None = None
    reply: ChatReply


class ChatHistory(BaseModel):
    """Turns, oldest first. For older ones ask again with `before` = the first turn's id."""

    items: list[ChatTurn]


def reply_document(reply: Reply, message_id: str, turn: int | None) -> dict[str, Any]:
    """A reply as ChatReply describes it."""
    document = reply.to_json()
    return {"message_id": message_id, "turn": turn, "lang": reply.lang, "brain": reply.brain, "blocks": document["blocks"], "text": to_plain(reply)}


def turn_document(row: TurnRow) -> Mapping[str, Any]:
    """A stored turn as ChatTurn describes it."""
    return {"turn": row.id, "at": row.at, "text": row.text, "speaker": row.speaker, "reply": reply_document(reply_from_json(row.reply), row.message_id, row.id)}
