"""Tables out: rows written as .xlsx or .csv, one after the other.

Invariant: figures stay figures to the cent; a text that a spreadsheet program would run as a formula is written so that it does not.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

Format = Literal["xlsx", "csv"]
Value = str | int | Decimal | date | None
MEDIA_TYPES: dict[Format, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_WIDEST, _NARROWEST = 40, 10


def write_table(form: Format, title: str, heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A file with a heading and rows."""
    return _xlsx(title, heading, rows) if form == "xlsx" else _csv(heading, rows)


def safe_text(text: str) -> str:
    """A text that no spreadsheet program takes for a formula."""
    clean = "".join(char for char in text if char.isprintable() or char in "\t\r")
    return f"'{clean}" if clean.lstrip(" ").startswith(_RUNS) else clean


def _csv(heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """With a mark at its beginning by which Excel knows that it is UTF-8."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_text(title) for title in heading])
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _xlsx(title: str, heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(char for char in title if char not in "[]:*?/\\'")[:31] or "1")
    sheet.freeze_panes = "A2"
    for place, name in enumerate(heading, 1):
        width = min(_WIDEST, max(_NARROWEST, sum(2 if ord(char) > 255 else 1 for char in name) + 4))  # noqa: PLR2004 - Chinese is twice as wide
        sheet.column_dimensions[_letters(place)].width = width
    titles = [WriteOnlyCell(sheet, value=safe_text(name)) for name in heading]
    for cell in titles:
        cell.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        sheet.append([safe_text(value) if isinstance(value, str) else value for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _letters(place: int) -> str:
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
