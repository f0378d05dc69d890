"""The rows of a file or of pasted text, cells as text: .xlsx and .xls, .csv and tables with tabs, bars or semicolons.

Values are those the file holds; a formula stored without a value is computed when it is plain arithmetic, macros are never run. A merged cell
says its value in each of its rows. Invariant: rows come one after the other, in the order and with the numbers of the file; nothing a file holds
makes this raise anything but Invalid("sheet.unreadable") or TooMuch.
"""

import csv
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from backend.kit.errors import Invalid, TooMuch
from backend.kit.old_workbooks import area_of
from backend.ordering.sheets.domain import TABLE, RawRow
from backend.ordering.sheets.formulas import value_of
from backend.ordering.sheets.hidden import Marks, marks_in, too_large_unpacked

MOST_COLUMNS = 40
MOST_TABLES = 50
MOST_CELLS = 10_000_000
"""The reader makes room for every cell between the first and the last one of a sheet, be they empty."""
LONGEST_CELL = 200
LONGEST_FILE = 20 * 1024 * 1024
NO_VALUE = "#?"
"""What a formula says whose value nobody knows."""
_SEPARATORS = "\t,;|，；｜"
_PROBED_LINES = 60
_LARGEST = 1e15
_BINARY = (b"PK", b"\xd0\xcf\x11\xe0")


def rows_of(data: bytes, kept: dict[str, Marks] | None = None) -> Iterator[RawRow]:
    """The rows of a file, whatever its name says; what `kept` got the first time is not looked for again.

    Raises Invalid("sheet.unreadable") and TooMuch("sheet.too_large" | "sheet.too_many_cells").
    """
    if not kept and (len(data) > LONGEST_FILE or too_large_unpacked(data)):
        raise TooMuch("sheet.too_large", longest=LONGEST_FILE // 1024 // 1024)
    if data.startswith(_BINARY):
        yield from _rows_of_workbook(data, {} if kept is None else kept)
        return
    text = decoded(data)
    if text is None or not text.strip():
        raise Invalid("sheet.unreadable")
    yield from rows_of_text(text)


def rows_of_text(text: str) -> Iterator[RawRow]:
    """The rows of a table in text; without separators each line is a row of one cell."""
    separator = separator_of(text)
    if separator is None:
        for number, line in enumerate(text.splitlines(), 1):
            yield RawRow(number, (_tidy(line),))
        return
    if separator == "|":
        text = "\n".join(line.strip().strip("|") for line in text.splitlines())
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=separator), 1):
            cells = tuple(_tidy(cell) for cell in row[:MOST_COLUMNS])
            if not all(set(cell) <= set("-:") and cell for cell in cells):
                yield RawRow(number, cells)
    except csv.Error as error:
        raise Invalid("sheet.unreadable") from error


def is_workbook(data: bytes) -> bool:
    """Whether bytes are a workbook that can be opened: .xlsx or .xls. How far others reach cannot be told before they are opened."""
    if data.startswith(_BINARY[1]):
        return True
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return "xl/workbook.xml" in names


def separator_of(text: str) -> str | None:
    """What separates the cells of most lines; None when nothing does."""
    lines = [line for line in text.splitlines()[:_PROBED_LINES] if line.strip()]
    best, most = None, 0
    for separator in _SEPARATORS:
        counts = [line.count(separator) for line in lines]
        usual = max(set(counts), key=lambda count: (counts.count(count) if count else 0, count), default=0)
        carrying = sum(count >= max(1, usual - 1) for count in counts if count)
        if usual and carrying * 2 > len(lines) and carrying * min(usual, 3) > most:
            best, most = separator, carrying * min(usual, 3)
    return best


