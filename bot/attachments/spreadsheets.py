"""A spreadsheet as lines of an order: one line a row, the product's words, its quantity and unit, nothing else.

Values are those the file holds: formulas are not computed and macros are not run. Sheets, rows and columns that are hidden are left out,
because the sender does not see them. Invariant: at most MOST_ROWS rows are read, and how many were left out is told.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from bot.attachments.hidden_rows import Hidden, hidden_in
from bot.attachments.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from bot.attachments.sniffing import decoded

_PRODUCT = re.compile(r"产品|商品|品名|名称|货品|物料|型号|规格|编码|货号|款号|sku|product|item|description|name|article|code|model|spec", re.IGNORECASE)
_QUANTITY = re.compile(r"数量|订量|订货量|件数|箱数|订购|qty|quantity|amount ordered|cases|order$", re.IGNORECASE)
_UNIT = re.compile(r"^单位|包装单位|unit|uom", re.IGNORECASE)
_MONEY = re.compile(r"价|额|金|price|total|value|cost|amount$", re.IGNORECASE)
_HEADERS_WITHIN = 10
_FEWEST_CELLS = 2


@dataclass(frozen=True, slots=True)
class SheetLines:
    """The lines of a file. `rows_left_out` counts rows beyond the limit, `hidden` those the sender cannot see."""

    lines: tuple[str, ...]
    rows_left_out: int = 0
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class _Heading:
    """Which columns say what; found in a row of the table."""

    row: int
    products: tuple[int, ...]
    quantity: int
    unit: int | None


def lines_of_workbook(data: bytes) -> SheetLines | None:
    """The lines of the first visible sheet that has some; None when the file cannot be read."""
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        for sheet in workbook.sheets_metadata:
            if sheet.visible is not SheetVisibleEnum.Visible or sheet.typ is not SheetTypeEnum.WorkSheet:
                continue
            rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
            total = workbook.get_sheet_by_name(sheet.name).total_height
            hidden = hidden_in(data, sheet.name)
            found = _lines(_visible(rows, hidden), max(0, total - MOST_ROWS), len(hidden.rows))
            if found.lines:
                return found
    except (CalamineError, OSError, ValueError, KeyError):
        return None
    return SheetLines(())


def lines_of_text(data: bytes) -> SheetLines | None:
    """The lines of a CSV file or of plain text; None when it is no text."""
    text = decoded(data)
    if text is None:
        return None
    separator = max(",;\t|", key=text[:_PROBED].count)
    if text.count(separator) < max(1, len(text.splitlines()) // 2):
        lines = [line.strip()[:LONGEST_CELL] for line in text.splitlines() if line.strip()]
        return SheetLines(tuple(lines[:MOST_ROWS]), max(0, len(lines) - MOST_ROWS))
    rows = [row for row in csv.reader(StringIO(text), delimiter=separator) if any(cell.strip() for cell in row)]
    return _lines(rows[:MOST_ROWS], max(0, len(rows) - MOST_ROWS), 0)


_PROBED = 4000


def _visible(rows: Sequence[Sequence[Any]], hidden: Hidden) -> list[list[Any]]:
    kept = [row for number, row in enumerate(rows[:MOST_ROWS], 1) if number not in hidden.rows]
    return [[cell for place, cell in enumerate(row[:MOST_COLUMNS], 1) if place not in hidden.columns] for row in kept]


def _lines(rows: Sequence[Sequence[Any]], left_out: int, hidden: int) -> SheetLines:
    texts = [[_text(cell) for cell in row] for row in rows]
    heading = _heading_of(texts)
    body = texts[heading.row + 1 :] if heading else texts
    lines = [_headed(row, heading) if heading else _unheaded(row) for row in body]
    return SheetLines(tuple(line for line in lines if line), left_out, hidden)


def _heading_of(rows: Sequence[Sequence[str]]) -> _Heading | None:
    for number, row in enumerate(rows[:_HEADERS_WITHIN]):
        quantities = [place for place, cell in enumerate(row) if _QUANTITY.search(cell) and not _MONEY.search(cell) and not _is_number(cell)]
        products = [place for place, cell in enumerate(row) if _PRODUCT.search(cell) and place not in quantities]
        if quantities and products:
            unit = next((place for place, cell in enumerate(row) if _UNIT.search(cell) and place not in quantities), None)
            return _Heading(number, tuple(place for place in products if place != unit), quantities[0], unit)
    return None


def _headed(row: Sequence[str], heading: _Heading) -> str:
    """Product words, quantity, unit; nothing for a row without a quantity (a subtotal, a remark)."""
    quantity = row[heading.quantity] if heading.quantity < len(row) else ""
    words = [row[place] for place in heading.products if place < len(row) and row[place]]
    if not words or not re.search(r"\d", quantity) or _is_zero(quantity):
        return ""
    unit = row[heading.unit] if heading.unit is not None and heading.unit < len(row) else ""
    return f"{' '.join(dict.fromkeys(words))} {quantity}{_joined(unit)}".strip()


def _unheaded(row: Sequence[str]) -> str:
    """The words of a row and its first whole number; prices and sums stand after it."""
    cells = [cell for cell in row if cell]
    if len(cells) < _FEWEST_CELLS:
        return cells[0] if cells and re.search(r"\d", cells[0]) and not _is_number(cells[0]) else ""
    place = next((place for place, cell in enumerate(cells) if place and _is_number(cell) and "." not in cell), None)
    if place is None:
        return " ".join(cells) if any(re.search(r"\d", cell) for cell in cells) else ""
    unit = cells[place + 1] if place + 1 < len(cells) and not re.search(r"\d", cells[place + 1]) else ""
    words = [cell for cell in cells[:place] if not _is_number(cell)]
    return f"{' '.join(words)} {cells[place]}{_joined(unit)}".strip() if words and not _is_zero(cells[place]) else ""


def _joined(unit: str) -> str:
    return f" {unit}" if unit and unit[0].isascii() else unit


def _text(cell: Any) -> str:
    if isinstance(cell, bool) or cell is None:
        return ""
    if isinstance(cell, float):
        return f"{Decimal(str(cell)):f}".rstrip("0").rstrip(".") if cell == cell and abs(cell) < 1e15 else ""  # noqa: PLR0124, PLR2004 - NaN is not itself; larger is no quantity
    return " ".join(str(cell).split())[:LONGEST_CELL]


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?", text) is not None


def _is_zero(text: str) -> bool:
    return re.fullmatch(r"0+(?:\.0+)?", text) is not None
