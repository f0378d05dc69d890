"""What was uploaded to a page of prices as rows: read by the reader of order tables, so that every page takes the same files."""

from backend.ordering.sheets.service import TABLE, rows_of
from backend.pricing.table_rows import Rows


def rows_of_upload(data: bytes) -> Rows:
    """The rows of the first visible table of a file, hidden ones included: nothing about money is left out unseen."""
    return [(row.number, row.cells) for row in rows_of(data) if row.number < TABLE]
