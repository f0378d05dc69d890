"""Tables out: rows written as .xlsx or .csv, one after the other, into a file of which only its beginning is held in memory.

Invariant: figures stay figures to the cent; a text that a spreadsheet program would run as a formula is written so that it does not.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import IO, Literal

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
HELD = 1024 * 1024
"""Bytes of a table that are held in memory; a longer one goes to a temporary file."""
PART = 64 * 1024
_WIDEST, _NARROWEST = 40, 10


def write_table(form: Format, title: str, heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> IO[bytes]:
    """A file with a heading and rows, to be read from its beginning and closed."""
    out: IO[bytes] = SpooledTemporaryFile(HELD)  # noqa: SIM115 - whoever sends it closes it
    try:
        _xlsx(out, title, heading, rows) if form == "xlsx" else _csv(out, heading, rows)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def parts_of(file: IO[bytes]) -> Iterator[bytes]:
    """The content of a file, part by part; closes it."""
    with file:
        while part := file.read(PART):
            yield part


def safe_text(text: str) -> str:
    """A text that no spreadsheet program takes for a formula."""
    clean = "".join(char for char in text if char.isprintable() or char in "\t\r")
    return f"'{clean}" if clean.lstrip(" ").startswith(_RUNS) else clean


def _csv(out: IO[bytes], heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """With a mark at its beginning by which Excel knows that it is UTF-8."""
    text = TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([safe_text(title) for title in heading])
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    text.detach()


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _xlsx(out: IO[bytes], title: str, heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
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
    book.save(out)


def _letters(place: int) -> str:
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
