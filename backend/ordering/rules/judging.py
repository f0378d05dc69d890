"""What the approval rules say of an order (N7, R9): its money first, in code, then every row of the decision table that fits.

The most restrictive of all that match counts (BLOCK > HOLD > AUTO), and an order that no row fits waits for a person. Pure.
Invariant: nobody is needed only when some row says so and none says otherwise; a decision keeps the version, the rows and the facts that made it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from backend.identity.domain import Role
from backend.kit.money import money_text
from backend.ordering.rules.engine import Compiled
from backend.ordering.rules.facts import FACTS, Kind, OrderFacts, all_facts, read_fact, shown
from backend.ordering.rules.table import COMPARE, Cell, Outcome, Row, Table
from backend.ordering.schemas import GateReason

NO_RULE_MATCHED = "NO_RULE_MATCHED"
_ZERO = Decimal(0)
_FIGURES: Mapping[str, tuple[str, ...]] = {
    "shortfall": ("shortfall", "limit", "exposure_before", "exposure_after"),
    "exposure_after": ("limit", "exposure_before", "exposure_after"),
    "overdue_days": ("days",),
    "overdue": ("days",),
    "below_floor": ("skus",),
    "grade": ("grade",),
    "total": ("amount",),
}
OVER_CREDIT = Row("over_credit", {"shortfall": Cell("gt", ("0",))}, Outcome.HOLD, "OVER_CREDIT")
OVERDUE = Row("overdue", {"overdue": Cell("is", ("true",))}, Outcome.HOLD, "OVERDUE")
BELOW_FLOOR = Row("below_floor", {"below_floor": Cell("is", ("true",))}, Outcome.HOLD, "BELOW_FLOOR")
GUARDS = (OVER_CREDIT, OVERDUE, BELOW_FLOOR)
"""What is judged before the table whatever it says: credit, overdue invoices and floor prices."""


@dataclass(frozen=True, slots=True)
class Example:
    """Facts and what must become of an order that has them; a table is only published when all its examples come out.

    `codes` are the reasons that must be given too, where that was said.
    """

    facts: Mapping[str, str]
    outcome: Outcome
    codes: tuple[str, ...] | None = None


@dataclass(frozen=True)
class RuleSet:
    """The rules in force. Version 0 is what holds while nobody published another set. Sets of before the table may come with fewer guards."""

    version: int
    table: Table
    examples: tuple[Example, ...] = ()
    guards: tuple[Row, ...] = GUARDS

    @cached_property
    def engine(self) -> Compiled:
        """The table, compiled once."""
        return Compiled(self.table)

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """Every row by its id."""
        return {row.id: row for row in self.table.rows}

    @cached_property
    def needed(self) -> frozenset[str]:
        """The facts that some row looks at."""
        return frozenset(name for row in self.table.rows for name in row.cells)

    def bounds(self) -> Iterable[tuple[str, Decimal]]:
        """Every number that a cell of a rule compares a fact with."""
        for row in (*self.guards, *self.table.rows):
            for name, cell in row.cells.items():
                if FACTS[name].kind is Kind.NUMBER:
                    yield from ((name, Decimal(text)) for text in cell.values)


@dataclass(frozen=True, slots=True)
class RuleDecision:
    """What the rules say of one order, with everything needed to explain and repeat it later."""

    version: int
    facts: Mapping[str, str]
    reasons: tuple[GateReason, ...] = field(default=())
    rows: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether a rule forbids the order."""
        return any(reason.blocks for reason in self.reasons)

    @property
    def outcome(self) -> Outcome:
        """The most restrictive of all that matched."""
        return Outcome.BLOCK if self.blocks else Outcome.HOLD if self.reasons else Outcome.AUTO

    def to_document(self) -> dict[str, Any]:
        """What is kept with the order: rule set version, rules that matched, facts, outcome."""
        return {"rule_set": self.version, "rules": list(self.rows), "facts": dict(self.facts), "outcome": self.outcome.value}


def judge(rule_set: RuleSet, facts: OrderFacts) -> RuleDecision:
    """Judge an order: every rule that matches, the guards first, in the order of the table, with its figures."""
    values = facts.values()
    found = matching(rule_set, values)
    figures = _figures(facts) if any(row.outcome is not Outcome.AUTO for row in found) else {}
    return _decision(rule_set, values, found, figures)


def judge_values(rule_set: RuleSet, values: Mapping[str, Any]) -> RuleDecision:
    """Judge facts alone, such as those of an example or of a decision that is repeated; its reasons come without figures of the account."""
    whole = all_facts(values)
    figures = {"shortfall": str(whole["shortfall"]), "days": int(whole["overdue_days"]), "grade": whole["grade"], "amount": str(whole["total"])}
    return _decision(rule_set, whole, matching(rule_set, whole), figures)


def judge_document(rule_set: RuleSet, facts: Mapping[str, str]) -> RuleDecision:
    """Judge the facts that a decision has kept. Raises ValueError for a fact that is none."""
    return judge_values(rule_set, {name: read_fact(name, text) for name, text in facts.items()})


def matching(rule_set: RuleSet, values: Mapping[str, Any]) -> tuple[Row, ...]:
    """The guards and rows that fit."""
    whole = values if rule_set.needed <= values.keys() else all_facts(values)
    guards = tuple(guard for guard in rule_set.guards if _guards(guard, values))
    return (*guards, *(rule_set.rows[found] for found in rule_set.engine.matching_rows(whole)))


def _guards(guard: Row, values: Mapping[str, Any]) -> bool:
    """A guard is one comparison, made here: no engine stands between an order and its credit."""
    ((name, cell),) = guard.cells.items()
    if FACTS[name].kind is Kind.FLAG:
        return bool(values[name] is (cell.values[0] == "true"))
    return bool(COMPARE[cell.operator](values[name], Decimal(cell.values[0])))


def _decision(rule_set: RuleSet, values: Mapping[str, Any], found: tuple[Row, ...], figures: Mapping[str, Any]) -> RuleDecision:
    reasons = [_reason(row, figures) for row in found if row.outcome is not Outcome.AUTO]
    names = [row.id for row in found]
    if not any(row.id in rule_set.rows for row in found):
        reasons.append(GateReason(NO_RULE_MATCHED, blocks=False, approver_role=Role.BRAND_MANAGER.value, rule=NO_RULE_MATCHED.lower()))
        names.append(NO_RULE_MATCHED.lower())
    return RuleDecision(rule_set.version, shown(values), tuple(reasons), tuple(names))


def _figures(facts: OrderFacts) -> dict[str, str | int]:
    credit = facts.credit
    money = {
        "shortfall": credit.shortfall,
        "limit": credit.limit,
        "exposure_before": credit.exposure_before,
        "exposure_after": credit.exposure_after,
        "amount": facts.total,
    }
    skus = {"skus": ", ".join(facts.below_floor)} if facts.below_floor else {}
    return {"days": credit.overdue_days, "grade": facts.grade, **skus, **{name: money_text(value, facts.exponent) for name, value in money.items()}}


def _reason(row: Row, figures: Mapping[str, Any]) -> GateReason:
    named = dict.fromkeys(name for fact in row.cells for name in _FIGURES.get(fact, ()))
    first = next(iter(row.cells.values()), None)
    threshold = {"threshold": first.values[0]} if first else {}
    params = {**{name: figures[name] for name in named if name in figures}, **threshold}
    blocks = row.outcome is Outcome.BLOCK
    return GateReason(row.code, blocks, params, None if blocks else row.approver_role, row.id, row.message_zh, row.message_en, row.level)
