"""Who somebody is by id, and who of the staff looks after a dealer's people. For notices, transcripts and lists; never a source of an Actor.

Invariant: a province manager looks after the dealers below his scope root only; brand managers and administrators after everybody.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from backend.identity.domain import PERMISSIONS, Permission, Role
from backend.identity.models import org_units, users
from backend.kit.db import UnitOfWork


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account."""

    user_id: str
    name: str
    role: Role
    locale: str
    dealer_id: str | None


@dataclass(frozen=True, slots=True)
class Answerers:
    """Ids of staff who may answer somebody: those near him (his province's), and the brand's."""

    near: tuple[str, ...]
    brand: tuple[str, ...]


def people_of(uow: UnitOfWork, user_ids: Collection[str]) -> dict[str, Person]:
    """Those of the ids that have an account, left or not."""
    if not user_ids:
        return {}
    query = select(users.c.id, users.c.name, users.c.role, users.c.locale, users.c.dealer_id).where(users.c.id.in_(set(user_ids)))
    return {row.id: Person(row.id, row.name, Role(row.role), row.locale, row.dealer_id) for row in uow.execute(query)}


def staff_who_may(uow: UnitOfWork, permission: Permission) -> tuple[Person, ...]:
    """Everybody of the staff, by name, who has not left and whose role has a permission."""
    roles = [role.value for role in Role if permission in PERMISSIONS[role]]
    query = select(users.c.id, users.c.name, users.c.role, users.c.locale).where(users.c.active, users.c.dealer_id.is_(None), users.c.role.in_(roles))
    return tuple(Person(row.id, row.name, Role(row.role), row.locale, None) for row in uow.execute(query.order_by(users.c.name, users.c.id)))


def answerers_of(uow: UnitOfWork, dealer_id: str | None) -> Answerers:
    """Who may answer the people of a dealer; without a dealer the brand's staff only."""
    roles = [role.value for role in Role if Permission.ANSWER_CHATS in PERMISSIONS[role]]
    near = Role.PROVINCE_MANAGER.value
    staff = uow.execute(select(users.c.id, users.c.role).where(users.c.active, users.c.role.in_(roles)).order_by(users.c.id)).all()
    roots = _roots_above(uow, dealer_id) if dealer_id else set()
    return Answerers(tuple(row.id for row in staff if row.role == near and row.id in roots), tuple(row.id for row in staff if row.role != near))


def _roots_above(uow: UnitOfWork, dealer_id: str) -> set[str]:
    path = uow.execute(select(org_units.c.path).where(org_units.c.dealer_id == dealer_id)).scalar_one_or_none()
    roots = select(users.c.id, org_units.c.path).join(org_units, org_units.c.dealer_id == users.c.scope_root).where(users.c.active)
    return {row.id for row in uow.execute(roots) if path is not None and path.startswith(row.path)}
