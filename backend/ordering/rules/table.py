"""A decision table: columns are facts, a row has typed cells and says what becomes of an order that fits all of them. Pure.

Invariant: a table without problems can be judged for every order, by the engine and by `fits` alike: a cell compares values of its fact's kind
and nothing else. What is wrong with a table is said cell by cell.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from backend.identity.domain import PERMISSIONS, Permission, Role
from backend.ordering.rules.facts import FACTS, Kind, read_number

DECIMALS = 4
LARGEST = Decimal(10) ** 11
LONGEST_WORD = 60
LONGEST_MESSAGE = 300
MOST_ROWS, MOST_COLUMNS, MOST_VALUES, MOST_LEVELS = 200, len(FACTS), 50, 2
OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    Kind.NUMBER: ("lt", "le", "gt", "ge", "eq", "ne", "between"),
    Kind.WORD: ("in", "not_in"),
    Kind.SET: ("any_of", "none_of", "only"),
    Kind.FLAG: ("is",),
}
"""Between includes both ends; "any_of" is true when one of the words is in the set, "only" when nothing else is."""
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {"lt": lt, "le": le, "gt": gt, "ge": ge, "eq": eq, "ne": ne}
APPROVERS = frozenset(role.value for role, allowed in PERMISSIONS.items() if Permission.APPROVE_ORDERS in allowed)
"""The roles that a row may name."""
_PAIR = 2
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,39}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
_UNSAFE = re.compile(r"[\"\\,\x00-\x1f\x7f]")
"""A word with one of these could not be told from the text around it."""


class Outcome(StrEnum):
    """What a row says: nobody is needed, somebody must release, or no order at all. The most restrictive of all that match counts."""

    AUTO = "auto"
    HOLD = "hold"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Cell:
    """`operator` over the values, as they were typed."""

    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A fact without a cell does not matter. `level` 2 needs two different people; the messages may be empty where the product has a sentence for the code."""

    id: str
    cells: Mapping[str, Cell] = field(default_factory=dict)
    outcome: Outcome = Outcome.HOLD
    code: str = ""
    message_zh: str = ""
    message_en: str = ""
    approver_role: str = Role.BRAND_MANAGER.value
    level: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """The columns in the order they are shown, and the rows in theirs."""

    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with one place of the table: `place` is a fact's name, or "outcome", "code", "message", "approver", "level", "row"; or "" for the table."""

    row: str
    place: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


Words = Mapping[str, Collection[str]]
"""Fact -> the words it can have, for the facts whose words are known."""


def problems_of_table(table: Table, words: Words | None = None) -> tuple[CellProblem, ...]:
    """Everything that keeps a table from being judged."""
    return tuple(_problems(table, words or {}))


def _problems(table: Table, words: Words) -> Iterator[CellProblem]:
    if len(table.rows) > MOST_ROWS or len(set(table.columns)) != len(table.columns):
        yield CellProblem("", "", "rules.table_too_large", {"most": MOST_ROWS})
    for name in table.columns:
        if name not in FACTS:
            yield CellProblem("", name, "rules.no_such_fact", {"fact": name})
    ids = [row.id for row in table.rows]
    for row in table.rows:
        if not _ID.fullmatch(row.id) or ids.count(row.id) > 1:
            yield CellProblem(row.id, "row", "rules.bad_row_id")
        yield from _row_problems(row, table.columns)
        for name, cell in row.cells.items():
            if name in FACTS:
                yield from (CellProblem(row.id, name, code, params) for code, params in _cell_problems(name, cell, words.get(name)))


