"""Events from the browser's chat script as values. They are data from a stranger: only what our script sends becomes something.

Invariant: whatever comes, nothing raises here, and no id can end up in a script as anything but an id.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from bot.attachments.limits import MOST_FILES
from bot.connectors.web.bodies import MAIN_CHAT
from bot.connectors.web.turns import CONNECTOR
from bot.connectors.web.uploads import TOKEN
from bot.messages import Attachment, IncomingMessage

_MESSAGE_ID = re.compile(r"m[0-9a-f]{24}")
_LARGEST_ID = 2**53


@dataclass(frozen=True, slots=True)
class Sent:
    """A message and the tokens of the files that were uploaded for it."""

    message: IncomingMessage
    files: tuple[str, ...] = ()

    def with_files(self, files: tuple[Attachment, ...]) -> IncomingMessage:
        """The message as the assistant takes it."""
        return replace(self.message, attachments=files)


def sent_of(args: Any) -> Sent | None:
    """What was sent, or None for what our script never sends."""
    message = message_of(args)
    if message is None:
        return None
    files = args.get("files") or []
    if not isinstance(files, list) or len(files) > MOST_FILES or not all(isinstance(one, str) and TOKEN.fullmatch(one) for one in files):
        return None
    return Sent(message, tuple(files))


def message_of(args: Any) -> IncomingMessage | None:
    """The message alone. Its chat is the person's main one, whatever the event says."""
    if not isinstance(args, dict):
        return None
    message_id, text, action = id_of(args), args.get("text"), args.get("action")
    if message_id is None or not isinstance(text, str):
        return None
    return IncomingMessage(CONNECTOR, MAIN_CHAT, message_id, text, action if isinstance(action, str) and action else None)


def id_of(args: Any) -> str | None:
    """The message id an event names."""
    message_id = args.get("id") if isinstance(args, dict) else None
    return message_id if isinstance(message_id, str) and _MESSAGE_ID.fullmatch(message_id) else None


def notice_of(args: Any) -> int | None:
    """The notice an event names."""
    notice = args.get("id") if isinstance(args, dict) else None
    return notice if isinstance(notice, int) and not isinstance(notice, bool) and 0 < notice < _LARGEST_ID else None
