"""Users: creating them, listing them, and turning a row into an Actor."""

from collections.abc import Sequence
from typing import Any

from pwdlib import PasswordHash
from sqlalchemy import Row

from backend.identity import repository
from backend.identity.domain import Actor, Permission, Role, Scope, ScopeKind
from backend.identity.schemas import NewUser, UserView
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.kit.ids import new_id

hasher = PasswordHash.recommended()
_SEES_ALL = {Role.BRAND_MANAGER, Role.CHANNEL_CONTROL, Role.WAREHOUSE, Role.ADMIN, Role.OTHER_SYSTEM}
MIN_PASSWORD = 8


def actor_of_row(row: Row[Any]) -> Actor:
    """An Actor from a user row joined with the paths of its dealer and scope root."""
    role = Role(row.role)
    return Actor(user_id=row.id, name=row.name, role=role, locale=row.locale, scope=_scope_of(role, row), dealer_id=row.dealer_id)


def actor_of_login(uow: UnitOfWork, login: str) -> Actor:
    """The actor with this login, for the console, tests and evaluations; never reachable from a message."""
    row = repository.user_of_login(uow, login)
    if row is None:
        raise NotFound("identity.no_user", login=login)
    return actor_of_row(row)


def actor_of_user(uow: UnitOfWork, user_id: str) -> Actor | None:
    """The actor of somebody else's account, to look at his things as he sees them; never to do anything as him. None when he has left."""
    row = repository.user_of_id(uow, user_id)
    return None if row is None else actor_of_row(row)


def create_user(uow: UnitOfWork, actor: Actor, new: NewUser) -> str:
    """Create one user and return its id."""
    actor.require(Permission.MANAGE_USERS)
    return create_users(uow, [new])[0]


def create_users(uow: UnitOfWork, new: Sequence[NewUser]) -> list[str]:
    """Create users in one batch (loader, import); those without a password can only sign in in demo mode."""
    taken = repository.taken_logins(uow, [user.login for user in new])
    if taken:
        raise Conflict("identity.login_taken", logins=sorted(taken))
    rows = [_row_of(user) for user in new]
    if rows:
        repository.add_users(uow, rows)
    return [row["id"] for row in rows]


def list_users(uow: UnitOfWork, actor: Actor) -> list[UserView]:
    """The users inside the actor's scope."""
    return [UserView(*tuple(row)) for row in repository.list_users(uow, actor)]


def users_of_dealer(uow: UnitOfWork, dealer_id: str) -> list[str]:
    """Ids of a dealer's users, for notices."""
    return repository.users_of_dealer(uow, dealer_id)


def _row_of(user: NewUser) -> dict[str, Any]:
    if user.role is Role.DEALER_USER and user.dealer_id is None:
        raise Invalid("identity.dealer_needed", login=user.login)
    if user.password is not None and len(user.password) < MIN_PASSWORD:
        raise Invalid("identity.short_password", least=MIN_PASSWORD)
    return {
        "id": new_id("usr"),
        "login": user.login,
        "name": user.name,
        "role": user.role.value,
        "locale": user.locale,
        "dealer_id": user.dealer_id,
        "scope_root": user.scope_root,
        "password_hash": hasher.hash(user.password) if user.password else None,
        "active": True,
    }


def _scope_of(role: Role, row: Row[Any]) -> Scope:
    if role in _SEES_ALL:
        return Scope(ScopeKind.ALL)
    path = row.own_path if role is Role.DEALER_USER else row.root_path
    return Scope(ScopeKind.SUBTREE, path) if path else Scope(ScopeKind.NOTHING)