def _row_problems(row: Row, columns: Collection[str]) -> Iterator[CellProblem]:
    for name in row.cells:
        if name not in columns or name not in FACTS:
            yield CellProblem(row.id, name, "rules.no_such_column", {"fact": name})
    if row.outcome is Outcome.AUTO and not row.cells:
        yield CellProblem(row.id, "outcome", "rules.auto_for_all")
    if row.outcome is not Outcome.AUTO and not _CODE.fullmatch(row.code):
        yield CellProblem(row.id, "code", "rules.bad_code")
    if max(len(row.message_zh), len(row.message_en)) > LONGEST_MESSAGE:
        yield CellProblem(row.id, "message", "rules.message_too_long", {"most": LONGEST_MESSAGE})
    if row.approver_role not in APPROVERS:
        yield CellProblem(row.id, "approver", "rules.bad_approver")
    if not 1 <= row.level <= MOST_LEVELS:
        yield CellProblem(row.id, "level", "rules.bad_level", {"most": MOST_LEVELS})


def _cell_problems(name: str, cell: Cell, words: Collection[str] | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    kind = FACTS[name].kind
    if cell.operator not in OPERATORS[kind]:
        yield "rules.bad_operator", {}
    elif not cell.values or len(cell.values) > MOST_VALUES:
        yield "rules.no_value", {"most": MOST_VALUES}
    elif kind is Kind.NUMBER:
        yield from _number_problems(cell)
    elif kind is Kind.FLAG:
        if cell.values not in {("true",), ("false",)}:
            yield "rules.not_a_flag", {}
    else:
        yield from _word_problems(cell, words)


def _number_problems(cell: Cell) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if len(cell.values) != (_PAIR if cell.operator == "between" else 1):
        yield "rules.wrong_count", {}
        return
    try:
        numbers = [read_number(text) for text in cell.values]
    except ValueError as error:
        yield "rules.not_a_number", {"text": str(error)}
        return
    if any(abs(number) >= LARGEST or number != round(number, DECIMALS) for number in numbers):
        yield "rules.number_out_of_range", {"decimals": DECIMALS}
    elif numbers != sorted(numbers):
        yield "rules.wrong_order", {}


def _word_problems(cell: Cell, words: Collection[str] | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for word in cell.values:
        if not word.strip() or len(word) > LONGEST_WORD or _UNSAFE.search(word):
            yield "rules.bad_word", {"text": word[:LONGEST_WORD]}
        elif words is not None and word not in words:
            yield "rules.unknown_word", {"text": word}


def fits(row: Row, facts: Mapping[str, Any]) -> bool:
    """Whether every cell of the row is true of these facts: what the engine says, said a second time."""
    return all(holds(FACTS[name].kind, cell, facts[name]) for name, cell in row.cells.items())


def holds(kind: Kind, cell: Cell, value: Any) -> bool:
    """Whether a cell is true of a value of its kind."""
    if kind is Kind.NUMBER:
        numbers = [Decimal(text) for text in cell.values]
        return bool(numbers[0] <= value <= numbers[1] if cell.operator == "between" else COMPARE[cell.operator](value, numbers[0]))
    if kind is Kind.FLAG:
        return bool(value is (cell.values[0] == "true"))
    if kind is Kind.WORD:
        return (value in cell.values) is (cell.operator == "in")
    found = {word in cell.values for word in value}
    return False not in found if cell.operator == "only" else (True in found) is (cell.operator == "any_of")


def table_to_document(table: Table) -> dict[str, Any]:
    """A table as JSON."""
    return {"columns": list(table.columns), "rows": [_row_to_document(row) for row in table.rows]}


def table_of_document(document: Mapping[str, Any]) -> Table:
    """A table from JSON."""
    return Table(tuple(document["columns"]), tuple(_row_of_document(row) for row in document["rows"]))


def _row_to_document(row: Row) -> dict[str, Any]:
    cells = {name: {"operator": cell.operator, "values": list(cell.values)} for name, cell in row.cells.items()}
    named = {name: getattr(row, name) for name in ("id", "code", "message_zh", "message_en", "approver_role", "level")}
    return {**named, "cells": cells, "outcome": row.outcome.value}


def _row_of_document(document: Mapping[str, Any]) -> Row:
    cells = {name: Cell(cell["operator"], tuple(cell["values"])) for name, cell in document["cells"].items()}
    return Row(**{**document, "cells": cells, "outcome": Outcome(document["outcome"])})
