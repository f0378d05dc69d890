"""Queries over links that bind messenger accounts, and over those bindings. Used by `binding.py` and the purge only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update

from backend.identity.domain import Actor
from backend.identity.models import binding_links, bindings, users
from backend.identity.scope import within_scope
from backend.kit.db import UnitOfWork


def user_in_scope(uow: UnitOfWork, actor: Actor, login: str) -> Row[Any] | None:
    """An active user by login whom the actor may see."""
    inside = or_(within_scope(users.c.dealer_id, actor), users.c.id == actor.user_id)
    return uow.execute(select(users.c.id, users.c.name, users.c.role).where(users.c.login == login, users.c.active, inside)).first()


def add_link(uow: UnitOfWork, row: dict[str, Any]) -> None:
    """Store a link's hash."""
    uow.execute(insert(binding_links), [row])


def open_link(uow: UnitOfWork, connector: str, code_hash: str, external_id: str, name: str, at: datetime) -> str | None:
    """Mark a fresh link opened by an account and return whom it is for; of two accounts only the first can open it."""
    fresh = (binding_links.c.hash == code_hash) & (binding_links.c.connector == connector) & (binding_links.c.expires_at > at)
    unopened = binding_links.c.opened_at.is_(None) & binding_links.c.ended_at.is_(None)
    values = {"opened_at": at, "external_id": external_id, "account_name": name}
    return uow.execute(update(binding_links).where(fresh, unopened).values(values).returning(binding_links.c.user_id)).scalar_one_or_none()


def waiting_links(uow: UnitOfWork, user_id: str, at: datetime) -> Sequence[Row[Any]]:
    """Opened links of a person that are neither ended nor too old."""
    columns = (binding_links.c.id, binding_links.c.connector, binding_links.c.external_id, binding_links.c.account_name, binding_links.c.expires_at)
    return uow.execute(select(*columns).where(_waiting(user_id, at)).order_by(binding_links.c.opened_at)).all()


def end_link(uow: UnitOfWork, user_id: str, link_id: str, outcome: str, at: datetime) -> Row[Any] | None:
    """End a waiting link of a person and return it; two who end it cannot both succeed."""
    columns = (binding_links.c.connector, binding_links.c.external_id, binding_links.c.account_name)
    mine = (binding_links.c.id == link_id) & _waiting(user_id, at)
    return uow.execute(update(binding_links).where(mine).values(ended_at=at, outcome=outcome).returning(*columns)).first()


def bindings_of(uow: UnitOfWork, user_id: str) -> Sequence[Row[Any]]:
    """A person's bindings."""
    columns = (bindings.c.connector, bindings.c.external_id, bindings.c.account_name)
    return uow.execute(select(*columns).where(bindings.c.user_id == user_id).order_by(bindings.c.bound_at, bindings.c.external_id)).all()


def remove_binding(uow: UnitOfWork, user_id: str, connector: str, external_id: str) -> bool:
    """Delete a person's binding; False when he has none such."""
    mine = (bindings.c.user_id == user_id) & (bindings.c.connector == connector) & (bindings.c.external_id == external_id)
    return uow.execute(delete(bindings).where(mine)).rowcount == 1


def purge_links(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete up to `limit` links that ran out before an instant; returns how many. What they bound stays, and the audit of it."""
    late = select(binding_links.c.id).where(binding_links.c.expires_at < before).limit(limit)
    return uow.execute(delete(binding_links).where(binding_links.c.id.in_(late))).rowcount


def _waiting(user_id: str, at: datetime) -> Any:
    open_ones = binding_links.c.opened_at.is_not(None) & binding_links.c.ended_at.is_(None)
    return (binding_links.c.user_id == user_id) & open_ones & (binding_links.c.expires_at > at)
