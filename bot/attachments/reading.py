"""A file in words: codes and order lists of photos, lines of text, transcripts of voice; a table is read by its columns; else what was kept and what to do.

The words are data: they join what the person wrote and are read as an order or a question, never as instructions to the program.
Invariant: reading a file changes nothing and never raises because of what somebody sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL

from backend.settings.process import ProcessSettings
from bot.attachments.keeping import folder_of
from bot.attachments.limits import LONGEST_CELL, LONGEST_FILE, LONGEST_WORDS, MOST_ROWS
from bot.attachments.pictures import Decoder, LineReader, can_decode, can_read_lines, codes_on, decode_picture, lines_on
from bot.attachments.sniffing import PICTURES, SHEETS, SOUNDS, content_of, decoded
from bot.attachments.transcribing import Transcriber, transcriber_of
from bot.messages import Attachment
from tools.tables import is_table


@dataclass(frozen=True, slots=True)
class AttachmentServices:
    """What reads files here; None for what is not installed or not configured. `folder` is where files are kept."""

    folder: Path | None = None
    decode: Decoder | None = None
    read_lines: LineReader | None = None
    transcriber: Transcriber | None = None


@dataclass(frozen=True, slots=True)
class AttachmentWords:
    """The words of a file, codes apart, and the key (with parameters) of what to tell the person about it. A table is read by its columns, not as words."""

    text: str = ""
    codes: tuple[str, ...] = ()
    note: str = ""
    is_table: bool = False
    params: Mapping[str, str | int] = field(default_factory=dict)


def services_of(settings: ProcessSettings, database: URL) -> AttachmentServices:
    """What is installed and configured; files are kept beside the database."""
    return AttachmentServices(
        folder=folder_of(database),
        decode=decode_picture if can_decode() else None,
        read_lines=lines_on if can_read_lines() else None,
        transcriber=transcriber_of(settings),
    )


def words_of(attachment: Attachment, services: AttachmentServices) -> AttachmentWords:
    """What a file says."""
    if len(attachment.data) > LONGEST_FILE:
        return AttachmentWords(note="attachment-too-large")
    content = content_of(attachment.data)
    if content in PICTURES:
        return _photo(attachment, services)
    if content in SOUNDS:
        return _voice(attachment, services)
    if (content in SHEETS or content == "text") and is_table(attachment.data):
        return AttachmentWords(is_table=True)
    if content == "text":
        return _text(attachment.data)
    return AttachmentWords(note="attachment-unreadable" if content in SHEETS else "attachment-kept")


def _photo(attachment: Attachment, services: AttachmentServices) -> AttachmentWords:
    pixels = services.decode(attachment.data) if services.decode is not None else None
    codes = codes_on(pixels) if pixels is not None else ()
    if codes:
        return AttachmentWords(codes=codes, note="attachment-codes", params={"codes": ", ".join(codes), "count": len(codes)})
    if services.read_lines is None:
        return AttachmentWords(note="attachment-photo-kept")
    return _limited([line.strip() for line in services.read_lines(attachment.data)], "attachment-photo-read", "attachment-photo-empty", {})


def _voice(attachment: Attachment, services: AttachmentServices) -> AttachmentWords:
    if services.transcriber is None:
        return AttachmentWords(note="attachment-voice-kept")
    text = _without_controls(services.transcriber.transcribe(attachment))
    return AttachmentWords(text, note="attachment-voice-heard", params={"text": text}) if text else AttachmentWords(note="attachment-voice-kept")


def _text(data: bytes) -> AttachmentWords:
    """The lines of a plain text."""
    text = decoded(data)
    if text is None:
        return AttachmentWords(note="attachment-unreadable")
    lines = [line.strip()[:LONGEST_CELL] for line in text.splitlines() if line.strip()]
    left = max(0, len(lines) - MOST_ROWS)
    return _limited(lines[:MOST_ROWS], "attachment-rows-some" if left else "attachment-rows", "attachment-no-rows", {"left": left})


def _limited(lines: list[str], note: str, empty: str, params: Mapping[str, int]) -> AttachmentWords:
    """As many whole lines as may be read at once."""
    kept: list[str] = []
    used = 0
    for line in (_without_controls(line) for line in lines if line):
        if used + len(line) + 1 > LONGEST_WORDS:
            break
        kept.append(line)
        used += len(line) + 1
    if not kept:
        return AttachmentWords(note=empty)
    cut = len(lines) - len(kept)
    if cut and note == "attachment-rows":
        note = "attachment-rows-some"
    told = {**params, "left": params.get("left", 0) + cut, "count": len(kept)} if note.startswith("attachment-rows") else {"count": len(kept)}
    return AttachmentWords("\n".join(kept), note=note, params={"hidden": 0, **told})


def _without_controls(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text).strip()
