"""What a person does to a decision table on the page: each edit makes the next table. Pure; nothing here says whether a table is sound.

Invariant: rows keep their ids however they are moved, and a new one gets an id that no row has.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from backend.ordering.rules.facts import FACTS, Kind
from backend.ordering.rules.judging import Example
from backend.ordering.rules.table import MOST_ROWS, Cell, Outcome, Row, Table

LONGEST_VALUE = 60


def with_column(table: Table, name: str) -> Table:
    """A fact dragged onto the table is its last column; one that is there already stays where it is."""
    return table if name in table.columns or name not in FACTS else replace(table, columns=(*table.columns, name))


def without_column(table: Table, name: str) -> Table:
    """The column is gone, and its cell from every row."""
    rows = tuple(replace(row, cells={fact: cell for fact, cell in row.cells.items() if fact != name}) for row in table.rows)
    return Table(tuple(column for column in table.columns if column != name), rows)


def with_row(table: Table) -> Table:
    """A new row at the end, which holds until it is told otherwise."""
    taken = {row.id for row in table.rows}
    number = next(number for number in range(1, MOST_ROWS + 2) if f"r{number}" not in taken)
    return table if len(table.rows) >= MOST_ROWS else replace(table, rows=(*table.rows, Row(f"r{number}", {}, Outcome.HOLD, f"RULE_{number}")))


def without_row(table: Table, row_id: str) -> Table:
    """The row is gone."""
    return replace(table, rows=tuple(row for row in table.rows if row.id != row_id))


def moved(table: Table, row_id: str, place: int) -> Table:
    """The row stands at `place`, counted from 0; beyond the ends it stands at the end."""
    found = next((row for row in table.rows if row.id == row_id), None)
    if found is None:
        return table
    rest = [row for row in table.rows if row.id != row_id]
    rest.insert(max(0, min(place, len(rest))), found)
    return replace(table, rows=tuple(rest))


def place_of(table: Table, row_id: str) -> int:
    """Where a row stands; the end for one that is not there."""
    return next((place for place, row in enumerate(table.rows) if row.id == row_id), len(table.rows))


def with_cell(table: Table, row_id: str, name: str, cell: Cell | None) -> Table:
    """The cell of a row, or none: then the fact does not matter to the row."""
    return replace(table, rows=tuple(_set(row, name, cell) if row.id == row_id else row for row in table.rows))


def _set(row: Row, name: str, cell: Cell | None) -> Row:
    rest = {fact: one for fact, one in row.cells.items() if fact != name}
    return replace(row, cells=rest if cell is None else {**rest, name: cell})


def with_values(table: Table, row_id: str, values: Mapping[str, Any]) -> Table:
    """Other fields of a row."""
    return replace(table, rows=tuple(replace(row, **values) if row.id == row_id else row for row in table.rows))


def first_cell(name: str, operator: str, old: Cell | None) -> Cell | None:
    """A cell whose way of comparing was just chosen: it keeps what was typed as far as it fits; no operator means no cell."""
    if not operator:
        return None
    kind, values = FACTS[name].kind, old.values if old else ()
    if kind is Kind.NUMBER:
        count = 2 if operator == "between" else 1
        return Cell(operator, (*values, "", "")[:count])
    return Cell(operator, values or (("true",) if kind is Kind.FLAG else ()))


def typed(cell: Cell, place: int, text: str) -> Cell:
    """A number cell with one of its values typed anew."""
    values = list(cell.values)
    values[place] = text.strip().replace(",", "").replace("，", "")[:LONGEST_VALUE]
    return replace(cell, values=tuple(values))


def toggled(values: tuple[str, ...], word: str) -> tuple[str, ...]:
    """Words with one more or one less."""
    return tuple(one for one in values if one != word) if word in values else (*values, word)


def with_fact(example: Example, name: str, text: str) -> Example:
    """An example with one fact said anew; an empty one is not said. Reasons that an older example named are not kept: its facts are others now."""
    rest = {fact: value for fact, value in example.facts.items() if fact != name}
    return Example({**rest, name: text[:200]} if text else rest, example.outcome)
