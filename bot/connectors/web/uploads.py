"""Files that come over the web: what a form brings, and where a file waits until its message is sent.

A page uploads a file when it is chosen and sends its token with the message, so that a reload or a lost connection loses no file.
Invariant: a waiting file opens only for the person who uploaded it; no part of a path comes from a sender; size and number are limited.
"""

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from starlette.datastructures import FormData, UploadFile

from backend.identity.domain import Actor
from backend.kit.errors import Invalid, NotFound, TooMuch
from backend.kit.ids import new_token
from bot.attachments.keeping import has_room, purge_files
from bot.attachments.limits import LONGEST_FILE, MOST_FILES
from bot.attachments.sniffing import PICTURES, SOUNDS, content_of
from bot.messages import Attachment

MOST_WAITING = 40
WAIT_DAYS = 1
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,80}")
_LONGEST_NAME = 120
_MB = 1024 * 1024


def attachment_of(name: str, mime: str, data: bytes) -> Attachment:
    """A file as the assistant takes it. Raises Invalid("upload.empty") and TooMuch("upload.too_large")."""
    tidy = "".join(char for char in name if char.isprintable()).strip()[-_LONGEST_NAME:] or "file"
    if not data:
        raise Invalid("upload.empty", name=tidy)
    if len(data) > LONGEST_FILE:
        raise TooMuch("upload.too_large", name=tidy, longest=LONGEST_FILE // _MB)
    return Attachment(kind_of(data), tidy, mime[:_LONGEST_NAME], data)


def kind_of(data: bytes) -> Literal["photo", "voice", "document"]:
    """What a file is, by its content."""
    content = content_of(data)
    return "photo" if content in PICTURES else "voice" if content in SOUNDS else "document"


async def files_of(form: FormData) -> tuple[Attachment, ...]:
    """The files of a form's `files` fields. Raises TooMuch("upload.too_many") beside what `attachment_of` raises."""
    files = [field for field in form.getlist("files") if isinstance(field, UploadFile)]
    if len(files) > MOST_FILES:
        raise TooMuch("upload.too_many", most=MOST_FILES, count=len(files))
    return tuple([attachment_of(file.filename or "", file.content_type or "", await file.read(LONGEST_FILE + 1)) for file in files])


@dataclass(frozen=True, slots=True)
class WaitingFiles:
    """Files that were uploaded and whose message is still to come, in a folder for each person."""

    folder: Path

    def keep(self, actor: Actor, file: Attachment) -> str:
        """Keep a file for a day and return its token. Raises TooMuch("upload.too_many_waiting" | "upload.no_room") when the oldest is not old enough to go."""
        home = self._home(actor)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        purge_files(home, WAIT_DAYS)
        if len(list(home.glob("*.bin"))) >= MOST_WAITING:
            raise TooMuch("upload.too_many_waiting", most=MOST_WAITING)
        if not has_room(home, len(file.data)):
            raise TooMuch("upload.no_room")
        token = new_token()
        about = {"kind": file.kind, "name": file.name, "mime": file.mime}
        _write(home / f"{token}.bin", file.data)
        _write(home / f"{token}.json", json.dumps(about).encode())
        return token

    def open(self, actor: Actor, tokens: Sequence[str]) -> tuple[Attachment, ...]:
        """The files of these tokens. Raises NotFound("upload.gone") for one that is not there any more, or never was this person's."""
        return tuple(self._open(actor, token) for token in tokens)

    def forget(self, actor: Actor, tokens: Sequence[str]) -> None:
        """Drop files whose message was answered; the conversation keeps its own copy."""
        for token in tokens:
            if TOKEN.fullmatch(token):
                for ending in ("bin", "json"):
                    (self._home(actor) / f"{token}.{ending}").unlink(missing_ok=True)

    def purge(self) -> int:
        """Delete files whose message never came; returns how many."""
        return purge_files(self.folder, WAIT_DAYS)

    def _open(self, actor: Actor, token: str) -> Attachment:
        if not TOKEN.fullmatch(token):
            raise NotFound("upload.gone")
        try:
            about = json.loads((self._home(actor) / f"{token}.json").read_text(encoding="utf-8"))
            data = (self._home(actor) / f"{token}.bin").read_bytes()
        except OSError as error:
            raise NotFound("upload.gone") from error
        return Attachment(about["kind"], about["name"], about["mime"], data)

    def _home(self, actor: Actor) -> Path:
        return self.folder / hashlib.sha256(actor.user_id.encode()).hexdigest()[:32]


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
