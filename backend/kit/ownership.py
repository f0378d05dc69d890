"""One process owns a SQLite file; a second command finds out who, and where that process listens.

The lock file `<database>.owner` beside the database is locked by the operating system while its owner lives, so a crash frees it.
Its content says who the owner is: pid, address ("http://127.0.0.1:8000", or "" when it does not listen) and start.

Invariant: at most one live process holds the lock of a file; a stale lock file owns nothing.
"""

import fcntl
import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import make_url

from backend.kit.errors import Conflict, Unavailable

_PATIENCE_S = 0.5
_STEP_S = 0.02


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that holds a database. `address` is empty when nothing can be asked of it over HTTP."""

    pid: int
    address: str
    started: str


class Ownership:
    """A held lock. Closing it, or the end of the process, gives the database free."""

    def __init__(self, path: Path | None, handle: int | None) -> None:
        """Without a path there is nothing to own: a database server keeps its own order."""
        self._path = path
        self._handle = handle

    def announce(self, address: str) -> None:
        """Write down where this process listens."""
        if self._handle is None:
            return
        owner = Owner(os.getpid(), address, datetime.now(UTC).isoformat(timespec="seconds"))
        document = json.dumps(asdict(owner)).encode()
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, document, 0)

    def close(self) -> None:
        """Give the database free; doing it again changes nothing."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.ftruncate(handle, 0)
            os.close(handle)

    def __enter__(self) -> Self:
        """Held until the block ends."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Give the database free."""
        self.close()


def claim(database_url: str, address: str = "") -> Ownership:
    """Own the database of `database_url`.

    Raises Conflict("database.owned") with the owner's pid and address when another process does, Unavailable("database.no_permission") when
    the folder cannot be written.
    """
    path = _lock_path(database_url)
    if path is None:
        return Ownership(None, None)
    handle = _open_lock(path)
    deadline = time.monotonic() + _PATIENCE_S
    while not _lock(handle, fcntl.LOCK_EX):
        if time.monotonic() > deadline:
            os.close(handle)
            owner = _read(path) or Owner(0, "", "")
            raise Conflict("database.owned", pid=str(owner.pid), address=owner.address or "-", database=str(path.with_suffix("")))
        time.sleep(_STEP_S)
    ownership = Ownership(path, handle)
    ownership.announce(address)
    return ownership


def owner_of(database_url: str) -> Owner | None:
    """Who owns the database now, or None when nobody does."""
    path = _lock_path(database_url)
    if path is None or not path.exists():
        return None
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if _lock(handle, fcntl.LOCK_SH):
            return None
    finally:
        os.close(handle)
    deadline = time.monotonic() + _PATIENCE_S
    while (owner := _read(path)) is None and time.monotonic() < deadline:
        time.sleep(_STEP_S)
    return owner or Owner(0, "", "")


def _open_lock(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise Unavailable("database.no_permission", database=str(path.parent)) from error


def _lock_path(database_url: str) -> Path | None:
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    path = Path(url.database).resolve()
    return path.with_name(f"{path.name}.owner")


def _lock(handle: int, kind: int) -> bool:
    with suppress(OSError):
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
        return True
    return False


def _read(path: Path) -> Owner | None:
    with suppress(OSError, ValueError, TypeError):
        return Owner(**json.loads(path.read_text(encoding="utf-8")))
    return None
