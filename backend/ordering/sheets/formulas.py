"""The value of a formula that was stored without one: plain arithmetic over numbers and cells of the same row. Nothing else is computed.

Invariant: what is not surely understood has no value, and the row asks.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, DecimalException

from backend.ordering.sheets.hidden import column_number

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|\$?([A-Z]{1,3})\$?(\d{1,7})|(SUM|PRODUCT|ROUND|ROUNDUP)(?=\()|([-+*/(),:]))", re.IGNORECASE)
_DEEPEST = 20
_LARGEST = Decimal(10) ** 12


class _NoValueError(ValueError):
    """The formula is no plain arithmetic over known cells."""


def value_of(formula: str, row: int, cells: Mapping[int, Decimal]) -> Decimal | None:
    """The value of `formula` in a row whose numeric cells are `cells` by column (from one); None when it has none that is sure."""
    try:
        tokens = _tokens(formula)
        value, end = _sum(tokens, 0, (row, cells), 0)
    except (_NoValueError, DecimalException, IndexError):
        return None
    return value if end == len(tokens) and abs(value) < _LARGEST else None


def _tokens(formula: str) -> list[tuple[str, str]]:
    found, place = [], 0
    text = formula.lstrip("=").strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _NoValueError
        number, letters, row, name, sign = match.groups()
        found.append(("num", number) if number else ("cell", f"{letters.upper()}{row}") if letters else ("name", name.upper()) if name else ("sign", sign))
        place = match.end()
    return found


_Cells = tuple[int, Mapping[int, Decimal]]


def _sum(tokens: list[tuple[str, str]], place: int, cells: _Cells, depth: int) -> tuple[Decimal, int]:
    value, place = _product(tokens, place, cells, depth)
    while place < len(tokens) and tokens[place][1] in ("+", "-"):
        further, end = _product(tokens, place + 1, cells, depth)
        value = value + further if tokens[place][1] == "+" else value - further
        place = end
    return value, place


def _product(tokens: list[tuple[str, str]], place: int, cells: _Cells, depth: int) -> tuple[Decimal, int]:
    value, place = _atom(tokens, place, cells, depth)
    while place < len(tokens) and tokens[place][1] in ("*", "/"):
        further, end = _atom(tokens, place + 1, cells, depth)
        value = value * further if tokens[place][1] == "*" else value / further
        place = end
    return value, place


def _atom(tokens: list[tuple[str, str]], place: int, cells: _Cells, depth: int) -> tuple[Decimal, int]:
    if depth > _DEEPEST:
        raise _NoValueError
    kind, text = tokens[place]
    if kind == "num":
        return Decimal(text), place + 1
    if kind == "cell":
        return _cell(text, cells), place + 1
    if text == "-":
        value, end = _atom(tokens, place + 1, cells, depth + 1)
        return -value, end
    if text == "(":
        value, end = _sum(tokens, place + 1, cells, depth + 1)
        return value, _closed(tokens, end)
    if kind == "name" and text in ("SUM", "PRODUCT"):
        return _over_range(tokens, place + 2, cells, text)
    raise _NoValueError


def _over_range(tokens: list[tuple[str, str]], place: int, cells: _Cells, name: str) -> tuple[Decimal, int]:
    (first_kind, first), (_, colon), (last_kind, last) = tokens[place : place + 3]
    if colon != ":" or first_kind != "cell" or last_kind != "cell":
        raise _NoValueError
    row, known = cells
    columns = range(_place(first, row), _place(last, row) + 1)
    value = Decimal(0) if name == "SUM" else Decimal(1)
    for column in columns:
        value = value + known.get(column, Decimal(0)) if name == "SUM" else value * known.get(column, Decimal(1))
    return value, _closed(tokens, place + 3)


def _closed(tokens: list[tuple[str, str]], place: int) -> int:
    if tokens[place][1] != ")":
        raise _NoValueError
    return place + 1


def _place(cell: str, row: int) -> int:
    letters = cell.rstrip("0123456789")
    if int(cell[len(letters) :]) != row:
        raise _NoValueError
    return column_number(letters)


def _cell(cell: str, cells: _Cells) -> Decimal:
    row, known = cells
    value = known.get(_place(cell, row))
    if value is None:
        raise _NoValueError
    return value
