"""What goes into the assistant and what comes out: plain values that every connector can show and the turn log can store.

A reply is built once, in the person's language, by `bot.rendering`; connectors only lay it out (HTML table, fixed-width text, JSON).
Invariant: every digit in a Card comes from a typed tool result; a Button's action is opaque to the person and checked again when pressed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message. `name` and `mime` are what the sender claims: never a path, never believed without a look at `data`."""

    kind: Literal["photo", "voice", "document"]
    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One thing a person did in a chat: wrote `text`, or pressed a button (`action`). `message_id` is unique within the chat.

    `edited` says that the person changed an earlier message; the changed one has a `message_id` of its own.
    """

    connector: str
    chat: str
    message_id: str
    text: str = ""
    action: str | None = None
    attachments: tuple[Attachment, ...] = ()
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A button.

    `action` is one of "confirm:<token>", "confirm-all:<proposal ids>", "decline:<proposal id>", "again:<proposal id>",
    "release:<order number>:<version>:<content hash>",
    "answer:<question id>:<sku|take_available|backorder|drop>", "say:<text>".
    """

    label: str
    action: str
    style: Literal["primary", "plain", "disabled"] = "plain"


@dataclass(frozen=True, slots=True)
class Badge:
    """A short mark on a row, such as "减半" or "仅 3 箱现货"."""

    text: str
    tone: Literal["accent", "warning", "error", "success"] = "accent"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row: the main text and muted text under it."""

    text: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a card's table, with its badges and the buttons that solve its problem."""

    cells: tuple[Cell, ...]
    badges: tuple[Badge, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; figures are right-aligned."""

    heading: str
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A table with what belongs to it. `total` stands alone in the last row, `notes` are muted, `warnings` are coloured."""

    kind: str
    title: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    total: Cell | None = None
    total_label: str = ""
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, with buttons under it when the person may choose."""

    text: str
    buttons: tuple[Button, ...] = ()
    tone: Literal["plain", "warning", "error"] = "plain"


Block = Card | Text


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one message, in `lang`. `blocks` are shown in order; `brain` says who planned it ("embedded", "hosted", "none")."""

    lang: str
    blocks: tuple[Block, ...] = ()
    brain: str = "none"
    meta: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """A JSON document that `reply_from_json` reads back."""
        blocks = [{"type": "card" if isinstance(block, Card) else "text", **asdict(block)} for block in self.blocks]
        return {"lang": self.lang, "brain": self.brain, "blocks": blocks, "meta": dict(self.meta)}


def reply_from_json(document: Mapping[str, Any]) -> Reply:
    """The reply that `Reply.to_json` stored."""
    blocks = tuple(_block(dict(block)) for block in document.get("blocks", ()))
    return Reply(lang=document["lang"], blocks=blocks, brain=document.get("brain", "none"), meta=document.get("meta", {}))


def _block(document: dict[str, Any]) -> Block:
    buttons = tuple(Button(**button) for button in document.get("buttons", ()))
    if document.pop("type") == "text":
        return Text(**{**document, "buttons": buttons})
    rows = tuple(
        Row(
            cells=tuple(Cell(**cell) for cell in row["cells"]),
            badges=tuple(Badge(**badge) for badge in row["badges"]),
            buttons=tuple(Button(**button) for button in row["buttons"]),
        )
        for row in document["rows"]
    )
    return Card(
        **{
            **document,
            "columns": tuple(Column(**column) for column in document["columns"]),
            "rows": rows,
            "total": Cell(**document["total"]) if document["total"] else None,
            "notes": tuple(document["notes"]),
            "warnings": tuple(document["warnings"]),
            "buttons": buttons,
        }
    )
