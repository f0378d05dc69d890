"""Queries over users, tokens, bindings and the organisation tree. Private to this module."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, or_, select, update

from backend.identity.domain import Actor
from backend.identity.models import binding_codes, bindings, org_units, tokens, users
from backend.identity.scope import within_scope
from backend.kit.db import UnitOfWork

_own = org_units.alias("own_unit")
_root = org_units.alias("root_unit")
_ACTORS = select(
    users.c.id, users.c.login, users.c.name, users.c.role, users.c.locale, users.c.dealer_id, users.c.password_hash,
    _own.c.path.label("own_path"), _root.c.path.label("root_path"),
).select_from(
    users.outerjoin(_own, _own.c.dealer_id == users.c.dealer_id).outerjoin(_root, _root.c.dealer_id == users.c.scope_root)
).where(users.c.active)  # fmt: skip

_BY_TOKEN = (
    _ACTORS.add_columns(tokens.c.expires_at)
    .join(tokens, tokens.c.user_id == users.c.id)
    .where(tokens.c.hash == bindparam("token_hash"), tokens.c.revoked_at.is_(None))
)
"""Built once: every request asks it."""


def user_of_login(uow: UnitOfWork, login: str) -> Row[Any] | None:
    """An active user by login."""
    return uow.execute(_ACTORS.where(users.c.login == login)).first()


def user_of_token(uow: UnitOfWork, token_hash: str) -> Row[Any] | None:
    """The active user behind a token that was not revoked, with `expires_at`."""
    return uow.execute(_BY_TOKEN, {"token_hash": token_hash}).first()


def user_of_binding(uow: UnitOfWork, connector: str, external_id: str) -> Row[Any] | None:
    """The active user a messenger account is bound to."""
    query = _ACTORS.join(bindings, bindings.c.user_id == users.c.id)
    return uow.execute(query.where(bindings.c.connector == connector, bindings.c.external_id == external_id)).first()


def user_of_id(uow: UnitOfWork, user_id: str) -> Row[Any] | None:
    """An active user by id."""
    return uow.execute(_ACTORS.where(users.c.id == user_id)).first()


def list_users(uow: UnitOfWork, actor: Actor) -> Sequence[Row[Any]]:
    """Users whose dealer lies in the actor's scope; people without a dealer only for those who see everything."""
    inside = within_scope(users.c.dealer_id, actor)
    people = select(users.c.id, users.c.login, users.c.name, users.c.role, users.c.locale, users.c.dealer_id).where(users.c.active)
    return uow.execute(people.where(inside).order_by(users.c.login)).all()


def users_of_dealer(uow: UnitOfWork, dealer_id: str) -> list[str]:
    """Ids of a dealer's active users, for notices."""
    return list(uow.execute(select(users.c.id).where(users.c.dealer_id == dealer_id, users.c.active)).scalars())


def add_users(uow: UnitOfWork, rows: list[dict[str, Any]]) -> None:
    """Insert users in one batch."""
    uow.execute(insert(users), rows)


def taken_logins(uow: UnitOfWork, logins: Sequence[str]) -> set[str]:
    """Which of the logins exist already."""
    return set(uow.execute(select(users.c.login).where(users.c.login.in_(logins))).scalars())


def add_token(uow: UnitOfWork, row: dict[str, Any]) -> None:
    """Store a token's hash."""
    uow.execute(insert(tokens), [row])


def revoke_token(uow: UnitOfWork, token_hash: str, at: datetime) -> None:
    """Make a token useless."""
    uow.execute(update(tokens).where(tokens.c.hash == token_hash, tokens.c.revoked_at.is_(None)).values(revoked_at=at))


def add_binding_code(uow: UnitOfWork, row: dict[str, Any]) -> None:
    """Store a one-time code's hash."""
    uow.execute(insert(binding_codes), [row])


def use_binding_code(uow: UnitOfWork, code_hash: str, at: datetime) -> str | None:
    """Mark a code used and return its user; None when it is unknown, used or expired. Two takers cannot both succeed."""
    fresh = (binding_codes.c.hash == code_hash) & binding_codes.c.used_at.is_(None) & (binding_codes.c.expires_at > at)
    return uow.execute(update(binding_codes).where(fresh).values(used_at=at).returning(binding_codes.c.user_id)).scalar_one_or_none()


def purge_tokens(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Delete up to `limit` tokens, and binding codes, that were over before an instant; returns how many."""
    old = or_(tokens.c.expires_at < before, tokens.c.revoked_at < before)
    gone = uow.execute(delete(tokens).where(tokens.c.hash.in_(select(tokens.c.hash).where(old).limit(limit)))).rowcount
    late = select(binding_codes.c.hash).where(binding_codes.c.expires_at < before).limit(limit)
    return max(gone, uow.execute(delete(binding_codes).where(binding_codes.c.hash.in_(late))).rowcount)


def put_binding(uow: UnitOfWork, row: dict[str, Any]) -> None:
    """Bind a messenger account to a user, replacing an earlier binding of the same account."""
    same = (bindings.c.connector == row["connector"]) & (bindings.c.external_id == row["external_id"])
    uow.execute(bindings.delete().where(same))
    uow.execute(insert(bindings), [row])


def read_units(uow: UnitOfWork, dealer_ids: Sequence[str]) -> dict[str, str]:
    """Dealer id -> path for those that exist."""
    found = uow.execute(select(org_units.c.dealer_id, org_units.c.path).where(org_units.c.dealer_id.in_(dealer_ids)))
    return {row.dealer_id: row.path for row in found}


def count_units(uow: UnitOfWork) -> int:
    """How many organisation units exist; new labels continue from here because units are never deleted."""
    return len(uow.execute(select(org_units.c.dealer_id)).all())


def add_units(uow: UnitOfWork, rows: list[dict[str, Any]]) -> None:
    """Insert organisation units in one batch."""
    uow.execute(insert(org_units), rows)


def subtree(uow: UnitOfWork, path: str) -> Sequence[Row[Any]]:
    """A unit and everything below it, by its path."""
    below = (org_units.c.path >= path) & (org_units.c.path < path + "~")
    return uow.execute(select(org_units.c.dealer_id, org_units.c.label, org_units.c.path).where(below)).all()


def set_paths(uow: UnitOfWork, paths: dict[str, str], moved: str, parent_id: str | None) -> None:
    """Rewrite the paths of a moved subtree."""
    for dealer_id, path in paths.items():
        uow.execute(update(org_units).where(org_units.c.dealer_id == dealer_id).values(path=path))
    uow.execute(update(org_units).where(or_(org_units.c.dealer_id == moved)).values(parent_id=parent_id))
