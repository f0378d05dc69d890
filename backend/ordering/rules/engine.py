"""Judging a decision table with zen-engine: the table as a JDM document, compiled once and kept.

Numbers go to the engine as whole numbers, in cells and facts alike, so that 99,999.99 and 100,000.00 are told apart exactly; a word is
quoted and can hold no quote. Only cells made here ever reach the engine, and of a fact only where it lies among the values of its column: no cell
tells two facts of one place apart, so the engine is asked once a place and its answer kept. An order whose draft was shown is confirmed without
the engine (which hands its work to a thread) unless a fact moved across a bound or other rules are in force.
Invariant: `matching_rows` names the rows that `table.fits` names.
"""

import json
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Any

import zen

from backend.kit.errors import Unavailable
from backend.ordering.rules.facts import FACTS, NEUTRAL, Kind
from backend.ordering.rules.table import DECIMALS, LARGEST, Cell, Row, Table, fits

SCALE = 10**DECIMALS
_BEYOND = LARGEST + 1
_SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
_SETS = {"any_of": "some", "none_of": "none", "only": "all"}
_PLACE = {"x": 0, "y": 0}
REMEMBERED = 4096
"""Places a table keeps the answers of."""
OTHER_WORD = ""
"""Stands for every word that no cell of its column names; a cell can hold no blank word."""


class Compiled:
    """A table ready to be judged."""

    def __init__(self, table: Table) -> None:
        """Raises what the engine raises for a document it cannot read; a table without problems has none."""
        used = {name: [row.cells[name] for row in table.rows if name in row.cells] for name in table.columns}
        self._columns = {name: _values_of(FACTS[name].kind, cells) for name, cells in used.items() if cells}
        self._decision = zen.ZenEngine().create_decision(json.dumps(to_jdm(table)))
        self._rows_at = lru_cache(maxsize=REMEMBERED)(self.ask)

    def matching_rows(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """The ids of the rows whose cells are all true of the facts, in the order of the table."""
        return self._rows_at(self.place_of(facts))

    def place_of(self, facts: Mapping[str, Any]) -> tuple[Any, ...]:
        """For each column that a cell looks at, the value that stands for every fact which no cell tells apart from this one."""
        return tuple(_place(FACTS[name].kind, values, facts[name]) for name, values in self._columns.items())

    def ask(self, place: tuple[Any, ...]) -> tuple[str, ...]:
        """What the engine itself says of a place."""
        try:
            result = self._decision.evaluate(dict(zip(self._columns, place, strict=True)))["result"]
        except RuntimeError as error:
            raise Unavailable("rules.engine_failed") from error
        return tuple(match["row"] for match in result)


def to_jdm(table: Table) -> dict[str, Any]:
    """The table as a document of the JSON Decision Model: an input, a decision table that collects every row that fits, an output."""
    inputs = [{"id": name, "name": FACTS[name].en, "field": name} for name in table.columns]
    rules = [{"_id": row.id, **{name: _expression(row, name) for name in table.columns}, "row": json.dumps(row.id)} for row in table.rows]
    content = {"hitPolicy": "collect", "inputs": inputs, "outputs": [{"id": "row", "name": "Row", "field": "row"}], "rules": rules}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "Order", "position": _PLACE},
        {"id": "table", "type": "decisionTableNode", "name": "Approval", "position": _PLACE, "content": content},
        {"id": "out", "type": "outputNode", "name": "Rows", "position": _PLACE},
    ]
    edges = [{"id": f"{one}-{other}", "sourceId": one, "targetId": other, "type": "edge"} for one, other in (("in", "table"), ("table", "out"))]
    return {"nodes": nodes, "edges": edges}


def _expression(row: Row, name: str) -> str:
    cell = row.cells.get(name)
    return "" if cell is None else render(FACTS[name].kind, cell)


def render(kind: Kind, cell: Cell) -> str:
    """A cell as the engine reads it; `$` is the fact."""
    if kind is Kind.NUMBER:
        numbers = [_scaled(Decimal(text)) for text in cell.values]
        return f"$ >= {numbers[0]} and $ <= {numbers[1]}" if cell.operator == "between" else f"$ {_SIGNS[cell.operator]} {numbers[0]}"
    if kind is Kind.FLAG:
        return f"$ == {cell.values[0]}"
    words = f"[{', '.join(json.dumps(word, ensure_ascii=False) for word in cell.values)}]"
    if kind is Kind.WORD:
        return f"$ {'in' if cell.operator == 'in' else 'not in'} {words}"
    return f"{_SETS[cell.operator]}($, # in {words})"


def _values_of(kind: Kind, cells: Collection[Cell]) -> Any:
    """What the cells of a column compare with: numbers in order, else words."""
    texts = {text for cell in cells for text in cell.values}
    return sorted({_scaled(Decimal(text)) for text in texts}) if kind is Kind.NUMBER else frozenset(texts)


def _place(kind: Kind, values: Any, fact: Any) -> Any:
    if kind is Kind.FLAG:
        return fact
    if kind is Kind.NUMBER:
        return _among(values, _scaled(fact))
    if kind is Kind.WORD:
        return fact if fact in values else OTHER_WORD
    words = set(fact)
    return (*sorted(words & values), *((OTHER_WORD,) if words - values else ()))


def _among(bounds: Sequence[int], number: int) -> int:
    """The bound that it is, else what lies just above the bound below it; bounds are even, so that is none."""
    after = bisect_left(bounds, number)
    if after < len(bounds) and bounds[after] == number:
        return number
    return bounds[after - 1] + 1 if after else bounds[0] - 1


def _scaled(number: Decimal) -> int:
    """Twice the ten-thousandths, which are whole for every cell; what is finer than a cell can say lies between two of them, as one more."""
    scaled = max(-_BEYOND, min(_BEYOND, number)) * SCALE
    whole = int(scaled.to_integral_value(ROUND_FLOOR))
    return 2 * whole + (1 if scaled != whole else 0)


def differing_rows(table: Table) -> tuple[str, ...]:
    """Rows that the engine and `table.fits` judge differently for values at and around the table's own bounds; none in a sound table."""
    engine = Compiled(table)
    found: set[str] = set()
    for facts in _probes(table):
        found |= set(engine.matching_rows(facts)) ^ {row.id for row in table.rows if fits(row, facts)}
    return tuple(sorted(found))


def _probes(table: Table) -> list[dict[str, Any]]:
    """One value changed at a time, from facts that fit each row as nearly as they can."""
    neutral = {name: NEUTRAL[FACTS[name].kind] for name in table.columns}
    probes = [neutral]
    for row in table.rows:
        fitting = {**neutral, **{name: _around(FACTS[name].kind, cell)[0] for name, cell in row.cells.items()}}
        probes.append(fitting)
        for name, cell in row.cells.items():
            probes.extend({**fitting, name: value} for value in _around(FACTS[name].kind, cell))
    return probes


def _around(kind: Kind, cell: Cell) -> list[Any]:
    if kind is Kind.NUMBER:
        step = Decimal(1).scaleb(-DECIMALS)
        return [Decimal(text) + sign * step for text in cell.values for sign in (0, -1, 1)]
    if kind is Kind.FLAG:
        return [True, False]
    words = [*cell.values, "-"]
    return list(words) if kind is Kind.WORD else [(word,) for word in words] + [(), tuple(words)]