def decoded(data: bytes) -> str | None:
    """The text of a file in UTF-8, UTF-16 or GB 18030; None when it is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\x00" in data:
        return None
    for encoding in ("utf-8-sig", "gb18030", "big5"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def _rows_of_workbook(data: bytes, kept: dict[str, Marks]) -> Iterator[RawRow]:
    """The rows of every visible sheet, each sheet's numbered apart."""
    if not is_workbook(data):
        raise Invalid("sheet.unreadable")
    try:
        if not kept and data.startswith(_BINARY[1]):
            _check_reach(area_of(data))
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        for table, name in enumerate(_visible_sheets(workbook)):
            if name not in kept:
                kept[name] = marks_in(data, name)
            for row in _rows_of_sheet(workbook, name, kept[name]):
                yield RawRow(row.number + table * TABLE, row.cells, row.hidden) if table else row
    except (CalamineError, OSError, ValueError, KeyError) as error:
        raise Invalid("sheet.unreadable") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the reader is Rust: what it cannot stand for is no BaseException of ours
            raise Invalid("sheet.unreadable") from error
        raise


def _check_reach(cells: int) -> None:
    if cells > MOST_CELLS:
        raise TooMuch("sheet.too_many_cells", most=MOST_CELLS)


def table_names(data: bytes) -> tuple[str, ...]:
    """The names of the visible sheets of a workbook; none for text."""
    if not data.startswith(_BINARY):
        return ()
    try:
        return tuple(_visible_sheets(CalamineWorkbook.from_filelike(BytesIO(data))))
    except (CalamineError, OSError, ValueError, KeyError):
        return ()


def _visible_sheets(workbook: CalamineWorkbook) -> list[str]:
    found = workbook.sheets_metadata
    return [one.name for one in found if one.visible is SheetVisibleEnum.Visible and one.typ is SheetTypeEnum.WorkSheet][:MOST_TABLES]


def _rows_of_sheet(workbook: CalamineWorkbook, name: str, marks: Marks) -> Iterator[RawRow]:
    _check_reach(marks.area)
    sheet = workbook.get_sheet_by_name(name)
    merged = _merged(sheet)
    kept: dict[tuple[int, int], str] = {}
    before = [""] * (sheet.start or (0, 0))[1]
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = _cells([*before, *row], number, marks)
        for place, cell in enumerate(cells):
            origin = merged.get((number, place))
            if origin == (number, place):
                kept[origin] = cell
            elif origin is not None and not cell:
                cells[place] = kept.get(origin, "")
        visible = tuple(cell for place, cell in enumerate(cells, 1) if place not in marks.columns)
        yield RawRow(number, visible[:MOST_COLUMNS], number in marks.rows)


def _cells(row: Sequence[Any], number: int, marks: Marks) -> list[str]:
    values = list(row[: MOST_COLUMNS + len(marks.columns)])
    texts = [_text(value) for value in values]
    if marks.formulas:
        texts += [""] * (marks.widest - len(texts))
        figures = {place: Decimal(str(value)) for place, value in enumerate(values, 1) if isinstance(value, int | float) and not isinstance(value, bool)}
        for place in range(1, len(texts) + 1):
            formula = marks.formulas.get((number, place))
            if formula is not None and not texts[place - 1]:
                value = value_of(formula, number, figures)
                texts[place - 1] = NO_VALUE if value is None else _plain(value)
    return texts


def _merged(sheet: CalamineSheet) -> Mapping[tuple[int, int], tuple[int, int]]:
    """(row, place) of each cell of a block that is merged over several rows -> its first cell; a banner over many columns says nothing below it."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom - top <= _MOST_MERGED and right == left:
            origin = (top + 1, left)
            found.update({(row + 1, left): origin for row in range(top, bottom + 1)})
    return found


_MOST_MERGED = 5000


def _text(cell: Any) -> str:
    if isinstance(cell, bool) or cell is None:
        return ""
    if isinstance(cell, float):
        return _plain(Decimal(str(cell))) if cell == cell and abs(cell) < _LARGEST else ""  # noqa: PLR0124 - NaN is not itself
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, time | timedelta):
        return str(cell)
    return _tidy(str(cell))


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _tidy(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:LONGEST_CELL]
