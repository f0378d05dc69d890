"""The approval rules in force: loading and publishing them as versioned documents.

Invariant: a published set is never changed, only followed by another one; the newest is in force.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

from backend.identity.domain import Actor, Permission
from backend.kit.audit import Stamp, record
from backend.kit.clock import Clock
from backend.kit.db import UnitOfWork
from backend.ordering import repository
from backend.ordering.approval import DEFAULT_RULES, ApprovalRule, Condition, Example, RuleSet, check_rules


def load_approval_rules(uow: UnitOfWork) -> RuleSet:
    """The rules in force; the defaults while none were published."""
    stored = repository.load_rules(uow)
    return _parse(*stored) if stored else DEFAULT_RULES


def load_rules_and_twin(uow: UnitOfWork, dealer_id: str, lines_hash: str, since: datetime) -> tuple[RuleSet, str | None]:
    """The rules in force and the dealer's newest order with the same lines since an instant, in one look."""
    stored, twin = repository.rules_and_twin(uow, dealer_id, lines_hash, since)
    return (_parse(*stored) if stored else DEFAULT_RULES), twin


def save_approval_rules(uow: UnitOfWork, actor: Actor, rules: Sequence[ApprovalRule], examples: Sequence[Example] = (), *, clock: Clock) -> RuleSet:
    """Publish another set. Raises Invalid("order.bad_rule"), or Invalid("order.example_fails") when an example comes out otherwise."""
    actor.require(Permission.APPROVE_ORDERS)
    check_rules(rules, examples)
    saved = RuleSet(load_approval_rules(uow).version + 1, tuple(rules), tuple(examples))
    at, document = clock.now(), {"rules": [asdict(rule) for rule in rules], "examples": [asdict(example) for example in examples]}
    repository.add_rules(uow, {"version": saved.version, "document": document, "saved_by": actor.user_id, "saved_at": at})
    record(uow, "approval_rules", "approval_rules.saved", {"version": saved.version, **document}, by=Stamp(actor.user_id, at))
    return saved


@lru_cache(maxsize=16)
def _parse(version: int, text: str) -> RuleSet:
    document = json.loads(text)
    return RuleSet(version, tuple(map(_rule, document["rules"])), tuple(Example(one["facts"], tuple(one["codes"])) for one in document["examples"]))


def _rule(document: dict[str, Any]) -> ApprovalRule:
    return ApprovalRule(**{**document, "conditions": tuple(Condition(**one) for one in document["conditions"])})
