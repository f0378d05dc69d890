"""The values of messengers: an update that came in, a message that goes out, and when to try again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=5)
KEPT_FOR = timedelta(days=1)
"""How long a message is tried before it is given up."""


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """Something a messenger told. `key` is unique within the chat and the same however often the thing arrives, whatever its update id."""

    update_id: int
    chat: str
    key: str
    payload: Mapping[str, Any]
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """An update that waits for its answer."""

    id: int
    update_id: int
    chat: str
    key: str
    payload: Mapping[str, Any]
    received_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent: `kind` says what the payload is ("message", "keyboard")."""

    kind: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message that waits in the outbox. It may have been sent already when `started_at` is set: its answer got lost then."""

    id: int
    chat: str
    ref: str
    kind: str
    payload: Mapping[str, Any]
    created_at: datetime
    attempts: int
    started_at: datetime | None
    floor: int | None


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failures: twice as long each time, five minutes at most."""
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(max(attempts, 1) - 1, 12)))
