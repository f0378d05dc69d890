"""Which orders a person must release: rules as data, judged purely on the facts of one order (N7).

Invariant: every rule is judged and all that fail are returned; an order without a failing rule needs nobody.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from backend.credit.service import CreditDecision
from backend.identity.domain import Role
from backend.kit.errors import Invalid
from backend.ordering.schemas import GateReason

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {"eq": eq, "ne": ne, "gt": gt, "ge": ge, "lt": lt, "le": le}
_FIGURES: Mapping[str, tuple[str, ...]] = {
    "shortfall": ("shortfall", "limit", "exposure_before", "exposure_after"),
    "overdue_days": ("days",),
    "overdue": ("days",),
    "grade": ("grade",),
    "amount": ("amount",),
}
_NUMBERS = {"shortfall", "amount", "overdue_days"}


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """The order is held with `code` when `fact` `op` `value` is true. Facts: shortfall, overdue, overdue_days, grade, amount."""

    code: str
    fact: str
    op: str
    value: str
    approver_role: str = Role.BRAND_MANAGER.value


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules in force. Version 0 is what holds while nobody saved another set."""

    version: int
    rules: tuple[ApprovalRule, ...]


DEFAULT_RULES = RuleSet(
    version=0,
    rules=(
        ApprovalRule("OVER_CREDIT", "shortfall", "gt", "0"),
        ApprovalRule("OVERDUE", "overdue", "eq", "true"),
        ApprovalRule("GRADE_NOT_A", "grade", "ne", "A"),
        ApprovalRule("AMOUNT_GE_100000", "amount", "ge", "100000.00"),
    ),
)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the rules may look at."""

    grade: str
    amount: Decimal
    credit: CreditDecision


def hold_reasons(rules: Iterable[ApprovalRule], facts: OrderFacts) -> tuple[GateReason, ...]:
    """Every rule that holds the order, in the order of the rules, with its figures."""
    values = _values_of(facts)
    return tuple(_reason(rule, facts) for rule in rules if _OPERATORS[rule.op](values[rule.fact], _typed(rule)))


def check_rules(rules: Iterable[ApprovalRule]) -> None:
    """Raise Invalid("order.bad_rule") for a rule that could not be judged."""
    for rule in rules:
        known = rule.fact in _FIGURES and rule.op in _OPERATORS and bool(rule.code)
        if not known or (rule.fact in _NUMBERS and not _is_number(rule.value)):
            raise Invalid("order.bad_rule", rule=rule.code)


def _values_of(facts: OrderFacts) -> Mapping[str, Any]:
    return {
        "shortfall": facts.credit.shortfall,
        "overdue": "true" if facts.credit.overdue else "false",
        "overdue_days": Decimal(facts.credit.overdue_days),
        "grade": facts.grade,
        "amount": facts.amount,
    }


def _typed(rule: ApprovalRule) -> Decimal | str:
    return Decimal(rule.value) if rule.fact in _NUMBERS else rule.value


def _reason(rule: ApprovalRule, facts: OrderFacts) -> GateReason:
    credit = facts.credit
    figures: dict[str, str | int] = {
        "shortfall": f"{credit.shortfall:.2f}",
        "limit": f"{credit.limit:.2f}",
        "exposure_before": f"{credit.exposure_before:.2f}",
        "exposure_after": f"{credit.exposure_after:.2f}",
        "days": credit.overdue_days,
        "grade": facts.grade,
        "amount": f"{facts.amount:.2f}",
    }
    params = {name: figures[name] for name in _FIGURES[rule.fact]}
    return GateReason(rule.code, blocks=False, params={**params, "threshold": rule.value}, approver_role=rule.approver_role)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False
