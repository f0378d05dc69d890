"""The one place where row scope becomes SQL. Every repository that returns rows of dealers calls `within_scope`.

Invariant: an actor without scope matches nothing, and a subtree is a range over the materialised path ("1.2." matches "1.2.3.").
"""

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.sql.elements import SQLColumnExpression

from backend.identity.domain import Actor, Scope, ScopeKind
from backend.identity.models import org_units, users

PATH_END = "~"
"""Sorts after every character a path may hold (digits, lower-case letters, full stop)."""


def within_scope(dealer_column: SQLColumnExpression[str], actor: Actor) -> ColumnElement[bool]:
    """The condition that `dealer_column` (a dealer id) lies inside the actor's scope."""
    if actor.scope.kind is ScopeKind.ALL:
        return true()
    if actor.scope.kind is ScopeKind.NOTHING:
        return false()
    return dealer_column.in_(select(org_units.c.dealer_id).where(_below(actor.scope)))


def person_within_scope(user_column: SQLColumnExpression[str], actor: Actor) -> ColumnElement[bool]:
    """The condition that `user_column` (a user id) is somebody of a dealer inside the actor's scope; who sees all sees everybody."""
    if actor.scope.kind is ScopeKind.ALL:
        return true()
    return user_column.in_(select(users.c.id).where(users.c.dealer_id.is_not(None), within_scope(users.c.dealer_id, actor)))


def _below(scope: Scope) -> ColumnElement[bool]:
    return (org_units.c.path >= scope.path) & (org_units.c.path < scope.path + PATH_END)
