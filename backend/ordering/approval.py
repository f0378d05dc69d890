"""Which orders a person must release: rules as data, judged purely on the facts of one order (N7, R9).

A rule says: when all its conditions hold, the outcome is "hold" (somebody with `approver_role` must release) or "block" (no order at all).
Every rule is judged; all that match are returned and the most restrictive outcome counts (BLOCK > HOLD > AUTO).
Invariant: an order that no rule matches needs nobody; a rule that could not be judged never gets into force.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from backend.credit.service import CreditDecision
from backend.identity.domain import PERMISSIONS, Permission, Role
from backend.kit.errors import Invalid
from backend.kit.money import money_text
from backend.ordering.schemas import GateReason

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {"eq": eq, "ne": ne, "gt": gt, "ge": ge, "lt": lt, "le": le}
OUTCOMES = ("hold", "block")
NUMBERS = frozenset({"amount", "shortfall", "exposure_after", "overdue_days"})
WORDS = frozenset({"grade", "overdue"})
APPROVERS = frozenset(role.value for role, allowed in PERMISSIONS.items() if Permission.APPROVE_ORDERS in allowed)
"""The roles that a rule may name."""
_FIGURES: Mapping[str, tuple[str, ...]] = {
    "shortfall": ("shortfall", "limit", "exposure_before", "exposure_after"),
    "exposure_after": ("limit", "exposure_before", "exposure_after"),
    "overdue_days": ("days",),
    "overdue": ("days",),
    "grade": ("grade",),
    "amount": ("amount",),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """`fact` `op` `value`. Facts: amount, shortfall, exposure_after, overdue_days (numbers), grade, overdue ("true" or "false")."""

    fact: str
    op: str
    value: str

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Whether it is true of these facts."""
        return OPERATORS[self.op](facts[self.fact], Decimal(self.value) if self.fact in NUMBERS else self.value)


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """One rule. `code` is what the order's reason is called; the messages may be left empty where the product has a sentence for the code."""

    id: str
    code: str
    conditions: tuple[Condition, ...]
    outcome: str = "hold"
    approver_role: str = Role.BRAND_MANAGER.value
    message_zh: str = ""
    message_en: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """Facts and the codes the rules must give for them; a set of rules is only published when all its examples come out."""

    facts: Mapping[str, str]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules in force. Version 0 is what holds while nobody saved another set."""

    version: int
    rules: tuple[ApprovalRule, ...]
    examples: tuple[Example, ...] = ()


def _rule(code: str, fact: str, op: str, value: str) -> ApprovalRule:
    return ApprovalRule(code.lower(), code, (Condition(fact, op, value),))


DEFAULT_RULES = RuleSet(
    version=0,
    rules=(
        _rule("OVER_CREDIT", "shortfall", "gt", "0"),
        _rule("OVERDUE", "overdue", "eq", "true"),
        _rule("GRADE_NOT_A", "grade", "ne", "A"),
        _rule("AMOUNT_GE_100000", "amount", "ge", "100000.00"),
    ),
    examples=(
        Example({"grade": "A", "amount": "99999.99"}, ()),
        Example({"grade": "A", "amount": "100000.00"}, ("AMOUNT_GE_100000",)),
        Example({"grade": "B", "amount": "1.00", "shortfall": "0.01", "overdue": "true"}, ("OVER_CREDIT", "OVERDUE", "GRADE_NOT_A")),
    ),
)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the rules look at. `exponent` is how many decimals the currency has."""

    grade: str
    amount: Decimal
    credit: CreditDecision
    exponent: int = 2

    def values(self) -> dict[str, Any]:
        """Fact name -> value as conditions compare it."""
        return {
            "amount": self.amount,
            "shortfall": self.credit.shortfall,
            "exposure_after": self.credit.exposure_after,
            "overdue_days": Decimal(self.credit.overdue_days),
            "grade": self.grade,
            "overdue": "true" if self.credit.overdue else "false",
        }


