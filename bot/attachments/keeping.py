"""Where files are kept: a folder for each conversation, each file under the hash of its content.

Nobody is handed a kept file: it is there for whoever runs the machine, for as long as the brand keeps files.
Invariant: no part of a path comes from a sender; a conversation keeps at most MOST_KEPT bytes, the disk keeps LEAST_FREE, and
nothing is ever run or opened from there.
"""

import hashlib
import os
import re
import shutil
import time
from pathlib import Path

from sqlalchemy import URL

from bot.attachments.sniffing import Content

MOST_KEPT = 100 * 1024 * 1024
LEAST_FREE = 1024 * 1024 * 1024
"""So much of the disk is never filled with files: the database may be on it."""
_DAY_S = 86_400
_ENDINGS = {"jpeg": "jpg", "text": "txt", "other": "bin"}


def folder_of(url: URL) -> Path:
    """Beside the database file, or `var/files` for a database elsewhere."""
    beside = Path(str(url.database)).parent if url.get_backend_name() == "sqlite" and url.database else Path("var")
    return beside / "files"


def keep_file(folder: Path, conversation: str, data: bytes, content: Content) -> Path | None:
    """Keep a file and return where; None when the conversation has no room left or the disk refuses."""
    if not re.fullmatch(r"[A-Za-z0-9_]{1,60}", conversation):
        raise ValueError("not the id of a conversation")
    home = folder / conversation
    path = home / f"{hashlib.sha256(data).hexdigest()[:40]}.{_ENDINGS.get(content, content)}"
    try:
        if path.exists():
            path.touch()
            return path
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not has_room(home, len(data)):
            return None
        partial = path.with_suffix(".part")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        partial.replace(path)
    except OSError:
        return None
    return path


def has_room(home: Path, size: int) -> bool:
    """Whether a folder takes so many bytes more: by what is in it, and by what the disk has left."""
    held = sum(file.stat().st_size for file in home.iterdir())
    return held + size <= MOST_KEPT and shutil.disk_usage(home).free - size >= LEAST_FREE


def purge_files(folder: Path, days: int, *, now: float | None = None) -> int:
    """Delete files that came more than `days` ago, of messages and of those never sent, and folders that are empty then; returns how many files."""
    before, gone = (time.time() if now is None else now) - days * _DAY_S, 0
    for path in sorted(folder.rglob("*"), reverse=True) if folder.is_dir() else ():
        try:
            if path.is_dir() and not path.is_symlink():
                if path.stat().st_mtime < before:
                    path.rmdir()
            elif path.lstat().st_mtime < before:
                path.unlink()
                gone += 1
        except OSError:
            continue  # not empty, or somebody else was faster
    return gone
