"""Fetching a file that came along. Invariant: never more than LONGEST_FILE bytes; no name of a sender ever becomes a path."""

from telegram import Bot
from telegram.error import BadRequest

from bot.attachments.limits import LONGEST_FILE
from bot.connectors.telegram.arriving import Media
from bot.connectors.telegram.desk import Fetched
from bot.messages import Attachment


async def fetch(bot: Bot, media: Media) -> Fetched:
    """The file, or why there is none. Raises TelegramError when it is worth trying again."""
    if media.size > LONGEST_FILE:
        return Fetched(problem="telegram-file-too-large")
    try:
        file = await bot.get_file(media.file_id)
        if (file.file_size or 0) > LONGEST_FILE:
            return Fetched(problem="telegram-file-too-large")
        data = bytes(await file.download_as_bytearray())
    except BadRequest:
        return Fetched(problem="telegram-file-gone")
    if len(data) > LONGEST_FILE:
        return Fetched(problem="telegram-file-too-large")
    return Fetched((Attachment(media.kind, media.name, media.mime, data),))
