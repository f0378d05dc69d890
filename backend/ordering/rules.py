"""The approval rules in force: loading and saving them as versioned rows.

Invariant: a saved set is never changed, only followed by another one; the newest is in force.
"""

from collections.abc import Sequence
from dataclasses import asdict

from backend.identity.domain import Actor, Permission
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering import repository
from backend.ordering.approval import DEFAULT_RULES, ApprovalRule, RuleSet, check_rules


def load_approval_rules(uow: UnitOfWork) -> RuleSet:
    """The rules in force; the defaults while none were saved."""
    stored = repository.load_rules(uow)
    return RuleSet(stored[0], tuple(ApprovalRule(**rule) for rule in stored[1])) if stored else DEFAULT_RULES


def save_approval_rules(uow: UnitOfWork, actor: Actor, rules: Sequence[ApprovalRule], *, clock: Clock) -> RuleSet:
    """Put another set in force; raises Invalid("order.bad_rule")."""
    actor.require(Permission.APPROVE_ORDERS)
    check_rules(rules)
    saved = RuleSet(load_approval_rules(uow).version + 1, tuple(rules))
    at, documents = clock.now(), [asdict(rule) for rule in rules]
    repository.add_rules(uow, {"version": saved.version, "rules": documents, "saved_by": actor.user_id, "saved_at": at})
    record(uow, "approval_rules", "approval_rules.saved", {"version": saved.version, "rules": documents}, by=Stamp(actor.user_id, at))
    return saved
