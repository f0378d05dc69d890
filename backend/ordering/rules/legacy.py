"""Rules as they were kept before the decision table: a list of conditions whose outcome is hold or block, and who fits none needs nobody.

They are read as a table that decides alike: rules about credit and overdue become its guards (floor prices, which they never knew, always are one),
the others its rows, and what no rule names is said by a row of its own. `save_approval_rules` takes them still. Invariant: an order gets the same
reasons in the same order as before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from backend.identity.domain import Role
from backend.kit.errors import Invalid
from backend.ordering.rules.facts import FACTS, Kind, read_fact
from backend.ordering.rules.judging import BELOW_FLOOR, GUARDS, Example, RuleSet
from backend.ordering.rules.table import DECIMALS, Cell, Outcome, Row, Table, problems_of_table

_NAMES = {"amount": "total"}
_WORDS = {"eq": "in", "ne": "not_in"}
_CONTRARY = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt", "in": "not_in", "not_in": "in"}
OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class Condition:
    """`fact` `op` `value`. Facts: amount, shortfall, exposure_after, overdue_days (numbers), grade, overdue ("true" or "false")."""

    fact: str
    op: str
    value: str


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """One rule, of which all conditions must hold. `code` is what the order's reason is called."""

    id: str
    code: str
    conditions: tuple[Condition, ...]
    outcome: str = "hold"
    approver_role: str = Role.BRAND_MANAGER.value
    message_zh: str = ""
    message_en: str = ""


@dataclass(frozen=True, slots=True)
class CodesExample:
    """Facts and the codes the rules must give for them."""

    facts: Mapping[str, str]
    codes: tuple[str, ...]


def rule_set_of(version: int, rules: Sequence[ApprovalRule], examples: Iterable[CodesExample] = ()) -> RuleSet:
    """The rules as a table. Raises Invalid("order.bad_rule" | "order.bad_example")."""
    rows = [_row_of(rule) for rule in rules]
    alike = {guard.id: guard for guard in GUARDS}
    guards = tuple(row for row in rows if row.id in alike and row.cells == alike[row.id].cells and row.outcome is Outcome.HOLD)
    held = [row for row in rows if row not in guards]
    columns = tuple(dict.fromkeys(name for row in held for name in row.cells))
    table = Table(columns, (*held, _otherwise(held)))
    for row in rows:
        others = [one for one in rows if one is not row]
        sound = row.cells and row.code and not problems_of_table(Table(tuple(row.cells), (row,)))
        if not sound or row.id in {OTHERWISE, *(one.id for one in others)}:
            raise Invalid("order.bad_rule", rule=row.id or row.code)
    guards = (*guards, *(() if BELOW_FLOOR in guards else (BELOW_FLOOR,)))
    return RuleSet(version, table, tuple(_example_of(number, example) for number, example in enumerate(examples, 1)), guards)


def _otherwise(rows: Sequence[Row]) -> Row:
    """The row that lets pass what no other names: the contrary of each where that is one cell a fact, else any order."""
    cells: dict[str, Cell] = {}
    for row in rows:
        name, cell = next(iter(row.cells.items()), ("", Cell("", ())))
        contrary = _contrary(name, cell)
        if len(row.cells) != 1 or name in cells or contrary is None:
            return Row(OTHERWISE, {}, Outcome.AUTO)
        cells[name] = contrary
    return Row(OTHERWISE, cells, Outcome.AUTO)


def _contrary(name: str, cell: Cell) -> Cell | None:
    if name not in FACTS:
        return None
    if FACTS[name].kind is Kind.FLAG:
        return Cell("is", ("false" if cell.values == ("true",) else "true",))
    return Cell(_CONTRARY[cell.operator], cell.values) if cell.operator in _CONTRARY else None


def _row_of(rule: ApprovalRule) -> Row:
    if rule.outcome not in {Outcome.HOLD, Outcome.BLOCK} or not rule.conditions:
        raise Invalid("order.bad_rule", rule=rule.id or rule.code)
    cells: dict[str, Cell] = {}
    for condition in rule.conditions:
        name = _NAMES.get(condition.fact, condition.fact)
        if name not in FACTS:
            raise Invalid("order.bad_rule", rule=rule.id or rule.code)
        cell = _cell_of(FACTS[name].kind, condition)
        cells[name] = _both(rule, cells[name], cell) if name in cells else cell
    return Row(rule.id, cells, Outcome(rule.outcome), rule.code, rule.message_zh, rule.message_en, rule.approver_role)


def _both(rule: ApprovalRule, one: Cell, other: Cell) -> Cell:
    """A lower and an upper bound of the same number as one cell; a bound that is not included is moved by the least that a cell can say."""
    bounds = {cell.operator[0]: cell for cell in (one, other) if cell.operator in {"ge", "gt", "le", "lt"}}
    if bounds.keys() != {"g", "l"}:
        raise Invalid("order.bad_rule", rule=rule.id or rule.code)
    step = Decimal(1).scaleb(-DECIMALS)
    try:
        lower, upper = (Decimal(bounds[side].values[0]) for side in ("g", "l"))
    except ArithmeticError as error:
        raise Invalid("order.bad_rule", rule=rule.id or rule.code) from error
    lower += step if bounds["g"].operator == "gt" else 0
    upper -= step if bounds["l"].operator == "lt" else 0
    return Cell("between", (f"{lower:f}", f"{upper:f}"))


def _cell_of(kind: Kind, condition: Condition) -> Cell:
    if kind is Kind.FLAG:
        yes = (condition.value == "true") is (condition.op == "eq")
        known = condition.op in _WORDS and condition.value in {"true", "false"}
        return Cell("is" if known else condition.op, ("true" if yes else "false",))
    return Cell(_WORDS.get(condition.op, condition.op) if kind is Kind.WORD else condition.op, (condition.value,))


def _example_of(number: int, example: CodesExample) -> Example:
    given = {_NAMES.get(name, name): text for name, text in example.facts.items()}
    try:
        for name, text in given.items():
            read_fact(name, text)
    except ValueError as error:
        raise Invalid("order.bad_example", example=number) from error
    facts = given if "grade" in given else {"grade": "A", **given}
    return Example(facts, Outcome.HOLD if example.codes else Outcome.AUTO, example.codes)


def rules_of_document(document: Mapping[str, Any]) -> tuple[tuple[ApprovalRule, ...], tuple[CodesExample, ...]]:
    """Rules and examples of a stored document of the old shape."""
    rules = tuple(ApprovalRule(**{**one, "conditions": tuple(Condition(**condition) for condition in one["conditions"])}) for one in document["rules"])
    return rules, tuple(CodesExample(one["facts"], tuple(one["codes"])) for one in document["examples"])
