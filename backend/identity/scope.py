"""The one place where row scope becomes SQL. Every repository that returns rows of dealers calls `within_scope`.

Invariant: an actor without scope matches nothing, and a subtree is a range over the materialised path ("1.2." matches "1.2.3.").
"""

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.sql.elements import SQLColumnExpression

from backend.identity.domain import Actor, Scope, ScopeKind
from backend.identity.models import org_units

PATH_END = "~"
"""Sorts after every character a path may hold (digits, lower-case letters, full stop)."""


def within_scope(dealer_column: SQLColumnExpression[str], actor: Actor) -> ColumnElement[bool]:
    """The condition that `dealer_column` (a dealer id) lies inside the actor's scope."""
    if actor.scope.kind is ScopeKind.ALL:
        return true()
    if actor.scope.kind is ScopeKind.NOTHING:
        return false()
    return dealer_column.in_(select(org_units.c.dealer_id).where(_below(actor.scope)))


def _below(scope: Scope) -> ColumnElement[bool]:
    return (org_units.c.path >= scope.path) & (org_units.c.path < scope.path + PATH_END)
