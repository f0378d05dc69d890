"""Workbooks made for tests, and short ways to send them."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from backend.ordering.sheets.service import Choice, RowFilter, RowView, SheetView, Upload, draft_sheet, list_rows, receive_sheet
from tests.ordering.company import Company

PLAIN = "编码,商品名称,数量\nCOKE,可口可乐330ml,10\nSPRITE,雪碧330ml,5\n"


def workbook(rows: Sequence[Sequence[Any]], shape: Callable[[Worksheet], None] = lambda _: None) -> bytes:
    """An .xlsx with these rows; `shape` may hide and merge."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    shape(sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def send(company: Company, table: str | bytes, login: str = "d1", name: str = "order.csv") -> SheetView:
    """A table that a person sends."""
    upload = Upload(name, table) if isinstance(table, bytes) else Upload(name, text=table)
    return receive_sheet(company.database, company.actor(login), upload, clock=company.clock)


def rows(company: Company, sheet: SheetView, login: str = "d1") -> dict[int, RowView]:
    """Its rows by number."""
    page = company.database.read(lambda uow: list_rows(uow, company.actor(login), sheet.sheet_id, RowFilter(limit=200), clock=company.clock))
    return {row.number: row for row in page.items}


def drafts(company: Company, sheet: SheetView, login: str = "d1", **choice: bool) -> Any:
    """The drafts that come of it."""
    return company.write(lambda uow: draft_sheet(uow, company.actor(login), sheet.sheet_id, Choice(**choice), clock=company.clock))
