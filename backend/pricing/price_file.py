"""Price lists as files: .csv or .xlsx with a product code, a price per base unit and, if wanted, the quantity from which it counts. Pure.

Invariant: a row that cannot be read refuses the file and is named; nothing is guessed about money.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from python_calamine import CalamineError, CalamineWorkbook

from backend.kit.errors import Invalid

MOST_ROWS = 50_000
_SKU = ("sku", "code", "product", "商品编号", "编号", "编码", "商品编码")
_PRICE = ("price", "unit price", "单价", "价格", "每单位价格")
_LEAST = ("from", "least", "min", "min_base_qty", "起订量", "起批量", "数量起")
_ENCODINGS = ("utf-8-sig", "gb18030")
Entries = tuple[tuple[str, int, Decimal], ...]


def entries_of_file(data: bytes, name: str) -> Entries:
    """The entries (sku, least base units, price) of a file. Raises Invalid("pricing.bad_file") naming the row, or what is missing of the head."""
    head: tuple[int, int, int | None] | None = None
    found: list[tuple[str, int, Decimal]] = []
    for number, row in enumerate(rows_of(data, name), 1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if head is None:
            head = _head(cells)
            continue
        found.append(_entry(cells, head, number))
        if len(found) > MOST_ROWS:
            raise Invalid("pricing.bad_file", row=number)
    if head is None or not found:
        raise Invalid("pricing.bad_file", row=1)
    return tuple(found)


def rows_of(data: bytes, name: str) -> list[list[str]]:
    """The rows of a .xlsx or .csv file as text, the empty ones included."""
    return _workbook(data) if name.lower().endswith((".xlsx", ".xls")) else _text(data)


def _head(cells: Sequence[str]) -> tuple[int, int, int | None]:
    names = [cell.casefold() for cell in cells]

    def place(words: Iterable[str]) -> int | None:
        return next((names.index(word) for word in words if word in names), None)

    sku, price = place(_SKU), place(_PRICE)
    if sku is None or price is None:
        raise Invalid("pricing.bad_file", row=1)
    return sku, price, place(_LEAST)


def _entry(cells: Sequence[str], head: tuple[int, int, int | None], number: int) -> tuple[str, int, Decimal]:
    sku, price, least = head
    try:
        amount = Decimal(cells[price].replace(",", ""))
        base = Decimal(cells[least]) if least is not None and least < len(cells) and cells[least] else Decimal(0)
    except (InvalidOperation, IndexError) as error:
        raise Invalid("pricing.bad_file", row=number) from error
    if not (amount.is_finite() and base.is_finite() and amount >= 0 and base >= 0 and base == base.to_integral_value() and cells[sku]):
        raise Invalid("pricing.bad_file", row=number)
    return cells[sku], int(base), amount


def _text(data: bytes) -> list[list[str]]:
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        dialect = csv.excel_tab if text.count("\t") > text.count(",") else csv.excel
        try:
            return list(csv.reader(io.StringIO(text), dialect))
        except csv.Error as error:
            raise Invalid("pricing.bad_file", row=1) from error
    raise Invalid("pricing.bad_file", row=1)


def _workbook(data: bytes) -> list[list[str]]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    except (CalamineError, IndexError, OSError) as error:
        raise Invalid("pricing.bad_file", row=1) from error
    return [[_plain(cell) for cell in row] for row in sheet.to_python()]


def _plain(cell: object) -> str:
    """A cell as text; a number as people see it, not with the noise of binary fractions."""
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}"
    return "" if cell is None else str(cell)
