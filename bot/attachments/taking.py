"""Taking a message's files in: each is kept under the conversation, its words join what the person wrote, and what became of it is told.

Invariant: the result's text holds everything that is read of the message; a message without files comes back as it is; a sentence that hides in
a code is told and not read.
"""

import re
from dataclasses import dataclass, replace

from backend.kit.phrases import Phrasebook
from bot.attachments.keeping import keep_file
from bot.attachments.limits import LONGEST_WORDS, MOST_FILES
from bot.attachments.reading import AttachmentServices, AttachmentWords, words_of
from bot.attachments.sniffing import content_of
from bot.messages import Attachment, IncomingMessage

_CODE = re.compile(r"[!-~]+")
"""A code is one word of plain characters."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The message with the words of its files, a sentence for each file, and those files that are tables."""

    message: IncomingMessage
    notes: tuple[str, ...] = ()
    tables: tuple[Attachment, ...] = ()


def take_in(message: IncomingMessage, conversation: str, services: AttachmentServices, locale: str, say: Phrasebook) -> Taken:
    """Keep and read the files of a message."""
    if not message.attachments:
        return Taken(message)
    notes: list[str] = []
    tables: list[Attachment] = []
    texts = [message.text] if message.text.strip() else []
    for attachment in message.attachments[:MOST_FILES]:
        kept = services.folder is not None and keep_file(services.folder, conversation, attachment.data, content_of(attachment.data)) is not None
        words = words_of(attachment, services)
        tables += [attachment] if words.is_table else []
        texts += _texts(words, locale, say)
        notes += [say.say(locale, words.note, **words.params)] if words.note else []
        if not kept and services.folder is not None:
            notes.append(say.say(locale, "attachment-not-kept"))
    if len(message.attachments) > MOST_FILES:
        notes.append(say.say(locale, "attachment-too-many", most=MOST_FILES))
    return Taken(replace(message, text="\n".join(texts)[: LONGEST_WORDS + len(message.text)]), tuple(notes), tuple(tables))


def _texts(words: AttachmentWords, locale: str, say: Phrasebook) -> list[str]:
    return [*([words.text] if words.text else []), *(said for code in words.codes if (said := words_of_code(code, locale, say)))]


def words_of_code(code: str, locale: str, say: Phrasebook) -> str:
    """What a code adds to the message: nothing when it is no code but a sentence, which the person did not write."""
    return say.say(locale, "attachment-code", code=code) if _CODE.fullmatch(code) else ""
