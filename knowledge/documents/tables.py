"""Tables of fault codes and parts: each sheet of a workbook, or a file of separated values, is one table; its first full row is its heading."""

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook

from backend.kit.errors import Invalid, TooMuch
from knowledge.documents.domain import Block, BlockKind, Document
from knowledge.documents.reach import reach_of

MOST_ROWS = 20_000
MOST_COLUMNS = 40
MOST_SHEETS = 50
MOST_CELLS = 2_000_000
_PROBED = 4096


def read_workbook(data: bytes) -> Document:
    """Every visible sheet under its name. Raises Invalid("article.unreadable") and TooMuch("article.too_many_rows")."""
    blocks: list[Block] = []
    try:
        if reach_of(data) > MOST_CELLS:
            raise TooMuch("article.too_many_rows", rows=MOST_ROWS)
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        shown = [meta.name for meta in book.sheets_metadata if "Visible" in str(meta.visible)]
        for name in shown[:MOST_SHEETS]:
            sheet = book.get_sheet_by_name(name)
            rows = [[_said(value) for value in row[:MOST_COLUMNS]] for row in sheet.iter_rows()]
            if table := _table(rows):
                blocks += [Block(BlockKind.HEADING, name, 1), table]
    except (CalamineError, OSError, ValueError) as error:
        raise Invalid("article.unreadable") from error
    return Document("", tuple(blocks))


def read_csv(text: str) -> Document:
    """One table; the separator is told by its first lines."""
    text = text.lstrip("\ufeff")
    try:
        dialect = csv.Sniffer().sniff(text[:_PROBED], ",;\t|")
        separator = dialect.delimiter
    except csv.Error:
        separator = ","
    try:
        read = ([cell.strip() for cell in row[:MOST_COLUMNS]] for row in csv.reader(StringIO(text, newline=""), delimiter=separator))
        rows = list(islice((row for row in read if any(row)), MOST_ROWS + 1))
    except csv.Error as error:
        raise Invalid("article.unreadable") from error
    table = _table(rows)
    return Document("", (table,) if table else ())


def _table(rows: list[list[str]]) -> Block | None:
    """What stands above the heading (a letterhead, a title) is left out: the heading is the first row that is as full as most rows."""
    full = [row for row in rows if any(row)]
    if not full:
        return None
    if len(full) > MOST_ROWS:
        raise TooMuch("article.too_many_rows", rows=MOST_ROWS)
    usual = max(sum(map(bool, row)) for row in full[: len(full) // 2 + 1])
    start = next(place for place, row in enumerate(full) if sum(map(bool, row)) * 2 > usual)
    return Block(BlockKind.TABLE, rows=tuple(tuple(row) for row in full[start:]))


def _said(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return " ".join(str(value).split())
