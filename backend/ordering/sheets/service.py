"""The public face of orders as tables: receiving, reviewing, making drafts, last month again, templates and exports."""

from backend.ordering.sheets.cells import decoded, is_workbook, rows_of, rows_of_text, separator_of, table_names
from backend.ordering.sheets.domain import TABLE, Layout, RawRow, Role, RowReading, RowStatus, Sheet, Why
from backend.ordering.sheets.drafting import Choice, draft_sheet
from backend.ordering.sheets.exporting import Make, Reader, export_order, export_orders
from backend.ordering.sheets.fixing import Columns, RowFilter, RowFix, fix_row, get_sheet, list_rows, list_sheets, set_columns
from backend.ordering.sheets.guessing import guess_layouts
from backend.ordering.sheets.monthly import Discontinued, MonthlyOrder, monthly_order
from backend.ordering.sheets.reading import Knowledge, RowReader
from backend.ordering.sheets.receiving import Upload, read_sheet, receive_sheet
from backend.ordering.sheets.reviewing import read_rows, read_waiting
from backend.ordering.sheets.store import purge_sheets
from backend.ordering.sheets.templates import order_template
from backend.ordering.sheets.views import ColumnView, DraftOfSheet, EarlierImport, RowView, SheetView, TableView
from backend.ordering.sheets.workbooks import MEDIA_TYPES, Format, parts_of

__all__ = [
    "MEDIA_TYPES",
    "TABLE",
    "Choice",
    "ColumnView",
    "Columns",
    "Discontinued",
    "DraftOfSheet",
    "EarlierImport",
    "Format",
    "Knowledge",
    "Layout",
    "Make",
    "MonthlyOrder",
    "RawRow",
    "Reader",
    "Role",
    "RowFilter",
    "RowFix",
    "RowReader",
    "RowReading",
    "RowStatus",
    "RowView",
    "Sheet",
    "SheetView",
    "TableView",
    "Upload",
    "Why",
    "decoded",
    "draft_sheet",
    "export_order",
    "export_orders",
    "fix_row",
    "get_sheet",
    "guess_layouts",
    "is_workbook",
    "list_rows",
    "list_sheets",
    "monthly_order",
    "order_template",
    "parts_of",
    "purge_sheets",
    "read_rows",
    "read_sheet",
    "read_waiting",
    "receive_sheet",
    "rows_of",
    "rows_of_text",
    "separator_of",
    "set_columns",
    "table_names",
]
