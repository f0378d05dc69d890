"""The pending action behind each button of a messenger: an opaque token that works once, for the person it was shown to, in its chat.

Invariant: what travels to the messenger is the token alone; the action, and whether it may still be done, stay here.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from backend.kit.db import UnitOfWork
from backend.kit.ids import hash_token, new_token
from backend.messengers.models import buttons

USABLE_FOR = timedelta(days=7)


def make_button(uow: UnitOfWork, connector: str, chat: str, user_id: str, action: str, *, at: datetime) -> str:
    """A token of 32 characters that stands for `action`."""
    token = new_token()
    row: dict[str, Any] = {"hash": hash_token(token), "connector": connector, "chat": chat, "user_id": user_id, "action": action, "created_at": at}
    uow.execute(insert(buttons), [row])
    return token


def find_button(uow: UnitOfWork, connector: str, chat: str, user_id: str, token: str, *, at: datetime) -> str | None:
    """The action of a token; None when it is unknown, used, too old, or was shown to somebody else."""
    mine = (buttons.c.connector == connector) & (buttons.c.chat == chat) & (buttons.c.user_id == user_id)
    fresh = buttons.c.used_at.is_(None) & (buttons.c.created_at > at - USABLE_FOR)
    found: str | None = uow.execute(select(buttons.c.action).where(buttons.c.hash == hash_token(token), mine, fresh)).scalar_one_or_none()
    return found


def use_button(uow: UnitOfWork, token: str, *, at: datetime) -> None:
    """Make a token useless, in the transaction that stores the answer to it."""
    uow.execute(update(buttons).where(buttons.c.hash == hash_token(token), buttons.c.used_at.is_(None)).values(used_at=at))


def purge_buttons(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete up to `limit` buttons made before an instant; returns how many."""
    old = select(buttons.c.hash).where(buttons.c.created_at < before).limit(limit)
    return uow.execute(delete(buttons).where(buttons.c.hash.in_(old))).rowcount
