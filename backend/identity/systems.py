"""Accounts of other systems: a user without a password whose role is to exchange data, and a token of its own that lasts long.

Invariant: a token is told once and stored as its hash, like every token; such an account can do nothing but exchange data.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select, update

from backend.identity import repository
from backend.identity.accounts import create_users
from backend.identity.domain import Actor, Permission, Role
from backend.identity.models import tokens, users
from backend.identity.schemas import NewUser
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.kit.errors import Conflict, NotFound
from backend.kit.ids import hash_token, new_token

LONGEST_DAYS = 730


@dataclass(frozen=True, slots=True)
class SystemAccount:
    """Another system that may come in. `tokens` counts those that are valid now, and `until` is the end of the last of them."""

    login: str
    name: str
    tokens: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class SystemToken:
    """A fresh token of another system, shown this once."""

    login: str
    token: str
    expires_at: datetime


def open_system(uow: UnitOfWork, actor: Actor, login: str, name: str, *, days: int, clock: Clock) -> SystemToken:
    """A token for another system, whose account is made if there is none. Raises Conflict("identity.login_taken") for the login of a person."""
    actor.require(Permission.INTEGRATE)
    row = uow.execute(select(users.c.id, users.c.role).where(users.c.login == login)).first()
    if row is not None and row.role != Role.OTHER_SYSTEM.value:
        raise Conflict("identity.login_taken", logins=[login])
    user_id = row.id if row is not None else create_users(uow, [NewUser(login, name, Role.OTHER_SYSTEM, "en")])[0]
    token, now = new_token(), clock.now()
    expires = now + timedelta(days=min(max(days, 1), LONGEST_DAYS))
    repository.add_token(uow, {"hash": hash_token(token), "user_id": user_id, "created_at": now, "expires_at": expires})
    record(uow, f"system:{user_id}", "identity.system_opened", {"login": login, "expires_at": expires.isoformat()}, by=Stamp(actor.user_id, now))
    return SystemToken(login, token, expires)


def list_systems(uow: UnitOfWork, actor: Actor, *, clock: Clock) -> list[SystemAccount]:
    """Accounts of other systems, by login."""
    actor.require(Permission.INTEGRATE)
    live = and_(tokens.c.user_id == users.c.id, tokens.c.revoked_at.is_(None), tokens.c.expires_at > clock.now())
    columns = (users.c.login, users.c.name, func.count(tokens.c.hash).label("many"), func.max(tokens.c.expires_at).label("until"))
    query = select(*columns).select_from(users.outerjoin(tokens, live)).where(users.c.role == Role.OTHER_SYSTEM.value)
    return [SystemAccount(row.login, row.name, row.many, row.until) for row in uow.execute(query.group_by(users.c.login, users.c.name).order_by(users.c.login))]


def close_system(uow: UnitOfWork, actor: Actor, login: str, *, clock: Clock) -> None:
    """Revoke every token of another system. Raises NotFound("identity.no_user")."""
    actor.require(Permission.INTEGRATE)
    user_id = uow.execute(select(users.c.id).where(users.c.login == login, users.c.role == Role.OTHER_SYSTEM.value)).scalar_one_or_none()
    if user_id is None:
        raise NotFound("identity.no_user", login=login)
    now = clock.now()
    uow.execute(update(tokens).where(tokens.c.user_id == user_id, tokens.c.revoked_at.is_(None)).values(revoked_at=now))
    record(uow, f"system:{user_id}", "identity.system_closed", {"login": login}, by=Stamp(actor.user_id, now))