@dataclass(frozen=True, slots=True)
class RuleDecision:
    """What the rules say of one order, with everything needed to explain it later."""

    version: int
    facts: Mapping[str, str]
    reasons: tuple[GateReason, ...] = field(default=())

    @property
    def blocks(self) -> bool:
        """Whether a rule forbids the order."""
        return any(reason.blocks for reason in self.reasons)

    def to_document(self) -> dict[str, Any]:
        """What is kept with the order: rule set version, rules that matched, facts."""
        return {"rule_set": self.version, "rules": [reason.rule for reason in self.reasons], "facts": dict(self.facts)}


def judge(rule_set: RuleSet, facts: OrderFacts) -> RuleDecision:
    """Judge an order: every rule that matches, in the order of the rules, with its figures."""
    values = facts.values()
    matched = matching(rule_set.rules, values)
    figures = _figures(facts) if matched else {}
    shown = {name: f"{value:f}" if isinstance(value, Decimal) else str(value) for name, value in values.items()}
    return RuleDecision(rule_set.version, shown, tuple(_reason(rule, figures) for rule in matched))


def matching(rules: Iterable[ApprovalRule], values: Mapping[str, Any]) -> list[ApprovalRule]:
    """The rules all of whose conditions hold."""
    return [rule for rule in rules if all(condition.holds(values) for condition in rule.conditions)]


def check_rules(rules: Sequence[ApprovalRule], examples: Iterable[Example]) -> None:
    """Raise Invalid for a rule that could not be judged ("order.bad_rule") or an example that comes out otherwise ("order.example_fails")."""
    ids = [rule.id for rule in rules]
    for rule in rules:
        if not _is_sound(rule) or ids.count(rule.id) > 1:
            raise Invalid("order.bad_rule", rule=rule.id or rule.code)
    for number, example in enumerate(examples, 1):
        if not set(example.facts) <= NUMBERS | WORDS or not all(_is_number(example.facts[name]) for name in NUMBERS & set(example.facts)):
            raise Invalid("order.bad_example", example=number)
        found = tuple(rule.code for rule in matching(rules, _example_values(example)))
        if found != example.codes:
            raise Invalid("order.example_fails", example=number, expected=", ".join(example.codes), found=", ".join(found))


def _example_values(example: Example) -> dict[str, Any]:
    given = {name: Decimal(text) if name in NUMBERS else text for name, text in example.facts.items()}
    return {**dict.fromkeys(sorted(NUMBERS), Decimal(0)), "grade": "A", "overdue": "false", **given}


def _is_sound(rule: ApprovalRule) -> bool:
    named = bool(rule.id and rule.code and rule.conditions)
    return named and rule.outcome in OUTCOMES and rule.approver_role in APPROVERS and all(map(_is_judgeable, rule.conditions))


def _is_judgeable(condition: Condition) -> bool:
    if condition.op not in OPERATORS:
        return False
    return _is_number(condition.value) if condition.fact in NUMBERS else condition.fact in WORDS


def _figures(facts: OrderFacts) -> dict[str, str | int]:
    credit = facts.credit
    money = {
        "shortfall": credit.shortfall,
        "limit": credit.limit,
        "exposure_before": credit.exposure_before,
        "exposure_after": credit.exposure_after,
        "amount": facts.amount,
    }
    return {"days": credit.overdue_days, "grade": facts.grade, **{name: money_text(value, facts.exponent) for name, value in money.items()}}


def _reason(rule: ApprovalRule, figures: Mapping[str, str | int]) -> GateReason:
    named = dict.fromkeys(name for condition in rule.conditions for name in _FIGURES[condition.fact])
    params = {**{name: figures[name] for name in named}, "threshold": rule.conditions[0].value}
    blocks = rule.outcome == "block"
    return GateReason(rule.code, blocks, params, None if blocks else rule.approver_role, rule.id, rule.message_zh, rule.message_en)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False
