"""Reading an update: who did what in which chat, in our words. A wrong or foreign update is nothing.

The key of an update is the same however often the thing arrives: a message by its id and instant (another bot counts anew), an edit
by its instant, a button by its token, because an app that lost an answer sends the press again under a new update id.

Invariant: nothing here believes text; who asks is the account that Telegram names.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from telegram import CallbackQuery, Message, MessageEntity, Update, User

from backend.messengers.service import NewUpdate

CONNECTOR = "telegram"
ALLOWED = ("message", "edited_message", "callback_query")
LONGEST_TOKEN = 64
LONGEST_NAME = 120
_LARGEST_ID = 2**62


@dataclass(frozen=True, slots=True)
class Media:
    """A file that came along: what it is called and how large it says it is, not yet fetched."""

    kind: Literal["photo", "voice", "document"]
    file_id: str
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """One thing a person did. `command` is the word behind the slash; `addressed` says that it was said to us, always so in private."""

    kind: Literal["message", "edited", "button"]
    chat: str
    private: bool
    sender: str
    sender_name: str
    message_id: int
    key: str
    text: str = ""
    command: str = ""
    addressed: bool = True
    token: str = ""
    callback_id: str = ""
    keyboard: tuple[tuple[tuple[str, str], ...], ...] = ()
    media: Media | None = None
    language: str = ""


def read_update(payload: Mapping[str, Any], bot_name: str) -> Arrived | None:
    """What an update says; None for everything that is none of our business."""
    try:
        update = Update.de_json(dict(payload), None)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    if update.callback_query is not None:
        return _pressed(update.callback_query)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return None
    return _written(message, message.from_user, bot_name, edited=update.message is None)


def as_new(payload: Mapping[str, Any]) -> NewUpdate | None:
    """How an update is stored; None when there is nothing to answer."""
    number = payload.get("update_id")
    arrived = read_update(payload, "")
    if arrived is None or not isinstance(number, int) or not 0 <= number < _LARGEST_ID:
        return None
    return NewUpdate(number, arrived.chat, arrived.key, payload, arrived.message_id)


def _pressed(query: CallbackQuery) -> Arrived | None:
    message, token = query.message, (query.data or "")[:LONGEST_TOKEN]
    if message is None or not token:
        return None
    markup = message.reply_markup if isinstance(message, Message) else None
    rows = tuple(tuple((button.text, str(button.callback_data or "")) for button in row) for row in markup.inline_keyboard) if markup else ()
    return Arrived(
        kind="button",
        chat=str(message.chat.id),
        private=message.chat.type == "private",
        sender=str(query.from_user.id),
        sender_name=_name_of(query.from_user),
        message_id=message.message_id,
        key=f"b:{token}",
        token=token,
        callback_id=query.id,
        keyboard=tuple(tuple(button for button in row if button[1] != token) for row in rows),
        language=query.from_user.language_code or "",
    )


def _written(message: Message, sender: User, bot_name: str, *, edited: bool) -> Arrived:
    said = message.text or message.caption or ""
    private = message.chat.type == "private"
    command, text = _command_of(said, bot_name)
    return Arrived(
        kind="edited" if edited else "message",
        chat=str(message.chat.id),
        private=private,
        sender=str(sender.id),
        sender_name=_name_of(sender),
        message_id=message.message_id,
        key=_edit_key(message, said) if edited else f"m:{message.message_id}:{int(message.date.timestamp())}",
        text=text,
        command=command,
        addressed=private or bool(command) or _is_to_us(message, said, bot_name),
        media=_media_of(message),
        language=sender.language_code or "",
    )


def _edit_key(message: Message, said: str) -> str:
    at = int(message.edit_date.timestamp()) if message.edit_date else 0
    return f"e:{message.message_id}:{at}:{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def _command_of(said: str, bot_name: str) -> tuple[str, str]:
    """The command of a text and what follows it; a command to another bot is no command. Our name is taken out of any other text."""
    match = re.match(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+|$)", said)
    if match and (not match.group(2) or match.group(2).casefold() == bot_name.casefold()):
        return match.group(1).casefold(), said[match.end() :].strip()
    return "", re.sub(rf"@{re.escape(bot_name)}\b", " ", said, flags=re.IGNORECASE).strip() if bot_name else said


def _is_to_us(message: Message, said: str, bot_name: str) -> bool:
    if not bot_name:
        return False
    answered = message.reply_to_message.from_user if message.reply_to_message else None
    if answered is not None and (answered.username or "").casefold() == bot_name.casefold():
        return True
    entities = message.parse_entities([MessageEntity.MENTION]) if message.text else message.parse_caption_entities([MessageEntity.MENTION])
    return any(name.casefold() == f"@{bot_name}".casefold() for name in entities.values()) and bool(said)


def _media_of(message: Message) -> Media | None:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return Media("photo", largest.file_id, "photo.jpg", "image/jpeg", largest.file_size or 0)
    spoken = message.voice or message.audio
    if spoken is not None:
        return Media("voice", spoken.file_id, getattr(spoken, "file_name", None) or "voice.ogg", spoken.mime_type or "audio/ogg", spoken.file_size or 0)
    if message.document is not None:
        sent = message.document
        kind: Literal["photo", "document"] = "photo" if (sent.mime_type or "").startswith("image/") else "document"
        return Media(kind, sent.file_id, (sent.file_name or "file")[:LONGEST_NAME], sent.mime_type or "", sent.file_size or 0)
    return None


def _name_of(user: User) -> str:
    return (f"@{user.username}" if user.username else user.full_name)[:LONGEST_NAME]
